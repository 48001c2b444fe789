//! Writing XML elements in order.

use crate::data::Skonto;
use crate::invoice::Invoice;
use jiff::civil::Date;
use kontor_money::{Amount, round2};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use rust_decimal::Decimal;
use std::fmt::Write;

/// A document being written. Names are qualified names such as `cbc:ID`.
pub(crate) struct Xml(Writer<Vec<u8>>);

impl Xml {
    pub(crate) fn document(
        root: &str,
        namespaces: &[(&str, &str)],
        content: impl FnOnce(&mut Self),
    ) -> String {
        let mut xml = Self(Writer::new_with_indent(Vec::new(), b' ', 1));
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml.element(root, namespaces, content);
        String::from_utf8(xml.0.into_inner()).expect("only text was written")
    }

    fn event(&mut self, event: Event<'_>) {
        self.0.write_event(event).expect("writing to memory does not fail");
    }

    fn element(&mut self, name: &str, attributes: &[(&str, &str)], content: impl FnOnce(&mut Self)) {
        self.event(Event::Start(BytesStart::new(name).with_attributes(attributes.iter().copied())));
        content(self);
        self.event(Event::End(BytesEnd::new(name)));
    }

    /// An element with children.
    pub(crate) fn group(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.element(name, &[], content);
    }

    /// A path of elements, `a/b/c`, around one text.
    pub(crate) fn text(&mut self, path: &str, value: &str) {
        self.attributed(path, &[], value);
    }

    /// A path of elements around one text, with attributes on the innermost.
    pub(crate) fn attributed(&mut self, path: &str, attributes: &[(&str, &str)], value: &str) {
        match path.split_once('/') {
            Some((outer, inner)) => self.group(outer, |x| x.attributed(inner, attributes, value)),
            None => self.element(path, attributes, |x| x.event(Event::Text(BytesText::new(value)))),
        }
    }

    /// The text if there is one.
    pub(crate) fn optional(&mut self, path: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(path, value);
        }
    }
}

/// An amount with two decimal places.
pub(crate) fn money(amount: Amount) -> String {
    round2(amount.value()).to_string()
}

/// A quantity, price or rate without trailing zeros.
pub(crate) fn number(value: Decimal) -> String {
    value.normalize().to_string()
}

/// A date as CII writes it (format 102).
pub(crate) fn date_102(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

/// BT-20: the terms in words, then one line for each discount for early payment, each ending with a line break
/// (BR-DE-18).
pub(crate) fn terms(invoice: &Invoice) -> Option<String> {
    let payment = &invoice.data().payment;
    let mut text = payment.terms.clone().unwrap_or_default();
    if !text.is_empty() && !payment.skonto.is_empty() {
        text.push('\n');
    }
    for Skonto { days, percent, base } in &payment.skonto {
        let _ = write!(text, "#SKONTO#TAGE={days}#PROZENT={}", round2(*percent));
        if let Some(base) = base {
            let _ = write!(text, "#BASISBETRAG={}", round2(*base));
        }
        text.push_str("#\n");
    }
    if text.is_empty() { None } else { Some(text) }
}

/// BT-24 of XRechnung 3.0.
pub(crate) const XRECHNUNG: &str = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0";
/// BT-24 of plain EN 16931.
pub(crate) const EN16931: &str = "urn:cen.eu:en16931:2017";
/// BT-23, the business process.
pub(crate) const PROCESS: &str = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";
