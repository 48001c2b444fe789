//! How long a house takes from nothing, and from its data, to the first good answer.

use super::BenchError;
use super::figure::Figure;
use super::ground::{Folder, open};
use super::process::milliseconds;
use crate::client::{Door, GrpcDoor};
use crate::house::House;
use rust_decimal::Decimal;
use serde_json::json;
use std::path::Path;
use tokio::time::Instant;

/// Opens a house twice: the first time makes the cluster and all schemas, the second finds them.
pub(super) async fn measure() -> Result<Vec<Figure>, BenchError> {
    let folder = Folder::new("start")?;
    let (first, token) = until_answer(folder.path(), None).await?;
    let (again, _) = until_answer(folder.path(), Some(token)).await?;
    Ok(vec![Figure::new("start/first", first, "ms"), Figure::new("start/again", again, "ms")])
}

/// The milliseconds until the operator is recognised, which needs gateway, identity and database; and the
/// operator's token, which is told at the first start only.
async fn until_answer(data: &Path, token: Option<String>) -> Result<(Decimal, String), BenchError> {
    let begin = Instant::now();
    let house = open(data).await?;
    let asked = recognised(&house, token).await;
    let elapsed = milliseconds(begin.elapsed());
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
        assert_eq!(names, ["start/first", "start/again"]);
        assert!(figures.iter().all(|figure| figure.value > Decimal::ZERO));
    }
}
