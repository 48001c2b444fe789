//! The places where services are listed: the new one comes after billing.

use super::Plan;
use super::names::Names;
use std::fs;
use std::path::Path;

/// How a place lists services.
enum Register {
    /// Each line with this word is repeated for the new service.
    Lines(&'static str),
    /// Within a list of names.
    Names,
    /// This text is put after the first line with that word.
    After(&'static str, &'static str),
}

use Register::{After, Lines, Names as List};

const REGISTERS: &[(&str, &[Register])] = &[
    ("Cargo.toml", &[Lines("kontor-billing")]),
    ("crates/kontor/Cargo.toml", &[Lines("kontor-billing")]),
    ("crates/kontor/src/house.rs", &[Lines("kontor_billing::"), List]),
    ("crates/audit/src/snapshot.rs", &[List]),
    ("services/gateway/Cargo.toml", &[Lines("kontor-billing")]),
    ("services/gateway/src/lib.rs", &[List]),
    ("services/gateway/tests/it/gate.rs", &[Lines("kontor_billing::"), List]),
    ("crates/ids/src/lib.rs", &[After("ids! {", "    /// @A_noun@.\n    @Noun@Id in \"@nouns@\";")]),
    (
        "services/identity/domain/src/permission.rs",
        &[After(
            "permissions! {",
            "    /// Read @nouns@.\n    @Name@Read = \"@name@.read\";\n    /// Keep @nouns@.\n    \
             @Name@Write = \"@name@.write\";",
        )],
    ),
    (
        "services/identity/domain/src/role.rs",
        &[After("P::TimeWrite,", "    P::@Name@Read,\n    P::@Name@Write,")],
    ),
];

/// Adds the changed registers to the plan.
pub fn enter(root: &Path, names: &Names, plan: &mut Plan) -> Result<(), String> {
    for (file, registers) in REGISTERS {
        let path = root.join(file);
        let mut text = fs::read_to_string(&path).map_err(|e| format!("{file}: {e}"))?;
        for register in *registers {
            let changed = register.enter(&text, names);
            if changed == text {
                return Err(format!("{file} lists no services any more: mend REGISTERS in new_service"));
            }
            text = changed;
        }
        plan.insert(path, text);
    }
    Ok(())
}

impl Register {
    fn enter(&self, text: &str, names: &Names) -> String {
        let mut lines = Vec::new();
        let mut is_entered = false;
        for line in text.lines() {
            match self {
                List if line.contains("\"escalation\"") && line.contains("\"billing\"") => {
                    lines.push(line.replace("\"billing\"", &format!("\"billing\", \"{}\"", names.name())));
                    continue;
                }
                _ => lines.push(line.to_owned()),
            }
            match self {
                Lines(word) if line.contains(word) => lines.push(names.fill(&as_new(line))),
                After(word, more) if line.contains(word) && !is_entered => {
                    lines.push(names.fill(more));
                    is_entered = true;
                }
                _ => {}
            }
        }
        lines.join("\n") + "\n"
    }
}

/// Billing's line with placeholders for the new service.
fn as_new(line: &str) -> String {
    line.replace("kontor-billing", "kontor-@name@")
        .replace("kontor_billing", "kontor_@name@")
        .replace("services/billing", "services/@name@")
        .replace("Billing", "@Name@")
}
