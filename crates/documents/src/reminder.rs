//! The letter that reminds of what is due (B8).

use crate::RenderError;
use crate::epc::{draw_code, modules, transfer};
use crate::figures::{day, decimal, iban};
use crate::font::Faces;
use crate::house::{Color, HouseStyle};
use crate::length::{Length, mm, pt};
use crate::paper::{BREADTH, LEFT, Paper, RIGHT, Sender};
use crate::pdf::{About, write};
use crate::sheet::{Align, Sheet, Style};
use crate::table::{Column, Row};
use crate::words::Language;
use jiff::Timestamp;
use jiff::civil::Date;
use kontor_einvoice::Party;
use rust_decimal::Decimal;

/// A letter that reminds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderLetter {
    /// Its number.
    pub number: String,
    /// The date on it.
    pub date: Date,
    /// Who writes.
    pub sender: Sender,
    /// To whom.
    pub to: Party,
    /// Such as `Zahlungserinnerung`.
    pub title: String,
    /// What stands above the table.
    pub text: String,
    /// What it reminds of.
    pub items: Vec<ReminderLine>,
    /// Interest counts up to this day.
    pub as_of: Date,
    /// The fee.
    pub fee: Decimal,
    /// By when to pay.
    pub pay_until: Date,
}

/// An invoice in such a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderLine {
    /// Its number.
    pub number: String,
    /// The date on it.
    pub issued: Date,
    /// When it was due.
    pub due: Date,
    /// Its level.
    pub level: u8,
    /// What is still owed.
    pub open: Decimal,
    /// Interest on it.
    pub interest: Decimal,
}

impl ReminderLetter {
    fn open(&self) -> Decimal {
        self.items.iter().map(|item| item.open).sum()
    }

    fn interest(&self) -> Decimal {
        self.items.iter().map(|item| item.interest).sum()
    }

    /// What has to be paid.
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.open() + self.interest() + self.fee
    }

    /// By which the payment is recognised: the numbers of the invoices.
    #[must_use]
    pub fn remittance(&self) -> String {
        let numbers: Vec<&str> = self.items.iter().map(|item| item.number.as_str()).collect();
        numbers.join(" ").chars().take(140).collect()
    }
}

/// The letter as PDF/A-3b.
///
/// # Errors
/// [`RenderError::Logo`] for a logo that is no picture, [`RenderError::Pdf`] when the writer refuses the document.
pub fn reminder_pdf(
    letter: &ReminderLetter,
    language: Language,
    at: Timestamp,
    style: &HouseStyle,
) -> Result<Vec<u8>, RenderError> {
    let faces = Faces::default();
    let sheets = compose(letter, language, style, &faces);
    let title = format!("{} {}", letter.title, letter.number);
    let about = About { title, author: &letter.sender.party.name, language: language.tag(), at };
    write(&sheets, &faces, style.logo.as_deref(), Vec::new(), &about)
}

fn compose(letter: &ReminderLetter, language: Language, style: &HouseStyle, faces: &Faces) -> Vec<Sheet> {
    let mut pages = Pages { letter, paper: Paper::new(faces, language, style) };
    pages.head();
    pages.table();
    pages.sums();
    pages.payment();
    pages.paper.closing();
    let head = format!("{} · {} {}", letter.sender.party.name, letter.title, letter.number);
    pages.paper.footers(&letter.sender, &head);
    pages.paper.sheets
}

struct Pages<'a> {
    letter: &'a ReminderLetter,
    paper: Paper<'a>,
}

/// Side of the QR code.
const CODE: Length = mm(28);

fn columns() -> Vec<Column> {
    let mut x = LEFT;
    let widths = [(44, false), (26, false), (26, false), (17, true), (26, true), (26, true)];
    let column = |(width, right)| {
        let inset = if right { 0 } else { mm(1) };
        let align = if right { Align::Right } else { Align::Left };
        let column = Column { x: x + inset, width: mm(width) - mm(1), align };
        x += mm(width);
        column
    };
    widths.into_iter().map(column).collect()
}

