//! Logs of remote sessions (N4).

use crate::world::{AT_WORK, World, id, reason, wrong_fields};
use kontor_ids::{AssetId, CustomerId, RandomIds, TicketId, UserId};
use kontor_proto::contract::v1::Asset;
use kontor_proto::ticket::v1::TicketOpened;
use kontor_proto::timetracking::v1::proposal_service_client::ProposalServiceClient;
use kontor_proto::timetracking::v1::*;
use kontor_service::Peer;
use kontor_status::Reason;

fn desk(world: &World) -> ProposalServiceClient<Peer> {
    ProposalServiceClient::new(world.house.peer_as("timetracking", &AT_WORK))
}

fn request(world: &World, content: &str) -> ImportSessionsRequest {
    let anna = TechnicianAlias { alias: "Anna".into(), technician: world.house.user().resource_name() };
    ImportSessionsRequest {
        content: content.into(),
        technicians: vec![anna],
        request_id: id(),
        ..ImportSessionsRequest::default()
    }
}

async fn import(world: &World, request: ImportSessionsRequest) -> ImportSessionsResponse {
    desk(world).import_sessions(request).await.unwrap().into_inner()
}

async fn missing(world: &World) -> MissingTime {
    desk(world).get_missing_time(GetMissingTimeRequest::default()).await.unwrap().into_inner()
}

fn numbers(answer: &ImportSessionsResponse) -> [i32; 5] {
    [answer.row_count, answer.session_count, answer.known_count, answer.dropped_count, answer.bad_row_count]
}

const LOG: &str = "\u{feff}Techniker;Rechner;Kunde;Beginn;Ende;Werkzeug;Bemerkung\r
anna;SRV-02;Muster GmbH;02.03.2026 08:00;02.03.2026 08:20;Fernwartung;\"Update; Neustart\"\r
Anna;SRV-02;Muster GmbH;02.03.2026 08:23:30;02.03.2026 08:30;Fernwartung;\r
anna;PC-7;Muster GmbH;02.03.2026 09:00:00;02.03.2026 09:00:40;Fernwartung;verklickt\r
anna;PC-8;Muster GmbH;2026-03-02T08:10:00Z;2026-03-02T08:30:00Z;;\r
";

#[tokio::test]
async fn n4_sessions_with_small_gaps_are_one_and_short_ones_are_dropped() {
    let world = World::open().await;
    let dry = ImportSessionsRequest { validate_only: true, ..request(&world, LOG) };
    let told = import(&world, dry).await;
    assert_eq!(numbers(&told), [4, 2, 0, 1, 0]);
    assert!(missing(&world).await.proposals.is_empty(), "nothing was kept");
    let kept = import(&world, request(&world, LOG)).await;
    assert_eq!((&kept, kept.total.unwrap().seconds), (&told, 1_800 + 1_200));
    let found = missing(&world).await;
    assert_eq!((found.proposals.len(), found.unbooked.unwrap().seconds), (2, 3_000));
    let first = &found.proposals[0];
    assert_eq!((first.duration.unwrap().seconds, first.place.as_str()), (1_800, "SRV-02, Muster GmbH"));
    assert_eq!((first.text.as_str(), first.ticket.as_str()), ("Fernwartung: Update; Neustart", ""));
    assert!(first.sources[0].measured);
    // Without a ticket someone has to choose one.
    let (name, etag) = (first.name.clone(), first.etag.clone());
    let accept = AcceptProposalRequest { name, etag, request_id: id(), ..AcceptProposalRequest::default() };
    assert_eq!(wrong_fields(desk(&world).accept_proposal(accept.clone()).await), ["ticket"]);
    let accept = AcceptProposalRequest { ticket: world.ticket().name, ..accept };
    let entry = desk(&world).accept_proposal(accept).await.unwrap().into_inner();
    assert_eq!((entry.duration, entry.text), (first.duration, first.text.clone()));
    assert_eq!(missing(&world).await.proposals.len(), 1);
    world.house.close().await;
}

