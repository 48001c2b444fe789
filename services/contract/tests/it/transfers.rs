//! `TransferService`: files in and out.

use crate::world::{World, fields, id};
use kontor_proto::contract::v1 as wire;
use kontor_proto::contract::v1::RecordKind;
use kontor_proto::contract::v1::transfer_service_client::TransferServiceClient;
use kontor_service::Peer;
use kontor_testkit::StatementCount;
use std::fmt::Write as _;

async fn take(world: &World, kind: RecordKind, csv: &str, dry: bool) -> wire::ImportRecordsResponse {
    take_by(&mut world.transfers(), kind, csv, dry).await
}

async fn take_by(
    client: &mut TransferServiceClient<Peer>,
    kind: RecordKind,
    csv: &str,
    dry: bool,
) -> wire::ImportRecordsResponse {
    let request = wire::ImportRecordsRequest {
        kind: kind as i32,
        csv: csv.as_bytes().to_vec(),
        validate_only: dry,
        request_id: id(),
    };
    client.import_records(request).await.expect("a file is answered with a report").into_inner()
}

async fn give(client: &mut TransferServiceClient<Peer>, kind: RecordKind, page_size: i32) -> String {
    let (mut file, mut token) = (String::new(), String::new());
    loop {
        let request = wire::ExportRecordsRequest { kind: kind as i32, page_size, page_token: token };
        let page = client.export_records(request).await.expect("a page").into_inner();
        file.push_str(&page.csv);
        token = page.next_page_token;
        if token.is_empty() {
            return file;
        }
    }
}

fn counts(answer: &wire::ImportRecordsResponse) -> (bool, i32, i32, i32, i32) {
    (answer.applied, answer.created, answer.changed, answer.unchanged, answer.rejected_count)
}

const KINDS: [RecordKind; 4] =
    [RecordKind::Customers, RecordKind::Contacts, RecordKind::Sites, RecordKind::Assets];

const CUSTOMERS: &str = "number;display_name;street;postal_code;city;invoice_email;note
K-1;Bäckerei Huber;Ring 1;80331;München;re@huber.example;\"zwei
Zeilen; mit \"\"Zeichen\"\"\"
K-2;\"Maier, Söhne\";Weg 2;80331;München;re@maier.example;
";
const SITES: &str = "number,customer,display_name,street,postal_code,city
S-1,K-1,Zentrale,Ring 1,80331,München
S-2,K-2,Lager,,,
";
const CONTACTS: &str = "number,customer,display_name,phones,emails,order_right,order_limit
C-1,K-1,Anna Öztürk,\"+49 89 1234567; +49 170 1234567\",anna@huber.example,limited,\"500,50\"
C-2,K-2,Max,,,none,
";
const ASSETS: &str = "number,customer,display_name,asset_class,site,serial_number,criticality,warranty_until
A-1,K-1,SRV-1,server,S-1,CZ1,critical,31.12.2027
A-2,K-1,SRV-2,server,S-1,,,
A-3,K-2,SRV-1,server,S-2,CZ3,low,2028-02-29
";

async fn fill(world: &World) {
    for (kind, file, rows) in [
        (RecordKind::Customers, CUSTOMERS, 2),
        (RecordKind::Sites, SITES, 2),
        (RecordKind::Contacts, CONTACTS, 2),
        (RecordKind::Assets, ASSETS, 3),
    ] {
        let answer = take(world, kind, file, false).await;
        assert_eq!(counts(&answer), (true, rows, 0, 0, 0), "{kind:?} {answer:?}");
    }
}

#[tokio::test]
async fn i18_a_file_is_taken_once_and_an_export_is_taken_as_it_is_by_another_house() {
    let world = World::open().await;
    fill(&world).await;
    for (kind, file, rows) in [
        (RecordKind::Customers, CUSTOMERS, 2),
        (RecordKind::Sites, SITES, 2),
        (RecordKind::Contacts, CONTACTS, 2),
        (RecordKind::Assets, ASSETS, 3),
    ] {
        let again = take(&world, kind, file, false).await;
        assert_eq!(counts(&again), (true, 0, 0, rows, 0), "{kind:?} {again:?}");
    }
    // One who was typed in and not imported has a number too.
    let typed = world.customer("K-3", "Dritter").await;
    world.contact(&typed, "Ohne Nummer", "+49 89 7654321").await;

    let mut stranger = TransferServiceClient::new(world.stranger());
    for kind in [RecordKind::Customers, RecordKind::Sites, RecordKind::Contacts, RecordKind::Assets] {
        let file = give(&mut world.transfers(), kind, 0).await;
        assert_eq!(give(&mut world.transfers(), kind, 1).await, file, "pages put together are the file");
        let here = take(&world, kind, &file, false).await;
        assert_eq!((here.created, here.changed, here.rejected_count), (0, 0, 0), "{kind:?} {here:?}");
        let there = take_by(&mut stranger, kind, &file, false).await;
        assert_eq!((there.applied, there.changed, there.unchanged), (true, 0, 0), "{kind:?} {there:?}");
        assert_eq!(give(&mut stranger, kind, 0).await, file, "{kind:?}");
    }
}