impl Pages<'_> {
    fn say(&self, german: &'static str, english: &'static str) -> &'static str {
        self.paper.language.say(german, english)
    }

    fn head(&mut self) {
        let (letter, language) = (self.letter, self.paper.language);
        let contact = letter.sender.party.contact.clone().unwrap_or_default();
        let facts = [
            (self.say("Nummer", "Number"), letter.number.clone()),
            (self.say("Datum", "Date"), day(letter.date, language)),
            (self.say("Kundennummer", "Customer no."), letter.to.id.clone().unwrap_or_default()),
            (self.say("Zahlbar bis", "Pay by"), day(letter.pay_until, language)),
            (self.say("Ansprechpartner", "Contact"), contact.name),
            (self.say("Telefon", "Telephone"), contact.phone),
            (self.say("E-Mail", "E-mail"), contact.email),
        ];
        self.paper.head(&letter.sender, &letter.to, &facts, &letter.title);
        self.paper.paragraph(BREADTH, Style::TEXT, &letter.text);
        self.paper.y += mm(4);
    }

    fn table_head(&mut self, columns: &[Column]) {
        let (y, faces, color) = (self.paper.y, self.paper.faces, self.paper.style.color);
        let names = [
            self.say("Rechnung", "Invoice"),
            self.say("vom", "of"),
            self.say("fällig am", "due on"),
            self.say("Stufe", "Level"),
            self.say("Zinsen", "Interest"),
            self.say("offen", "open"),
        ];
        self.paper.sheet().area((LEFT, y), (BREADTH, mm(6)), color);
        let style = Style::SMALL.bold().colored(Color::new(255, 255, 255));
        for (column, name) in columns.iter().zip(names) {
            let x = if column.align == Align::Right { column.x + column.width } else { column.x };
            self.paper.sheet().text(faces, (x, y + mm(4)), column.align, style, name);
        }
        self.paper.y += mm(6) + pt(40);
    }

    fn table(&mut self) {
        let columns = columns();
        self.paper.need(mm(20));
        self.table_head(&columns);
        let (letter, language, faces) = (self.letter, self.paper.language, self.paper.faces);
        for item in &letter.items {
            let style = Style::TEXT.sized(pt(85));
            let mut row = Row::default();
            let (issued, due) = (day(item.issued, language), day(item.due, language));
            let (level, interest) = (item.level.to_string(), decimal(item.interest, 2, language));
            let open = decimal(item.open, 2, language);
            let texts = [
                (0, style.bold(), item.number.as_str()),
                (1, style, &issued),
                (2, style, &due),
                (3, style, &level),
                (4, style, &interest),
                (5, style, &open),
            ];
            row.add(faces, &columns, &texts);
            if !self.paper.fits(row.height() + pt(45)) {
                self.paper.turn();
                self.table_head(&columns);
            }
            for strip in &row.strips {
                let y = self.paper.y;
                strip.draw(self.paper.sheet(), faces, &columns, y);
                self.paper.y += strip.height;
            }
            self.paper.y += pt(20);
            let y = self.paper.y;
            self.paper.sheet().rule((LEFT, y), BREADTH, pt(5), Color::HAIR);
            self.paper.y += pt(25);
        }
    }

    fn sums(&mut self) {
        let (letter, language) = (self.letter, self.paper.language);
        self.paper.need(Style::TEXT.leading() * 4 + mm(12));
        self.paper.y += mm(2);
        let mut sums = vec![(self.say("Summe offen", "Total open").to_owned(), letter.open())];
        if letter.interest() > Decimal::ZERO {
            let as_of = day(letter.as_of, language);
            let label = match language {
                Language::German => format!("Verzugszinsen bis {as_of} (§ 288 BGB)"),
                Language::English => format!("Interest on arrears until {as_of} (§ 288 BGB)"),
            };
            sums.push((label, letter.interest()));
        }
        if letter.fee > Decimal::ZERO {
            sums.push((self.say("Mahngebühr", "Reminder fee").to_owned(), letter.fee));
        }
        for (label, amount) in sums {
            self.paper.put(mm(102), Align::Left, Style::TEXT, &label);
            self.paper.put(RIGHT - mm(1), Align::Right, Style::TEXT, &decimal(amount, 2, language));
            self.paper.y += Style::TEXT.leading();
        }
        self.paper.y += pt(20);
        let (y, color, faces) = (self.paper.y, self.paper.style.color, self.paper.faces);
        self.paper.sheet().area((mm(100), y), (RIGHT - mm(100), mm(8)), Color::SHADE);
        self.paper.sheet().rule((mm(100), y), RIGHT - mm(100), pt(8), color);
        let style = Style::TEXT.sized(pt(105)).bold();
        let value = format!("{} EUR", decimal(letter.total(), 2, language));
        let label = self.say("Zu zahlen", "To be paid");
        self.paper.sheet().text(faces, (mm(102), y + mm(5)), Align::Left, style, label);
        self.paper.sheet().text(faces, (RIGHT - mm(1), y + mm(5)), Align::Right, style, &value);
        self.paper.y += mm(13);
    }

    fn payment(&mut self) {
        let (letter, language) = (self.letter, self.paper.language);
        let sender = &letter.sender;
        let (until, total) = (day(letter.pay_until, language), decimal(letter.total(), 2, language));
        let bic = if sender.bic.is_empty() { String::new() } else { format!(" · BIC {}", sender.bic) };
        let (ask, crossed) = match language {
            Language::German => (
                format!("Bitte zahlen Sie {total} EUR bis zum {until}."),
                "Falls Sie inzwischen gezahlt haben, betrachten Sie dieses Schreiben bitte als gegenstandslos.",
            ),
            Language::English => (
                format!("Please pay {total} EUR by {until}."),
                "If you have paid in the meantime, please disregard this letter.",
            ),
        };
        let lines = [
            (Style::TEXT.bold(), ask),
            (Style::TEXT, format!("{}: {}", self.say("Empfänger", "Payee"), sender.party.name)),
            (Style::TEXT, format!("IBAN {}{bic}", iban(&sender.iban))),
            (Style::TEXT, format!("{}: {}", self.say("Verwendungszweck", "Reference"), letter.remittance())),
            (Style::TEXT, crossed.to_owned()),
        ];
        let name = &sender.party.name;
        let code = modules(&transfer(name, &sender.bic, &sender.iban, letter.total(), &letter.remittance()));
        self.paper.need(CODE + mm(8));
        if let Some(code) = &code {
            let (top, faces) = (self.paper.y, self.paper.faces);
            draw_code(self.paper.sheet(), code, (RIGHT - CODE, top), CODE);
            let label = self.say("GiroCode: mit der Banking-App scannen", "Scan with your banking app");
            let (at, style) = ((RIGHT, top + CODE + mm(4)), Style::SMALL.sized(pt(62)));
            self.paper.sheet().text(faces, at, Align::Right, style, label);
        }
        let end = self.paper.y + CODE + mm(6);
        for (style, text) in lines {
            self.paper.paragraph(BREADTH - CODE - mm(10), style, &text);
            self.paper.y += pt(15);
        }
        self.paper.y = self.paper.y.max(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::length::{HEIGHT, WIDTH};
    use crate::sheet::Mark;
    use jiff::civil::date;
    use kontor_einvoice::{Address, Contact};
    use rust_decimal::dec;

    pub(crate) fn letter(items: i64) -> ReminderLetter {
        let address = |street: &str, city: &str| Address {
            street: Some(street.to_owned()),
            post_code: "80331".to_owned(),
            city: city.to_owned(),
            country: "DE".to_owned(),
            ..Address::default()
        };
        let contact = Contact { name: "Erika Beispiel".to_owned(), ..Contact::default() };
        let party = Party {
            name: "Systemhaus Beispiel GmbH".to_owned(),
            address: address("Hauptstraße 1", "München"),
            contact: Some(contact),
            vat_id: Some("DE123456789".to_owned()),
            ..Party::default()
        };
        let item = |i: i64| ReminderLine {
            number: format!("RE-2026-{i:06}"),
            issued: date(2026, 3, 2),
            due: date(2026, 3, 16),
            level: 2,
            open: Decimal::new(14_280 + i, 2),
            interest: dec!(1.17),
        };
        ReminderLetter {
            number: "MA-2026-000001".to_owned(),
            date: date(2026, 4, 30),
            sender: Sender { party, iban: "DE89370400440532013000".to_owned(), bic: String::new() },
            to: Party {
                name: "Muster GmbH".to_owned(),
                address: address("Weg 2", "Augsburg"),
                ..Party::default()
            },
            title: "Zweite Mahnung".to_owned(),
            text: "trotz unserer Erinnerung sind diese Rechnungen noch offen.".to_owned(),
            items: (1..=items).map(item).collect(),
            as_of: date(2026, 4, 30),
            fee: dec!(5),
            pay_until: date(2026, 5, 10),
        }
    }

    #[test]
    fn b8_every_invoice_and_sum_of_a_letter_is_shown_and_nothing_is_beside_the_paper() {
        let (faces, style) = (Faces::default(), HouseStyle::default());
        for (count, language) in [(1, Language::German), (3, Language::English), (60, Language::German)] {
            let letter = letter(count);
            let sheets = compose(&letter, language, &style, &faces);
            let mut shown = String::new();
            for mark in sheets.iter().flat_map(Sheet::marks) {
                let (right, bottom) = match mark {
                    Mark::Text { x, y, style, text } => {
                        shown.push_str(text);
                        shown.push('\n');
                        (x + faces.width(text, style.weight, style.size), *y)
                    }
                    Mark::Area { x, y, width, height, .. } | Mark::Logo { x, y, width, height } => {
                        (x + width, y + height)
                    }
                };
                assert!(right <= WIDTH && bottom <= HEIGHT, "{mark:?}");
            }
            for item in &letter.items {
                assert!(shown.contains(&item.number) && shown.contains(&decimal(item.open, 2, language)));
            }
            for sum in [letter.open(), letter.interest(), letter.fee, letter.total()] {
                assert!(shown.contains(&decimal(sum, 2, language)), "{sum}");
            }
            assert_eq!(sheets.len() > 1, count == 60);
        }
    }

    #[test]
    fn b8_the_same_letter_gives_the_same_bytes() {
        let pdf = || {
            let style = HouseStyle::default();
            reminder_pdf(&letter(2), Language::German, Timestamp::UNIX_EPOCH, &style).expect("a letter")
        };
        assert_eq!(pdf(), pdf());
        assert!(pdf().starts_with(b"%PDF-1.7"));
    }
}
