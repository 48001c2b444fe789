//! Inboxes by rule id.

use crate::world::{World, berlin, id, policy, step, wire};
use kontor_ids::{RandomIds, UserId};
use kontor_proto::escalation::v1::*;
use kontor_proto::ticket::v1::*;
use kontor_proto::types::v1::Priority;
use std::time::Duration;
use tonic::Code;

fn telling(action: Action, repeat: Option<i64>) -> Step {
    Step { actions: vec![action.into()], ..step(ClockKind::Response, 50, repeat) }
}

async fn of_team(world: &World, team: &str) -> String {
    let name = world.report(Ticket { subject: "x".into(), team: team.into(), ..Ticket::default() }).await;
    world.heard().await;
    name
}

#[tokio::test]
async fn e1_team_lead_and_assignee_hear_each_once_and_nobody_else() {
    let mut step = telling(Action::NotifyTeam, None);
    step.actions.extend([i32::from(Action::NotifyTeamLead), i32::from(Action::NotifyAssignee)]);
    let world = World::guarded(vec![step]).await;
    let [member, lead, other]: [UserId; 3] = std::array::from_fn(|_| UserId::new(&RandomIds));
    world.team("netz", &[member, lead], Some(lead)).await;
    world.team("druck", &[other], None).await;
    world.at(3, 9, 0);
    let ticket = of_team(&world, "netz").await;
    let request = AssignTicketRequest {
        name: ticket.clone(),
        assignee: member.resource_name(),
        request_id: id(),
        ..Default::default()
    };
    world.tickets().assign_ticket(request).await.unwrap();
    world.heard().await;
    world.at(3, 10, 0);
    world.fired(&ticket, 1).await;
    for user in [member, lead] {
        let told = world.told(user).await;
        assert_eq!((told.len(), told[0].position), (1, 1));
        assert_eq!(
            (told[0].ticket.as_str(), told[0].ticket_number.as_str()),
            (ticket.as_str(), "T-2026-000001")
        );
        assert!(told[0].text.as_ref().unwrap().de.contains("50 % der Reaktionszeit"));
    }
    assert_eq!(world.told(other).await, []);
    world.house.close().await;
}

#[tokio::test]
async fn e6_an_action_that_finds_nobody_says_so_on_the_log() {
    let world = World::guarded(vec![telling(Action::NotifyOnCall, None)]).await;
    world.at(3, 9, 0);
    let ticket = world.ticket("mail server").await;
    world.at(3, 10, 0);
    assert_eq!(world.fired(&ticket, 1).await[0].notified, Vec::<String>::new());
    let logged = "select count(*) = 1 from ticket.log_entries
        where kind = 'escalation' and text like '%niemand erreichbar%'";
    world.holds("the log says that nobody heard", logged).await;
    world.house.close().await;
}

#[tokio::test]
async fn e1_quiet_hours_hold_back_until_their_end_but_not_for_what_is_critical() {
    let world = World::open().await;
    let user = UserId::new(&RandomIds);
    world.team("netz", &[user], None).await;
    let mut request = policy("Ruhe", vec![telling(Action::NotifyTeam, None)]);
    request.policy.as_mut().unwrap().quiet_hours = "Europe/Berlin; Mo-Su 09:30-10:30".into();
    world.escalation().create_escalation_policy(request).await.unwrap();
    world.at(3, 9, 0);
    let ticket = of_team(&world, "netz").await;
    world.at(3, 10, 0);
    // It fires in time, the log has it; the person hears at the end of the quiet hours.
    assert_eq!(world.fired(&ticket, 1).await[0].fire_time, wire(berlin(3, 10, 0)));
    assert_eq!(world.told(user).await, []);
    let critical = Ticket {
        subject: "fire".into(),
        team: "netz".into(),
        priority: Priority::Critical.into(),
        report_time: wire(berlin(3, 9, 45)),
        ..Ticket::default()
    };
    let critical = world.report(critical).await;
    world.heard().await;
    world.house.clock().set(berlin(3, 10, 2));
    world.fired(&critical, 1).await;
    assert_eq!(world.told(user).await.len(), 1);
    world.at(3, 10, 30);
    world.house.eventually("quiet hours end", || async { world.told(user).await.len() == 2 }).await;
    let told = world.told(user).await;
    assert_eq!((told[1].position, told[1].notify_time), (2, wire(berlin(3, 10, 30))));
    world.house.close().await;
}

