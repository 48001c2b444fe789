//! Drawing documents off the threads that serve requests.

use crate::service_report;
use jiff::Timestamp;
use kontor_documents::{Edition, HouseStyle, Language, ServiceReport, invoice_pdf};
use kontor_einvoice::{Invoice as Terms, Profile, to_cii, to_ubl};
use kontor_proto::billing::v1::DocumentFormat;
use kontor_status::{Problem, Result};
use std::num::NonZeroUsize;
use std::thread::available_parallelism;
use tokio::task::spawn_blocking;

/// A document in all its forms.
pub(crate) type Forms = Vec<(DocumentFormat, Vec<u8>)>;

/// Draws each, in their order, with as many threads as there are processors.
pub(crate) async fn in_parallel<T, U>(mut items: Vec<T>, draw: fn(T) -> Result<U>) -> Result<Vec<U>>
where
    T: Send + 'static,
    U: Send + 'static,
{
    let threads = available_parallelism().map_or(1, NonZeroUsize::get);
    let share = items.len().div_ceil(threads).max(1);
    let mut parts = Vec::with_capacity(threads);
    while !items.is_empty() {
        let rest = items.split_off(share.min(items.len()));
        let part = std::mem::replace(&mut items, rest);
        parts.push(spawn_blocking(move || part.into_iter().map(draw).collect::<Result<Vec<U>>>()));
    }
    let mut drawn = Vec::new();
    for part in parts {
        drawn.extend(part.await.map_err(Problem::internal)??);
    }
    Ok(drawn)
}

/// What a document is drawn from.
pub(crate) enum Drawing {
    /// An invoice: PDF and both forms of XRechnung.
    Invoice { terms: Box<Terms>, language: Language, at: Timestamp, style: HouseStyle },
    /// A usage statement: PDF and table (B5a).
    Statement { report: ServiceReport, language: Language, at: Timestamp, style: HouseStyle },
}

/// A document in all its forms.
pub(crate) fn draw(drawing: Drawing) -> Result<Forms> {
    match drawing {
        Drawing::Invoice { terms, language, at, style } => invoice(&terms, (language, at), &style),
        Drawing::Statement { report, language, at, style } => {
            let (pdf, csv) = service_report::files(&report, language, at, &style)?;
            Ok(vec![(DocumentFormat::Pdf, pdf), (DocumentFormat::Csv, csv)])
        }
    }
}

fn invoice(terms: &Terms, (language, at): (Language, Timestamp), style: &HouseStyle) -> Result<Forms> {
    let edition = Edition { language, profile: Profile::En16931, at };
    let pdf = invoice_pdf(terms, edition, style).map_err(Problem::internal)?;
    Ok(vec![
        (DocumentFormat::Pdf, pdf),
        (DocumentFormat::XrechnungUbl, to_ubl(terms).into_bytes()),
        (DocumentFormat::XrechnungCii, to_cii(terms, Profile::Xrechnung).into_bytes()),
    ])
}

/// One document in all its forms.
pub(crate) async fn render(drawing: Drawing) -> Result<Forms> {
    let forms = in_parallel(vec![drawing], draw).await?.pop();
    forms.ok_or_else(|| Problem::internal("as many as were given"))
}
