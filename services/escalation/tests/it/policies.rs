//! Policies in full, by rule id.

use crate::world::{HOUR, World, berlin, policy, seconds, step, wire};
use kontor_proto::escalation::v1::*;
use kontor_proto::ticket::v1::*;
use kontor_proto::types::v1::Priority;
use std::collections::BTreeSet;

fn doing(kind: ClockKind, actions: &[Action]) -> Step {
    let actions = actions.iter().map(|action| (*action).into()).collect();
    Step { actions, ..step(kind, 50, None) }
}

async fn log(world: &World, ticket: &str) -> Vec<LogEntry> {
    let request = ListLogEntriesRequest { name: ticket.into(), page_size: 200, ..Default::default() };
    world.tickets().list_log_entries(request).await.unwrap().into_inner().entries
}

#[tokio::test]
async fn e1_an_offset_before_and_after_the_deadline_is_service_time() {
    let at = |offset: i64| Step {
        percent: 0,
        offset: Some(seconds(offset)),
        ..step(ClockKind::Resolution, 0, None)
    };
    let world = World::guarded(vec![at(-HOUR), at(0), at(2 * HOUR)]).await;
    // Friday noon, eight hours of service: Monday 11:00.
    world.at(6, 12, 0);
    let ticket = world.ticket("mail server").await;
    world.at(9, 14, 0);
    let fired = world.fired(&ticket, 3).await;
    let dues: Vec<_> = fired.iter().map(|firing| firing.due_time).collect();
    assert_eq!(dues, [wire(berlin(9, 10, 0)), wire(berlin(9, 11, 0)), wire(berlin(9, 13, 0))]);
    assert_eq!(fired[0].offset, Some(seconds(-HOUR)));
    assert_eq!(fired[0].percent, 0);
    world.house.eventually("the log tells", || async { log(&world, &ticket).await.len() >= 4 }).await;
    let texts: String = log(&world, &ticket).await.iter().map(|entry| entry.text.clone() + "\n").collect();
    for cause in [
        "läuft in 1:00:00 h Servicezeit ab",
        "Wiederherstellungszeit abgelaufen",
        "seit 2:00:00 h Servicezeit",
    ] {
        assert!(texts.contains(cause), "{cause}: {texts}");
    }
    world.house.close().await;
}

#[tokio::test]
async fn e1_actions_raise_the_priority_reassign_and_open_a_follow_up_each_on_the_log() {
    let actions = [Action::RaisePriority, Action::Reassign, Action::OpenFollowUp, Action::CallWebhook];
    let acting = doing(ClockKind::Response, &actions);
    let webhook_url = "https://hooks.example.com/alarm".to_owned();
    let world = World::guarded(vec![Step { team: "second-level".into(), webhook_url, ..acting }]).await;
    world.at(3, 9, 0);
    let ticket = world.ticket("mail server").await;
    world.at(3, 10, 0);
    let fired = world.fired(&ticket, 1).await;
    assert_eq!(
        (fired[0].team.as_str(), fired[0].webhook_url.as_str()),
        ("second-level", "https://hooks.example.com/alarm")
    );
    let priority =
        "select count(*) = 1 from ticket.tickets where priority = 'high' and team = 'second-level'";
    world.holds("priority and team follow", priority).await;
    let kinds: BTreeSet<LogKind> = log(&world, &ticket).await.iter().map(|entry| entry.kind()).collect();
    for kind in [LogKind::Escalation, LogKind::PriorityChange, LogKind::Assignment, LogKind::FollowUp] {
        assert!(kinds.contains(&kind), "{kind:?}: {kinds:?}");
    }
    let entries = log(&world, &ticket).await;
    let raised = entries.iter().find(|entry| entry.kind() == LogKind::PriorityChange).unwrap();
    assert_eq!(raised.actor, "escalation");
    assert!(raised.text.contains("50 % der Reaktionszeit"), "{}", raised.text);
    // The clocks of high: nothing is promised in this house, so no clock shows a target any more (S5).
    world.heard().await;
    let request = GetTicketRequest { name: ticket };
    assert_eq!(world.tickets().get_ticket(request).await.unwrap().into_inner().priority(), Priority::High);
    world.house.close().await;
}

#[tokio::test]
async fn e1_what_is_contradictory_is_refused_with_all_fields() {
    let world = World::open().await;
    let both = Step { offset: Some(seconds(60)), ..step(ClockKind::Response, 50, None) };
    let neither = step(ClockKind::Response, 0, None);
    let aimless = doing(ClockKind::Response, &[Action::Reassign, Action::CallWebhook]);
    let needless =
        Step { team: "x".into(), webhook_url: "http://x".into(), ..step(ClockKind::Update, 1, None) };
    let schedule = Step { on_call_schedule: "nothing".into(), ..step(ClockKind::Update, 1, None) };
    let mut request = policy("x", vec![both, neither, aimless, needless, schedule]);
    request.policy.as_mut().unwrap().quiet_hours = "Europe/Berlin; 24/7".into();
    let status = world.escalation().create_escalation_policy(request).await.unwrap_err();
    let fields: Vec<_> = tonic_types::StatusExt::get_details_bad_request(&status).unwrap().field_violations;
    let fields: Vec<_> = fields.into_iter().map(|violation| violation.field).collect();
    let expected = [
        "policy.steps[0].percent",
        "policy.steps[1].percent",
        "policy.steps[2].team",
        "policy.steps[2].webhook_url",
        "policy.steps[3].team",
        "policy.steps[3].webhook_url",
        "policy.steps[4].on_call_schedule",
        "policy.steps[4].on_call_schedule",
        "policy.quiet_hours",
    ];
    assert_eq!(fields, expected);
    world.house.close().await;
}

#[tokio::test]
async fn e1_policies_are_shown_and_listed_newest_first() {
    let world = World::guarded(vec![step(ClockKind::Response, 50, None)]).await;
    let mut request = policy("Nacht", vec![step(ClockKind::Response, 75, None)]);
    request.policy.as_mut().unwrap().quiet_hours = "Europe/Berlin; Mo-So 22:00-06:00".into();
    let newest = world.escalation().create_escalation_policy(request).await.unwrap().into_inner();
    assert_eq!(newest.quiet_hours, "Europe/Berlin; Mo-Su 22:00-06:00");
    let request = GetEscalationPolicyRequest { name: newest.name.clone() };
    assert_eq!(world.escalation().get_escalation_policy(request.clone()).await.unwrap().into_inner(), newest);
    let request = ListEscalationPoliciesRequest { page_size: 1, page_token: String::new() };
    let page = world.escalation().list_escalation_policies(request).await.unwrap().into_inner();
    assert_eq!(page.policies, std::slice::from_ref(&newest));
    let request = ListEscalationPoliciesRequest { page_size: 1, page_token: page.next_page_token };
    let page = world.escalation().list_escalation_policies(request).await.unwrap().into_inner();
    assert_eq!((page.policies.len(), page.policies[0].display_name.as_str()), (1, "Standard"));
    assert_eq!(page.next_page_token, "");
    let request = GetEscalationPolicyRequest { name: newest.name };
    let foreign = world.stranger().get_escalation_policy(request).await.unwrap_err();
    assert_eq!(foreign.code(), tonic::Code::NotFound);
    world.house.close().await;
}
