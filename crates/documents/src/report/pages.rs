//! The service report as pages.

use super::{ReportRow, ServiceReport, clock};
use crate::RenderError;
use crate::figures::{day, decimal};
use crate::font::Faces;
use crate::house::{Color, HouseStyle};
use crate::length::{Length, mm, pt};
use crate::pdf::{About, write};
use crate::sheet::{Align, Mark, Sheet, Style};
use crate::table::{Column, Row};
use crate::words::Language;
use jiff::Timestamp;

const LEFT: Length = mm(20);
const RIGHT: Length = mm(190);
const TOP: Length = mm(24);
const BOTTOM: Length = mm(276);

/// The report as PDF/A-3b: a head, the table with its head on each page, sums by how work is paid and by cost center.
///
/// # Errors
/// [`RenderError::Logo`] for a logo that is no picture, [`RenderError::Pdf`] when the writer refuses the document.
pub fn service_report_pdf(
    report: &ServiceReport,
    language: Language,
    at: Timestamp,
    style: &HouseStyle,
) -> Result<Vec<u8>, RenderError> {
    let faces = Faces::default();
    let mut pages = Pages { report, language, style, faces: &faces, sheets: vec![Sheet::default()], y: TOP };
    pages.head();
    pages.table();
    pages.sums();
    pages.feet();
    let sheets = pages.sheets;
    let title = format!("{} {}", title(report, language), span(report, language));
    let about = About { title, author: &report.seller, language: language.tag(), at };
    write(&sheets, &faces, style.logo.as_deref(), Vec::new(), &about)
}

fn title(report: &ServiceReport, language: Language) -> String {
    let title = language.say("Leistungsnachweis", "Service report");
    report.number.as_ref().map_or_else(|| title.to_owned(), |number| format!("{title} {number}"))
}

fn span(report: &ServiceReport, language: Language) -> String {
    format!("{} – {}", day(report.period.0, language), day(report.period.1, language))
}

struct Pages<'a> {
    report: &'a ServiceReport,
    language: Language,
    style: &'a HouseStyle,
    faces: &'a Faces,
    sheets: Vec<Sheet>,
    y: Length,
}

const DAY: usize = 0;
const START: usize = 1;
const TIME: usize = 2;
const WORK: usize = 3;
const COVER: usize = 4;
const NET: usize = 5;

fn columns() -> Vec<Column> {
    let mut x = LEFT;
    let widths = [(20, false), (12, false), (17, true), (80, false), (21, false), (20, true)];
    let column = |(width, right)| {
        let gap = if right { 0 } else { mm(2) };
        let align = if right { Align::Right } else { Align::Left };
        let column = Column { x: x + gap, width: mm(width) - mm(2), align };
        x += mm(width);
        column
    };
    widths.into_iter().map(column).collect()
}

