//! The totals, the VAT by rate, and what the law wants said.

use super::{BREADTH, Letter, RIGHT};
use crate::figures::{decimal, money};
use crate::house::Color;
use crate::length::{Length, mm, pt};
use crate::sheet::{Align, Style};
use kontor_einvoice::{DocumentAllowance, Reckoned, VatCategory, VatGroup};
use kontor_money::Amount;

/// Left edge of the block of totals.
const BLOCK: Length = mm(100);

impl Letter<'_> {
    pub(super) fn totals(&mut self) {
        let (invoice, language) = (self.invoice, self.language);
        let (data, totals) = (invoice.data(), invoice.totals());
        let rows = invoice.allowances().len() + invoice.charges().len() + invoice.vat().len() + 6;
        let rows = Length::try_from(rows).unwrap_or(10);
        self.need(rows * Style::TEXT.leading() + mm(8));
        self.y += mm(2);
        let say = |german, english| language.say(german, english);
        if totals.lines != totals.net {
            self.sum(say("Summe der Positionen", "Sum of lines"), totals.lines, Style::TEXT);
        }
        for (entry, sum) in data.allowances.iter().zip(invoice.allowances()) {
            let label = self.change_label(say("abzgl.", "less"), entry, sum);
            self.sum(&label, sum.amount.negated(), Style::TEXT);
        }
        for (entry, sum) in data.charges.iter().zip(invoice.charges()) {
            let label = self.change_label(say("zzgl.", "plus"), entry, sum);
            self.sum(&label, sum.amount, Style::TEXT);
        }
        self.sum(say("Gesamt netto", "Total net"), totals.net, Style::TEXT.bold());
        for group in invoice.vat() {
            let label = self.vat_label(group);
            self.sum(&label, group.tax, Style::TEXT);
        }
        if invoice.vat().len() > 1 {
            self.sum(say("Umsatzsteuer gesamt", "Total VAT"), totals.tax, Style::TEXT);
        }
        self.y += pt(20);
        self.grand_total(say("Gesamtbetrag", "Total"), totals.gross);
        if !totals.prepaid.is_zero() {
            self.sum(say("bereits gezahlt", "already paid"), totals.prepaid.negated(), Style::TEXT);
            self.grand_total(say("Zahlbetrag", "Amount due"), totals.payable);
        }
        self.y += mm(4);
    }

    fn change_label(&self, verb: &str, entry: &DocumentAllowance, sum: &Reckoned) -> String {
        let rate = decimal(entry.rate, 0, self.language);
        let vat = self.language.say("USt", "VAT");
        match sum.share {
            Some((basis, share)) => {
                let (share, basis) = (decimal(share, 0, self.language), money(basis, self.language));
                let of = self.language.say("auf", "of");
                format!("{verb} {share}\u{a0}% {} {of} {basis} ({rate}\u{a0}% {vat})", entry.reason)
            }
            None => format!("{verb} {} ({rate}\u{a0}% {vat})", entry.reason),
        }
    }

    fn vat_label(&self, group: &VatGroup) -> String {
        let (rate, basis) = (decimal(group.rate, 0, self.language), money(group.basis, self.language));
        match (group.category, self.language) {
            (VatCategory::S | VatCategory::Z, crate::Language::German) => {
                format!("Umsatzsteuer {rate}\u{a0}% auf {basis}")
            }
            (VatCategory::S | VatCategory::Z, crate::Language::English) => {
                format!("VAT {rate}\u{a0}% of {basis}")
            }
            (_, crate::Language::German) => format!("ohne Umsatzsteuer: {basis}"),
            (_, crate::Language::English) => format!("without VAT: {basis}"),
        }
    }

    /// One line of the block; a long label is broken.
    fn sum(&mut self, label: &str, amount: Amount, style: Style) {
        let value = money(amount, self.language);
        let width = RIGHT - BLOCK - mm(24);
        for (i, part) in self.faces.lines(label, style.weight, style.size, width).iter().enumerate() {
            self.put(BLOCK + mm(2), self.y + style.size, Align::Left, style, part);
            if i == 0 {
                self.put(RIGHT - mm(1), self.y + style.size, Align::Right, style, &value);
            }
            self.y += style.leading();
        }
    }

    fn grand_total(&mut self, label: &str, amount: Amount) {
        let (y, color, height) = (self.y, self.style.color, mm(8));
        self.sheet().area((BLOCK, y), (RIGHT - BLOCK, height), Color::SHADE);
        self.sheet().rule((BLOCK, y), RIGHT - BLOCK, pt(8), color);
        let style = Style::TEXT.sized(pt(105)).bold();
        let value = format!("{} {}", money(amount, self.language), amount.currency());
        self.put(BLOCK + mm(2), y + mm(5), Align::Left, style, label);
        self.put(RIGHT - mm(1), y + mm(5), Align::Right, style, &value);
        self.y += height + pt(30);
    }

    /// Why no VAT is charged, in the words of the law.
    pub(super) fn legal_notes(&mut self) {
        for group in self.invoice.vat() {
            if let Some(reason) = &group.reason {
                self.paragraph(BREADTH, Style::TEXT.bold(), reason);
            }
        }
        let attached = &self.invoice.data().attachments;
        if !attached.is_empty() {
            let names: Vec<&str> =
                attached.iter().map(|file| file.description.as_deref().unwrap_or(&file.file_name)).collect();
            let label = self.language.say("Anlagen", "Attachments");
            self.paragraph(BREADTH, Style::TEXT, &format!("{label}: {}", names.join(", ")));
        }
        self.y += mm(2);
    }
}
