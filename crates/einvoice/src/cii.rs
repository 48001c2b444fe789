//! UN/CEFACT Cross Industry Invoice D22B.

mod line;
mod settlement;
mod trade;

use crate::data::Period;
use crate::invoice::Invoice;
use crate::xml::{EN16931, PROCESS, XRECHNUNG, Xml, date_102};
use jiff::civil::Date;

/// Which specification the document says it follows (BT-24). The content is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Profile {
    /// XRechnung 3.0, for authorities.
    Xrechnung,
    /// Plain EN 16931, the profile of ZUGFeRD for businesses.
    En16931,
}

impl Profile {
    /// The specification identifier (BT-24).
    #[must_use]
    pub const fn specification(self) -> &'static str {
        match self {
            Self::Xrechnung => XRECHNUNG,
            Self::En16931 => EN16931,
        }
    }
}

const NAMESPACES: [(&str, &str); 4] = [
    ("xmlns:rsm", "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"),
    ("xmlns:ram", "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"),
    ("xmlns:udt", "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"),
    ("xmlns:qdt", "urn:un:unece:uncefact:data:standard:QualifiedDataType:100"),
];

/// The invoice in CII, as XRechnung or as plain EN 16931.
#[must_use]
pub fn to_cii(invoice: &Invoice, profile: Profile) -> String {
    Xml::document("rsm:CrossIndustryInvoice", &NAMESPACES, |x| {
        x.group("rsm:ExchangedDocumentContext", |x| {
            x.text("ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID", PROCESS);
            x.text("ram:GuidelineSpecifiedDocumentContextParameter/ram:ID", profile.specification());
        });
        let data = invoice.data();
        x.group("rsm:ExchangedDocument", |x| {
            x.text("ram:ID", &data.number);
            x.text("ram:TypeCode", data.kind.code());
            date(x, "ram:IssueDateTime/udt:DateTimeString", data.issue_date);
            for note in &data.notes {
                x.group("ram:IncludedNote", |x| {
                    x.text("ram:Content", &note.text);
                    x.optional("ram:SubjectCode", note.subject.as_deref());
                });
            }
        });
        x.group("rsm:SupplyChainTradeTransaction", |x| {
            invoice.lines().for_each(|entry| line::line(x, &entry));
            trade::agreement(x, data);
            trade::delivery(x, data);
            settlement::settlement(x, invoice);
        });
    })
}

fn date(x: &mut Xml, path: &str, date: Date) {
    x.attributed(path, &[("format", "102")], &date_102(date));
}

fn period(x: &mut Xml, period: Option<Period>) {
    if let Some(Period { start, end }) = period {
        x.group("ram:BillingSpecifiedPeriod", |x| {
            date(x, "ram:StartDateTime/udt:DateTimeString", start);
            date(x, "ram:EndDateTime/udt:DateTimeString", end);
        });
    }
}
