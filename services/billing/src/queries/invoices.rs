//! Issued invoices and their stored bytes.

use super::drafts::optional_customer;
use jiff::Timestamp;
use kontor_access::Caller;
use kontor_ids::{CustomerId, InvoiceId, Uuid};
use kontor_paging::page_size;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{
    DocumentFormat, GetInvoiceDocumentRequest, Invoice, InvoiceDocument, InvoiceType, ListInvoicesRequest,
    ListInvoicesResponse, StoredDocument,
};
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use prost::Message as _;

/// An invoice with its business terms as they were issued.
pub(crate) struct Issued {
    pub(crate) invoice: Invoice,
    pub(crate) terms: serde_json::Value,
}

pub(crate) async fn get(kit: &Kit, caller: &Caller, name: &str) -> Result<Invoice> {
    let id = InvoiceId::from_resource_name(name).map_err(|e| Problem::field("name", e.to_string()))?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    Ok(read(&mut tx, id).await?.invoice)
}

pub(crate) async fn read(tx: &mut TenantTx, id: InvoiceId) -> Result<Issued> {
    let row = sqlx::query_file!("queries/invoice/get.sql", tx.tenant().uuid(), id.uuid());
    let row = row.fetch_optional(tx.conn()).await?.ok_or_else(|| Problem::NotFound(id.resource_name()))?;
    let mut invoice = decode(&row.invoice, row.cancelled_by)?;
    let stored = row.formats.into_iter().zip(row.hashes).zip(row.sizes);
    let render_time = invoice.issue_time;
    invoice.documents =
        stored.map(|((format, sha256), size)| StoredDocument { format, sha256, size, render_time }).collect();
    Ok(Issued { invoice, terms: row.terms })
}

fn decode(bytes: &[u8], cancelled_by: Option<Uuid>) -> Result<Invoice> {
    let mut invoice = Invoice::decode(bytes).map_err(Problem::internal)?;
    invoice.cancelled_by =
        cancelled_by.map(|id| InvoiceId::from_uuid(id).resource_name()).unwrap_or_default();
    Ok(invoice)
}

pub(crate) async fn list(
    kit: &Kit,
    caller: &Caller,
    request: ListInvoicesRequest,
) -> Result<ListInvoicesResponse> {
    let size = page_size(request.page_size, 50, 200)?;
    let customer = optional_customer(&request.customer)?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListInvoices", request.customer.as_str()];
    let after: Option<(i64, Uuid)> = kit.seal().open(&binding, &request.page_token)?;
    let at = after.and_then(|(micros, _)| Timestamp::from_microsecond(micros).ok());
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let rows = sqlx::query_file!(
        "queries/invoice/list.sql",
        caller.tenant().uuid(),
        customer.map(CustomerId::uuid),
        at.map(jiff_sqlx::Timestamp::from) as _,
        after.map(|(_, id)| id),
        size + 1,
    );
    let mut rows = rows.fetch_all(tx.conn()).await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    let next_page_token = match rows.last().filter(|_| more) {
        Some(last) => kit.seal().close(&binding, &(last.at.to_jiff().as_microsecond(), last.id))?,
        None => String::new(),
    };
    let mut invoices = Vec::with_capacity(rows.len());
    for row in rows {
        invoices.push(Invoice { lines: Vec::new(), ..decode(&row.invoice, row.cancelled_by)? });
    }
    Ok(ListInvoicesResponse { invoices, next_page_token })
}

pub(crate) async fn document(
    kit: &Kit,
    caller: &Caller,
    request: GetInvoiceDocumentRequest,
) -> Result<InvoiceDocument> {
    let id = InvoiceId::from_resource_name(&request.name).map_err(|e| Problem::field("name", e.to_string()));
    let known = DocumentFormat::try_from(request.format);
    let format = match known.map_err(|_| Problem::field("format", "give a known format"))? {
        DocumentFormat::Unspecified => DocumentFormat::Pdf,
        format => format,
    };
    let id = id?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let row = sqlx::query_file!(
        "queries/invoice/document.sql",
        caller.tenant().uuid(),
        id.uuid(),
        i32::from(format)
    );
    let row = row.fetch_optional(tx.conn()).await?.ok_or_else(|| Problem::NotFound(request.name.clone()))?;
    let (media_type, ending) = match format {
        DocumentFormat::XrechnungUbl => ("application/xml", "ubl.xml"),
        DocumentFormat::XrechnungCii => ("application/xml", "cii.xml"),
        DocumentFormat::Csv => ("text/csv", "csv"),
        DocumentFormat::Unspecified | DocumentFormat::Pdf => ("application/pdf", "pdf"),
    };
    let word = match InvoiceType::try_from(row.r#type) {
        Ok(InvoiceType::Cancellation) => "Storno",
        Ok(InvoiceType::Credit) => "Gutschrift",
        Ok(InvoiceType::UsageStatement) => "Leistungsnachweis",
        _ => "Rechnung",
    };
    Ok(InvoiceDocument {
        format: format.into(),
        media_type: media_type.to_owned(),
        file_name: format!("{word}-{}.{ending}", row.number),
        content: row.content,
    })
}
