//! A7 to A12.

use crate::damage::finds;

const FIRST: &str = "(select id from ticket.tickets order by number limit 1)";

#[tokio::test]
async fn a7_the_end_of_a_log_was_cut_off() {
    let damage = format!(
        "delete from ticket.log_entries where ticket_id = {FIRST}
         and sequence = (select max(sequence) from ticket.log_entries where ticket_id = {FIRST})"
    );
    finds("A7", &[], "entries, the last", &damage).await;
}

#[tokio::test]
async fn a7_an_entry_in_the_middle_is_gone() {
    finds(
        "A7",
        &["A8"],
        "entries, the last",
        &format!("delete from ticket.log_entries where ticket_id = {FIRST} and sequence = 2"),
    )
    .await;
}

#[tokio::test]
async fn a7_a_version_was_counted_that_nobody_told_of() {
    let damage = format!("update ticket.tickets set version = version + 1 where id = {FIRST}");
    finds("A7", &["A8"], "ticket.tickets", &damage).await;
}

#[tokio::test]
async fn a7_a_version_of_a_time_entry_is_gone() {
    finds("A7", &[], "versions, the last", "delete from timetracking.entry_versions where version = 1").await;
}

#[tokio::test]
async fn a7_a_time_entry_is_not_what_its_newest_version_says() {
    let damage =
        "update timetracking.entries set seconds = seconds + 60, end_time = end_time + interval '1 minute'";
    finds("A7", &[], " s from ", damage).await;
}

#[tokio::test]
async fn a7_the_versions_of_an_aggregate_have_a_hole() {
    let damage = "update contract.event_log set version = version + 5
        where pos = (select max(pos) from contract.event_log)";
    finds("A7", &["A8"], "version ", damage).await;
}

#[tokio::test]
async fn a8_the_text_of_an_entry_was_changed() {
    let damage = format!(
        "update ticket.log_entries set text = text || '!' where ticket_id = {FIRST} and sequence = 2"
    );
    finds("A8", &[], "logEntries/2", &damage).await;
}

#[tokio::test]
async fn a8_each_field_of_an_entry_is_under_the_digest() {
    for change in [
        "kind = 'note'",
        "actor = 'users/01890a5d-ac96-774b-bcce-b302099a8057'",
        "event_time = event_time - interval '1 microsecond'",
        "record_time = record_time + interval '1 microsecond'",
        "public = not public",
        "responds = not responds",
        "worked_minutes = worked_minutes + 1",
        "team = 'x'",
        "directive_id = gen_random_uuid()",
        "from_state = 'new', to_state = 'closed'",
        "from_priority = 'low', to_priority = 'high'",
    ] {
        let damage =
            format!("update ticket.log_entries set {change} where ticket_id = {FIRST} and sequence = 1");
        finds("A8", &[], "logEntries/1", &damage).await;
    }
}

#[tokio::test]
async fn a8_the_digest_was_forged_with_the_text() {
    // Whoever links one entry anew must link all that follow, and the ticket, and the events.
    let damage = format!(
        "update ticket.log_entries set text = text || '!', digest = sha256(digest)
         where ticket_id = {FIRST} and sequence = 2"
    );
    finds("A8", &[], "logEntries/3", &damage).await;
}

#[tokio::test]
async fn a8_a_ticket_shows_another_digest_than_its_log() {
    finds("A8", &[], "T-", &format!("update ticket.tickets set digest = sha256(digest) where id = {FIRST}"))
        .await;
}

#[tokio::test]
async fn a8_the_payload_of_an_event_was_changed() {
    for change in [
        "payload = payload || '\\x00'",
        "kind = kind || 'x'",
        "at = at + interval '1 microsecond'",
        "event_id = gen_random_uuid()",
        "aggregate_id = gen_random_uuid()",
        "schema_version = 2",
    ] {
        let damage = format!("update billing.event_log set {change} where pos = 3");
        finds("A8", &["A7", "A10"], "billing event", &damage).await;
    }
}

#[tokio::test]
async fn a8_an_event_changed_hands() {
    let damage = "update timetracking.event_log set tenant_id = gen_random_uuid() where pos = 2";
    finds("A8", &["A7", "A11"], "timetracking event", damage).await;
}

#[tokio::test]
async fn a9_an_event_is_gone() {
    let damage = "delete from billing.event_log where pos = 4";
    finds("A9", &["A7", "A8", "A10"], "billing.event_log", damage).await;
}

#[tokio::test]
async fn a9_an_event_waits_too_long() {
    let damage = "insert into ticket.pending (tenant_id, aggregate_id, version, kind, payload, at)
        values (gen_random_uuid(), gen_random_uuid(), 1, 'x', '', now() - interval '5 seconds')";
    finds("A9", &[], "waits since", damage).await;
}

