//! Documents for people.
//!
//! [`invoice_pdf`] draws a [`kontor_einvoice::Invoice`] as a letter in the manner of DIN 5008 and embeds its
//! electronic form, which makes it a ZUGFeRD / Factur-X invoice: PDF/A-3b with `factur-x.xml` inside (domain.md B7).
//! The same input gives the same bytes; the moment of creation is an argument.
//!
//! The layout is made of parts that other documents share: [`Length`] (whole thousandths of a point, so that no
//! rounding depends on a machine), [`Faces`] (measures and breaks text), [`Sheet`] (a page being filled),
//! [`Column`] and [`Row`] (tables over pages). Drawing to PDF happens once, at the end.
//!
//! ```
//! use kontor_documents::{Edition, HouseStyle, Language, invoice_pdf};
//! use kontor_einvoice::{Invoice, Profile, samples};
//! let invoice = Invoice::new(samples::plain())?;
//! let edition = Edition { language: Language::German, profile: Profile::En16931, at: jiff::Timestamp::UNIX_EPOCH };
//! let pdf = invoice_pdf(&invoice, edition, &HouseStyle::default())?;
//! assert!(pdf.starts_with(b"%PDF-1.7"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

mod cells;
mod chart;
mod epc;
mod facturx;
mod figures;
mod font;
mod house;
mod invoice;
mod length;
mod paper;
mod pdf;
mod reminder;
mod report;
mod sheet;
mod table;
mod words;

pub use cells::{amount_cell, text_cell};
pub use chart::{Bar, bar_chart};
pub use epc::epc_payload;
pub use font::{Faces, Weight};
pub use house::{Color, HouseStyle};
pub use invoice::{Edition, invoice_pdf, plain_invoice_pdf};
pub use length::{Length, mm, pt};
pub use paper::Sender;
pub use pdf::logo_size;
pub use reminder::{ReminderLetter, ReminderLine, reminder_pdf};
pub use report::{Cover, ReportRow, ServiceReport, service_report_csv, service_report_pdf};
pub use sheet::{Align, Mark, Sheet, Style};
pub use table::{Cell, Column, Row, Strip};
pub use words::Language;

/// Why a document cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The logo is neither PNG nor JPEG, or damaged.
    #[error("logo: must be a PNG or JPEG picture, save it again as one of these")]
    Logo,
    /// The PDF writer refused the document.
    #[error("the document cannot be written as PDF/A-3: {0}")]
    Pdf(String),
}
