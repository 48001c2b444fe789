//! The service report of a document: all work it settles, the free part included (N8).

use crate::queries::drafts::Current;
use crate::store::entries::StoredEntry;
use crate::store::people;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use kontor_billing_domain::{Document, DraftLine, LineKey, PortionKind};
use kontor_documents::{Cover, HouseStyle, Language, ReportRow, ServiceReport};
use kontor_documents::{service_report_csv, service_report_pdf};
use kontor_einvoice::{Attachment, Invoice as Terms};
use kontor_ids::TimeEntryId;
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The report of what a document settles, with the names that people have now; `None` when there is no work in it.
pub(crate) async fn report(
    tx: &mut TenantTx,
    current: &Current,
    document: &Document,
    (seller, customer): (&str, &str),
) -> Result<Option<ServiceReport>> {
    let mut lines: BTreeMap<TimeEntryId, Vec<&DraftLine>> = BTreeMap::new();
    for line in current.draft.lines.iter().filter(|line| document.settles.contains(&line.key)) {
        if let LineKey::Work { entry, .. } = &line.key {
            lines.entry(*entry).or_default().push(line);
        }
    }
    let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
    let of_report = |stored: &&StoredEntry| lines.contains_key(&stored.entry.id);
    let people =
        current.book.entries.iter().filter(of_report).map(|stored| stored.entry.technician).collect();
    let people = people::names(tx, &people).await?;
    let worked = current.book.entries.iter().filter_map(|stored| {
        let lines = lines.get(&stored.entry.id)?;
        let entry = &stored.entry;
        Some(ReportRow {
            day: entry.service_date,
            start: zone.to_datetime(entry.start).time(),
            seconds: entry.spans.iter().map(|span| span.seconds).sum(),
            ticket: stored.saved.ticket_number.clone(),
            technician: people.get(&entry.technician).cloned().unwrap_or_default(),
            text: lines.first().map(|line| line.facts.text.clone()).unwrap_or_default(),
            cost_center: lines.first().map(|line| line.facts.cost_center.clone()).unwrap_or_default(),
            cover: cover(lines),
            net: lines.iter().map(|line| line.net.value()).sum(),
        })
    });
    let mut rows: Vec<ReportRow> = worked.collect();
    rows.sort_by(|a, b| (a.day, a.start, &a.ticket).cmp(&(b.day, b.start, &b.ticket)));
    let last = document.period.end.yesterday().unwrap_or(document.period.start);
    let period = (document.period.start, last);
    let (seller, customer) = (seller.to_owned(), customer.to_owned());
    Ok((!rows.is_empty()).then_some(ServiceReport { seller, customer, period, rows }))
}

/// How an entry is paid: the dearest of its parts names it.
fn cover(lines: &[&DraftLine]) -> Cover {
    let any = |test: &dyn Fn(&DraftLine) -> bool| lines.iter().any(|line| test(line));
    let kind = |line: &DraftLine, quota: bool| match &line.key {
        LineKey::Work { kind, .. } => matches!(kind, PortionKind::Quota { .. }) == quota,
        _ => false,
    };
    if any(&|line| line.net.value() > Decimal::ZERO) {
        Cover::Billed
    } else if any(&|line| line.allowance.is_some()) {
        Cover::Goodwill
    } else if any(&|line| kind(line, true)) {
        Cover::Quota
    } else {
        Cover::Included
    }
}

/// The report as pages and as a table (BG-24), drawn off the threads that serve requests.
pub(crate) async fn render(
    report: Option<ServiceReport>,
    language: Language,
    at: Timestamp,
    style: &HouseStyle,
) -> Result<Vec<Attachment>> {
    let Some(report) = report else { return Ok(Vec::new()) };
    let style = style.clone();
    let drawn = tokio::task::spawn_blocking(move || drawn(&report, language, at, &style));
    drawn.await.map_err(Problem::internal)?
}

fn drawn(
    report: &ServiceReport,
    language: Language,
    at: Timestamp,
    style: &HouseStyle,
) -> Result<Vec<Attachment>> {
    let pdf = service_report_pdf(report, language, at, style).map_err(Problem::internal)?;
    let (title, name) = match language {
        Language::German => ("Leistungsnachweis", "leistungsnachweis"),
        Language::English => ("Service report", "service-report"),
    };
    let file = |ending: &str, mime_type: &str, content| Attachment {
        id: format!("LN-{}-{ending}", report.period.0),
        description: Some(title.to_owned()),
        file_name: format!("{name}.{ending}"),
        mime_type: mime_type.to_owned(),
        content,
    };
    let csv = service_report_csv(report, language);
    Ok(vec![file("pdf", "application/pdf", pdf), file("csv", "text/csv", csv)])
}

/// The terms with the report attached: it travels inside the electronic invoice.
pub(crate) fn attached(terms: &Terms, report: Vec<Attachment>) -> Result<Terms> {
    let mut data = terms.data().clone();
    data.attachments.extend(report);
    Terms::new(data).map_err(Problem::internal)
}