#[tokio::test]
async fn n4_a_log_may_be_imported_again() {
    let world = World::open().await;
    let first = request(&world, LOG);
    import(&world, first.clone()).await;
    assert_eq!(numbers(&import(&world, first.clone()).await), [4, 2, 0, 1, 0], "X2: the same answer");
    let other = ImportSessionsRequest { validate_only: false, time_zone: "UTC".into(), ..first };
    assert_eq!(reason(desk(&world).import_sessions(other).await), Reason::RequestIdReused);
    let more = format!("{LOG}anna;PC-9;;02.03.2026 07:00;02.03.2026 07:10;;\r\n");
    let again = import(&world, request(&world, &more)).await;
    assert_eq!(numbers(&again), [5, 1, 3, 1, 0], "three rows are known, one is new, one is short again");
    let wide = ImportSessionsRequest {
        least: Some(prost_types::Duration { seconds: 30, nanos: 0 }),
        ..request(&world, &more)
    };
    assert_eq!(numbers(&import(&world, wide).await), [5, 1, 4, 0, 0]);
    assert_eq!(missing(&world).await.unbooked.unwrap().seconds, 3_000 + 600 + 40);
    world.house.close().await;
}

#[tokio::test]
async fn n4_every_bad_row_is_named_with_line_column_and_reason() {
    let world = World::open().await;
    let me = world.house.user().resource_name();
    let log = format!(
        "technician,start,end,ticket,note
{me},2026-03-02 08:00:00,2026-03-02 08:10:00,,good
bert,gestern,2026-03-02 08:10,,
{me},2026-03-02 08:10,2026-03-02 08:10,,
{me},2026-03-01 00:00,2026-03-02 05:00,,29 hours
{me},2026-03-02 12:00,2026-03-02 12:30,,future
{me},2026-03-02 07:00,2026-03-02 07:30,T-404,
,2026-03-02 07:00,2026-03-02 07:30
{me},2025-03-30 02:30,2025-03-30 03:30,,no such hour
"
    );
    let answer = import(&world, request(&world, &log)).await;
    assert_eq!(numbers(&answer), [8, 1, 0, 0, 7]);
    let bad: Vec<(i32, &str)> = answer.bad_rows.iter().map(|row| (row.line, row.column.as_str())).collect();
    let expected = [
        (3, "technician"),
        (3, "start"),
        (4, "end"),
        (5, "end"),
        (6, "end"),
        (7, "ticket"),
        (8, "technician"),
        (9, "start"),
    ];
    assert_eq!(bad, expected);
    for row in &answer.bad_rows {
        let reason = row.reason.as_ref().unwrap();
        assert!(!reason.de.is_empty() && !reason.en.is_empty(), "{row:?}");
    }
    world.house.close().await;
}

#[tokio::test]
async fn n4_a_log_without_its_columns_and_wrong_wishes_are_refused() {
    let world = World::open().await;
    let headless = request(&world, "wer,wann\nanna,heute\n");
    let refused = desk(&world).import_sessions(headless).await.unwrap_err();
    assert_eq!(wrong_fields::<ImportSessionsResponse>(Err(refused)), ["content"]);
    let wrong = ImportSessionsRequest {
        content: " ".into(),
        time_zone: "Mars".into(),
        technicians: vec![TechnicianAlias::default()],
        gap: Some(prost_types::Duration { seconds: -1, nanos: 0 }),
        least: Some(prost_types::Duration { seconds: 1, nanos: 1 }),
        request_id: String::new(),
        validate_only: false,
    };
    let fields = wrong_fields(desk(&world).import_sessions(wrong).await);
    let expected = [
        "request_id",
        "content",
        "time_zone",
        "technicians[0].alias",
        "technicians[0].technician",
        "gap",
        "least",
    ];
    assert_eq!(fields, expected);
    world.house.close().await;
}

