//! A1 to A4.

use crate::damage::{Case, case};

/// The first invoice that still stands, or was cancelled: the tour leaves both kinds.
pub(crate) const ISSUED: &str =
    "(select id from billing.invoices where cancels_id is null order by counter limit 1)";

pub(crate) fn cases() -> Vec<Case> {
    [a1(), a2(), a3(), a4()].into_iter().flatten().collect()
}

fn a1() -> Vec<Case> {
    vec![
        case(
            "two standing invoices claim one line",
            "a1_claims_once.sql",
            "2 standing invoices",
            "drop index billing.claims_open_once; update billing.claims set released_by = null;
        insert into billing.claims select tenant_id, (select id from
             billing.invoices where cancels_id is not null limit 1),
          line_key from billing.claims limit 1",
        ),
        case(
            "an entry is frozen twice",
            "a1_claims_once.sql",
            "2 standing invoices",
            format!(
                "drop index billing.frozen_entries_once; update billing.frozen_entries set
             released_by = null;
         insert into billing.frozen_entries select tenant_id, (select id from
             billing.invoices where id <> {ISSUED} limit 1),
           entry_id, billed, draws from billing.frozen_entries where invoice_id =
             {ISSUED} limit 1"
            ),
        )
        .part(2),
        case(
            "a claim is held though its invoice is cancelled",
            "a1_claims_released.sql",
            "held",
            "update billing.claims set released_by = null
        where (invoice_id, line_key) = (select invoice_id, line_key from
             billing.claims where released_by is not null limit 1)",
        ),
        case(
            "frozen work lost its claim",
            "a1_claims_match_entries.sql",
            "frozen, not claimed",
            format!("delete from billing.claims where line_key like 'work/%' and invoice_id = {ISSUED}"),
        ),
        case(
            "claimed work is not frozen",
            "a1_claims_match_entries.sql",
            "claimed, not frozen",
            format!("delete from billing.frozen_entries where invoice_id = {ISSUED}"),
        ),
        case(
            "an invoice lost claims of its lines",
            "a1_claims_match_lines.sql",
            "0 claims",
            format!("delete from billing.claims where invoice_id = {ISSUED}"),
        ),
        case(
            "frozen draws are not those of the ledger",
            "a1_frozen_draws.sql",
            "from lot/x",
            "update billing.frozen_entries set released_by = null,
        draws = '[{\"from\": \"lot/x\", \"units\": \"17\", \"on\": \"2026-03-01\"}]'",
        ),
        case(
            "frozen work is another customer's",
            "a1_claims_match_lines.sql",
            "timeEntries/",
            "update billing.invoices i
            set customer_id = (select id from billing.customers c where c.id <>
             i.customer_id limit 1)
            where id = (select invoice_id from billing.frozen_entries where
             released_by is null limit 1)",
        )
        .part(2),
    ]
}

fn a2() -> Vec<Case> {
    vec![
        case(
            "an invoice is a cent off",
            "a2_invoices.sql",
            "sums",
            format!(
                "update billing.invoices set net = net + 0.01, gross = gross + 0.01 where id =
             {ISSUED}"
            ),
        )
        .also(&["A6"]),
        case(
            "vat is a cent off",
            "a2_invoices.sql",
            "sums",
            format!("update billing.invoices set vat = vat + 0.01, net = net - 0.01 where id = {ISSUED}"),
        ),
        case(
            "the price of a line was changed",
            "a2_invoices.sql",
            "sums",
            format!(
                "update billing.invoices set terms = jsonb_set(terms, '{{lines,0,price}}', '\"1\"')
             where id = {ISSUED}"
            ),
        ),
        case(
            "a cancellation is no exact mirror",
            "a2_invoices.sql",
            "mirror",
            "update billing.invoices set net = net + 1, gross = gross + 1 where cancels_id is not
             null",
        )
        .also(&["A6"]),
        // On the first of January the year would be wrong, too.
        case(
            "terms say another date",
            "a2_invoices.sql",
            "issue date",
            format!("update billing.invoices set issue_date = issue_date - 1 where id = {ISSUED}"),
        )
        .also(&["A5"]),
        case(
            "terms cannot be read",
            "a2_invoices.sql",
            "readable terms",
            format!("update billing.invoices set terms = '{{}}' where id = {ISSUED}"),
        )
        .also(&["A1"]),
        case("terms name another number", "a2_invoices.sql", " number", changed("number", "X-1")),
        case("terms name another currency", "a2_invoices.sql", " currency", changed("currency", "CHF")),
        case("terms are of another kind", "a2_invoices.sql", " kind", changed("kind", "cancellation")),
        case(
            "an invoice calls itself a cancellation",
            "a2_invoices.sql",
            " type",
            format!("update billing.invoices set type = 2 where id = {ISSUED}"),
        ),
        case(
            "a price is by a base of zero",
            "a2_invoices.sql",
            "reckoned",
            format!(
                "update billing.invoices set terms = jsonb_set(terms, '{{lines,0,base_quantity}}',
             '\"0\"') where id = {ISSUED}"
            ),
        ),
    ]
}

