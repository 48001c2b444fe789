//! A plain business letter in the manner of DIN 5008 form B: what letters that are no invoices share.

use crate::figures::iban;
use crate::font::Faces;
use crate::house::{Color, HouseStyle};
use crate::length::{Length, mm, pt};
use crate::sheet::{Align, Mark, Sheet, Style};
use crate::words::Language;
use kontor_einvoice::{Address, Party};

/// Left margin.
pub(crate) const LEFT: Length = mm(25);
/// Right edge of the text.
pub(crate) const RIGHT: Length = mm(190);
/// Width of the text.
pub(crate) const BREADTH: Length = RIGHT - LEFT;
/// Top of the text on following pages.
const TOP: Length = mm(28);
/// Where the text must end, above the footer.
const BOTTOM: Length = mm(262);

/// Who writes, and to which account is paid.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sender {
    /// The house.
    pub party: Party,
    /// Its IBAN.
    pub iban: String,
    /// The bank's BIC, or empty.
    pub bic: String,
}

/// A letter being composed: pages, and how far the last one is filled.
pub(crate) struct Paper<'a> {
    pub(crate) faces: &'a Faces,
    pub(crate) language: Language,
    pub(crate) style: &'a HouseStyle,
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) y: Length,
}

impl<'a> Paper<'a> {
    pub(crate) fn new(faces: &'a Faces, language: Language, style: &'a HouseStyle) -> Self {
        Self { faces, language, style, sheets: vec![Sheet::default()], y: TOP }
    }

    /// The page being filled.
    pub(crate) fn sheet(&mut self) -> &mut Sheet {
        self.sheets.last_mut().expect("a letter has a page")
    }

    /// Starts a new page.
    pub(crate) fn turn(&mut self) {
        self.sheets.push(Sheet::default());
        self.y = TOP;
    }

    /// Whether `height` fits on this page.
    pub(crate) fn fits(&self, height: Length) -> bool {
        self.y + height <= BOTTOM
    }

    /// Starts a new page unless `height` fits on this one.
    pub(crate) fn need(&mut self, height: Length) {
        if !self.fits(height) {
            self.turn();
        }
    }

    /// A paragraph over the given width, broken over pages line by line.
    pub(crate) fn paragraph(&mut self, width: Length, style: Style, text: &str) {
        for line in self.faces.lines(text, style.weight, style.size, width) {
            self.need(style.leading());
            self.put(LEFT, Align::Left, style, &line);
            self.y += style.leading();
        }
    }

    /// A line of text with its top at the current height.
    pub(crate) fn put(&mut self, x: Length, align: Align, style: Style, text: &str) {
        let (faces, y) = (self.faces, self.y + style.size);
        self.sheet().text(faces, (x, y), align, style, text);
    }

    /// Logo or name, window, references and title; the text goes on below.
    pub(crate) fn head(&mut self, sender: &Sender, to: &Party, facts: &[(&str, String)], title: &str) {
        self.mark(&sender.party.name);
        self.header_line();
        self.window(&sender.party, to);
        let end = self.references(facts);
        for (y, width) in [(mm(105), mm(5)), (mm(148) + pt(14), mm(7)), (mm(210), mm(5))] {
            self.sheet().rule((mm(5), y), width, pt(3), Color::HAIR);
        }
        self.y = end.max(mm(92)) + mm(8);
        let style = Style::TEXT.sized(pt(150)).bold().colored(self.style.color);
        self.paragraph(BREADTH, style, title);
        self.y += mm(3);
    }

    fn mark(&mut self, name: &str) {
        let (width, height) = (mm(60), mm(22));
        if self.style.logo.is_some() {
            self.sheet().push(Mark::Logo { x: RIGHT - width, y: mm(12), width, height });
            return;
        }
        let (faces, color) = (self.faces, self.style.color);
        let style = Style::TEXT.sized(pt(160)).bold().colored(color);
        let line = faces.lines(name, style.weight, style.size, BREADTH).into_iter().next();
        self.sheet().text(faces, (LEFT, mm(22)), Align::Left, style, &line.unwrap_or_default());
        self.sheet().rule((LEFT, mm(26)), BREADTH, pt(12), color);
    }

    /// The house's line below the logo, or below the name.
    fn header_line(&mut self) {
        let width = if self.style.logo.is_some() { BREADTH - mm(62) } else { BREADTH };
        let (faces, text) = (self.faces, self.style.header.clone());
        let line = faces.lines(&text, Style::SMALL.weight, Style::SMALL.size, width).into_iter().next();
        self.sheet().text(faces, (LEFT, mm(31)), Align::Left, Style::SMALL, &line.unwrap_or_default());
    }

