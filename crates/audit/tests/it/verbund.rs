//! A21.

use crate::damage::finds;

/// A ticket was handed over by an accepted agreement: nothing is wrong with it.
const HANDED: &str = "
    insert into ticket.verbund_agreements (tenant_id, id, taker_id, title, state, hours, valid_from, customers, contracts,
      assets, automatic, least_priority, may_resolve, wind_up_seconds, currency, price_per_call, price_per_minute,
      offered_by, offer_time, accepted_by, accept_time)
    select tenant_id, id, gen_random_uuid(), 'Nachtdienst', 'accepted', 'Europe/Berlin; 24/7', '2020-01-01', '{}', '{}', '{}',
      false, 'low', true, 0, 'EUR', 1, 1, 'a', '2020-01-01Z', 'b', '2020-01-01Z'
    from ticket.tickets order by number limit 1;
    insert into ticket.handovers (tenant_id, id, agreement_id, taker_id, ticket_id, ticket_number, state, automatic,
      hand_time, access_until, steps)
    select a.tenant_id, a.id, a.id, a.taker_id, t.id, t.number, 'handed', false, now(), now() + interval '1 day', 1
    from ticket.verbund_agreements a join ticket.tickets t on t.tenant_id = a.tenant_id and t.id = a.id;
    insert into ticket.handover_steps (tenant_id, handover_id, sequence, agreement_id, taker_id, ticket_id, log_sequence,
      kind, text, person, record_time)
    select tenant_id, id, 1, agreement_id, taker_id, ticket_id, 1, 'handed_over', '', '', now() from ticket.handovers;";

#[tokio::test]
async fn a21_a_step_between_the_houses_is_missing() {
    let damage = format!("{HANDED} update ticket.handovers set steps = 2");
    finds("A21", &[], "1 steps, the last 1", &damage).await;
}

#[tokio::test]
async fn a21_a_ticket_was_handed_over_before_anyone_agreed() {
    let damage =
        format!("{HANDED} update ticket.verbund_agreements set accept_time = now() + interval '1 hour'");
    finds("A21", &[], "accepted at", &damage).await;
}

#[tokio::test]
async fn a21_work_is_settled_that_is_in_no_log() {
    let damage = format!(
        "{HANDED} update ticket.handovers set steps = 2;
        insert into ticket.handover_steps (tenant_id, handover_id, sequence, agreement_id, taker_id, ticket_id,
          log_sequence, kind, text, person, work_kind, start_time, seconds, record_time)
        select tenant_id, id, 2, agreement_id, taker_id, ticket_id, 2, 'worked', '', '', 'call_out', now(), 6000, now()
        from ticket.handovers"
    );
    finds("A21", &[], "step 2", &damage).await;
}

#[tokio::test]
async fn a21_another_house_worked_and_it_is_not_settled() {
    let damage = "update ticket.log_entries set actor = 'tenants/' || gen_random_uuid(), kind = 'note'
        where sequence = 2 and ticket_id = (select id from ticket.tickets order by number limit 1)";
    finds("A21", &["A8"], "logEntries/2", damage).await;
}
