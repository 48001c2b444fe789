//! Starting, using, stopping.

use crate::scratch::{Scratch, eventually, runs};
use kontor_cluster::{ADMIN_ROLE, Cluster, ClusterError, ClusterOptions, TestCluster, Throwaway};
use std::os::unix::fs::PermissionsExt;

#[test]
fn a_cold_start_serves_on_a_private_socket_and_a_warm_one_keeps_the_data() {
    let scratch = Scratch::new("cold");
    let cluster = scratch.start();
    assert!(cluster.is_running());
    assert_eq!(cluster.run("postgres", "select current_user").unwrap(), ADMIN_ROLE);
    assert_eq!(cluster.run("postgres", "show listen_addresses").unwrap(), "");
    let socket = scratch.base().join("socket");
    assert_eq!(std::fs::metadata(socket).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(
        cluster.run("postgres", "select lower('ÄÖ') || ' ' || getdatabaseencoding()").unwrap(),
        "äö UTF8"
    );
    cluster.run("postgres", "create table kept as select 7 as x").unwrap();
    let first = cluster.pid();
    cluster.stop().unwrap();
    assert!(!runs(first));
    assert!(!scratch.base().join("data/postmaster.pid").exists(), "a clean stop leaves no lock file");

    let cluster = scratch.start();
    assert_ne!(cluster.pid(), first);
    assert_eq!(cluster.run("postgres", "select x from kept").unwrap(), "7");
}

#[test]
fn i24_a_durable_cluster_syncs_whatever_its_file_says() {
    let scratch = Scratch::new("durable");
    let start = || Cluster::start(ClusterOptions::durable(scratch.base()).with("work_mem", "9MB")).unwrap();
    start().stop().unwrap();
    let conf = scratch.base().join("data/postgresql.auto.conf");
    std::fs::write(conf, "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n").unwrap();
    let cluster = start();
    let shown = |name| cluster.run("postgres", &format!("show {name}")).unwrap();
    for name in ["fsync", "synchronous_commit", "full_page_writes", "data_checksums"] {
        assert_eq!(shown(name), "on", "{name}");
    }
    assert_eq!(shown("work_mem"), "9MB");
}

#[test]
fn dropping_stops_the_server() {
    let scratch = Scratch::new("drop");
    let cluster = scratch.start();
    let pid = cluster.pid();
    assert!(runs(pid));
    drop(cluster);
    assert!(!runs(pid));
}

#[test]
fn the_server_outlives_the_thread_that_started_it() {
    let scratch = Scratch::new("thread");
    let base = scratch.base();
    let starter = std::thread::spawn(|| Cluster::start(ClusterOptions::throwaway(base)).unwrap());
    let cluster = starter.join().unwrap();
    // The signal would come at once; two round trips later it would have shown.
    assert_eq!(cluster.run("postgres", "select pg_sleep(0.2)").unwrap(), "");
    assert!(cluster.is_running());
}

#[test]
fn databases_are_made_once_and_dropped_with_their_sessions() {
    let scratch = Scratch::new("databases");
    let cluster = scratch.start();
    let odd = "it's \"odd\"";
    assert!(cluster.create_database(odd).unwrap());
    assert!(!cluster.create_database(odd).unwrap(), "the second time it is there");
    assert_eq!(cluster.run(odd, "select current_database()").unwrap(), odd);
    std::thread::scope(|scope| {
        scope.spawn(|| cluster.run(odd, "select pg_sleep(30)"));
        let sessions = "select count(*) from pg_stat_activity where datname like 'it%'";
        eventually("the session is there", || cluster.run("postgres", sessions).unwrap() == "1");
        cluster.drop_database(odd).unwrap();
    });
    assert!(cluster.run(odd, "select 1").is_err());
    cluster.drop_database(odd).unwrap();
}

#[test]
fn a_role_connects_by_its_url_and_a_failed_file_changes_nothing() {
    let scratch = Scratch::new("roles");
    let cluster = scratch.start();
    cluster.run("postgres", "create role ticket login").unwrap();
    let psql = std::process::Command::new("psql")
        .args(["-XAtd", &cluster.url_for("ticket", "postgres"), "-c", "select current_user"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&psql.stdout).trim(), "ticket");

    let file = scratch.path().join("two.sql");
    std::fs::write(&file, "create table a(); select * from nowhere;").unwrap();
    let error = cluster.run_file("postgres", &file).unwrap_err();
    assert!(matches!(&error, ClusterError::Failed { output, .. } if output.contains("nowhere")), "{error}");
    assert_eq!(cluster.run("postgres", "select to_regclass('a') is null").unwrap(), "t");
}

#[test]
fn a_long_folder_name_works_too() {
    let scratch = Scratch::new("long");
    let base = scratch.path().join("x".repeat(120));
    let cluster = Cluster::start(ClusterOptions::throwaway(base)).unwrap();
    assert_eq!(cluster.run("postgres", "select 1").unwrap(), "1");
    let url = cluster.admin_url("postgres");
    let socket = std::path::Path::new(url.split_once("?host=").unwrap().1);
    assert!(socket.starts_with("/tmp") && socket.exists(), "{url}");
    cluster.stop().unwrap();
    assert!(!socket.exists(), "nothing stays outside the base folder");
}

#[test]
fn a_throwaway_leaves_nothing_and_sweeps_what_the_dead_left() {
    let first = Throwaway::start("first").unwrap();
    let base = first.cluster().base().to_owned();
    let dead = base.parent().unwrap().join("4194304-dead");
    std::fs::create_dir_all(dead.join("data")).unwrap();
    let second = Throwaway::start("second").unwrap();
    assert!(!dead.exists(), "its owner cannot exist: the id is above the system's limit");
    assert!(base.exists(), "its owner lives");
    drop((first, second));
    assert!(!base.exists());
}

#[test]
fn all_tests_of_a_process_share_one_test_cluster() {
    let all: Vec<_> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..4).map(|_| scope.spawn(|| TestCluster::get().unwrap())).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    assert!(all.windows(2).all(|pair| std::ptr::eq(pair[0], pair[1])));
    assert!(all[0].admin_url("x").contains("/x?host="));
}
