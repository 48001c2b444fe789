//! A1 to A6.

use crate::damage::finds;

/// The first invoice that still stands, or was cancelled: the tour leaves both kinds.
const ISSUED: &str = "(select id from billing.invoices where cancels_id is null order by counter limit 1)";

#[tokio::test]
async fn a1_two_standing_invoices_claim_one_line() {
    let damage = "drop index billing.claims_open_once; update billing.claims set released_by = null;
        insert into billing.claims select tenant_id, (select id from billing.invoices where cancels_id is not null limit 1),
          line_key from billing.claims limit 1";
    finds("A1", &[], "2 standing invoices", damage).await;
}

#[tokio::test]
async fn a1_an_entry_is_frozen_twice() {
    let damage = format!(
        "drop index billing.frozen_entries_once; update billing.frozen_entries set released_by = null;
         insert into billing.frozen_entries select tenant_id, (select id from billing.invoices where id <> {ISSUED} limit 1),
           entry_id, billed, draws from billing.frozen_entries where invoice_id = {ISSUED} limit 1"
    );
    finds("A1", &[], "2 standing invoices", &damage).await;
}

#[tokio::test]
async fn a1_a_claim_is_held_though_its_invoice_is_cancelled() {
    let damage = "update billing.claims set released_by = null
        where (invoice_id, line_key) = (select invoice_id, line_key from billing.claims where released_by is not null limit 1)";
    finds("A1", &[], "held", damage).await;
}

#[tokio::test]
async fn a1_frozen_work_lost_its_claim() {
    let damage = format!("delete from billing.claims where line_key like 'work/%' and invoice_id = {ISSUED}");
    finds("A1", &[], "frozen, not claimed", &damage).await;
}

#[tokio::test]
async fn a1_claimed_work_is_not_frozen() {
    let damage = format!("delete from billing.frozen_entries where invoice_id = {ISSUED}");
    finds("A1", &[], "claimed, not frozen", &damage).await;
}

#[tokio::test]
async fn a1_an_invoice_lost_claims_of_its_lines() {
    let damage = format!("delete from billing.claims where invoice_id = {ISSUED}");
    finds("A1", &[], "0 claims", &damage).await;
}

#[tokio::test]
async fn a1_frozen_draws_are_not_those_of_the_ledger() {
    let damage = "update billing.frozen_entries set released_by = null,
        draws = '[{\"from\": \"lot/x\", \"units\": \"17\", \"on\": \"2026-03-01\"}]'";
    finds("A1", &[], "from lot/x", damage).await;
}

#[tokio::test]
async fn a2_an_invoice_is_a_cent_off() {
    let damage =
        format!("update billing.invoices set net = net + 0.01, gross = gross + 0.01 where id = {ISSUED}");
    finds("A2", &["A6"], "sums", &damage).await;
}

#[tokio::test]
async fn a2_vat_is_a_cent_off() {
    let damage =
        format!("update billing.invoices set vat = vat + 0.01, net = net - 0.01 where id = {ISSUED}");
    finds("A2", &[], "sums", &damage).await;
}

#[tokio::test]
async fn a2_the_price_of_a_line_was_changed() {
    let damage = format!(
        "update billing.invoices set terms = jsonb_set(terms, '{{lines,0,price}}', '\"1\"') where id = {ISSUED}"
    );
    finds("A2", &[], "sums", &damage).await;
}

#[tokio::test]
async fn a2_a_cancellation_is_no_exact_mirror() {
    let damage = "update billing.invoices set net = net + 1, gross = gross + 1 where cancels_id is not null";
    finds("A2", &["A6"], "mirror", damage).await;
}

#[tokio::test]
async fn a2_terms_say_another_date() {
    let damage = format!("update billing.invoices set issue_date = issue_date - 1 where id = {ISSUED}");
    // On the first of January the year would be wrong, too.
    finds("A2", &["A5"], "issue date", &damage).await;
}

#[tokio::test]
async fn a3_a_balance_is_not_the_sum_of_its_transfers() {
    finds("A3", &[], "used/", "update billing.balances set posted = posted + 1 where account like 'used/%'")
        .await;
}

#[tokio::test]
async fn a3_a_transfer_is_gone() {
    let damage = "delete from billing.transfers where seq = (select max(seq) from billing.transfers)";
    finds("A3", &["A1", "A4"], "posted", damage).await;
}

#[tokio::test]
async fn a3_a_lot_is_below_zero() {
    let damage = "update billing.balances set posted = -1 where account like 'lot/%'";
    finds("A3", &[], "-1", damage).await;
}

