//! The tour: the main job, step by step, over both ways (domain.md, section 2).

use crate::installation::Installation;
use kontor::tour::Tour;

#[tokio::test(flavor = "multi_thread")]
async fn the_tour_goes_well_over_grpc_and_over_rest() {
    let installation = Installation::open().await;
    let over_grpc = Tour::new(installation.grpc(), true).run(&installation.address).await;
    assert!(over_grpc.unwrap_or_else(|e| panic!("{e}")) >= 45);
    let over_rest = Tour::new(installation.rest(), true).run(&installation.address).await;
    assert!(over_rest.unwrap_or_else(|e| panic!("{e}")) >= 45);
    installation.close().await;
}
