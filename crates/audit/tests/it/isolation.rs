//! A13 to A15, A18 and A19.

use crate::damage::{Case, case};

pub(crate) fn cases() -> Vec<Case> {
    [a13(), a14(), a15(), a18(), a19()].into_iter().flatten().collect()
}

fn a13() -> Vec<Case> {
    vec![
        // Its log and the numbers of both houses do not fit any more, either.
        case(
            "a ticket names the customer of another house",
            "a13_references.sql",
            "ticket.tickets",
            "update ticket.tickets set tenant_id = gen_random_uuid()
        where id = (select id from ticket.tickets order by number limit 1)",
        )
        .also(&["A5", "A7", "A8"]),
        case(
            "an invoice is given to an unknown customer",
            "a13_references.sql",
            "billing.invoices",
            "update billing.invoices set customer_id = gen_random_uuid()",
        )
        .also(&["A1"]),
        case(
            "a foreign key forgot the house",
            "a13_keys.sql",
            "search_terms_loose_fk",
            "alter table contract.contacts add constraint contacts_id_unique unique (id);
        alter table contract.search_terms add constraint search_terms_loose_fk
             foreign key (contact_id)
          references contract.contacts (id)",
        ),
    ]
}

fn a14() -> Vec<Case> {
    vec![
        case(
            "a booking file was changed",
            "a14_stored_files.sql",
            "of the bytes",
            "alter table billing.booking_files drop constraint booking_files_hash;
            update billing.booking_files set content = set_byte(content, 40, 0)",
        ),
        case(
            "a letter reminds of nothing",
            "a14_stored_files.sql",
            "of none",
            format!("{LETTER} delete from billing.reminder_items"),
        )
        .part(2),
        case(
            "a file for the bank collects nothing",
            "a14_stored_files.sql",
            "collects invoices",
            format!("{DEBIT} delete from billing.debit_items"),
        )
        .part(3),
        case(
            "a booking file is of no run",
            "a14_stored_files.sql",
            "no such run",
            "update billing.booking_files set run_id = gen_random_uuid()",
        )
        .part(4),
        case(
            "a booking run lost its files",
            "a14_stored_files.sql",
            "no file",
            "delete from billing.booking_files",
        )
        .part(5),
        case(
            "a document is of no invoice",
            "a14_stored_files.sql",
            "no such invoice",
            "update billing.invoice_documents
            set invoice_id = gen_random_uuid() where format = 1",
        )
        .part(6)
        .also(&["A6"]),
        case(
            "a letter was changed",
            "a14_stored_files.sql",
            "MA-2026-000001",
            format!(
                "{LETTER} alter table billing.reminders drop constraint reminders_hash;
            update billing.reminders set content = 'x'"
            ),
        ),
        case(
            "a file for the bank was changed",
            "a14_stored_files.sql",
            "debitRuns/",
            format!(
                "{DEBIT} alter table billing.debit_runs drop constraint debit_runs_hash;
            update billing.debit_runs set content = 'x'"
            ),
        ),
    ]
}

/// A letter that reminds of an invoice: nothing is wrong with it.
const LETTER: &str = "
    insert into billing.reminder_runs (tenant_id, id, number, run, by_id, at)
    select tenant_id, id, 1, '', by_id, at from billing.invoices order by counter
             limit 1;
    insert into billing.reminders (tenant_id, id, run_id, customer_id, number,
             level, issue_date, reminder, content, sha256, by_id, at)
    select tenant_id, id, id, customer_id, 'MA-2026-000001', 1, issue_date, '',
             'letter', sha256('letter'), by_id, at
    from billing.invoices order by counter limit 1;
    insert into billing.reminder_items (tenant_id, invoice_id, level, reminder_id,
             issue_date)
    select tenant_id, id, 1, id, issue_date from billing.reminders;";

/// A file that collects an invoice: nothing is wrong with it.
const DEBIT: &str = "
    insert into billing.debit_runs (tenant_id, id, number, run, content, sha256,
             by_id, at)
    select tenant_id, id, 1, '', 'file', sha256('file'), by_id, at from
             billing.invoices order by counter limit 1;
    insert into billing.debit_items (tenant_id, invoice_id, run_id, mandate_id,
             amount, collect_on)
    select tenant_id, id, id, id, 1, current_date from billing.debit_runs;";

fn a15() -> Vec<Case> {
    vec![case(
        "a disabled person still has a session",
        "a15_disabled.sql",
        "session",
        "update identity.users set disable_time = create_time
        where id in (select user_id from identity.tokens where end_time is null)",
    )]
}

fn a18() -> Vec<Case> {
    vec![
        case(
            "a role may lose what was acknowledged",
            "a18_settings.sql",
            "kontor_billing in",
            "do $$ begin execute
             format('alter role kontor_billing in database %I set synchronous_commit = off',
        current_database()); end $$",
        )
        .part(2),
        case(
            "a session sleeps through guards",
            "a18_settings.sql",
            "session_replication_role",
            "set local session_replication_role = replica",
        )
        .within(),
    ]
}

fn a19() -> Vec<Case> {
    vec![
        case(
            "billed work is gone with all its versions",
            "a19_kept.sql",
            "timeEntries/",
            "
            delete from timetracking.entry_versions where entry_id in (select
             entry_id from billing.frozen_entries);
            delete from timetracking.entries where id in (select entry_id from
             billing.frozen_entries)",
        )
        .also(&["A13"]),
        case(
            "the beginning of a log is gone",
            "a19_kept.sql",
            "without its beginning",
            "delete from ticket.log_entries where sequence = 1
            and ticket_id in (select e.ticket_id from billing.entries e join
             billing.frozen_entries f on f.entry_id = e.id)",
        )
        .part(2)
        .also(&["A7", "A8"]),
        case(
            "the verdict of a billed ticket is gone",
            "a19_kept.sql",
            "no verdict",
            "delete from ticket.verdicts",
        )
        .part(3),
    ]
}
