//! Installing what is missing.

use crate::process::{Failure, Outcome, is_installed, run, succeeds};
use kontor_cluster::{Binaries, ClusterError};
use std::process::Command;

/// A package manager: its program, how it refreshes its lists, how it installs Postgres.
struct Manager {
    program: &'static str,
    refresh: Option<&'static str>,
    install: &'static str,
    as_root: bool,
}

const MANAGERS: [Manager; 5] = [
    Manager {
        program: "apt-get",
        refresh: Some("update -q"),
        install: "install -q -y --no-install-recommends postgresql",
        as_root: true,
    },
    Manager { program: "dnf", refresh: None, install: "install -q -y postgresql-server", as_root: true },
    Manager { program: "apk", refresh: None, install: "add -q postgresql", as_root: true },
    Manager { program: "pacman", refresh: None, install: "-Sy --noconfirm postgresql", as_root: true },
    Manager { program: "brew", refresh: None, install: "install postgresql@17", as_root: false },
];

/// How root's rights are to be had.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Rights {
    Ours,
    Sudo,
    None,
}

/// Makes sure that there is a Postgres to start; says what it does and asks nothing.
pub fn setup() -> Outcome {
    match Binaries::find() {
        Ok(found) => {
            println!("setup: Postgres {} in {}", found.major(), found.dir().display());
            return Ok(());
        }
        // Installing another one would not cure these.
        Err(wrong @ ClusterError::BadBinDir { .. }) => return Err(Failure::said(wrong)),
        Err(missing) => println!("setup: {missing}"),
    }
    let manager = MANAGERS.iter().find(|m| is_installed(m.program));
    let manager =
        manager.ok_or_else(|| Failure::said("no known package manager: install Postgres 15 or newer"))?;
    let lines = command_lines(manager, rights()).map_err(Failure::said)?;
    for line in lines {
        println!("setup: running {}", line.join(" "));
        let (program, args) = line.split_first().expect("a line begins with its program");
        run(Command::new(program).args(args).env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    let found = Binaries::find().map_err(Failure::said)?;
    println!("setup: installed Postgres {} in {}", found.major(), found.dir().display());
    Ok(())
}

fn rights() -> Rights {
    let id = Command::new("id").arg("-u").output();
    if id.is_ok_and(|output| output.stdout.trim_ascii() == b"0") {
        Rights::Ours
    } else if succeeds(Command::new("sudo").args(["-n", "true"])) {
        Rights::Sudo
    } else {
        Rights::None
    }
}

/// The programs to run, or the one command a person is to type.
fn command_lines(manager: &Manager, rights: Rights) -> Result<Vec<Vec<&'static str>>, String> {
    if manager.as_root && rights == Rights::None {
        return Err(format!("Postgres is missing: run sudo {} {}", manager.program, manager.install));
    }
    let prefix: &[&'static str] = match rights {
        Rights::Sudo if manager.as_root => &["sudo", "-n"],
        _ => &[],
    };
    let line = |args: &'static str| {
        prefix.iter().copied().chain([manager.program]).chain(args.split(' ')).collect::<Vec<_>>()
    };
    Ok(manager.refresh.into_iter().chain([manager.install]).map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_installs_at_once_and_others_through_sudo() {
        let lines = command_lines(&MANAGERS[0], Rights::Ours).unwrap();
        assert_eq!(lines[0], ["apt-get", "update", "-q"]);
        assert_eq!(lines[1][..2], ["apt-get", "install"]);
        assert_eq!(command_lines(&MANAGERS[1], Rights::Sudo).unwrap()[0][..3], ["sudo", "-n", "dnf"]);
        assert_eq!(command_lines(&MANAGERS[4], Rights::None).unwrap()[0][0], "brew");
    }

    #[test]
    fn without_rights_the_one_command_is_named() {
        let text = command_lines(&MANAGERS[2], Rights::None).unwrap_err();
        assert_eq!(text, "Postgres is missing: run sudo apk add -q postgresql");
    }
}
