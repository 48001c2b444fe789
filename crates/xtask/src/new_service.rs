//! A new service of the house's shape, from the templates in `crates/xtask/new-service`.

mod names;
mod registers;

use crate::process::{Failure, Outcome, cargo, root, run};
use names::Names;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What is written: each file with its whole text.
type Plan = BTreeMap<PathBuf, String>;

/// Writes the service and enters it wherever services are listed. Nothing is written unless all of it can be.
pub fn new_service(name: &str, noun: &str, nouns: Option<&str>) -> Outcome {
    let root = root();
    let names = Names::new(name, noun, nouns).map_err(Failure::said)?;
    let plan = plan(&root, &names).map_err(Failure::said)?;
    for (path, text) in &plan {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Failure::said)?;
        }
        fs::write(path, text).map_err(Failure::said)?;
        println!("wrote {}", path.strip_prefix(&root).unwrap_or(path).display());
    }
    run(cargo().args(["update", "--quiet", "--offline", "--workspace"]))?;
    run(cargo().args(["fmt", "--all"]))?;
    println!("{}", names.fill(NEXT));
    Ok(())
}

/// What the command leaves to its caller.
const NEXT: &str = "
Next:
  cargo xtask sql                          describes its statements
  cargo xtask test -p kontor-@name@        runs its first tests
  UPDATE=1        cargo xtask test -p kontor-gateway    adds its routes to the OpenAPI document
Whom it asks and hears decides the rest: docker-compose.yml, deploy/docker/Dockerfile, deploy/kubernetes (services, base,
secrets.sh), deploy/observability/collector.yaml; and who may do what: services/identity/domain/src/role.rs.";

/// All that is to be written, or why it cannot.
fn plan(root: &Path, names: &Names) -> Result<Plan, String> {
    let templates = root.join("crates/xtask/new-service");
    let mut plan = Plan::new();
    let mut folders = vec![templates.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?.flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let inside = path.strip_prefix(&templates).map_err(|e| e.to_string())?;
            let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
            plan.insert(root.join(place(inside, names)), names.fill(&text));
        }
    }
    if let Some(there) = plan.keys().find(|path| path.exists()) {
        return Err(format!("{} is there already: choose another name", there.display()));
    }
    registers::enter(root, names, &mut plan)?;
    Ok(plan)
}

/// Where a template's file belongs.
fn place(inside: &Path, names: &Names) -> String {
    let path = names.fill(&inside.display().to_string());
    let path = path.strip_suffix(".tmpl").unwrap_or(&path);
    match path.split_once('/') {
        Some(("proto", rest)) => names.fill(&format!("proto/kontor/@name@/v1/{rest}")),
        Some(("service", rest)) => names.fill(&format!("services/@name@/{rest}")),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    fn knowledge() -> (PathBuf, Plan) {
        let names = Names::new("knowledge", "article", None).expect("sound names");
        (root(), plan(&root(), &names).expect("every list of services is found"))
    }

    #[test]
    fn a_new_service_leaves_no_placeholder_and_is_entered_everywhere() {
        let (root, plan) = knowledge();
        for (path, text) in &plan {
            let whole = format!("{}{text}", path.display());
            let left = [
                "@name@", "@Name@", "@noun@", "@Noun@", "@nouns@", "@Nouns@", "@a_noun@", "@A_noun@", ".tmpl",
            ];
            assert!(!left.iter().any(|word| whole.contains(word)), "{}", path.display());
        }
        for (file, word) in [
            ("services/knowledge/src/commands/create_article.rs", "Begun::Answered"),
            ("proto/kontor/knowledge/v1/knowledge_service.proto", "rpc ListArticles"),
            ("Cargo.toml", "kontor-knowledge-domain = { path = \"services/knowledge/domain\" }"),
            ("crates/kontor/src/house.rs", "launch::<kontor_knowledge::Knowledge>"),
            ("services/gateway/src/lib.rs", "\"billing\", \"knowledge\""),
            ("crates/ids/src/lib.rs", "ArticleId in \"articles\""),
            ("services/identity/domain/src/permission.rs", "KnowledgeWrite = \"knowledge.write\""),
        ] {
            assert!(plan[&root.join(file)].contains(word), "{file} lacks {word}");
        }
    }

    #[test]
    fn what_is_written_is_rust() {
        let (_, plan) = knowledge();
        let folder = std::env::temp_dir().join(format!("kontor-new-service-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a temporary folder");
        // One file each, without its modules: rustfmt would follow them.
        for (path, text) in plan.iter().filter(|(path, _)| path.extension().is_some_and(|e| e == "rs")) {
            let file = folder.join("one.rs");
            let is_module = |line: &str| line.contains("mod ") && line.ends_with(';');
            let alone = text.lines().map(|line| match line.strip_suffix(';') {
                Some(module) if is_module(line) => format!("{module} {{}}"),
                _ => line.to_owned(),
            });
            let alone: Vec<String> = alone.collect();
            fs::write(&file, alone.join("\n")).expect("a file is written");
            let parsed =
                Command::new("rustfmt").args(["--edition", "2024", "--emit", "stdout"]).arg(&file).output();
            let parsed = parsed.expect("rustfmt is part of the toolchain");
            assert!(
                parsed.status.success(),
                "{}: {}",
                path.display(),
                String::from_utf8_lossy(&parsed.stderr)
            );
        }
        fs::remove_dir_all(&folder).expect("the folder goes away");
    }

    #[test]
    fn a_service_that_exists_is_not_overwritten() {
        let names = Names::new("ticket", "article", None).expect("sound names");
        assert!(plan(&root(), &names).is_err_and(|why| why.contains("is there already")));
    }
}