#[tokio::test]
async fn x6_a_dry_run_tells_every_wrong_cell_and_nothing_is_half_done() {
    let world = World::open().await;
    fill(&world).await;
    let before = give(&mut world.transfers(), RecordKind::Contacts, 0).await;
    let file = "number,customer,display_name,phones,emails,order_right
C-3,K-1,Neu,+49 89 1234568,,
C-1,K-2,Anna,+49 89,anna,sometimes
C-4,K-9,,089 12,a@b.de,
C-3,K-1,Doppelt,,,
,K-1,Namenlos,,,
";
    for dry in [true, false] {
        let answer = take(&world, RecordKind::Contacts, file, dry).await;
        assert!(!answer.applied);
        let told: Vec<(i32, &str)> = answer.rejected.iter().map(|r| (r.line, r.column.as_str())).collect();
        assert_eq!(
            told,
            [
                (3, "customer"),
                (3, "order_right"),
                (3, "phones"),
                (3, "emails"),
                (4, "customer"),
                (5, "number"),
                (6, "number")
            ],
            "{:?}",
            answer.rejected
        );
        assert_eq!((answer.rejected_count, answer.rejected[2].value.as_str()), (7, "+49 89"));
        assert!(answer.rejected[5].remedy.contains("line 2"));
    }
    assert_eq!(give(&mut world.transfers(), RecordKind::Contacts, 0).await, before);
    let dry =
        take(&world, RecordKind::Contacts, "number,customer,display_name\nC-1,K-1,Anna\nC-9,K-1,Neu\n", true)
            .await;
    assert_eq!(counts(&dry), (false, 1, 1, 0, 0), "{dry:?}");
    assert_eq!(give(&mut world.transfers(), RecordKind::Contacts, 0).await, before);
}

#[tokio::test]
async fn columns_that_are_not_there_stay_as_they_are_and_history_tells_the_import() {
    let world = World::open().await;
    fill(&world).await;
    let answer = take(
        &world,
        RecordKind::Assets,
        "number,customer,display_name,asset_class\nA-1,K-1,SRV-2,server\nA-2,K-1,SRV-1,server\n",
        false,
    )
    .await;
    assert_eq!(counts(&answer), (true, 0, 2, 0, 0), "names change places: {answer:?}");
    let search = wire::SearchRecordsRequest { query: "A-1".into(), page_size: 0 };
    let hit = world.master().search_records(search).await.unwrap().into_inner().hits.remove(0);
    let get = wire::GetAssetRequest { name: hit.name.clone() };
    let asset = world.properties().get_asset(get).await.unwrap().into_inner();
    assert_eq!((asset.display_name.as_str(), asset.serial_number.as_str()), ("SRV-2", "CZ1"));
    assert_eq!(asset.criticality(), wire::Criticality::Critical);
    let history = world.history(&hit.name).await;
    assert_eq!(history.iter().map(|e| e.cause()).collect::<Vec<_>>(), [wire::HistoryCause::Import; 2]);
    assert_eq!(history[0].changes.iter().map(|c| c.field.as_str()).collect::<Vec<_>>(), ["display_name"]);
    assert_eq!(history[0].actor, world.house.user().resource_name());
}

