//! `kontor invoice render`: any invoice given as business terms, as UBL, CII or PDF, without a database.

use clap::ValueEnum;
use jiff::Timestamp;
use kontor_documents::{Edition, HouseStyle, Language, invoice_pdf};
use kontor_einvoice::{Invoice, InvoiceData, Profile, to_cii, to_ubl};
use std::error::Error;

/// What an invoice is rendered as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// XRechnung in UBL
    Ubl,
    /// XRechnung in CII
    Cii,
    /// PDF/A-3 with embedded ZUGFeRD
    Pdf,
}

/// Renders business terms in JSON; `at` is the moment of creation that stands in a PDF.
///
/// # Errors
/// When the JSON does not fit, or with all that a receiver would refuse; each line begins with the path of its field.
pub fn render(json: &[u8], form: Form, at: Timestamp) -> Result<Vec<u8>, Box<dyn Error>> {
    let invoice = Invoice::new(read(json)?).map_err(|problems| {
        let lines: Vec<String> = problems.0.iter().map(ToString::to_string).collect();
        lines.join("\n")
    })?;
    Ok(match form {
        Form::Ubl => to_ubl(&invoice).into_bytes(),
        Form::Cii => to_cii(&invoice, Profile::Xrechnung).into_bytes(),
        Form::Pdf => {
            let edition = Edition { language: Language::German, profile: Profile::En16931, at };
            invoice_pdf(&invoice, edition, &HouseStyle::default())?
        }
    })
}

/// Business terms out of JSON.
fn read(json: &[u8]) -> Result<InvoiceData, String> {
    let mut document = serde_json::Deserializer::from_slice(json);
    let data: InvoiceData =
        serde_path_to_error::deserialize(&mut document).map_err(|error| at_its_path(&error))?;
    document.end().map_err(|error| format!("the document: {error}, give one object"))?;
    Ok(data)
}

/// Serde tells of a field that is missing at the object that lacks it: its name is brought into the path.
fn at_its_path(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let (told, path) = (error.inner().to_string(), error.path().to_string());
    let lacking = told.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    match (path.as_str(), lacking) {
        ("." | "?", None) => format!("the document: {told}"),
        (".", Some(field)) => format!("{field}: {told}"),
        (_, None) => format!("{path}: {told}"),
        (_, Some(field)) => format!("{path}.{field}: {told}"),
    }
}

#[cfg(test)]
mod tests;
