//! A7 to A12.

use crate::damage::{Case, case};

const FIRST: &str = "(select id from ticket.tickets order by number limit 1)";

/// One step that fired, told by one event.
const FIRED: &str = "insert into escalation.firings (tenant_id, id, ticket_id, kind, cycle, step,
             percent, repetition,
      due_time, fire_time, late, actions)
    select tenant_id, '01890a5d-ac96-774b-bcce-b302099a8057', id, 'response', 0, 0,
             80, 0, now(), now(), false, '{}'
    from escalation.tickets limit 1;
    insert into escalation.pending (tenant_id, aggregate_id, version, kind, payload)
    select tenant_id, '01890a5d-ac96-774b-bcce-b302099a8057', 1,
             'kontor.escalation.v1.StepFired', ''
    from escalation.tickets limit 1;";

pub(crate) fn cases() -> Vec<Case> {
    [a7(), a8(), a8_fields(), a9(), a10(), a11(), a12()].into_iter().flatten().collect()
}

fn a7() -> Vec<Case> {
    vec![
        case(
            "the end of a log was cut off",
            "a7_ticket_log.sql",
            "entries, the last",
            format!(
                "delete from ticket.log_entries where ticket_id = {FIRST}
         and sequence = (select max(sequence) from ticket.log_entries where
             ticket_id = {FIRST})"
            ),
        ),
        case(
            "an entry in the middle is gone",
            "a7_ticket_log.sql",
            "entries, the last",
            format!("delete from ticket.log_entries where ticket_id = {FIRST} and sequence = 2"),
        )
        .also(&["A8"]),
        case(
            "a version was counted that nobody told of",
            "a7_versions_told.sql",
            "ticket.tickets",
            format!("update ticket.tickets set version = version + 1 where id = {FIRST}"),
        )
        .also(&["A8"]),
        case(
            "a version of a time entry is gone",
            "a7_entry_versions.sql",
            "versions, the last",
            "delete from timetracking.entry_versions where version = 1",
        )
        .also(&["A19"]),
        case(
            "a time entry is not what its newest version says",
            "a7_entry_versions.sql",
            " s from ",
            "update timetracking.entries set seconds = seconds + 60, end_time = end_time +
             interval '1 minute'",
        )
        .part(2),
        case(
            "the versions of an aggregate have a hole",
            "a7_event_versions.sql",
            "version ",
            "update contract.event_log set version = version + 5
        where pos = (select max(pos) from contract.event_log)",
        )
        .also(&["A8"]),
        case(
            "an entry is of no ticket",
            "a7_ticket_log.sql",
            "no such ticket",
            format!(
                "insert into ticket.log_entries (tenant_id, ticket_id, sequence, kind, text, actor,
             event_time, record_time, public,
               responds, worked_minutes, digest)
             select tenant_id, gen_random_uuid(), 1, kind, text, actor, event_time,
             record_time, public, responds,
               worked_minutes, digest from ticket.log_entries where ticket_id =
             {FIRST} and sequence = 1"
            ),
        )
        .part(2)
        .also(&["A8"]),
    ]
}

fn a8() -> Vec<Case> {
    vec![
        case(
            "the text of an entry was changed",
            "a8_ticket_digests.sql",
            "logEntries/2",
            format!(
                "update ticket.log_entries set text = text || '!' where ticket_id = {FIRST} and
             sequence = 2"
            ),
        ),
        // Whoever links one entry anew must link all that follow, and the ticket, and the events.
        case(
            "the digest was forged with the text",
            "a8_ticket_digests.sql",
            "logEntries/3",
            format!(
                "update ticket.log_entries set text = text || '!', digest = sha256(digest)
         where ticket_id = {FIRST} and sequence = 2"
            ),
        ),
        case(
            "a ticket shows another digest than its log",
            "a8_ticket_digests.sql",
            "T-",
            format!("update ticket.tickets set digest = sha256(digest) where id = {FIRST}"),
        )
        .part(2),
        case(
            "an event changed hands",
            "a8_event_chains.sql",
            "timetracking event",
            "update timetracking.event_log set tenant_id = gen_random_uuid() where pos = 2",
        )
        .also(&["A7", "A11"]),
    ]
}

fn a9() -> Vec<Case> {
    vec![
        case(
            "an event is gone",
            "a9_positions.sql",
            "billing.event_log",
            "delete from billing.event_log where pos = 4",
        )
        .also(&["A7", "A8", "A10"])
        .on(&[("{schema}", "billing")]),
        case(
            "an event waits too long",
            "a9_positions.sql",
            "waits since",
            "insert into ticket.pending (tenant_id, aggregate_id, version, kind, payload, at)
        values (gen_random_uuid(), gen_random_uuid(), 1, 'x', '', now() - interval
             '5 seconds')",
        )
        .part(2)
        .on(&[("{schema}", "ticket")]),
        case(
            "an event waits that is in the feed",
            "a9_positions.sql",
            "both",
            "insert into billing.pending
            (tenant_id, event_id, aggregate_id, version, kind, schema_version,
             payload)
            select tenant_id, event_id, aggregate_id, version, kind, schema_version,
             payload from billing.event_log
            where pos = 3",
        )
        .part(3)
        .also(&["A7"])
        .on(&[("{schema}", "billing")]),
    ]
}