#[tokio::test]
async fn c4_names_sites_and_owners_that_clash_are_told() {
    let world = World::open().await;
    fill(&world).await;
    let file = "number,customer,display_name,asset_class,site
A-7,K-1,SRV-1,server,
A-8,K-1,NEU,server,S-2
A-9,K-2,NEU,server,S-9
A-10,K-2,NEU,Server,
A-1,K-1,DREI,server,S-1
A-11,K-1,DREI,server,
";
    let answer = take(&world, RecordKind::Assets, file, false).await;
    let told: Vec<(i32, &str)> = answer.rejected.iter().map(|r| (r.line, r.column.as_str())).collect();
    assert_eq!(
        told,
        [(3, "site"), (4, "site"), (5, "asset_class"), (7, "display_name")],
        "{:?}",
        answer.rejected
    );
    // A-1 gives its name away in the same file: only without that is it taken.
    let answer = take(
        &world,
        RecordKind::Assets,
        "number,customer,display_name,asset_class\nA-7,K-1,SRV-1,server\n",
        false,
    )
    .await;
    assert!(answer.rejected[0].remedy.contains("A-1"), "{answer:?}");
}

#[tokio::test]
async fn c1_rows_for_merged_records_are_told() {
    let world = World::open().await;
    fill(&world).await;
    let list =
        world.customers().list_customers(wire::ListCustomersRequest::default()).await.unwrap().into_inner();
    let [loser, winner] = list.customers.try_into().unwrap();
    // Both have an SRV-1.
    let rename = "number,customer,display_name,asset_class\nA-3,K-2,SRV-3,server\n";
    assert!(take(&world, RecordKind::Assets, rename, false).await.applied);
    let request = wire::MergeCustomerRequest {
        name: loser.name,
        into: winner.name,
        etag: loser.etag,
        validate_only: false,
        request_id: id(),
    };
    world.master().merge_customer(request).await.unwrap();
    let again = take(&world, RecordKind::Customers, CUSTOMERS, false).await;
    assert_eq!((again.rejected[0].line, again.rejected[0].column.as_str()), (2, "number"));
    let again = take(&world, RecordKind::Sites, SITES, false).await;
    assert!(again.rejected.iter().all(|r| r.line == 2 && r.column == "customer"), "{again:?}");
}

#[tokio::test]
async fn x6_what_is_no_file_is_refused() {
    let world = World::open().await;
    let request =
        wire::ImportRecordsRequest { kind: 9, csv: Vec::new(), validate_only: false, request_id: "1".into() };
    assert_eq!(fields(world.transfers().import_records(request).await), ["kind", "csv", "request_id"]);
    let large = wire::ImportRecordsRequest {
        kind: 1,
        csv: vec![b'x'; 3_900_001],
        validate_only: true,
        request_id: id(),
    };
    assert_eq!(fields(world.transfers().import_records(large).await), ["csv"]);
    let request = wire::ExportRecordsRequest { kind: 0, page_size: 5_001, page_token: String::new() };
    assert_eq!(fields(world.transfers().export_records(request).await), ["kind", "page_size"]);
    for kind in KINDS {
        let answer = take(&world, kind, "foo,bar\n1,2\n", true).await;
        assert!(
            answer.rejected.iter().any(|r| r.column == "foo")
                && answer.rejected.iter().any(|r| r.column == "number")
        );
        let header = give(&mut world.transfers(), kind, 0).await;
        let empty = take(&world, kind, &header, false).await;
        assert_eq!(
            counts(&empty),
            (true, 0, 0, 0, 0),
            "{kind:?}: an empty export is an empty file: {empty:?}"
        );
    }
}

#[tokio::test]
async fn i18_a_file_of_many_rows_takes_a_handful_of_statements() {
    let world = World::open().await;
    let mut file = "number,display_name,street,postal_code,city,invoice_email\n".to_owned();
    for n in 0..2_000 {
        writeln!(file, "K-{n},Kunde {n},Ring {n},80331,München,re@k{n}.example").unwrap();
    }
    let count = StatementCount::begin();
    let _ = count.take();
    let answer = take(&world, RecordKind::Customers, &file, false).await;
    let statements = count.take();
    drop(count);
    assert_eq!(counts(&answer), (true, 2_000, 0, 0, 0));
    // Beside it the stamper moves the events.
    assert!(statements < 40, "{statements} statements");
    let mut owner = world.house.database().owner().await;
    let (events, history, terms): (i64, i64, i64) = sqlx::query_as(
        "select (select count(*) from contract.pending) + (select count(*) from contract.event_log),
           (select count(*) from contract.history), (select count(*) from contract.search_terms)",
    )
    .fetch_one(&mut owner)
    .await
    .unwrap();
    assert_eq!((events, history), (2_000, 2_000));
    assert!(terms > 6_000, "{terms}");
}
