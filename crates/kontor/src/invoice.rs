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
/// When the JSON does not fit, or with all that a receiver would refuse.
pub fn render(json: &[u8], form: Form, at: Timestamp) -> Result<Vec<u8>, Box<dyn Error>> {
    let data: InvoiceData = serde_json::from_slice(json)?;
    let invoice = Invoice::new(data)?;
    Ok(match form {
        Form::Ubl => to_ubl(&invoice).into_bytes(),
        Form::Cii => to_cii(&invoice, Profile::Xrechnung).into_bytes(),
        Form::Pdf => {
            let edition = Edition { language: Language::German, profile: Profile::En16931, at };
            invoice_pdf(&invoice, edition, &HouseStyle::default())?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b7_terms_become_all_three_forms() {
        let json = serde_json::to_vec(&kontor_einvoice::samples::plain()).unwrap();
        let rendered = |form| render(&json, form, Timestamp::UNIX_EPOCH).unwrap();
        assert!(rendered(Form::Pdf).starts_with(b"%PDF-"));
        for form in [Form::Ubl, Form::Cii] {
            assert!(String::from_utf8(rendered(form)).unwrap().contains("R-2027-000001"));
        }
        assert!(render(b"{}", Form::Ubl, Timestamp::UNIX_EPOCH).is_err());
    }
}
