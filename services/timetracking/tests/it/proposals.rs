//! Missing time (N4).

use crate::world::{AT_WORK, NINE, World, id, reason, start, wrong_fields};
use kontor_ids::{ContactId, RandomIds, TicketId, UserId};
use kontor_proto::ticket::v1::{
    LogKind, Ticket, TicketLogged, TicketOpened, TicketState, TicketStateChanged,
};
use kontor_proto::timetracking::v1::proposal_service_client::ProposalServiceClient;
use kontor_proto::timetracking::v1::*;
use kontor_proto::types::v1::Channel;
use kontor_service::Peer;
use kontor_status::Reason;
use tonic::{Response, Status};

fn desk(world: &World) -> ProposalServiceClient<Peer> {
    ProposalServiceClient::new(world.house.peer_as("timetracking", &AT_WORK))
}

async fn missing(world: &World) -> MissingTime {
    desk(world).get_missing_time(GetMissingTimeRequest::default()).await.unwrap().into_inner()
}

fn seconds(duration: Option<prost_types::Duration>) -> i64 {
    duration.unwrap().seconds
}

fn stamp(after_nine: i64) -> Option<prost_types::Timestamp> {
    Some(prost_types::Timestamp { seconds: NINE + after_nine, nanos: 0 })
}

/// A ticket that events told of.
async fn told(world: &World) -> Ticket {
    let ticket = world.ticket();
    let opened = TicketOpened {
        ticket: ticket.name.clone(),
        number: ticket.number.clone(),
        customer: ticket.customer.clone(),
        subject: ticket.subject.clone(),
        priority: ticket.priority,
        ..TicketOpened::default()
    };
    world.tickets.voice.tell(world.house.tenant(), uuid(&ticket.name), 1, &opened).await;
    ticket
}

fn uuid(ticket: &str) -> kontor_ids::Uuid {
    TicketId::from_resource_name(ticket).unwrap().uuid()
}

fn log(ticket: &Ticket, actor: String, kind: LogKind, after_nine: i64, minutes: i32) -> TicketLogged {
    TicketLogged {
        ticket: ticket.name.clone(),
        kind: kind.into(),
        event_time: stamp(after_nine),
        actor,
        worked_minutes: minutes,
        ..TicketLogged::default()
    }
}

/// Waits until so many seconds are proposed.
async fn becomes(world: &World, unbooked: i64) -> MissingTime {
    let there = || async { seconds(missing(world).await.unbooked) == unbooked };
    world.house.eventually("the unbooked time", there).await;
    missing(world).await
}

fn accept(proposal: &Proposal) -> AcceptProposalRequest {
    let (name, etag) = (proposal.name.clone(), proposal.etag.clone());
    AcceptProposalRequest { name, etag, request_id: id(), ..AcceptProposalRequest::default() }
}

fn dismiss(proposal: &Proposal, reason: &str) -> DismissProposalRequest {
    let (name, etag) = (proposal.name.clone(), proposal.etag.clone());
    DismissProposalRequest { name, etag, reason: reason.into(), request_id: id() }
}

#[tokio::test]
async fn n4_calls_mails_visits_and_state_changes_are_proposed_with_reason_and_source() {
    let world = World::open().await;
    let (tenant, me) = (world.house.tenant(), world.house.user().resource_name());
    let ticket = told(&world).await;
    let voice = &world.tickets.voice;
    let call = log(&ticket, me.clone(), LogKind::CallIn, -3_600, 12);
    voice.tell(tenant, uuid(&ticket.name), 2, &call).await;
    voice.tell(tenant, uuid(&ticket.name), 3, &log(&ticket, me.clone(), LogKind::MailOut, -1_800, 0)).await;
    // What customers write, notes without minutes and what others do is none of my time.
    let customer = ContactId::new(&RandomIds).resource_name();
    voice.tell(tenant, uuid(&ticket.name), 4, &log(&ticket, customer, LogKind::MailIn, -1_000, 0)).await;
    voice.tell(tenant, uuid(&ticket.name), 5, &log(&ticket, me.clone(), LogKind::Note, -900, 0)).await;
    let other = UserId::new(&RandomIds).resource_name();
    voice.tell(tenant, uuid(&ticket.name), 6, &log(&ticket, other, LogKind::Visit, -800, 60)).await;
    let moved = TicketStateChanged {
        ticket: ticket.name.clone(),
        to_state: TicketState::InProgress.into(),
        event_time: stamp(-60),
        actor: me.clone(),
        ..TicketStateChanged::default()
    };
    voice.tell(tenant, uuid(&ticket.name), 7, &moved).await;
    let found = becomes(&world, 720 + 300 + 120).await;
    assert_eq!((found.proposals.len(), seconds(found.booked)), (3, 0));
    let first = &found.proposals[0];
    assert_eq!((first.ticket.as_str(), first.channel), (ticket.name.as_str(), Channel::Phone.into()));
    assert_eq!((first.start_time, seconds(first.duration)), (stamp(-3_600 - 720), 720));
    assert_eq!(first.text, ticket.subject);
    assert_eq!(first.sources[0].source, format!("{}/logEntries/2", ticket.name));
    let why = first.reason.as_ref().unwrap();
    assert_eq!(why.de, "Anruf zu T-2026-000042: 12 min sind nicht gebucht");
    assert_eq!(why.en, "call on T-2026-000042: 12 min are not booked");
    // Heard twice, taken once.
    voice.tell(tenant, uuid(&ticket.name), 8, &log(&ticket, me, LogKind::Note, -30, 1)).await;
    becomes(&world, 720 + 300 + 120 + 30).await;
    world.house.close().await;
}

