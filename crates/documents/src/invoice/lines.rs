//! The table of lines, with heads repeated and sums carried over.

use super::{BOTTOM, LEFT, Letter, RIGHT};
use crate::figures::{day, decimal, money};
use crate::house::Color;
use crate::length::{Length, mm, pt};
use crate::sheet::{Align, Style};
use crate::table::{Column, Row};
use kontor_einvoice::{Line, Reckoned, VatCategory};
use kontor_money::Amount;
use rust_decimal::Decimal;

const POSITION: usize = 0;
const ITEM: usize = 1;
const QUANTITY: usize = 2;
const UNIT: usize = 3;
const PRICE: usize = 4;
const RATE: usize = 5;
const NET: usize = 6;
/// Room kept at the foot of a page for the sum carried over.
const CARRY: Length = mm(6);

fn columns() -> Vec<Column> {
    let mut x = LEFT;
    [(11, false), (63, false), (17, true), (16, false), (27, true), (11, true), (20, true)]
        .into_iter()
        .map(|(width, right)| {
            let column = Column {
                x: if right { x } else { x + mm(1) },
                width: mm(width) - mm(1),
                align: if right { Align::Right } else { Align::Left },
            };
            x += mm(width);
            column
        })
        .collect()
}

impl Letter<'_> {
    pub(super) fn lines(&mut self) {
        let columns = columns();
        self.table_head(&columns);
        let mut sum = Amount::zero(self.invoice.data().currency);
        for (i, line) in self.invoice.lines().enumerate() {
            let row = self.row(i, &line, &columns);
            let whole = row.height() + pt(40);
            // a row this high is broken instead, it would leave too much of the page empty
            let page = mm(60);
            if self.y + whole + CARRY > BOTTOM && whole <= page {
                self.carry(&columns, sum);
            }
            for strip in &row.strips {
                if self.y + strip.height + CARRY > BOTTOM {
                    self.carry(&columns, sum);
                }
                let (faces, y) = (self.faces, self.y);
                strip.draw(self.sheet(), faces, &columns, y);
                self.y += strip.height;
            }
            self.y += pt(20);
            self.hairline();
            self.y += pt(25);
            sum = sum.plus(line.net).unwrap_or(sum);
        }
    }

    fn table_head(&mut self, columns: &[Column]) {
        let (y, faces, height) = (self.y, self.faces, mm(6));
        let color = self.style.color;
        let say = |german, english| self.language.say(german, english);
        let names = [
            say("Pos.", "No."),
            say("Leistung", "Service"),
            say("Menge", "Quantity"),
            say("Einheit", "Unit"),
            say("Einzelpreis", "Price"),
            say("USt", "VAT"),
            self.language.say("Netto", "Net"),
        ];
        self.sheet().area((LEFT, y), (RIGHT - LEFT, height), color);
        let style = Style::SMALL.bold().colored(Color::new(255, 255, 255));
        for (column, name) in columns.iter().zip(names) {
            let x = if column.align == Align::Right { column.x + column.width } else { column.x };
            self.sheet().text(faces, (x, y + mm(4)), column.align, style, name);
        }
        self.y += height + pt(40);
    }

    /// Ends the page with the sum so far and begins the next one with it.
    fn carry(&mut self, columns: &[Column], sum: Amount) {
        let text = self.language.say("Übertrag", "Carried over");
        let value = money(sum, self.language);
        for page_end in [true, false] {
            if !page_end {
                self.turn();
                self.table_head(columns);
            }
            let style = Style::TEXT.sized(pt(85)).bold();
            self.put(columns[ITEM].x, self.y + style.size, Align::Left, style, text);
            self.put(RIGHT - mm(1), self.y + style.size, Align::Right, style, &value);
            self.y += style.leading() + pt(20);
        }
        self.hairline();
        self.y += pt(25);
    }

    fn row(&self, i: usize, line: &Line<'_>, columns: &[Column]) -> Row {
        let (data, language, faces) = (line.data, self.language, self.faces);
        let reduced = !line.allowances.is_empty() || !line.charges.is_empty();
        let style = Style::TEXT.sized(pt(85));
        let mut row = Row::default();
        let (position, quantity) = ((i + 1).to_string(), decimal(data.quantity, 0, language));
        let rate = match data.category {
            VatCategory::O => "–".to_owned(),
            _ => format!("{} %", decimal(data.rate, 0, language)),
        };
        let first = if reduced { line.gross } else { line.net };
        row.add(
            faces,
            columns,
            &[
                (POSITION, style, &position),
                (ITEM, style.bold(), &data.name),
                (QUANTITY, style, &quantity),
                (UNIT, style, language.unit(&data.unit)),
                (PRICE, style, &self.price(line)),
                (RATE, style, &rate),
                (NET, style, &money(first, language)),
            ],
        );
        for text in self.details(line) {
            row.add(faces, columns, &[(ITEM, Style::SMALL, &text)]);
        }
        for (entry, sum) in data.allowances.iter().zip(line.allowances) {
            self.change(&mut row, columns, &entry.reason, sum, true);
        }
        for (entry, sum) in data.charges.iter().zip(line.charges) {
            self.change(&mut row, columns, &entry.reason, sum, false);
        }
        if reduced {
            let label = language.say("Summe der Position", "Line total");
            let net = money(line.net, language);
            row.add(faces, columns, &[(ITEM, style, label), (NET, style.bold(), &net)]);
        }
        row
    }

    /// The unit price, and what it is the price of when that is not one unit.
    fn price(&self, line: &Line<'_>) -> String {
        let price = decimal(line.data.price, 2, self.language);
        match line.data.base_quantity.filter(|base| *base != Decimal::ONE) {
            Some(base) => {
                let (base, unit) = (decimal(base, 0, self.language), self.language.unit(&line.data.unit));
                format!("{price} / {base} {unit}")
            }
            None => price,
        }
    }

    fn details(&self, line: &Line<'_>) -> Vec<String> {
        let (data, language) = (line.data, self.language);
        let labelled = |german: &'static str, english: &'static str, value: &Option<String>| {
            value.as_ref().map(|value| format!("{} {value}", language.say(german, english)))
        };
        let period = data.period.map(|period| {
            if period.start == period.end {
                day(period.start, language)
            } else {
                format!("{} – {}", day(period.start, language), day(period.end, language))
            }
        });
        let facts = [
            labelled("Ticket", "Ticket", &data.object),
            period,
            labelled("Kostenstelle", "Cost center", &data.cost_center),
            labelled("Bestellposition", "Order line", &data.order_line),
            labelled("Art.-Nr.", "Item", &data.seller_item_id),
        ];
        let attributes =
            data.attributes.iter().map(|attribute| format!("{}: {}", attribute.name, attribute.value));
        let facts: Vec<String> = facts.into_iter().flatten().chain(attributes).collect();
        let facts = (!facts.is_empty()).then(|| facts.join(" · "));
        data.description.iter().chain(&data.note).cloned().chain(facts).collect()
    }

    /// One allowance or charge below its line.
    fn change(&self, row: &mut Row, columns: &[Column], reason: &str, sum: &Reckoned, down: bool) {
        let language = self.language;
        let label = match (down, sum.share) {
            (true, Some((_, share))) => format!("abzgl. {}\u{a0}% {reason}", decimal(share, 0, language)),
            (true, None) => format!("abzgl. {reason}"),
            (false, Some((_, share))) => format!("zzgl. {}\u{a0}% {reason}", decimal(share, 0, language)),
            (false, None) => format!("zzgl. {reason}"),
        };
        let label = match language {
            crate::Language::German => label,
            crate::Language::English => label.replacen("abzgl.", "less", 1).replacen("zzgl.", "plus", 1),
        };
        let amount = money(if down { sum.amount.negated() } else { sum.amount }, language);
        let style = Style::TEXT.sized(pt(85));
        row.add(self.faces, columns, &[(ITEM, style, &label), (NET, style, &amount)]);
    }
}
