//! The rules, each a statement whose rows are what is wrong. Three need more than a statement: [`totals`], [`documents`],
//! [`replies`]; their statements, in [`READ`], only read.

pub(crate) mod documents;
pub(crate) mod replies;
pub(crate) mod totals;

/// Schema, table, column.
pub(crate) type Rows = &'static [(&'static str, &'static str, &'static str)];

/// How often a statement is asked, and with what in its gaps.
pub(crate) enum Scope {
    /// Once, where these schemas are there.
    Once(&'static [&'static str]),
    /// For each schema.
    EachSchema,
    /// For each schema and each feed that it reads.
    EachFeed,
    /// For these tables.
    EachTable(Rows),
    /// For these tables of each schema.
    EachOfAll(&'static [&'static str]),
    /// For these references: table, column, table it names.
    EachReference(Rows),
}

/// A statement of a rule.
pub(crate) struct Rule {
    pub(crate) id: &'static str,
    pub(crate) file: &'static str,
    pub(crate) scope: Scope,
    pub(crate) sql: &'static str,
}

macro_rules! rule {
    ($id:literal, $file:literal, $scope:expr) => {
        Rule { id: $id, file: $file, scope: $scope, sql: include_str!(concat!("../queries/", $file)) }
    };
}

use Scope::{EachFeed, EachOfAll, EachReference, EachSchema, EachTable, Once};

/// All statements.
pub(crate) const CATALOG: &[Rule] = &[
    rule!("A1", "a1_claims_once.sql", Once(&["billing"])),
    rule!("A1", "a1_claims_released.sql", Once(&["billing"])),
    rule!("A1", "a1_claims_match_entries.sql", Once(&["billing"])),
    rule!("A1", "a1_claims_match_lines.sql", Once(&["billing"])),
    rule!("A1", "a1_frozen_draws.sql", Once(&["billing"])),
    rule!("A3", "a3_balances.sql", Once(&["billing"])),
    rule!("A3", "a3_transfers.sql", Once(&["billing"])),
    rule!("A3", "a3_quotas.sql", Once(&["billing"])),
    rule!("A4", "a4_resolutions.sql", Once(&["billing"])),
    rule!("A4", "a4_holds.sql", Once(&["billing"])),
    rule!("A5", "a5_invoice_series.sql", Once(&["billing"])),
    rule!("A5", "a5_ticket_series.sql", Once(&["ticket"])),
    rule!("A6", "a6_documents_there.sql", Once(&["billing"])),
    rule!("A7", "a7_ticket_log.sql", Once(&["ticket"])),
    rule!("A7", "a7_entry_versions.sql", Once(&["timetracking"])),
    rule!("A7", "a7_event_versions.sql", EachSchema),
    rule!("A7", "a7_versions_told.sql", EachTable(VERSIONED)),
    rule!("A8", "a8_ticket_digests.sql", Once(&["ticket"])),
    rule!("A8", "a8_event_chains.sql", EachSchema),
    rule!("A9", "a9_positions.sql", EachSchema),
    rule!("A10", "a10_parked.sql", EachSchema),
    rule!("A10", "a10_inbox_counts.sql", EachSchema),
    rule!("A10", "a10_inbox_events.sql", EachFeed),
    rule!("A11", "a11_entries_rated.sql", Once(&["timetracking", "billing"])),
    rule!("A11", "a11_entries_agree.sql", Once(&["timetracking", "billing"])),
    rule!("A11", "a11_ratings_told.sql", Once(&["timetracking", "billing"])),
    rule!("A12", "a12_firings.sql", Once(&["escalation"])),
    rule!("A12", "a12_missed.sql", Once(&["escalation"])),
    rule!("A13", "a13_keys.sql", EachSchema),
    rule!("A13", "a13_references.sql", EachReference(REFERENCES)),
    rule!("A14", "a14_stored_files.sql", Once(&["billing"])),
    rule!("A15", "a15_disabled.sql", Once(&["identity"])),
    rule!("A16", "a16_tables.sql", EachSchema),
    rule!("A16", "a16_policies.sql", EachSchema),
    rule!("A16", "a16_roles.sql", EachSchema),
    rule!("A16", "a16_ways_around.sql", EachSchema),
    rule!("A17", "a17_append_only.sql", EachOfAll(&["event_log"])),
    rule!("A17", "a17_append_only.sql", EachTable(APPEND_ONLY)),
    rule!("A17", "a17_strangers.sql", EachSchema),
    rule!("A18", "a18_settings.sql", Once(&[])),
    rule!("A19", "a19_kept.sql", Once(&["billing", "timetracking", "ticket"])),
    rule!("A21", "a21_handover_records.sql", Once(&["ticket"])),
    rule!("A21", "a21_settled_work.sql", Once(&["ticket"])),
];

/// What is judged by code: rule, and the statement that reads for it.
pub(crate) const READ: &[(&str, &str)] =
    &[("A2", "a2_invoices.sql"), ("A6", "a6_documents.sql"), ("A20", "a20_replies.sql")];

/// What tells of each of its versions: where they are counted.
const VERSIONED: Rows = &[
    ("ticket", "tickets", "version"),
    ("timetracking", "entries", "version"),
    ("contract", "customers", "version"),
    ("contract", "contracts", "version"),
    ("identity", "users", "version"),
    ("escalation", "clocks", "version"),
    ("billing", "entries", "event_version"),
    ("billing", "quotas", "event_version"),
];

