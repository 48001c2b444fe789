//! A database with the schemas of all services.

use crate::process::{Failure, root};
use kontor_cluster::Cluster;
use std::fs;
use std::path::{Path, PathBuf};

/// Makes the database `name` and brings the schema of every service in it up to date, as `kontor_postgres::migrate` does.
pub fn prepare_database(cluster: &Cluster, name: &str) -> Result<(), Failure> {
    cluster.create_database(name).map_err(Failure::said)?;
    let kit = root().join("crates/postgres/sql/kit.sql");
    let kit =
        fs::read_to_string(&kit).map_err(|e| Failure::said(format!("cannot read {}: {e}", kit.display())))?;
    for service in with_migrations(&root()) {
        let schema = service.file_name().expect("a folder has a name").to_string_lossy().into_owned();
        let filled = kit.replace("{schema}", &schema).replace("{role}", &format!("kontor_{schema}"));
        let file = cluster.base().join(format!("kit-{schema}.sql"));
        fs::write(&file, filled).map_err(Failure::said)?;
        cluster.run_file(name, &file).map_err(|e| Failure::said(format!("kit of {schema}: {e}")))?;
        for migration in migrations(&service) {
            cluster
                .run_file(name, &migration)
                .map_err(|e| Failure::said(format!("{}: {e}", migration.display())))?;
        }
    }
    Ok(())
}

/// The folders of the services that have migrations, in order of name.
pub fn with_migrations(root: &Path) -> Vec<PathBuf> {
    let services =
        fs::read_dir(root.join("services")).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut all: Vec<PathBuf> = services.filter(|service| !migrations(service).is_empty()).collect();
    all.sort();
    all
}

/// The migrations of a service, in order of name.
pub fn migrations(service: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(service.join("migrations")).into_iter().flatten().flatten();
    let mut all: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "sql"))
        .collect();
    all.sort();
    all
}
