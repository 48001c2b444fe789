//! Kills and remains: the next start is always clean.

use crate::scratch::{Scratch, eventually, kill_9, runs};
use kontor_cluster::{Cluster, ClusterOptions};
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// Names the base folder for the child process below.
const CHILD_BASE: &str = "KONTOR_IT_CHILD_BASE";

/// Not a test of its own: it owns a cluster until it is killed.
#[test]
#[ignore = "run by other tests in a child process"]
fn child_that_owns_a_cluster() {
    let base = std::env::var_os(CHILD_BASE).expect("the parent names the folder");
    let cluster = Cluster::start(ClusterOptions::throwaway(base)).unwrap();
    println!("\nPID {}", cluster.pid());
    std::thread::sleep(std::time::Duration::from_secs(60));
}

fn spawn_owner(scratch: &Scratch) -> (std::process::Child, u32) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "accidents::child_that_owns_a_cluster", "--ignored", "--nocapture"])
        .env(CHILD_BASE, scratch.base())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let pid = lines.map_while(Result::ok).find_map(|l| l.strip_prefix("PID ")?.parse().ok()).unwrap();
    (child, pid)
}

#[test]
fn the_server_dies_with_a_killed_owner() {
    let scratch = Scratch::new("owner");
    let (mut child, postmaster) = spawn_owner(&scratch);
    assert!(runs(postmaster));
    child.kill().unwrap();
    child.wait().unwrap();
    eventually("postgres ends", || !runs(postmaster));
    assert!(scratch.start().is_running());
}

#[test]
fn another_process_is_refused_and_after_its_owners_death_let_in_at_once() {
    let scratch = Scratch::new("successor");
    let (mut child, _) = spawn_owner(&scratch);
    let refused = Cluster::start(ClusterOptions::throwaway(scratch.base())).unwrap_err().to_string();
    assert!(refused.contains(&format!("already owned by process {}", child.id())), "{refused}");
    child.kill().unwrap();
    child.wait().unwrap();
    // Without waiting for the old server, which is just shutting down.
    assert_eq!(scratch.start().run("postgres", "select 1").unwrap(), "1");
}

#[test]
fn m9_owner_and_server_killed_the_committed_rows_are_there() {
    let scratch = Scratch::new("kill9");
    let cluster = Cluster::start(ClusterOptions::durable(scratch.base())).unwrap();
    cluster.run("postgres", "create table t as select generate_series(1, 20000) as x").unwrap();
    let postmaster = cluster.pid();
    kill_9(postmaster);
    eventually("the kill shows", || !cluster.is_running());
    drop(cluster);
    assert!(scratch.base().join("data/postmaster.pid").exists(), "a killed server leaves its lock file");
    let cluster = Cluster::start(ClusterOptions::durable(scratch.base())).unwrap();
    assert_eq!(cluster.run("postgres", "select count(*) from t").unwrap(), "20000");
    let log = fs::read_to_string(scratch.base().join("postgres.log")).unwrap();
    assert!(log.contains("automatic recovery in progress"), "the server was really killed: {log}");
}

#[test]
fn a_lock_file_that_names_a_foreign_process_is_no_hindrance() {
    let scratch = Scratch::new("foreignpid");
    scratch.start().stop().unwrap();
    let mut sleeper = Command::new("sleep").arg("60").spawn().unwrap();
    let pid_file = scratch.base().join("data/postmaster.pid");
    let data = scratch.base().join("data");
    fs::write(&pid_file, format!("{}\n{}\n1\n5432\n\n\n 1 1\nready\n", sleeper.id(), data.display()))
        .unwrap();
    fs::write(scratch.base().join("socket/.s.PGSQL.5432.lock"), format!("{}\n", sleeper.id())).unwrap();
    let cluster = scratch.start();
    assert_eq!(cluster.run("postgres", "select 1").unwrap(), "1");
    assert!(runs(sleeper.id()), "the stranger is left alone");
    sleeper.kill().unwrap();
    sleeper.wait().unwrap();
}

#[test]
fn a_server_that_outlived_its_owner_is_stopped_first() {
    let scratch = Scratch::new("orphan");
    scratch.start().stop().unwrap();
    // Started by hand on our folder, as if the death signal had not come.
    let bin = kontor_cluster::Binaries::find().unwrap();
    let data = scratch.base().join("data");
    let socket = scratch.base().join("socket");
    let line = format!(
        "exec {} -D {} -c listen_addresses= -c unix_socket_directories={} 2>/dev/null",
        bin.program("postgres").display(),
        data.display(),
        socket.display()
    );
    let mut orphan = if is_root() {
        Command::new("runuser").args(["-u", "postgres", "--", "sh", "-c", &line]).spawn().unwrap()
    } else {
        Command::new("sh").args(["-c", &line]).spawn().unwrap()
    };
    let pid_file = data.join("postmaster.pid");
    eventually("the orphan serves", || fs::read_to_string(&pid_file).is_ok_and(|t| t.contains("ready")));
    let cluster = scratch.start();
    assert_eq!(cluster.run("postgres", "select 1").unwrap(), "1");
    assert!(orphan.wait().is_ok(), "the orphan has ended");
    assert!(cluster.is_running());
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0)
}

#[test]
fn an_interrupted_first_start_is_begun_anew() {
    let scratch = Scratch::new("halfway");
    let half = scratch.base().join("data.new/base");
    fs::create_dir_all(&half).unwrap();
    fs::write(scratch.base().join("data.new/PG_VERSION"), "15\n").unwrap();
    let cluster = scratch.start();
    assert_eq!(cluster.run("postgres", "select 1").unwrap(), "1");
    assert!(!scratch.base().join("data.new").exists());
}
