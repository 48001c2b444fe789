//! `SearchRecords`: what one types (K5).

use crate::world::{World, id};
use kontor_proto::contract::v1 as wire;
use kontor_testkit::StatementCount;

async fn find(world: &World, query: &str) -> Vec<wire::RecordHit> {
    let request = wire::SearchRecordsRequest { query: query.to_owned(), page_size: 0 };
    world.master().search_records(request).await.expect("a good query").into_inner().hits
}

async fn names(world: &World, query: &str) -> Vec<String> {
    find(world, query).await.into_iter().map(|hit| hit.display_name).collect()
}

#[tokio::test]
async fn k5_records_are_found_by_whatever_one_knows_of_them() {
    let world = World::open().await;
    let huber = world.customer("K-10017", "Bäckerei Hübner & Café GmbH").await;
    let contact = world.contact(&huber, "Renée Öztürk", "+49 89 1234567").await;
    let site = world.site(&huber, "Filiale Straßlach").await;
    let asset = world.asset(&huber, "SRV-02", "server").await;
    let full = wire::Asset {
        serial_number: "CZ 3412-X7".into(),
        host_name: "mail.huebner.local".into(),
        number: "A-0815".into(),
        ..asset.clone()
    };
    let request = wire::UpdateAssetRequest { asset: Some(full), request_id: id() };
    world.properties().update_asset(request).await.unwrap();

    for query in ["K-10017", "k-100", "Hübner", "huebn", "cafe", "CAFÉ", "bäckerei  hüb"] {
        let found = find(&world, query).await;
        assert!(found.iter().any(|hit| hit.name == huber.name), "{query}: {found:?}");
    }
    for query in [
        "oeztuerk",
        "Öztürk",
        "renee",
        "089 1234567",
        "0049891234567",
        "+49 89 123",
        "4567",
        "1234567",
        &contact.number,
    ] {
        let found = find(&world, query).await;
        assert_eq!(found.iter().map(|hit| hit.name.as_str()).collect::<Vec<_>>(), [&contact.name], "{query}");
        assert_eq!(found[0].customer_display_name, huber.display_name);
    }
    for query in ["SRV-02", "srv", "a-0815", "cz 34", "3412", "412-x7", "mail.hueb"] {
        assert_eq!(names(&world, query).await, ["SRV-02"], "{query}");
    }
    for query in ["strasslach", "Filiale", &site.number] {
        assert_eq!(names(&world, query).await, ["Filiale Straßlach"], "{query}");
    }
    assert_eq!(names(&world, "xyz").await, Vec::<String>::new());
    assert_eq!(names(&world, "089 7654321").await, Vec::<String>::new());
    assert_eq!(names(&world, "%%").await, Vec::<String>::new());
}

#[tokio::test]
async fn k5_one_statement_finds_and_whole_matches_come_first() {
    let world = World::open().await;
    for n in 10..40 {
        world.customer(&n.to_string(), &format!("Hubertus {n}")).await;
    }
    world.customer("99", "Huber").await;
    let found = find(&world, "huber").await;
    assert_eq!((found.len(), found[0].display_name.as_str(), found[0].whole), (20, "Huber", true));
    assert!(found[1..].iter().all(|hit| !hit.whole));
    let count = StatementCount::begin();
    let mut least = usize::MAX;
    for _ in 0..10 {
        let _ = count.take();
        find(&world, "huber").await;
        least = least.min(count.take().max(1));
    }
    assert_eq!(least, 1);
}