fn a10() -> Vec<Case> {
    vec![
        case(
            "a cursor is beyond the feed",
            "a10_inbox_events.sql",
            "billing.time",
            "update billing.cursor set pos = pos + 1000 where consumer = 'billing.time'",
        )
        .on(&[("{schema}", "billing"), ("{source}", "timetracking")]),
        case(
            "an event was skipped",
            "a10_inbox_events.sql",
            "billing.time 2",
            "delete from billing.inbox where consumer = 'billing.time' and event_id =
        (select event_id from timetracking.event_log where pos = 2)",
        )
        .part(2)
        .on(&[("{schema}", "billing"), ("{source}", "timetracking")]),
        case(
            "something was applied that nobody told",
            "a10_inbox_events.sql",
            "not in its feed",
            "update billing.inbox set event_id = gen_random_uuid() where consumer =
             'billing.time' and event_id =
        (select event_id from timetracking.event_log where pos = 2)",
        )
        .part(3)
        .on(&[("{schema}", "billing"), ("{source}", "timetracking")]),
        case(
            "an event is parked",
            "a10_parked.sql",
            "poison",
            "insert into billing.parked_event (consumer, pos, tenant_id, aggregate_id, kind,
             reason)
        values ('billing.time', 1, gen_random_uuid(), gen_random_uuid(), 'x',
             'poison')",
        ),
        case(
            "an applied event is forgotten",
            "a10_inbox_counts.sql",
            "billing.time",
            "delete from billing.inbox where consumer = 'billing.time' and event_id =
            (select event_id from timetracking.event_log where pos = 1)",
        ),
    ]
}

fn a11() -> Vec<Case> {
    vec![
        case(
            "an entry never reached billing",
            "a11_entries_rated.sql",
            "not there",
            "delete from billing.entries where id = (select id from billing.entries limit 1)",
        ),
        case(
            "a correction was not rated",
            "a11_entries_rated.sql",
            "version 1",
            "update billing.entries set version = 1 where version > 1",
        ),
        case(
            "an entry lies unrated",
            "a11_entries_rated.sql",
            "not rated",
            "update billing.entries set rated = null",
        ),
        // Whoever is billed must be the one who was worked for.
        case(
            "work was rated for another customer",
            "a11_entries_agree.sql",
            "timeEntries/",
            "update billing.entries e set customer_id = (select id from billing.customers c where
             c.id <> e.customer_id limit 1)
        where id = (select id from billing.entries limit 1)",
        )
        .also(&["A1"]),
        case(
            "an entry waits for a rating that is there",
            "a11_ratings_told.sql",
            "pending",
            "update timetracking.entries set billing_state = 'pending', invoiced_version = 0
             where billing_state <> 'pending'",
        ),
    ]
}

fn a12() -> Vec<Case> {
    vec![
        case(
            "a step fired early",
            "a12_firings.sql",
            "firings/",
            format!(
                "{FIRED} alter table escalation.firings drop constraint firings_never_early;
         update escalation.firings set due_time = fire_time + interval
             '1 microsecond'"
            ),
        )
        .part(2),
        case(
            "a step fired twice",
            "a12_firings.sql",
            "fired 2 times",
            format!(
                "{FIRED} alter table escalation.firings drop constraint firings_once;
         insert into escalation.firings select tenant_id, gen_random_uuid(),
             ticket_id, kind, cycle, step, percent,
           repetition, due_time, fire_time, late, actions from escalation.firings"
            ),
        ),
        case(
            "a step fired and nobody was told",
            "a12_firings.sql",
            "0 events",
            format!("{FIRED} delete from escalation.pending"),
        )
        .part(3),
        case(
            "a timer was left behind",
            "a12_missed.sql",
            "timers/",
            format!(
                "{FIRED} insert into escalation.timers (tenant_id, id, ticket_id, kind, cycle, step,
             repetition, state, due, fire_after)
         select tenant_id, gen_random_uuid(), ticket_id, kind, 9, 0, 0, 'armed',
             due_time - interval '1 hour',
           due_time - interval '1 hour' from escalation.firings limit 1"
            ),
        ),
    ]
}

/// Each field of a log entry and of an event is under its digest.
fn a8_fields() -> Vec<Case> {
    let entry = |change: &&str| {
        let damage =
            format!("update ticket.log_entries set {change} where ticket_id = {FIRST} and sequence = 1");
        case("a field of an entry was changed", "a8_ticket_digests.sql", "logEntries/1", damage)
    };
    let event = |change: &&str| {
        let damage = format!("update billing.event_log set {change} where pos = 3");
        case("a field of an event was changed", "a8_event_chains.sql", "billing event", damage)
            .also(&["A7", "A10"])
    };
    ENTRY.iter().map(entry).chain(EVENT.iter().map(event)).collect()
}

const ENTRY: &[&str] = &[
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
    "relation = 'absorbed', linked_id = gen_random_uuid()",
    "linked_id = gen_random_uuid(), linked_sequence = 1",
];

const EVENT: &[&str] = &[
    "payload = payload || '\\x00'",
    "kind = kind || 'x'",
    "at = at + interval '1 microsecond'",
    "event_id = gen_random_uuid()",
    "aggregate_id = gen_random_uuid()",
    "schema_version = 2",
];
