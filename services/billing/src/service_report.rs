//! The service report of a document: all work it settles, the free part included (N8).

use crate::language::said;
use crate::queries::drafts::Current;
use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use kontor_billing_domain::{Document, DraftLine, LineKey, Outcome, PortionKind};
use kontor_documents::{Cover, HouseStyle, Language, ReportRow, ServiceReport};
use kontor_documents::{service_report_csv, service_report_pdf};
use kontor_einvoice::{Attachment, Invoice as Terms};
use kontor_ids::{TimeEntryId, UserId};
use kontor_status::{Problem, Result};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// The report of what a document settles, with the names that people have now; `None` when there is no work in it.
pub(crate) fn report(
    current: &Current,
    document: &Document,
    people: &BTreeMap<UserId, String>,
    (seller, customer): (&str, &str),
    language: Language,
) -> Option<ServiceReport> {
    let mut lines: BTreeMap<TimeEntryId, Vec<&DraftLine>> = BTreeMap::new();
    let settles: BTreeSet<&LineKey> = document.settles.iter().collect();
    for line in current.draft.lines.iter().filter(|line| settles.contains(&line.key)) {
        if let LineKey::Work { entry, .. } = &line.key {
            lines.entry(*entry).or_default().push(line);
        }
    }
    let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
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
    // On an invoice stand its other lines as well; a usage statement has no other page.
    if document.outcome == Outcome::UsageStatement {
        rows.extend(current.draft.lines.iter().filter_map(beside));
    }
    rows.sort_by(|a, b| (a.day, a.start, &a.ticket).cmp(&(b.day, b.start, &b.ticket)));
    let last = document.period.end.yesterday().unwrap_or(document.period.start);
    let period = (document.period.start, last);
    let (seller, customer) = (seller.to_owned(), customer.to_owned());
    let (number, note) = (None, note(document, language));
    (!rows.is_empty()).then_some(ServiceReport { number, note, seller, customer, period, rows })
}

/// What a usage statement says above its table (B5a).
fn note(document: &Document, language: Language) -> String {
    if document.outcome != Outcome::UsageStatement {
        return String::new();
    }
    let de = "Es ist nichts zu zahlen: diese Leistungen sind durch Ihren Vertrag oder aus Kulanz gedeckt.";
    let en = "There is nothing to pay: your contract or goodwill covers this work.";
    said(language, de, en).to_owned()
}

/// A line of a draft that is no work.
fn beside(line: &DraftLine) -> Option<ReportRow> {
    let is_work = matches!(line.key, LineKey::Work { .. });
    (!is_work).then(|| ReportRow {
        day: line.charge.service.start,
        start: Time::midnight(),
        seconds: 0,
        ticket: line.facts.ticket_number.clone(),
        technician: String::new(),
        text: line.facts.text.clone(),
        cost_center: line.facts.cost_center.clone(),
        cover: cover(&[line]),
        net: line.net.value(),
    })
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

/// What a report is drawn from.
pub(crate) struct ReportDrawing {
    pub(crate) report: Option<ServiceReport>,
    /// Whether it travels inside an invoice.
    pub(crate) embedded: bool,
    pub(crate) language: Language,
    pub(crate) at: Timestamp,
    pub(crate) style: HouseStyle,
}

/// The report of what is issued.
pub(crate) enum Report {
    /// Drawn, for an invoice; nothing where there is no work in it.
    Embedded(Vec<Attachment>),
    /// A document of its own, drawn when it has its number (B5a).
    Statement(ServiceReport),
}

/// The report as pages and as a table (BG-24).
pub(crate) fn draw(drawing: ReportDrawing) -> Result<Report> {
    let ReportDrawing { report, embedded, language, at, style } = drawing;
    let report = match report {
        Some(report) if embedded => report,
        Some(report) => return Ok(Report::Statement(report)),
        None => return Ok(Report::Embedded(Vec::new())),
    };
    let (pdf, csv) = files(&report, language, at, &style)?;
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
    Ok(Report::Embedded(vec![file("pdf", "application/pdf", pdf), file("csv", "text/csv", csv)]))
}

/// The terms with the report attached: it travels inside the electronic invoice.
pub(crate) fn attached(terms: &Terms, report: Vec<Attachment>) -> Result<Terms> {
    let mut data = terms.data().clone();
    data.attachments.extend(report);
    Terms::new(data).map_err(Problem::internal)
}

/// A report as PDF and as CSV.
pub(crate) fn files(
    report: &ServiceReport,
    language: Language,
    at: Timestamp,
    style: &HouseStyle,
) -> Result<(Vec<u8>, Vec<u8>)> {
    let pdf = service_report_pdf(report, language, at, style).map_err(Problem::internal)?;
    Ok((pdf, service_report_csv(report, language)))
}