/// One call of twelve minutes on a ticket, and its proposal.
async fn one_call(world: &World) -> (Ticket, Proposal) {
    let ticket = told(world).await;
    let me = world.house.user().resource_name();
    let call = log(&ticket, me, LogKind::CallOut, -3_600, 12);
    world.tickets.voice.tell(world.house.tenant(), uuid(&ticket.name), 2, &call).await;
    let found = becomes(world, 720).await;
    (ticket, found.proposals[0].clone())
}

#[tokio::test]
async fn n4_an_accepted_proposal_is_an_entry_and_gone() {
    let world = World::open().await;
    let (ticket, proposal) = one_call(&world).await;
    let request = accept(&proposal);
    let entry = desk(&world).accept_proposal(request.clone()).await.unwrap().into_inner();
    assert_eq!((&entry.ticket, seconds(entry.duration)), (&ticket.name, 720));
    assert_eq!((entry.start_time, &entry.text), (proposal.start_time, &ticket.subject));
    assert_eq!(entry.channel, i32::from(Channel::Phone));
    assert_eq!(world.heard(&entry.name).await.len(), 1, "R8");
    let again = desk(&world).accept_proposal(request).await.unwrap().into_inner();
    assert_eq!(again, entry, "X2");
    assert_eq!(reason(desk(&world).accept_proposal(accept(&proposal)).await), Reason::WrongState);
    let now = missing(&world).await;
    assert_eq!((now.proposals.len(), seconds(now.unbooked), seconds(now.booked)), (0, 0, 720));
    assert_eq!(world.list().await.len(), 1);
    // Shortened afterwards, what was decided is not asked again.
    let duration = Some(prost_types::Duration { seconds: 60, nanos: 0 });
    let changed = TimeEntry { duration, ..entry };
    let request =
        CorrectTimeEntryRequest { entry: Some(changed), reason: "kürzer".into(), request_id: id() };
    world.client().correct_time_entry(request).await.unwrap();
    assert!(missing(&world).await.proposals.is_empty());
    world.house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn n4_of_many_acceptances_at_once_one_books() {
    let world = World::open().await;
    let (_, proposal) = one_call(&world).await;
    let accepting = (0..6).map(|_| {
        let (mut desk, request) = (desk(&world), accept(&proposal));
        async move { desk.accept_proposal(request).await }
    });
    let answers: Vec<Result<Response<TimeEntry>, Status>> = futures::future::join_all(accepting).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!((won.len(), lost.len()), (1, 5));
    assert!(lost.into_iter().all(|answer| reason(answer) == Reason::WrongState));
    assert_eq!(world.list().await.len(), 1);
    world.house.close().await;
}

#[tokio::test]
async fn n4_a_proposal_is_accepted_otherwise_than_proposed() {
    let world = World::open().await;
    let (_, proposal) = one_call(&world).await;
    let elsewhere = world.ticket();
    let request = AcceptProposalRequest {
        ticket: elsewhere.name.clone(),
        text: "Rückruf".into(),
        activity: "project".into(),
        channel: Channel::Remote.into(),
        duration: Some(prost_types::Duration { seconds: 300, nanos: 0 }),
        ..accept(&proposal)
    };
    let entry = desk(&world).accept_proposal(request).await.unwrap().into_inner();
    assert_eq!(
        (&entry.ticket, entry.text.as_str(), entry.activity.as_str()),
        (&elsewhere.name, "Rückruf", "project")
    );
    assert_eq!((entry.channel, seconds(entry.duration)), (Channel::Remote.into(), 300));
    assert!(missing(&world).await.proposals.is_empty(), "the rest was decided too");
    world.house.close().await;
}

#[tokio::test]
async fn n4_a_dismissed_proposal_stays_away() {
    let world = World::open().await;
    let (_, proposal) = one_call(&world).await;
    let request = dismiss(&proposal, "privat");
    let gone = desk(&world).dismiss_proposal(request.clone()).await.unwrap().into_inner();
    assert_eq!(gone, proposal);
    assert_eq!(desk(&world).dismiss_proposal(request).await.unwrap().into_inner(), proposal, "X2");
    assert!(missing(&world).await.proposals.is_empty());
    assert_eq!(reason(desk(&world).accept_proposal(accept(&proposal)).await), Reason::WrongState);
    let mut owner = world.house.database().owner().await;
    let read = "select reason, recorder from timetracking.decided_proposals";
    let kept: (String, String) = sqlx::query_as(read).fetch_one(&mut owner).await.unwrap();
    assert_eq!(kept, ("privat".into(), world.house.user().resource_name()));
    world.house.close().await;
}

#[tokio::test]
async fn n4_what_is_booked_or_running_is_not_proposed() {
    let world = World::open().await;
    let (ticket, proposal) = one_call(&world).await;
    world.create(&ticket.name, -4_000, 300).await;
    assert!(missing(&world).await.proposals.is_empty());
    assert_eq!(reason(desk(&world).accept_proposal(accept(&proposal)).await), Reason::WrongState);
    world.client().start_timer(start(&ticket.name)).await.unwrap();
    let me = world.house.user().resource_name();
    world.house.clock().advance(600);
    let mail = log(&ticket, me, LogKind::MailOut, 500, 0);
    world.tickets.voice.tell(world.house.tenant(), uuid(&ticket.name), 3, &mail).await;
    let witness = told(&world).await;
    world.known(&witness.name, ("T-2026-000042", "high", "new", 1)).await;
    let now = missing(&world).await;
    assert_eq!((now.proposals.len(), seconds(now.booked)), (0, 900), "300 s booked, 600 s running");
    world.house.close().await;
}

#[tokio::test]
async fn n4_what_changed_since_it_was_seen_is_not_accepted() {
    let world = World::open().await;
    let (ticket, proposal) = one_call(&world).await;
    let me = world.house.user().resource_name();
    // A mail right after the call: the proposal is longer now.
    let mail = log(&ticket, me, LogKind::MailOut, -3_300, 5);
    world.tickets.voice.tell(world.house.tenant(), uuid(&ticket.name), 3, &mail).await;
    let now = becomes(&world, 1_020).await;
    assert_eq!((now.proposals.len(), &now.proposals[0].name), (1, &proposal.name));
    assert_eq!(now.proposals[0].sources.len(), 2);
    assert_eq!(reason(desk(&world).accept_proposal(accept(&proposal)).await), Reason::EtagMismatch);
    desk(&world).accept_proposal(accept(&now.proposals[0])).await.unwrap();
    world.house.close().await;
}

#[tokio::test]
async fn x1_a_foreign_proposal_is_as_absent_and_all_that_is_wrong_is_told() {
    let world = World::open().await;
    let (_, proposal) = one_call(&world).await;
    let (tenant, user) = (kontor_ids::TenantId::new(&RandomIds), UserId::new(&RandomIds));
    let peer = world.house.peer_of("timetracking", tenant, user, &AT_WORK);
    let foreign = ProposalServiceClient::new(peer).accept_proposal(accept(&proposal)).await.unwrap_err();
    assert_eq!(
        (foreign.code(), foreign.message()),
        (tonic::Code::NotFound, format!("{} not found", proposal.name).as_str())
    );
    let request = AcceptProposalRequest {
        duration: Some(prost_types::Duration { seconds: 29 * 3_600, nanos: 0 }),
        channel: 99,
        ticket: "T-1".into(),
        activity: "A!".into(),
        ..AcceptProposalRequest::default()
    };
    let mut wrong = wrong_fields(desk(&world).accept_proposal(request).await);
    wrong.sort();
    assert_eq!(wrong, ["activity", "channel", "duration", "etag", "name", "request_id", "ticket"]);
    let request = GetMissingTimeRequest { days: 32, time_zone: "Mars".into(), ..Default::default() };
    assert_eq!(wrong_fields(desk(&world).get_missing_time(request).await), ["time_zone", "days"]);
    world.house.close().await;
}