#[tokio::test]
async fn n4_a_session_names_its_ticket_by_number() {
    let world = World::open().await;
    let ticket = world.ticket();
    let opened = TicketOpened {
        ticket: ticket.name.clone(),
        number: "T-2026-000077".into(),
        customer: ticket.customer.clone(),
        subject: "Server langsam".into(),
        priority: ticket.priority,
        ..TicketOpened::default()
    };
    let id = TicketId::from_resource_name(&ticket.name).unwrap().uuid();
    world.tickets.voice.tell(world.house.tenant(), id, 1, &opened).await;
    world.known(&ticket.name, ("T-2026-000077", "high", "new", 1)).await;
    let log = "technician,ticket,start,end\nanna,T-2026-000077,2026-03-02 08:00,2026-03-02 08:15\n";
    import(&world, request(&world, log)).await;
    let found = missing(&world).await;
    let proposal = &found.proposals[0];
    assert_eq!((&proposal.ticket, proposal.text.as_str()), (&ticket.name, "Server langsam"));
    assert_eq!(proposal.ticket_number, "T-2026-000077");
    // Another house knows nothing of ticket or sessions.
    let (tenant, user) = (kontor_ids::TenantId::new(&RandomIds), UserId::new(&RandomIds));
    let mut other = ProposalServiceClient::new(world.house.peer_of("timetracking", tenant, user, &AT_WORK));
    let theirs = other.import_sessions(request(&world, log)).await.unwrap().into_inner();
    assert_eq!(theirs.bad_rows[0].column, "ticket", "X1");
    world.house.close().await;
}

#[tokio::test]
async fn n4_a_session_finds_the_one_open_ticket_of_its_host() {
    let world = World::open().await;
    let tenant = world.house.tenant();
    let asset = |name: &str, host: &str| Asset {
        name: AssetId::new(&RandomIds).resource_name(),
        display_name: name.into(),
        host_name: host.into(),
        ..Asset::default()
    };
    // One ticket is open on the server, two on the client; the last host is two assets.
    let server = asset("Fileserver", "srv-02.muster.example");
    let client = asset("PC-7", "");
    let twins = [asset("PC-8", ""), asset("PC-8", "")];
    for known in [&server, &client, &twins[0], &twins[1]] {
        world.assets.put(tenant, known.clone());
    }
    let on_server = open_on(&world, &server.name, 1).await;
    open_on(&world, &client.name, 2).await;
    open_on(&world, &client.name, 3).await;
    open_on(&world, &twins[0].name, 4).await;
    let log = "Techniker;Rechner;Beginn;Ende\r
Anna;SRV-02;02.03.2026 08:00;02.03.2026 08:20\r
Anna;PC-7;02.03.2026 08:30;02.03.2026 08:50\r
Anna;PC-8;02.03.2026 09:00;02.03.2026 09:20\r
Anna;SRV-0;02.03.2026 09:30;02.03.2026 09:50\r
";
    import(&world, request(&world, log)).await;
    let found: Vec<String> =
        missing(&world).await.proposals.into_iter().map(|proposal| proposal.ticket).collect();
    assert_eq!(found, [on_server, String::new(), String::new(), String::new()]);
    world.house.close().await;
}

/// A ticket that was opened on an asset, heard of.
async fn open_on(world: &World, asset: &str, number: u32) -> String {
    let ticket = TicketId::new(&RandomIds);
    let opened = TicketOpened {
        ticket: ticket.resource_name(),
        number: format!("T-2026-{number:06}"),
        customer: CustomerId::new(&RandomIds).resource_name(),
        asset: asset.into(),
        priority: kontor_proto::types::v1::Priority::Normal.into(),
        subject: "Störung".into(),
        ..TicketOpened::default()
    };
    world.tickets.voice.tell(world.house.tenant(), ticket.uuid(), 1, &opened).await;
    let count = "select count(*) from timetracking.tickets where id = $1";
    let heard = || async {
        let mut owner = world.house.database().owner().await;
        sqlx::query_scalar::<_, i64>(count).bind(ticket.uuid()).fetch_one(&mut owner).await.unwrap() == 1
    };
    world.house.eventually("the ticket", heard).await;
    ticket.resource_name()
}