#[tokio::test]
async fn a3_a_transfer_moves_nothing() {
    let damage = "alter table billing.transfers drop constraint transfers_two_accounts;
        update billing.transfers set credit = debit where seq = 1";
    finds("A3", &["A1", "A4"], "transfers/", damage).await;
}

#[tokio::test]
async fn a3_a_quota_shows_what_it_does_not_have() {
    finds("A3", &[], "quotas/", "update billing.quotas set balance = balance + 60").await;
}

#[tokio::test]
async fn a4_what_was_held_ends_twice() {
    let damage = "alter table billing.transfers drop constraint transfers_ended_once;
        update billing.balances set pending = 0;
        with held as (insert into billing.transfers (tenant_id, id, customer_id, quota_id, kind, debit, credit, amount,
            date, cause, pending, relation, related_id, posted_at)
          select tenant_id, gen_random_uuid(), customer_id, quota_id, 3, 'used/' || quota_id, 'overdraft/' || quota_id, 60,
            date, 'adjustment/x', true, 0, null, posted_at from billing.transfers limit 1 returning *)
        insert into billing.transfers (tenant_id, id, customer_id, quota_id, kind, debit, credit, amount,
            date, cause, pending, relation, related_id, posted_at)
          select tenant_id, gen_random_uuid(), customer_id, quota_id, 3, debit, credit, 60,
            date, cause, true, r, id, posted_at from held cross join (values (2), (3)) as r (r)";
    finds("A4", &["A3"], "ended 2 times", damage).await;
}

#[tokio::test]
async fn a4_a_reversal_takes_back_less_than_the_whole() {
    let damage =
        "insert into billing.transfers (tenant_id, id, customer_id, quota_id, kind, debit, credit, amount,
            date, cause, pending, relation, related_id, posted_at)
          select tenant_id, gen_random_uuid(), customer_id, quota_id, kind, credit, debit, amount / 2,
            date, cause, pending, 1, id, posted_at from billing.transfers where relation = 0
            and id not in (select related_id from billing.transfers where related_id is not null) limit 1";
    finds("A4", &["A1", "A3"], "transfers/", damage).await;
}

#[tokio::test]
async fn a5_a_number_is_missing() {
    let damage = "update billing.invoices set counter = counter + 1, number = prefix || year || '-00000' || counter + 1
        where counter = (select max(counter) from billing.invoices)";
    finds("A5", &["A2", "A6"], "00000", damage).await;
}

#[tokio::test]
async fn a5_a_counter_ran_ahead() {
    finds("A5", &[], "counted", "update billing.number_series set counter = counter + 1").await;
}

#[tokio::test]
async fn a5_an_invoice_was_issued_before_its_predecessor() {
    let damage = "update billing.invoices set at = at - interval '1 hour'
        where counter = (select max(counter) from billing.invoices)";
    finds("A5", &[], "-0000", damage).await;
}

#[tokio::test]
async fn a5_a_ticket_number_is_missing() {
    let damage = "update ticket.tickets set number = 'T-' || split_part(number, '-', 2) || '-000099'
        where number = (select max(number) from ticket.tickets)";
    finds("A5", &[], "-000099", damage).await;
}

#[tokio::test]
async fn a6_a_byte_of_a_document_was_changed() {
    let damage = format!(
        "alter table billing.invoice_documents drop constraint invoice_documents_hash;
         update billing.invoice_documents set content = set_byte(content, length(content) - 1, 32)
         where format = 2 and invoice_id = {ISSUED}"
    );
    finds("A6", &[], "other bytes", &damage).await;
}

#[tokio::test]
async fn a6_a_document_with_its_digest_says_another_sum() {
    let forged = "convert_to(regexp_replace(convert_from(content, 'UTF8'), '(TaxInclusiveAmount[^>]*>)[0-9.]+', '\\11.00'),
        'UTF8')";
    let damage = format!(
        "update billing.invoice_documents set content = {forged}, sha256 = sha256({forged})
         where format = 2 and invoice_id = {ISSUED}"
    );
    finds("A6", &[], "UBL", &damage).await;
}

#[tokio::test]
async fn a6_a_pdf_carries_another_invoice() {
    let damage = "alter table billing.invoice_documents drop constraint invoice_documents_hash;
        update billing.invoice_documents d set (content, sha256) = (select content, sha256 from billing.invoice_documents o
          where o.format = 1 and o.invoice_id <> d.invoice_id limit 1) where d.format = 1";
    finds("A6", &[], "PDF", damage).await;
}

#[tokio::test]
async fn a6_a_document_is_gone() {
    finds(
        "A6",
        &[],
        "{1,2}",
        &format!("delete from billing.invoice_documents where format = 3 and invoice_id = {ISSUED}"),
    )
    .await;
}