#[tokio::test]
async fn x4_an_inbox_pages_marks_as_read_and_belongs_to_its_person() {
    let world = World::guarded(vec![telling(Action::NotifyTeam, Some(600))]).await;
    let (user, other) = (UserId::new(&RandomIds), UserId::new(&RandomIds));
    world.team("netz", &[user], None).await;
    world.at(3, 9, 0);
    let ticket = of_team(&world, "netz").await;
    world.at(3, 10, 40);
    world.fired(&ticket, 5).await;
    let all = world.told(user).await;
    assert_eq!(all.iter().map(|n| n.position).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    let (mut seen, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListNotificationsRequest { page_size: 2, page_token, unread: true };
        let page = world.inbox(user).list_notifications(request).await.unwrap().into_inner();
        seen.extend(page.notifications);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    seen.reverse();
    assert_eq!(seen, all);
    let mark = |name: &str| MarkNotificationReadRequest { name: name.into(), request_id: id() };
    let read = world.inbox(user).mark_notification_read(mark(&all[0].name)).await.unwrap().into_inner();
    assert_eq!(read.read_time, wire(berlin(3, 10, 40)));
    world.at(3, 10, 45);
    let again = world.inbox(user).mark_notification_read(mark(&all[0].name)).await.unwrap().into_inner();
    assert_eq!(again.read_time, read.read_time);
    let foreign = world.inbox(other).mark_notification_read(mark(&all[1].name)).await.unwrap_err();
    assert_eq!(foreign.code(), Code::NotFound);
    let request = ListNotificationsRequest { unread: true, ..Default::default() };
    let unread = world.inbox(user).list_notifications(request).await.unwrap().into_inner().notifications;
    assert_eq!(unread.len(), 4);
    assert_eq!(world.told(other).await, []);
    world.house.close().await;
}

/// The next of a stream, which comes within ten seconds.
async fn next(stream: &mut tonic::Streaming<Notification>) -> Option<Notification> {
    let next = tokio::time::timeout(Duration::from_secs(10), stream.message()).await;
    next.expect("something comes, or the end").unwrap()
}

#[tokio::test]
async fn e1_a_stream_resumes_without_loss_and_ends_with_the_right_it_was_opened_with() {
    let world = World::guarded(vec![telling(Action::NotifyTeam, Some(60))]).await;
    let user = UserId::new(&RandomIds);
    world.team("netz", &[user], None).await;
    world.at(3, 9, 0);
    let ticket = of_team(&world, "netz").await;
    world.at(3, 10, 1);
    world.fired(&ticket, 2).await;
    let watch = |after_position| WatchNotificationsRequest { after_position };
    let mut stream = world.inbox(user).watch_notifications(watch(0)).await.unwrap().into_inner();
    for position in [1, 2] {
        assert_eq!(next(&mut stream).await.unwrap().position, position);
    }
    // What comes while it is open.
    world.house.clock().set(berlin(3, 10, 2) - jiff::SignedDuration::from_secs(30));
    world.house.clock().set(berlin(3, 10, 2));
    world.fired(&ticket, 3).await;
    drop(stream);
    let mut stream = world.inbox(user).watch_notifications(watch(2)).await.unwrap().into_inner();
    assert_eq!(next(&mut stream).await.unwrap().position, 3);
    // The signed right lasts a minute: then the stream ends, without an error and without another word.
    world.at(3, 10, 4);
    world.fired(&ticket, 5).await;
    assert_eq!(next(&mut stream).await, None);
    let mut stream = world.inbox(user).watch_notifications(watch(3)).await.unwrap().into_inner();
    assert_eq!(next(&mut stream).await.unwrap().position, 4);
    let wrong = world.inbox(user).watch_notifications(watch(-1)).await.unwrap_err();
    assert_eq!(wrong.code(), Code::InvalidArgument);
    world.house.close().await;
}