impl Pages<'_> {
    fn sheet(&mut self) -> &mut Sheet {
        self.sheets.last_mut().expect("a report has a page")
    }

    fn put(&mut self, x: Length, align: Align, style: Style, text: &str) {
        let (faces, y) = (self.faces, self.y + style.size);
        self.sheet().text(faces, (x, y), align, style, text);
    }

    fn head(&mut self) {
        if self.style.logo.is_some() {
            let (width, height) = (mm(60), mm(18));
            self.sheet().push(Mark::Logo { x: RIGHT - width, y: mm(12), width, height });
        }
        let big = Style::TEXT.sized(pt(160)).bold().colored(self.style.color);
        let (report, language) = (self.report, self.language);
        self.put(LEFT, Align::Left, big, &title(report, language));
        self.y += big.leading();
        let facts = [
            (language.say("Kunde", "Customer"), report.customer.clone()),
            (language.say("Zeitraum", "Period"), span(report, language)),
            (language.say("Erbracht von", "Provided by"), report.seller.clone()),
        ];
        for (word, value) in facts {
            self.put(LEFT, Align::Left, Style::SMALL, word);
            let width = RIGHT - LEFT - mm(30);
            for line in self.faces.lines(&value, Style::TEXT.weight, Style::TEXT.size, width) {
                self.put(LEFT + mm(30), Align::Left, Style::TEXT, &line);
                self.y += Style::TEXT.leading();
            }
        }
        self.y += mm(2);
        for line in self.faces.lines(&report.note, Style::TEXT.weight, Style::TEXT.size, RIGHT - LEFT) {
            self.put(LEFT, Align::Left, Style::TEXT, &line);
            self.y += Style::TEXT.leading();
        }
        self.y += mm(2);
    }

    fn table_head(&mut self, columns: &[Column]) {
        let (y, color, language) = (self.y, self.style.color, self.language);
        self.sheet().area((LEFT, y), (RIGHT - LEFT, mm(6)), color);
        let style = Style::SMALL.bold().colored(Color::new(255, 255, 255));
        let names = [
            language.say("Datum", "Date"),
            language.say("Beginn", "Start"),
            language.say("Dauer", "Time"),
            language.say("Leistung", "Work"),
            language.say("Abrechnung", "Billing"),
            language.say("Netto", "Net"),
        ];
        let faces = self.faces;
        for (column, name) in columns.iter().zip(names) {
            let x = if column.align == Align::Right { column.x + column.width } else { column.x };
            self.sheet().text(faces, (x, y + mm(4)), column.align, style, name);
        }
        self.y += mm(6) + pt(40);
    }

    fn turn(&mut self) {
        self.sheets.push(Sheet::default());
        self.y = TOP;
    }

    fn table(&mut self) {
        let columns = columns();
        self.table_head(&columns);
        let report = self.report;
        for work in &report.rows {
            let row = self.row(work, &columns);
            // What fits on a page is kept together; what is longer is broken.
            if self.y + row.height() > BOTTOM && row.height() < mm(120) {
                self.turn();
                self.table_head(&columns);
            }
            for strip in &row.strips {
                if self.y + strip.height > BOTTOM {
                    self.turn();
                    self.table_head(&columns);
                }
                let (faces, y) = (self.faces, self.y);
                strip.draw(self.sheet(), faces, &columns, y);
                self.y += strip.height;
            }
            self.y += pt(15);
            let y = self.y;
            self.sheet().rule((LEFT, y), RIGHT - LEFT, pt(5), Color::HAIR);
            self.y += pt(20);
        }
    }

    fn row(&self, work: &ReportRow, columns: &[Column]) -> Row {
        let (faces, language) = (self.faces, self.language);
        let style = Style::TEXT.sized(pt(85));
        let net = decimal(work.net, 2, language);
        let [start, time] = work.times();
        let mut row = Row::default();
        row.add(
            faces,
            columns,
            &[
                (DAY, style, &day(work.day, language)),
                (START, style, &start),
                (TIME, style, &time),
                (WORK, style, if work.text.is_empty() { "–" } else { &work.text }),
                (COVER, style, work.cover.word(language)),
                (NET, style, &net),
            ],
        );
        let labelled = |word: &str, value: &str| (!value.is_empty()).then(|| format!("{word} {value}"));
        let facts = [
            labelled("Ticket", &work.ticket),
            labelled(language.say("Techniker", "Technician"), &work.technician),
            labelled(language.say("Kostenstelle", "Cost center"), &work.cost_center),
        ];
        let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        if !facts.is_empty() {
            row.add(faces, columns, &[(WORK, Style::SMALL, &facts)]);
        }
        row
    }

    fn sums(&mut self) {
        let (report, language) = (self.report, self.language);
        let mut lines: Vec<(String, u64, rust_decimal::Decimal, bool)> = Vec::new();
        let covers = report.by_cover();
        lines.extend(
            covers.into_iter().map(|(cover, s, net)| (cover.word(language).to_owned(), s, net, false)),
        );
        lines.push((language.say("Summe", "Total").to_owned(), report.seconds(), report.net(), true));
        for (center, (seconds, net)) in report.by_cost_center() {
            let name = if center.is_empty() { language.say("ohne", "none") } else { center };
            lines.push((
                format!("{} {name}", language.say("Kostenstelle", "Cost center")),
                seconds,
                net,
                false,
            ));
        }
        self.y += mm(3);
        for (word, seconds, net, bold) in lines {
            let style = if bold { Style::TEXT.bold() } else { Style::TEXT };
            if self.y + style.leading() > BOTTOM {
                self.turn();
            }
            let word = self.faces.lines(&word, style.weight, style.size, mm(80)).into_iter().next();
            self.put(mm(85), Align::Left, style, &word.unwrap_or_default());
            self.put(LEFT + mm(47), Align::Right, style, &clock(seconds));
            self.put(RIGHT - mm(2), Align::Right, style, &decimal(net, 2, language));
            self.y += style.leading();
        }
    }

    fn feet(&mut self) {
        let (count, language, faces) = (self.sheets.len(), self.language, self.faces);
        let left = format!("{} · {}", self.report.seller, self.report.customer);
        for (sheet, page) in self.sheets.iter_mut().zip(1..) {
            let right = match language {
                Language::German => format!("Seite {page} von {count}"),
                Language::English => format!("Page {page} of {count}"),
            };
            let left = faces.lines(&left, Style::SMALL.weight, Style::SMALL.size, mm(130)).into_iter().next();
            sheet.rule((LEFT, mm(282)), RIGHT - LEFT, pt(6), self.style.color);
            let y = mm(286);
            sheet.text(faces, (LEFT, y), Align::Left, Style::SMALL, &left.unwrap_or_default());
            sheet.text(faces, (RIGHT, y), Align::Right, Style::SMALL, &right);
        }
    }
}
