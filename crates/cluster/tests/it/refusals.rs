//! What is refused, and what the text tells to do.

use crate::scratch::{Scratch, runs};
use kontor_cluster::{Cluster, ClusterError, ClusterOptions};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

fn refusal(options: ClusterOptions) -> String {
    Cluster::start(options).unwrap_err().to_string()
}

#[test]
fn a_second_launcher_is_refused_and_told_who_holds_it() {
    let scratch = Scratch::new("second");
    let cluster = scratch.start();
    let text = refusal(ClusterOptions::throwaway(scratch.base()));
    assert!(text.contains(&format!("already owned by process {}", std::process::id())), "{text}");
    assert!(runs(cluster.pid()), "the first is not disturbed");
    assert_eq!(cluster.run("postgres", "select 1").unwrap(), "1");
}

#[test]
fn data_of_another_version_are_not_touched() {
    let scratch = Scratch::new("version");
    scratch.start().stop().unwrap();
    let version = scratch.base().join("data/PG_VERSION");
    fs::write(&version, "12\n").unwrap();
    let text = refusal(ClusterOptions::throwaway(scratch.base()));
    assert!(text.contains("belongs to Postgres 12") && text.contains("pg_upgrade"), "{text}");
    fs::write(&version, "nonsense\n").unwrap();
    assert!(refusal(ClusterOptions::throwaway(scratch.base())).contains("belongs to Postgres nonsense"));
}

#[test]
fn a_folder_that_is_no_cluster_is_not_overwritten() {
    let scratch = Scratch::new("foreign");
    let letter = scratch.base().join("data/letter.txt");
    fs::create_dir_all(letter.parent().unwrap()).unwrap();
    fs::write(&letter, "dear").unwrap();
    let text = refusal(ClusterOptions::throwaway(scratch.base()));
    assert!(text.contains("holds no Postgres cluster"), "{text}");
    assert_eq!(fs::read_to_string(letter).unwrap(), "dear");
}

#[test]
fn a_base_that_cannot_be_made_is_named() {
    let scratch = Scratch::new("file");
    let file = scratch.path().join("file");
    fs::write(&file, "").unwrap();
    let text = refusal(ClusterOptions::throwaway(file.join("base")));
    assert!(text.starts_with("cannot create the folder") && text.contains("writable disk"), "{text}");
    // Even root cannot write here.
    let text = refusal(ClusterOptions::throwaway("/proc/kontor/base"));
    assert!(text.starts_with("cannot create the folder /proc/kontor/base"), "{text}");
}

#[test]
fn an_unwritable_folder_is_refused_for_an_ordinary_user() {
    let scratch = Scratch::new("unwritable");
    fs::create_dir_all(scratch.base()).unwrap();
    fs::set_permissions(scratch.base(), fs::Permissions::from_mode(0o500)).unwrap();
    let error = Cluster::start(ClusterOptions::throwaway(scratch.base()));
    if fs::write(scratch.base().join("probe"), "").is_ok() {
        // Root is not bound by the mode, takes the folder over and starts.
        assert!(error.unwrap().is_running());
    } else {
        assert!(matches!(error.unwrap_err(), ClusterError::File { action: "open", .. }));
    }
}

#[test]
fn a_closed_parent_is_refused_when_the_server_runs_as_another() {
    let scratch = Scratch::new("closed");
    let closed = scratch.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    match Cluster::start(ClusterOptions::throwaway(closed.join("base"))) {
        Err(ClusterError::Unreachable { path, .. }) => assert!(path.ends_with("closed")),
        Err(other) => unreachable!("{other}"),
        Ok(_) => assert_ne!(whoami(), "0", "only root hands the folder to another account"),
    }
}

fn whoami() -> String {
    String::from_utf8(Command::new("id").arg("-u").output().unwrap().stdout).unwrap().trim().to_owned()
}

#[test]
fn a_setting_that_carries_a_promise_is_refused_before_anything_is_made() {
    let scratch = Scratch::new("setting");
    let text = refusal(ClusterOptions::durable(scratch.base()).with("fsync", "off"));
    assert_eq!(text, "the setting fsync is decided by the launcher: leave it out");
    assert!(!scratch.base().exists());
}

#[test]
fn a_server_that_does_not_start_shows_its_log() {
    let scratch = Scratch::new("log");
    let text = refusal(ClusterOptions::throwaway(scratch.base()).with("shared_buffers", "lots"));
    assert!(text.contains("did not start") && text.contains("shared_buffers"), "{text}");
    // And the folder is free again.
    assert!(scratch.start().is_running());
}