fn a3() -> Vec<Case> {
    vec![
        case(
            "a balance is not the sum of its transfers",
            "a3_balances.sql",
            "used/",
            "update billing.balances set posted = posted + 1 where account like 'used/%'",
        ),
        case(
            "a transfer is gone",
            "a3_balances.sql",
            "posted",
            "delete from billing.transfers where seq = (select max(seq) from billing.transfers)",
        )
        .also(&["A1", "A4"]),
        case(
            "a lot is below zero",
            "a3_transfers.sql",
            "-1",
            "update billing.balances set posted = -1 where account like 'lot/%'",
        )
        .part(2),
        case(
            "a transfer moves nothing",
            "a3_transfers.sql",
            "transfers/",
            "alter table billing.transfers drop constraint transfers_two_accounts;
        update billing.transfers set credit = debit where seq = 1",
        )
        .also(&["A1", "A4"]),
        case(
            "a quota shows what it does not have",
            "a3_quotas.sql",
            "quotas/",
            "update billing.quotas set balance = balance + 60",
        ),
    ]
}

fn a4() -> Vec<Case> {
    vec![
        case(
            "what was held ends twice",
            "a4_resolutions.sql",
            "ended 2 times",
            "alter table billing.transfers drop constraint transfers_ended_once;
        update billing.balances set pending = 0;
        with held as (insert into billing.transfers (tenant_id, id, customer_id,
             quota_id, kind, debit, credit, amount,
            date, cause, pending, relation, related_id, posted_at)
          select tenant_id, gen_random_uuid(), customer_id, quota_id, 3, 'used/' ||
             quota_id, 'overdraft/' || quota_id, 60,
            date, 'adjustment/x', true, 0, null, posted_at from billing.transfers
             limit 1 returning *)
        insert into billing.transfers (tenant_id, id, customer_id, quota_id, kind,
             debit, credit, amount,
            date, cause, pending, relation, related_id, posted_at)
          select tenant_id, gen_random_uuid(), customer_id, quota_id, 3, debit,
             credit, 60,
            date, cause, true, r, id, posted_at from held cross join (values (2),
             (3)) as r (r)",
        )
        .also(&["A3"]),
        case(
            "a reversal takes back less than the whole",
            "a4_resolutions.sql",
            "transfers/",
            "insert into billing.transfers (tenant_id, id, customer_id, quota_id, kind, debit,
             credit, amount,
            date, cause, pending, relation, related_id, posted_at)
          select tenant_id, gen_random_uuid(), customer_id, quota_id, kind, credit,
             debit, amount / 2,
            date, cause, pending, 1, id, posted_at from billing.transfers where
             relation = 0
            and id not in (select related_id from billing.transfers where related_id
             is not null) limit 1",
        )
        .part(2)
        .also(&["A1", "A3"]),
    ]
}

/// The oldest invoice's terms with another word in a field.
fn changed(field: &str, word: &str) -> String {
    format!(
        "update billing.invoices set terms = jsonb_set(terms, '{{{field}}}', '\"{word}\"')
             where id = {ISSUED}"
    )
}
