//! What the database refuses by itself, whoever comes past the code (I1 to I9): each constraint is seen to refuse once.

use crate::house::Copy;

/// A copy of an invoice with some of it changed.
macro_rules! invoice {
    ($which:literal, $changes:literal) => {
        concat!(
            "insert into billing.invoices select (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid(), ",
            $changes,
            "))).* from billing.invoices i where ",
            $which,
            " order by i.counter limit 1"
        )
    };
}

/// Constraint, and what it must refuse.
const REFUSED: &[(&str, &str)] = &[
    // I1: a line is on one standing invoice, an entry is frozen once.
    (
        "claims_open_once",
        "insert into billing.claims (tenant_id, invoice_id, line_key)
         select c.tenant_id, i.id, c.line_key from billing.claims c
         join billing.invoices i on i.tenant_id = c.tenant_id and i.id <> c.invoice_id
           and not exists (select from billing.claims o where o.tenant_id = i.tenant_id and o.invoice_id = i.id
             and o.line_key = c.line_key)
         where c.released_by is null limit 1",
    ),
    (
        "frozen_entries_once",
        "insert into billing.frozen_entries (tenant_id, invoice_id, entry_id, billed, draws)
         select f.tenant_id, i.id, f.entry_id, f.billed, f.draws from billing.frozen_entries f
         join billing.invoices i on i.tenant_id = f.tenant_id
           and not exists (select from billing.frozen_entries o where o.tenant_id = i.tenant_id and o.invoice_id = i.id
             and o.entry_id = f.entry_id)
         where f.released_by is null limit 1",
    ),
    (
        "claims_amounts_together",
        "insert into billing.claims (tenant_id, invoice_id, line_key, list_net)
         select tenant_id, id, 'item/01890a5d-ac96-774b-bcce-b302099a8057', 1 from billing.invoices limit 1",
    ),
    // I2: sums are sums.
    ("invoices_sum", invoice!("true", "'number', 'X-1', 'counter', 900001, 'vat', i.vat + 1, 'cancels_id', null")),
    // I3: double entry.
    (
        "transfers_amount_positive",
        "insert into billing.transfers overriding system value
         select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'amount', 0))).*
         from billing.transfers t where relation = 0 limit 1",
    ),
    (
        "transfers_two_accounts",
        "insert into billing.transfers overriding system value
         select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'debit', t.credit))).*
         from billing.transfers t where relation = 0 limit 1",
    ),
    (
        "transfers_ended_once",
        "insert into billing.transfers overriding system value
         select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid()))).*
         from billing.transfers t where related_id is not null limit 1",
    ),
    // I4: no lot holds less than nothing.
    ("balances_lot_not_negative", "update billing.balances set posted = -1 where account like 'lot/%'"),
    // I5: a hold ends once.
    (
        "holds_end_once",
        "with held as (insert into billing.holds
           (tenant_id, id, entry_id, version, customer_id, saved, spans, held_at, expires_at, ended, ended_at)
         select tenant_id, '01890a5d-ac96-774b-bcce-b302099a8057', id, version, customer_id, saved, spans, now(),
           now() + interval '1 minute', 'voided', now() from billing.entries order by id limit 1 returning 1)
         select * from held;
         update billing.holds set ended = 'posted' where id = '01890a5d-ac96-774b-bcce-b302099a8057'",
    ),
    // I7: one counter, one number, one cancellation.
    ("invoices_counter_unique", invoice!("true", "'number', 'X-2', 'cancels_id', null")),
    ("invoices_number_unique", invoice!("true", "'counter', 900002, 'cancels_id', null")),
    ("invoices_cancelled_once", invoice!("i.cancels_id is not null", "'number', 'X-3', 'counter', 900003")),
    ("number_series_positive", "update billing.number_series set counter = 0"),
    // I8: what is issued stays.
    (
        "entries_frozen_unchanged",
        "update billing.entries set version = version + 1
         where id in (select entry_id from billing.frozen_entries where released_by is null)",
    ),
    (
        "invoice_documents_hash",
        "insert into billing.invoice_documents (tenant_id, invoice_id, format, content, sha256, at)
         select tenant_id, invoice_id, 99, content, '\\x00', at from billing.invoice_documents limit 1",
    ),
    (
        "credited_lines_positive",
        "insert into billing.credited_lines (tenant_id, credit_id, invoice_id, position, net, given_back)
         select tenant_id, id, id, 1, 0, false from billing.invoices limit 1",
    ),
    // I9: a log has no holes.
    (
        "log_entries_dense_fk",
        "insert into ticket.log_entries (tenant_id, ticket_id, sequence, kind, text, actor, event_time, record_time,
           public, responds, worked_minutes, digest)
         select tenant_id, ticket_id, sequence + 2, kind, text, actor, event_time, record_time, public, responds,
           worked_minutes, digest from ticket.log_entries order by ticket_id, sequence desc limit 1",
    ),
    // R4: a ticket's life is of a ticket that was opened.
    (
        "ticket_moves_ticket_fk",
        "insert into billing.ticket_moves (tenant_id, ticket_id, number, done, at)
         select tenant_id, gen_random_uuid(), 2, true, now() from billing.tickets limit 1",
    ),
];

#[tokio::test]
async fn i1_i9_each_constraint_refuses_what_it_is_there_for() {
    let house = Copy::of_the_house().await;
    for (constraint, statement) in REFUSED {
        let refused = house.refused(statement).await;
        assert_eq!(refused.as_deref(), Some(*constraint), "{statement}");
    }
}

/// Tables of billing that never change (I8).
const APPEND_ONLY: &[&str] = &[
    "invoices",
    "invoice_documents",
    "transfers",
    "late_versions",
    "decisions",
    "credited_lines",
    "tickets",
    "ticket_moves",
    "cost_rates",
];

#[tokio::test]
async fn i8_what_is_append_only_refuses_change_and_removal() {
    let house = Copy::of_the_house().await;
    for table in APPEND_ONLY {
        let truncate = format!("truncate billing.{table} cascade");
        let told = house.refused_with(&truncate).await;
        assert!(told.as_deref().is_some_and(|told| told.contains("append-only")), "{table}: {told:?}");
    }
    for statement in [
        "update billing.invoices set gross = gross",
        "delete from billing.invoice_documents",
        "update billing.transfers set amount = amount",
        "delete from billing.tickets",
    ] {
        let told = house.refused_with(statement).await;
        assert!(told.as_deref().is_some_and(|told| told.contains("append-only")), "{statement}: {told:?}");
    }
}
