//! A20, and what A4 and A1 say of holds and extras.

use crate::damage::finds;

#[tokio::test]
async fn a20_a_stored_reply_is_cut_off() {
    let damage = "update ticket.idempotency set response = substr(response, 1, length(response) - 1)
        where key = (select key from ticket.idempotency where length(response) > 40 order by key limit 1)";
    finds("A20", &[], "cut off", damage).await;
}

#[tokio::test]
async fn a20_a_request_lost_its_digest() {
    let damage = "update billing.idempotency set request_sha256 = '\\x00'
        where key = (select key from billing.idempotency order by key limit 1)";
    finds("A20", &[], "1 bytes", damage).await;
}

#[tokio::test]
async fn a4_something_is_held_without_a_hold() {
    let damage = "insert into billing.transfers (tenant_id, id, customer_id, quota_id, kind, debit, credit, amount, date,
        cause, pending, relation, posted_at)
      select tenant_id, gen_random_uuid(), customer_id, quota_id, kind, debit, credit, amount, date,
        'entry/01890a5d-ac96-774b-bcce-b302099a8057', true, 0, now()
      from billing.transfers where cause like 'entry/%' limit 1";
    finds("A4", &["A3"], "entry/01890a5d", damage).await;
}

#[tokio::test]
async fn a4_a_hold_outlived_its_entrys_event() {
    let damage = "insert into billing.holds (tenant_id, id, entry_id, version, customer_id, saved, spans, held_at, expires_at)
      select tenant_id, gen_random_uuid(), id, version, customer_id, saved, spans, now(), now() + interval '1 minute'
      from billing.entries order by id limit 1";
    finds("A4", &[], "held still", damage).await;
}

#[tokio::test]
async fn a1_a_material_is_billed_for_work_that_is_not_there() {
    let damage = "insert into billing.claims (tenant_id, invoice_id, line_key)
      select tenant_id, id, 'extra/01890a5d-ac96-774b-bcce-b302099a8057/material-0'
      from billing.invoices where cancels_id is null order by counter limit 1";
    finds("A1", &[], "no work", damage).await;
}

#[tokio::test]
async fn a11_work_that_waits_for_approval_is_rated() {
    let damage = "update billing.entries set withdrawn = true
        where id = (select id from billing.entries where rated is not null order by id limit 1)";
    finds("A11", &[], "rated", damage).await;
}