/// Tables that are never changed, named here again: who takes a guard away cannot take it off this list.
const APPEND_ONLY: Rows = &[
    ("contract", "history", ""),
    ("contract", "calendar_versions", ""),
    ("contract", "sla_policies", ""),
    ("contract", "sla_policy_versions", ""),
    ("contract", "contract_versions", ""),
    ("contract", "contract_template_versions", ""),
    ("ticket", "verdicts", ""),
    ("ticket", "log_entries", ""),
    ("ticket", "handover_steps", ""),
    ("timetracking", "entry_versions", ""),
    ("timetracking", "traces", ""),
    ("timetracking", "sessions", ""),
    ("timetracking", "decided_proposals", ""),
    ("escalation", "service_levels", ""),
    ("escalation", "policies", ""),
    ("escalation", "facts", ""),
    ("escalation", "firings", ""),
    ("escalation", "acknowledgements", ""),
    ("escalation", "on_call_schedules", ""),
    ("escalation", "escalations", ""),
    ("escalation", "level_change_versions", ""),
    ("billing", "accounting_settings", ""),
    ("billing", "booked_invoices", ""),
    ("billing", "booking_files", ""),
    ("billing", "booking_runs", ""),
    ("billing", "contract_versions", ""),
    ("billing", "cost_rates", ""),
    ("billing", "credited_lines", ""),
    ("billing", "debit_items", ""),
    ("billing", "debit_returns", ""),
    ("billing", "debit_runs", ""),
    ("billing", "debit_settings", ""),
    ("billing", "debtors", ""),
    ("billing", "decisions", ""),
    ("billing", "document_styles", ""),
    ("billing", "draft_marks", ""),
    ("billing", "draft_openings", ""),
    ("billing", "invoice_documents", ""),
    ("billing", "invoices", ""),
    ("billing", "issue_run_drafts", ""),
    ("billing", "issue_run_outcomes", ""),
    ("billing", "issue_runs", ""),
    ("billing", "late_versions", ""),
    ("billing", "mandate_ends", ""),
    ("billing", "mandates", ""),
    ("billing", "order_numbers", ""),
    ("billing", "payment_shares", ""),
    ("billing", "payment_terms", ""),
    ("billing", "payments", ""),
    ("billing", "profiles", ""),
    ("billing", "reminder_items", ""),
    ("billing", "reminder_run_ends", ""),
    ("billing", "reminder_runs", ""),
    ("billing", "reminder_settings", ""),
    ("billing", "reminder_stop_ends", ""),
    ("billing", "reminder_stops", ""),
    ("billing", "reminders", ""),
    ("billing", "review_settings", ""),
    ("billing", "review_verdicts", ""),
    ("billing", "reviews", ""),
    ("billing", "seller_profiles", ""),
    ("billing", "ticket_moves", ""),
    ("billing", "tickets", ""),
    ("billing", "transfers", ""),
];

/// What names a row without a foreign key.
const REFERENCES: Rows = &[
    ("ticket.tickets", "customer_id", "contract.customers"),
    ("ticket.tickets", "contact_id", "contract.contacts"),
    ("ticket.tickets", "asset_id", "contract.assets"),
    ("ticket.tickets", "site_id", "contract.sites"),
    ("billing.tickets", "id", "ticket.tickets"),
    ("timetracking.tickets", "id", "ticket.tickets"),
    ("timetracking.tickets", "customer_id", "contract.customers"),
    ("timetracking.entries", "customer_id", "contract.customers"),
    ("timetracking.entry_versions", "ticket_id", "ticket.tickets"),
    ("timetracking.traces", "ticket_id", "ticket.tickets"),
    ("escalation.tickets", "id", "ticket.tickets"),
    ("escalation.service_levels", "sla_policy_id", "contract.sla_policies"),
    ("escalation.service_levels", "calendar_id", "contract.calendars"),
    ("billing.customers", "id", "contract.customers"),
    ("billing.contract_versions", "id", "contract.contract_versions"),
    ("billing.contract_versions", "customer_id", "contract.customers"),
    ("billing.contract_versions", "contract_id", "contract.contracts"),
    ("billing.quotas", "customer_id", "contract.customers"),
    ("billing.entries", "id", "timetracking.entries"),
    ("billing.entries", "customer_id", "contract.customers"),
    ("billing.entries", "ticket_id", "ticket.tickets"),
    ("billing.late_versions", "customer_id", "contract.customers"),
    ("billing.late_versions", "ticket_id", "ticket.tickets"),
    ("billing.decisions", "contract_id", "contract.contracts"),
    ("billing.holds", "customer_id", "billing.customers"),
    ("billing.transfers", "quota_id", "billing.quotas"),
    ("billing.transfers", "customer_id", "billing.customers"),
    ("billing.balances", "customer_id", "billing.customers"),
    ("billing.drafts", "customer_id", "billing.customers"),
    ("billing.reviews", "customer_id", "billing.customers"),
    ("billing.invoices", "customer_id", "billing.customers"),
    ("billing.claims", "released_by", "billing.invoices"),
    ("billing.frozen_entries", "released_by", "billing.invoices"),
];
