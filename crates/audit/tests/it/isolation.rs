//! A13, A15 to A18.

use crate::damage::finds;

#[tokio::test]
async fn a13_a_ticket_names_the_customer_of_another_house() {
    let damage = "update ticket.tickets set tenant_id = gen_random_uuid()
        where id = (select id from ticket.tickets order by number limit 1)";
    // Its log and the numbers of both houses do not fit any more, either.
    finds("A13", &["A5", "A7", "A8"], "ticket.tickets", damage).await;
}

#[tokio::test]
async fn a13_an_invoice_is_given_to_an_unknown_customer() {
    let damage = "update billing.invoices set customer_id = gen_random_uuid()";
    finds("A13", &["A1"], "billing.invoices", damage).await;
}

#[tokio::test]
async fn a13_a_foreign_key_forgot_the_house() {
    let damage = "alter table contract.contacts add constraint contacts_id_unique unique (id);
        alter table contract.search_terms add constraint search_terms_loose_fk foreign key (contact_id)
          references contract.contacts (id)";
    finds("A13", &[], "search_terms_loose_fk", damage).await;
}

#[tokio::test]
async fn a15_a_disabled_person_still_has_a_session() {
    let damage = "update identity.users set disable_time = create_time
        where id in (select user_id from identity.tokens where end_time is null)";
    finds("A15", &[], "session", damage).await;
}

#[tokio::test]
async fn a16_row_level_security_is_off_or_not_forced() {
    finds("A16", &[], "billing.invoices", "alter table billing.invoices disable row level security").await;
    finds("A16", &[], "not forced", "alter table ticket.tickets no force row level security").await;
}

#[tokio::test]
async fn a16_a_table_forgot_the_house() {
    finds("A16", &[], "contract.notes", "create table contract.notes (id int)").await;
}

#[tokio::test]
async fn a16_a_policy_is_gone_or_shows_more() {
    finds("A16", &[], "ticket.tickets", "drop policy tenant on ticket.tickets").await;
    finds("A16", &[], "using true", "alter policy tenant on ticket.tickets using (true)").await;
    finds("A16", &[], "with check true", "alter policy tenant on ticket.tickets with check (true)").await;
    finds(
        "A16",
        &[],
        "open for kontor_ticket",
        "create policy open on ticket.tickets to kontor_ticket using (true)",
    )
    .await;
    finds("A16", &[], "open for public", "create policy open on ticket.tickets using (true)").await;
    finds("A16", &[], "taker for", "alter policy taker on ticket.handovers using (true)").await;
    let elsewhere = "create policy taker on ticket.tickets for select to kontor_ticket
        using (id = (select ticket.current_tenant()))";
    finds("A16", &[], "taker for", elsewhere).await;
}

#[tokio::test]
async fn a16_a_function_or_a_view_acts_as_its_owner() {
    finds("A16", &[], "security definer", "alter function ticket.current_tenant() security definer").await;
    finds("A16", &[], "ticket.all_tickets", "create view ticket.all_tickets as select * from ticket.tickets")
        .await;
    finds("A16", &[], "ticket.copy", "create materialized view ticket.copy as select * from ticket.tickets")
        .await;
}

#[tokio::test]
async fn a16_a_service_owns_its_tables() {
    finds("A16", &["A17"], "owns ticket.verdicts", "alter table ticket.verdicts owner to kontor_ticket")
        .await;
}

#[tokio::test]
async fn a17_an_append_only_table_lost_a_guard() {
    finds("A17", &[], "billing.invoices", "drop trigger append_only on billing.invoices").await;
    finds("A17", &[], "billing.invoices", "drop trigger no_truncate on billing.invoices").await;
    finds("A17", &[], "ticket.log_entries", "alter table ticket.log_entries disable trigger append_only")
        .await;
    finds("A17", &[], "ticket.event_log", "drop trigger append_only on ticket.event_log").await;
    finds(
        "A17",
        &[],
        "contract.contract_versions",
        "drop trigger keep_version on contract.contract_versions",
    )
    .await;
}

#[tokio::test]
async fn a17_a_guard_lets_pass() {
    let damage = "create or replace function billing.refuse_change() returns trigger language plpgsql as
        'begin return old; end'";
    finds("A17", &[], "billing.transfers", damage).await;
}

#[tokio::test]
async fn a17_a_role_may_change_what_never_changes() {
    finds("A17", &[], "update", "grant update on billing.transfers to kontor_billing").await;
    finds("A17", &[], "update", "grant update (amount) on billing.transfers to kontor_billing").await;
    finds("A17", &[], "delete", "grant delete on billing.event_log to kontor_billing_feed").await;
    finds("A17", &[], "truncate", "grant truncate on ticket.log_entries to kontor_ticket").await;
}

#[tokio::test]
async fn a17_another_service_reads_along() {
    finds("A17", &[], "kontor_escalation", "grant select on billing.invoices to kontor_escalation").await;
    finds("A17", &[], "public", "grant select on ticket.tickets to public").await;
}

#[tokio::test]
async fn a18_a_role_may_lose_what_was_acknowledged() {
    let damage =
        "do $$ begin execute format('alter role kontor_billing in database %I set synchronous_commit = off',
        current_database()); end $$";
    finds("A18", &[], "kontor_billing in", damage).await;
}
