//! A5 and A6.

use crate::damage::{Case, case};
use crate::money::ISSUED;

/// A document in UBL that says 1.00.
const FORGED: &str = "convert_to(regexp_replace(convert_from(content, 'UTF8'), '(TaxInclusiveAmount[^>]*>)[0-9.]+', '\\11.00'),
    'UTF8')";

pub(crate) fn cases() -> Vec<Case> {
    [a5(), a6()].into_iter().flatten().collect()
}

fn a5() -> Vec<Case> {
    vec![
        case(
            "a number is missing",
            "a5_invoice_series.sql",
            "00000",
            "update billing.invoices set counter = counter + 1, number = prefix || year ||
             '-00000' || counter + 1
        where counter = (select max(counter) from billing.invoices)",
        )
        .also(&["A2", "A6"]),
        case(
            "a counter ran ahead",
            "a5_invoice_series.sql",
            "counted",
            "update billing.number_series set counter = counter + 1",
        )
        .part(4),
        case(
            "an invoice was issued before its predecessor",
            "a5_invoice_series.sql",
            "-0000",
            "update billing.invoices set at = at - interval '1 hour'
        where counter = (select max(counter) from billing.invoices)",
        )
        .part(3),
        case(
            "a ticket number is missing",
            "a5_ticket_series.sql",
            "-000099",
            "update ticket.tickets set number = 'T-' || split_part(number, '-', 2) || '-000099'
        where number = (select max(number) from ticket.tickets)",
        ),
        case(
            "a number is of another year",
            "a5_invoice_series.sql",
            "a year",
            "update billing.invoices
            set issue_date = issue_date - interval '1 year' where counter = 1",
        )
        .part(2)
        .also(&["A2"]),
        case(
            "a ticket number is spelt otherwise",
            "a5_ticket_series.sql",
            "T-<year>-<number>",
            "update ticket.tickets
            set number = 'X-1' where number = (select max(number) from
             ticket.tickets)",
        )
        .part(2),
        case(
            "a ticket counter ran ahead",
            "a5_ticket_series.sql",
            "counted",
            "update ticket.number_counters set last = last + 1",
        )
        .part(3),
    ]
}

fn a6() -> Vec<Case> {
    vec![
        case(
            "a byte of a document was changed",
            "a6_documents.sql",
            "other bytes",
            format!(
                "alter table billing.invoice_documents drop constraint invoice_documents_hash;
         update billing.invoice_documents set content = set_byte(content,
             length(content) - 1, 32)
         where format = 2 and invoice_id = {ISSUED}"
            ),
        ),
        case(
            "a document with its digest says another sum",
            "a6_documents.sql",
            "UBL",
            format!(
                "update billing.invoice_documents set content = {FORGED}, sha256 = sha256({FORGED})
         where format = 2 and invoice_id = {ISSUED}"
            ),
        ),
        case(
            "a pdf carries another invoice",
            "a6_documents.sql",
            "PDF",
            "alter table billing.invoice_documents drop constraint invoice_documents_hash;
        update billing.invoice_documents d set (content, sha256) = (select content,
             sha256 from billing.invoice_documents o
          where o.format = 1 and o.invoice_id <> d.invoice_id limit 1) where
             d.format = 1",
        ),
        case(
            "a document is gone",
            "a6_documents_there.sql",
            "{1,2}",
            format!("delete from billing.invoice_documents where format = 3 and invoice_id = {ISSUED}"),
        ),
        case(
            "a document is cut short with its digest",
            "a6_documents.sql",
            "CII",
            format!(
                "update billing.invoice_documents set content = substr(content, 1, length(content) -
             9),
               sha256 = sha256(substr(content, 1, length(content) - 9)) where format
             = 3 and invoice_id = {ISSUED}"
            ),
        ),
        case(
            "a PDF carries nothing",
            "a6_documents.sql",
            "PDF",
            format!(
                "update billing.invoice_documents set content = convert_to('%PDF-1.7', 'UTF8'),
               sha256 = sha256(convert_to('%PDF-1.7', 'UTF8')) where format = 1 and
             invoice_id = {ISSUED}"
            ),
        ),
    ]
}
