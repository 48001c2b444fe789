//! How long a house takes from nothing, and from its data, to the first good answer.

use super::BenchError;
use super::figure::{Figure, Goal};
use super::ground::{Folder, options};
use super::process::milliseconds;
use crate::client::{Door, GrpcDoor};
use crate::house::{House, start_cluster};
use rust_decimal::{Decimal, dec};
use serde_json::json;
use std::path::Path;
use tokio::time::Instant;

/// Opens a house twice: the first time makes the cluster and all schemas, the second finds them.
pub(super) async fn measure() -> Result<Vec<Figure>, BenchError> {
    let folder = Folder::new("start")?;
    let (first, token) = until_answer(folder.path(), None).await?;
    let (again, _) = until_answer(folder.path(), Some(token)).await?;
    let services = Figure::new("start/services", again.services, "ms").aiming_at(Goal::Most(dec!(200)));
    Ok(vec![
        Figure::new("start/first", first.whole, "ms"),
        Figure::new("start/again", again.whole, "ms"),
        services,
    ])
}

/// The milliseconds until an answer, with Postgres and from when it was up.
struct Elapsed {
    whole: Decimal,
    services: Decimal,
}

/// How long until the operator is recognised, which needs gateway, identity and database; and the operator's token,
/// which is told at the first start only.
async fn until_answer(data: &Path, token: Option<String>) -> Result<(Elapsed, String), BenchError> {
    let begin = Instant::now();
    let cluster = start_cluster(data).await?;
    let up = Instant::now();
    let house = House::open_on(cluster, options(data)).await?;
    let asked = recognised(&house, token).await;
    let elapsed = Elapsed { whole: milliseconds(begin.elapsed()), services: milliseconds(up.elapsed()) };
    house.close().await?;
    Ok((elapsed, asked?))
}

async fn recognised(house: &House, token: Option<String>) -> Result<String, BenchError> {
    let told = token.or_else(|| house.operator_token().map(str::to_owned));
    let token = told.ok_or_else(|| BenchError::Other("the house told no operator's token".to_owned()))?;
    let door = Door::Grpc(GrpcDoor::new(&house.url())?).signed_in(&token);
    door.call("identity.IdentityService/GetSelf", json!({})).await?;
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_house_opens_twice_and_both_times_are_told() {
        let figures = measure().await.unwrap();
        let names: Vec<&str> = figures.iter().map(|figure| figure.name.as_str()).collect();
        assert_eq!(names, ["start/first", "start/again", "start/services"]);
        assert!(figures.iter().all(|figure| figure.value > Decimal::ZERO));
    }
}