#[tokio::test]
async fn a10_a_cursor_is_beyond_the_feed() {
    finds(
        "A10",
        &[],
        "billing.time",
        "update billing.cursor set pos = pos + 1000 where consumer = 'billing.time'",
    )
    .await;
}

#[tokio::test]
async fn a10_an_event_was_skipped() {
    let damage = "delete from billing.inbox where consumer = 'billing.time' and event_id =
        (select event_id from timetracking.event_log where pos = 2)";
    finds("A10", &[], "billing.time 2", damage).await;
}

#[tokio::test]
async fn a10_something_was_applied_that_nobody_told() {
    let damage =
        "update billing.inbox set event_id = gen_random_uuid() where consumer = 'billing.time' and event_id =
        (select event_id from timetracking.event_log where pos = 2)";
    finds("A10", &[], "not in its feed", damage).await;
}

#[tokio::test]
async fn a10_an_event_is_parked() {
    let damage = "insert into billing.parked_event (consumer, pos, tenant_id, aggregate_id, kind, reason)
        values ('billing.time', 1, gen_random_uuid(), gen_random_uuid(), 'x', 'poison')";
    finds("A10", &[], "poison", damage).await;
}

#[tokio::test]
async fn a11_an_entry_never_reached_billing() {
    let damage = "delete from billing.entries where id = (select id from billing.entries limit 1)";
    finds("A11", &[], "not there", damage).await;
}

#[tokio::test]
async fn a11_a_correction_was_not_rated() {
    finds("A11", &[], "version 1", "update billing.entries set version = 1 where version > 1").await;
}

#[tokio::test]
async fn a11_an_entry_lies_unrated() {
    finds("A11", &[], "not rated", "update billing.entries set rated = null").await;
}

#[tokio::test]
async fn a11_work_was_rated_for_another_customer() {
    // Whoever is billed must be the one who was worked for.
    let damage = "update billing.entries e set customer_id = (select id from billing.customers c where c.id <> e.customer_id limit 1)
        where id = (select id from billing.entries limit 1)";
    finds("A11", &["A1"], "timeEntries/", damage).await;
}

#[tokio::test]
async fn a11_an_entry_waits_for_a_rating_that_is_there() {
    let damage = "update timetracking.entries set billing_state = 'pending', invoiced_version = 0 where billing_state <> 'pending'";
    finds("A11", &[], "pending", damage).await;
}

/// One step that fired, told by one event.
const FIRED: &str = "insert into escalation.firings (tenant_id, id, ticket_id, kind, cycle, step, percent, repetition,
      due_time, fire_time, late, actions)
    select tenant_id, '01890a5d-ac96-774b-bcce-b302099a8057', id, 'response', 0, 0, 80, 0, now(), now(), false, '{}'
    from escalation.tickets limit 1;
    insert into escalation.pending (tenant_id, aggregate_id, version, kind, payload)
    select tenant_id, '01890a5d-ac96-774b-bcce-b302099a8057', 1, 'kontor.escalation.v1.StepFired', ''
    from escalation.tickets limit 1;";

#[tokio::test]
async fn a12_a_step_fired_early() {
    let damage = format!(
        "{FIRED} alter table escalation.firings drop constraint firings_never_early;
         update escalation.firings set due_time = fire_time + interval '1 microsecond'"
    );
    finds("A12", &[], "firings/", &damage).await;
}

#[tokio::test]
async fn a12_a_step_fired_twice() {
    let damage = format!(
        "{FIRED} alter table escalation.firings drop constraint firings_once;
         insert into escalation.firings select tenant_id, gen_random_uuid(), ticket_id, kind, cycle, step, percent,
           repetition, due_time, fire_time, late, actions from escalation.firings"
    );
    finds("A12", &[], "fired 2 times", &damage).await;
}

#[tokio::test]
async fn a12_a_step_fired_and_nobody_was_told() {
    finds("A12", &[], "0 events", &format!("{FIRED} delete from escalation.pending")).await;
}

#[tokio::test]
async fn a12_a_timer_was_left_behind() {
    let damage = format!(
        "{FIRED} insert into escalation.timers (tenant_id, id, ticket_id, kind, cycle, step, repetition, state, due, fire_after)
         select tenant_id, gen_random_uuid(), ticket_id, kind, 9, 0, 0, 'armed', due_time - interval '1 hour',
           due_time - interval '1 hour' from escalation.firings limit 1"
    );
    finds("A12", &[], "timers/", &damage).await;
}
