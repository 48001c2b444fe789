//! A16 and A17.

use crate::damage::{Case, case};

const BILLING: &[(&str, &str)] = &[("{schema}", "billing")];
const TICKET: &[(&str, &str)] = &[("{schema}", "ticket")];

pub(crate) fn cases() -> Vec<Case> {
    [a16_tables(), a16_policies(), a16_ways_around(), a16_roles(), a17_guards(), a17_rights()]
        .into_iter()
        .flatten()
        .collect()
}

fn a16_tables() -> Vec<Case> {
    let of = |names, damage| case("a table is open", "a16_tables.sql", names, damage);
    vec![
        of("billing.invoices", "alter table billing.invoices disable row level security").on(BILLING),
        of("not forced", "alter table ticket.tickets no force row level security").on(TICKET),
        of("contract.notes", "create table contract.notes (id int)").part(2).on(&[("{schema}", "contract")]),
    ]
}

/// A policy is gone, or shows more.
fn a16_policies() -> Vec<Case> {
    let of = |names, damage| case("a policy was changed", "a16_policies.sql", names, damage).on(TICKET);
    let elsewhere = "create policy taker on ticket.tickets for select to kontor_ticket
        using (id = (select ticket.current_tenant()))";
    vec![
        of("ticket.tickets", "drop policy tenant on ticket.tickets"),
        of("using true", "alter policy tenant on ticket.tickets using (true)"),
        of("with check true", "alter policy tenant on ticket.tickets with check (true)"),
        of("open for kontor_ticket", "create policy open on ticket.tickets to kontor_ticket using (true)")
            .part(2),
        of("open for public", "create policy open on ticket.tickets using (true)").part(2),
        of("taker for", "alter policy taker on ticket.handovers using (true)").part(2),
        of("taker for", elsewhere).part(2),
    ]
}

/// What acts with other rights than the caller's.
fn a16_ways_around() -> Vec<Case> {
    let of = |names, damage| case("a way around", "a16_ways_around.sql", names, damage).on(TICKET);
    vec![
        of("security definer", "alter function ticket.current_tenant() security definer"),
        of("ticket.all_tickets", "create view ticket.all_tickets as select * from ticket.tickets").part(2),
        of("ticket.copy", "create materialized view ticket.copy as select * from ticket.tickets").part(2),
    ]
}

/// Roles are of the whole cluster.
fn a16_roles() -> Vec<Case> {
    let of = |names, damage| case("a role may more", "a16_roles.sql", names, damage).on(BILLING);
    vec![
        of("owns billing.reviews", "alter table billing.reviews owner to kontor_billing")
            .part(3)
            .also(&["A17"]),
        of("superuser", "alter role kontor_billing superuser").within(),
        of("bypassrls", "alter role kontor_billing bypassrls").within(),
        of("createrole", "alter role kontor_billing createrole").within(),
        of("member of kontor_ticket", "grant kontor_ticket to kontor_billing").part(2).within(),
        of("no such role", "alter role kontor_billing_feed rename to kontor_gone").part(4).within(),
    ]
}

const TRANSFERS: &[(&str, &str)] = &[("{schema}", "billing"), ("{table}", "transfers")];
const TRUNCATED: &[(&str, &str)] = &[("{schema}", "billing"), ("{table}", "invoices")];
const ENTRIES: &[(&str, &str)] = &[("{schema}", "ticket"), ("{table}", "log_entries")];
const FEED: &[(&str, &str)] = &[("{schema}", "billing"), ("{table}", "event_log")];
const VERSIONS: &[(&str, &str)] = &[("{schema}", "contract"), ("{table}", "contract_versions")];
const MARKS: &[(&str, &str)] = &[("{schema}", "billing"), ("{table}", "draft_marks")];

/// An append-only table lost a guard, or itself.
fn a17_guards() -> Vec<Case> {
    let of = |names, damage| case("a guard is gone", "a17_append_only.sql", names, damage).part(2);
    let asleep = "create or replace function billing.refuse_change() returns trigger language plpgsql as
        'begin return old; end'";
    vec![
        of("billing.transfers", "drop trigger append_only on billing.transfers").on(TRANSFERS),
        of("billing.invoices", "drop trigger no_truncate on billing.invoices").on(TRUNCATED),
        of("ticket.log_entries", "alter table ticket.log_entries disable trigger append_only").on(ENTRIES),
        of("billing.event_log", "drop trigger append_only on billing.event_log").on(FEED),
        of("contract.contract_versions", "drop trigger keep_version on contract.contract_versions")
            .on(VERSIONS),
        of("billing.transfers", asleep).on(TRANSFERS),
        of("no such table", "drop table billing.draft_marks").part(1).on(MARKS),
    ]
}

/// Somebody may do what nobody may.
fn a17_rights() -> Vec<Case> {
    let of = |names, damage| case("a right too many", "a17_append_only.sql", names, damage).part(3);
    let along = |names, damage| case("another reads along", "a17_strangers.sql", names, damage);
    vec![
        of("update", "grant update on billing.transfers to kontor_billing").on(TRANSFERS),
        of("update", "grant update (amount) on billing.transfers to kontor_billing").on(TRANSFERS),
        of("delete", "grant delete on billing.event_log to kontor_billing_feed").on(FEED),
        of("truncate", "grant truncate on ticket.log_entries to kontor_ticket").on(ENTRIES),
        of("trigger", "grant trigger on ticket.log_entries to kontor_ticket").on(ENTRIES),
        along("kontor_escalation", "grant select on billing.invoices to kontor_escalation"),
        along("public", "grant select on ticket.tickets to public"),
    ]
}
