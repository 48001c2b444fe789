//! Versions stand in the root manifest only.

use super::Finding;

/// Every dependency of a member that does not come from the workspace.
pub fn check(path: &str, manifest: &str) -> Vec<Finding> {
    let mut in_dependencies = false;
    let mut found = Vec::new();
    for (index, line) in manifest.lines().enumerate().map(|(index, line)| (index + 1, line.trim())) {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            in_dependencies = section.ends_with("dependencies");
            if section.contains("dependencies.") {
                found.push(Finding::error(format!(
                    "{path}:{index}: write dependencies as lines, not as sections"
                )));
            }
        } else if in_dependencies && line.contains('=') && !line.starts_with('#') {
            let compact = line.replace(' ', "");
            if !compact.contains("workspace=true") {
                found.push(Finding::error(format!(
                    "{path}:{index}: {line}: name it in the root manifest and take workspace = true"
                )));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_workspace_names_versions() {
        let good = "[package]\nname = \"a\"\nversion.workspace = true\n[dependencies]\n# why\nserde.workspace = true\n\
                    jiff = { workspace = true, features = [\"x\"] }\n[features]\na = []\n";
        assert_eq!(check("Cargo.toml", good), []);
        for bad in ["serde = \"1\"", "serde = { version = \"1\" }", "b = { path = \"../b\" }"] {
            for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
                assert_eq!(check("Cargo.toml", &format!("[{section}]\n{bad}\n")).len(), 1, "{bad}");
            }
        }
        assert_eq!(check("Cargo.toml", "[dependencies.serde]\nversion = \"1\"\n").len(), 1);
    }
}
