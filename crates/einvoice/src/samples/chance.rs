//! Random invoices.

use super::{Sample, buyer, hour, plain, text};
use crate::codes::{UNITS, VatCategory};
use crate::data::{
    Attribute, DocumentAllowance, InvoiceData, LineAllowance, LineData, Note, Period, Reduction, Skonto,
};
use crate::invoice::Invoice;
use jiff::ToSpan;
use jiff::civil::date;
use rust_decimal::{Decimal, dec};

/// A small generator of repeatable numbers (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let at = self.below(list.len() as u64);
        &list[usize::try_from(at).unwrap_or(0)]
    }

    fn decimal(&mut self, from: u64, to: u64, places: u32) -> Decimal {
        Decimal::new(i64::try_from(from + self.below(to - from)).unwrap_or(1), places)
    }
}

const WORK: [(&str, &str); 8] = [
    ("Technikerstunde Remote", "Fernwartung nach Aufwand"),
    ("Technikerstunde vor Ort", "Einsatz beim Kunden nach Aufwand"),
    ("Anfahrt Zone 2", "An- und Abfahrt bis 50 km"),
    ("Fahrtkilometer", "Kilometer mit Firmenwagen"),
    ("Managed Workplace", "Betreuung je Arbeitsplatz und Monat"),
    ("SSD 1 TB NVMe", "Austausch im Notebook, \"Pro\" <Serie 9> & Garantie"),
    ("Nachtwartung Server", "Aktualisierung außerhalb der Bürozeit"),
    ("Schulung Datenschutz", "Schulung von Mitarbeitenden"),
];
const BUYERS: [(&str, &str, &str, &str); 4] = [
    ("Musterkunde AG", "Marktplatz 7", "53111", "Bonn"),
    ("Müller & Söhne GmbH", "Königsallee 12a", "40212", "Düsseldorf"),
    ("Zahnarztpraxis Dr. Groß", "Straße des 17. Juni 3", "10623", "Berlin"),
    ("Häfele Logistik KG", "Am Güterbahnhof 5", "70191", "Stuttgart"),
];

pub(super) fn random(seed: u64, count: usize) -> impl Iterator<Item = Sample> {
    let mut chance = Chance(seed);
    (0..count).map(move |i| one(&mut chance, i))
}

fn one(chance: &mut Chance, i: usize) -> Sample {
    let invoice = Invoice::new(data(chance, i)).expect("a random invoice is within the rules");
    if chance.one_in(5) {
        let day = invoice.data().issue_date.saturating_add(3.days());
        let mirror = invoice.mirrored(&format!("S-2027-{i:06}"), day, "Storno: falscher Leistungszeitraum");
        let invoice = mirror.expect("an invoice can be cancelled");
        return Sample { name: format!("random-{i:04}-cancelled"), invoice };
    }
    Sample { name: format!("random-{i:04}"), invoice }
}

fn data(chance: &mut Chance, i: usize) -> InvoiceData {
    let (name, street, post_code, city) = *chance.pick(&BUYERS);
    let mut data = InvoiceData {
        number: format!("R-2027-{:06}", i + 100),
        buyer: buyer(name, street, post_code, city),
        lines: (0..=chance.below(12)).map(|_| line(chance)).collect(),
        ..plain()
    };
    if data.lines.iter().all(|line| !line.allowances.is_empty()) {
        // goodwill alone would come to nothing, which is no invoice (B5a)
        data.lines.push(hour("Technikerstunde Remote", dec!(1)));
    }
    if chance.one_in(3) {
        data.notes.push(Note { subject: text("AAI"), text: "Vielen Dank für Ihren Auftrag.".to_owned() });
    }
    if chance.one_in(3) {
        data.order_reference = text("BE-4711/26");
        data.contract_reference = text("RV-2025-17");
        data.project_reference = text("P-Umzug");
    }
    if chance.one_in(4) {
        data.payment.terms = text("Zahlbar innerhalb von 14 Tagen ohne Abzug.");
        let percent = chance.decimal(50, 400, 2);
        data.payment.skonto.push(Skonto { days: 7, percent, base: None });
    }
    let Some(LineData { category, rate, .. }) = data.lines.first() else { return data };
    let (category, rate) = (*category, *rate);
    if chance.one_in(4) {
        let value = Reduction::Percent(chance.decimal(100, 1500, 2));
        let reason = "Treuerabatt".to_owned();
        data.allowances.push(DocumentAllowance { value, reason, reason_code: text("95"), category, rate });
    }
    if chance.one_in(5) {
        let value = Reduction::Amount(chance.decimal(100, 5000, 2));
        let reason = "Versand".to_owned();
        data.charges.push(DocumentAllowance { value, reason, reason_code: text("FC"), category, rate });
    }
    if chance.one_in(6) {
        data.prepaid = chance.decimal(100, 20_000, 2);
    }
    data
}

fn line(chance: &mut Chance) -> LineData {
    let (name, description) = *chance.pick(&WORK);
    let minutes = chance.one_in(2);
    let (unit, _, _) = *chance.pick(UNITS);
    let rate = *chance.pick(&[dec!(19), dec!(19), dec!(19), dec!(7)]);
    let day = date(2027, 1, 1).saturating_add(i64::try_from(chance.below(31)).unwrap_or(0).days());
    let mut line = LineData {
        quantity: if minutes { chance.decimal(1, 600, 0) } else { chance.decimal(100, 99_999, 3) },
        unit: if minutes { "MIN" } else { unit }.to_owned(),
        price: chance.decimal(500, 250_000, 3),
        base_quantity: minutes.then_some(dec!(60)),
        category: VatCategory::S,
        rate,
        name: name.to_owned(),
        description: text(description),
        ..LineData::default()
    };
    if chance.one_in(2) {
        line.note = Some(format!("Ticket T-2027-{:06}, {day}", chance.below(999_999)));
        line.object = Some(format!("T-2027-{:06}", chance.below(999_999)));
        line.period = Some(Period { start: day, end: day });
    }
    if chance.one_in(3) {
        line.cost_center = Some(format!("KST {}", 4000 + chance.below(20)));
    }
    if chance.one_in(5) {
        let value = Reduction::Percent(*chance.pick(&[dec!(100), dec!(50), dec!(33.33)]));
        let reason = "Kulanz, Ticket T-2027-000815".to_owned();
        line.allowances.push(LineAllowance { value, reason, reason_code: text("95") });
    }
    if chance.one_in(7) {
        let reason = "Zuschlag Nachtarbeit".to_owned();
        line.charges.push(LineAllowance { value: Reduction::Percent(dec!(25)), reason, reason_code: None });
    }
    if chance.one_in(4) {
        line.seller_item_id = text("ART-1001");
        line.order_line = text("10");
        line.attributes.push(Attribute { name: "Techniker".to_owned(), value: "M. Weiß".to_owned() });
    }
    line
}
