//! A21.

use crate::damage::{Case, case};

/// A ticket was handed over by an accepted agreement: nothing is wrong with it.
const HANDED: &str = "
    insert into ticket.verbund_agreements (tenant_id, id, taker_id, title, state,
             hours, valid_from, customers, contracts,
      assets, automatic, least_priority, may_resolve, wind_up_seconds, currency,
             price_per_call, price_per_minute,
      offered_by, offer_time, accepted_by, accept_time)
    select tenant_id, id, gen_random_uuid(), 'Nachtdienst', 'accepted',
             'Europe/Berlin; 24/7', '2020-01-01', '{}', '{}', '{}',
      false, 'low', true, 0, 'EUR', 1, 1, 'a', '2020-01-01Z', 'b', '2020-01-01Z'
    from ticket.tickets order by number limit 1;
    insert into ticket.handovers (tenant_id, id, agreement_id, taker_id, ticket_id,
             ticket_number, state, automatic,
      hand_time, access_until, steps)
    select a.tenant_id, a.id, a.id, a.taker_id, t.id, t.number, 'handed', false,
             now(), now() + interval '1 day', 1
    from ticket.verbund_agreements a join ticket.tickets t on t.tenant_id =
             a.tenant_id and t.id = a.id;
    insert into ticket.handover_steps (tenant_id, handover_id, sequence,
             agreement_id, taker_id, ticket_id, log_sequence,
      kind, text, person, record_time)
    select tenant_id, id, 1, agreement_id, taker_id, ticket_id, 1, 'handed_over',
             '', '', now() from ticket.handovers;";

pub(crate) fn cases() -> Vec<Case> {
    [a21()].into_iter().flatten().collect()
}

fn a21() -> Vec<Case> {
    vec![
        case(
            "a step between the houses is missing",
            "a21_handover_records.sql",
            "1 steps, the last 1",
            format!("{HANDED} update ticket.handovers set steps = 2"),
        ),
        case(
            "a ticket was handed over before anyone agreed",
            "a21_handover_records.sql",
            "accepted at",
            format!(
                "{HANDED} update ticket.verbund_agreements set accept_time = now() + interval
             '1 hour'"
            ),
        )
        .part(2),
        case(
            "work is settled that is in no log",
            "a21_settled_work.sql",
            "step 2",
            format!(
                "{HANDED} update ticket.handovers set steps = 2;
        insert into ticket.handover_steps (tenant_id, handover_id, sequence,
             agreement_id, taker_id, ticket_id,
          log_sequence, kind, text, person, work_kind, start_time, seconds,
             record_time)
        select tenant_id, id, 2, agreement_id, taker_id, ticket_id, 2, 'worked', '',
             '', 'call_out', now(), 6000, now()
        from ticket.handovers"
            ),
        ),
        case(
            "another house worked and it is not settled",
            "a21_settled_work.sql",
            "logEntries/2",
            "update ticket.log_entries set actor = 'tenants/' || gen_random_uuid(), kind = 'note'
        where sequence = 2 and ticket_id = (select id from ticket.tickets order by
             number limit 1)",
        )
        .part(2)
        .also(&["A8"]),
    ]
}