    fn window(&mut self, sender: &Party, to: &Party) {
        let faces = self.faces;
        let street = sender.address.street.clone().unwrap_or_default();
        let parts = [sender.name.clone(), street, place(&sender.address)];
        let line = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        let small = Style::SMALL.sized(pt(65));
        let line = faces.lines(&line, small.weight, small.size, mm(80)).into_iter().next();
        self.sheet().text(faces, (LEFT, mm(51)), Align::Left, small, &line.unwrap_or_default());
        self.sheet().rule((LEFT, mm(52)), mm(80), pt(4), Color::HAIR);
        let mut y = mm(58);
        let contact = to.contact.iter().map(|contact| contact.name.clone());
        for text in std::iter::once(to.name.clone()).chain(contact).chain(place_lines(&to.address)) {
            y = self.sheet().lines(faces, (LEFT, y), mm(80), Style::TEXT.sized(pt(100)), &text);
        }
    }

    fn references(&mut self, facts: &[(&str, String)]) -> Length {
        let faces = self.faces;
        let (label_x, value_x) = (mm(113), mm(140));
        let mut y = mm(51);
        for (label, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
            self.sheet().text(faces, (label_x, y), Align::Left, Style::SMALL, label);
            let style = Style::TEXT.sized(pt(85));
            y = self.sheet().lines(faces, (value_x, y), RIGHT - value_x, style, value) + pt(12);
        }
        y
    }

    /// What the house says at the end of its letters.
    pub(crate) fn closing(&mut self) {
        if !self.style.closing.is_empty() {
            self.y += mm(5);
            let closing = &self.style.closing;
            self.paragraph(BREADTH, Style::TEXT, closing);
        }
    }

    /// Footer and page number of every page, once it is known how many there are.
    pub(crate) fn footers(&mut self, sender: &Sender, head: &str) {
        let columns = self.footer_columns(sender);
        let (faces, language, color) = (self.faces, self.language, self.style.color);
        let count = self.sheets.len();
        for (i, sheet) in self.sheets.iter_mut().enumerate() {
            if i > 0 {
                sheet.text(faces, (LEFT, mm(18)), Align::Left, Style::SMALL, head);
                sheet.rule((LEFT, mm(20)), BREADTH, pt(6), color);
            }
            let page = match language {
                Language::German => format!("Seite {} von {count}", i + 1),
                Language::English => format!("Page {} of {count}", i + 1),
            };
            sheet.text(faces, (RIGHT, mm(268)), Align::Right, Style::SMALL, &page);
            sheet.rule((LEFT, mm(270)), BREADTH, pt(6), color);
            let width = BREADTH / 4;
            for (column, text) in (0..).zip(&columns) {
                let style = Style::SMALL.sized(pt(62));
                let mut y = mm(274);
                let lines = faces.lines(text, style.weight, style.size, width - mm(3));
                for line in lines.iter().take(6) {
                    sheet.text(faces, (LEFT + column * width, y), Align::Left, style, line);
                    y += style.leading();
                }
            }
        }
    }

    fn footer_columns(&self, sender: &Sender) -> Vec<String> {
        let party = &sender.party;
        let mut columns = vec![format!("{}\n{}", party.name, place_lines(&party.address).join("\n"))];
        if let Some(contact) = &party.contact {
            columns.push(format!("{}\n{}\n{}", contact.name, contact.phone, contact.email));
        }
        let bic = if sender.bic.is_empty() { String::new() } else { format!("\nBIC {}", sender.bic) };
        columns.push(format!("{}\nIBAN {}{bic}", party.name, iban(&sender.iban)));
        let vat =
            party.vat_id.as_ref().map(|id| format!("{} {id}", self.language.say("USt-IdNr.", "VAT id")));
        let tax = party.tax_number.as_ref();
        let tax = tax.map(|id| format!("{} {id}", self.language.say("Steuernummer", "Tax no.")));
        columns
            .push([vat, tax, party.legal_info.clone()].into_iter().flatten().collect::<Vec<_>>().join("\n"));
        columns.extend(self.style.footer.iter().take(3).cloned());
        columns.truncate(4);
        columns
    }
}

pub(crate) fn place_lines(address: &Address) -> Vec<String> {
    let street = [&address.street, &address.additional].into_iter().flatten().cloned();
    let country = (address.country != "DE").then(|| address.country.clone());
    street.chain([place(address)]).chain(country).collect()
}

pub(crate) fn place(address: &Address) -> String {
    format!("{} {}", address.post_code, address.city)
}
