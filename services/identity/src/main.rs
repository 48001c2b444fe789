//! The identity service as a process of its own. `kontor-identity bootstrap` gives the installation its operator.

use kontor_config::{Reader, Secret};
use kontor_identity::{Identity, bootstrap};
use kontor_postgres::Db;
use kontor_service::{StartError, database_options};
use std::process::ExitCode;

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() != Some("bootstrap") {
        return kontor_service::main::<Identity>();
    }
    match operator() {
        Ok(Some(token)) => println!("{token}"),
        Ok(None) => eprintln!("the installation has an operator already"),
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Makes the operator's token, told this once.
fn operator() -> Result<Option<String>, StartError> {
    let mut reader = Reader::from_env();
    let what = "where the database is, such as postgres://postgres:5432/kontor";
    let url: Option<String> = reader.required("KONTOR_DATABASE_URL", what);
    let password: Option<Secret> = reader.optional("KONTOR_DATABASE_PASSWORD");
    reader.finish()?;
    let options = database_options("identity", &url.unwrap_or_default(), password.as_ref(), 2);
    let failed = |e: &dyn std::fmt::Display| StartError::Other(e.to_string());
    let runtime = tokio::runtime::Runtime::new().map_err(|e| failed(&e))?;
    runtime.block_on(async {
        let db = Db::new(&options).map_err(|e| failed(&e))?;
        bootstrap(&db).await.map_err(|e| failed(&e))
    })
}
