//! A20, and what A4 and A1 say of holds and extras.

use crate::damage::{Case, case};

pub(crate) fn cases() -> Vec<Case> {
    [a20(), a4(), a1(), a11()].into_iter().flatten().collect()
}

fn a20() -> Vec<Case> {
    vec![
        case(
            "a stored reply is cut off",
            "a20_replies.sql",
            "cut off",
            "update ticket.idempotency set response = substr(response, 1, length(response) - 1)
        where key = (select key from ticket.idempotency where length(response) > 40
             order by key limit 1)",
        ),
        case(
            "a request lost its digest",
            "a20_replies.sql",
            "1 bytes",
            "update billing.idempotency set request_sha256 = '\\x00'
        where key = (select key from billing.idempotency order by key limit 1)",
        ),
    ]
}

fn a4() -> Vec<Case> {
    vec![
        case(
            "something is held without a hold",
            "a4_holds.sql",
            "entry/01890a5d",
            "insert into billing.transfers (tenant_id, id, customer_id, quota_id, kind, debit,
             credit, amount, date,
        cause, pending, relation, posted_at)
      select tenant_id, gen_random_uuid(), customer_id, quota_id, kind, debit,
             credit, amount, date,
        'entry/01890a5d-ac96-774b-bcce-b302099a8057', true, 0, now()
      from billing.transfers where cause like 'entry/%' limit 1",
        )
        .also(&["A3"]),
        case(
            "a hold outlived its entrys event",
            "a4_holds.sql",
            "held still",
            "insert into billing.holds (tenant_id, id, entry_id, version, customer_id, saved,
             spans, held_at, expires_at)
      select tenant_id, gen_random_uuid(), id, version, customer_id, saved, spans,
             now(), now() + interval '1 minute'
      from billing.entries order by id limit 1",
        )
        .part(2),
    ]
}

fn a1() -> Vec<Case> {
    vec![
        case(
            "a material is billed for work that is not there",
            "a1_claims_match_lines.sql",
            "no work",
            "insert into billing.claims (tenant_id, invoice_id, line_key)
      select tenant_id, id, 'extra/01890a5d-ac96-774b-bcce-b302099a8057/material-0'
      from billing.invoices where cancels_id is null order by counter limit 1",
        )
        .part(3),
    ]
}

fn a11() -> Vec<Case> {
    vec![case(
        "work that waits for approval is rated",
        "a11_entries_rated.sql",
        "rated",
        "update billing.entries set withdrawn = true
        where id = (select id from billing.entries where rated is not null order by
             id limit 1)",
    )]
}
