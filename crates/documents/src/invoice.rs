//! The invoice as a letter.

mod letterhead;
mod lines;
mod payment;
#[cfg(test)]
mod tests;
mod totals;

use crate::RenderError;
use crate::facturx;
use crate::font::Faces;
use crate::house::{Color, HouseStyle};
use crate::length::{Length, mm, pt};
use crate::pdf::{About, File, write};
use crate::sheet::{Align, Sheet, Style};
use crate::words::Language;
use jiff::Timestamp;
use kontor_einvoice::{Invoice, Profile, to_cii};

/// Left margin.
const LEFT: Length = mm(25);
/// Right edge of the text.
const RIGHT: Length = mm(190);
/// Width of the text.
const BREADTH: Length = RIGHT - LEFT;
/// Top of the text on following pages.
const TOP: Length = mm(28);
/// Where the text must end, above the footer.
const BOTTOM: Length = mm(262);

/// Which edition of the document is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    /// Language of the words; amounts and texts of the invoice stay as they are.
    pub language: Language,
    /// Profile of the embedded electronic invoice.
    pub profile: Profile,
    /// The moment of creation that is written into the file.
    pub at: Timestamp,
}

/// The invoice as PDF/A-3b with the electronic invoice `factur-x.xml` and the attachments of the invoice inside.
///
/// # Errors
/// [`RenderError::Logo`] for a logo that is no picture, [`RenderError::Pdf`] when the writer refuses the document.
pub fn invoice_pdf(invoice: &Invoice, edition: Edition, style: &HouseStyle) -> Result<Vec<u8>, RenderError> {
    let electronic = electronic(invoice, edition.profile);
    let pdf = letter(invoice, edition.language, edition.at, style, Some(electronic))?;
    facturx::describe(&pdf, edition.profile)
}

/// The invoice as a plain PDF/A-3b for receivers that want no electronic one: the same pages and attachments, no
/// invoice inside.
///
/// # Errors
/// As [`invoice_pdf`].
pub fn plain_invoice_pdf(
    invoice: &Invoice,
    language: Language,
    at: Timestamp,
    style: &HouseStyle,
) -> Result<Vec<u8>, RenderError> {
    letter(invoice, language, at, style, None)
}

fn letter(
    invoice: &Invoice,
    language: Language,
    at: Timestamp,
    style: &HouseStyle,
    electronic: Option<File>,
) -> Result<Vec<u8>, RenderError> {
    let faces = Faces::default();
    let sheets = Letter::new(invoice, language, style, &faces).compose();
    let data = invoice.data();
    let title = format!("{} {}", language.title(data.kind), data.number);
    let about = About { title, author: &data.seller.name, language: language.tag(), at };
    let files = electronic.into_iter().chain(attached(invoice)).collect();
    write(&sheets, &faces, style.logo.as_deref(), files, &about)
}

fn electronic(invoice: &Invoice, profile: Profile) -> File {
    File {
        name: facturx::FILE_NAME.to_owned(),
        mime_type: "text/xml".to_owned(),
        description: "Factur-X / ZUGFeRD".to_owned(),
        alternative: true,
        content: to_cii(invoice, profile).into_bytes(),
    }
}

fn attached(invoice: &Invoice) -> impl Iterator<Item = File> {
    invoice.data().attachments.iter().map(|file| File {
        name: file.file_name.clone(),
        mime_type: file.mime_type.clone(),
        description: file.description.clone().unwrap_or_else(|| file.id.clone()),
        alternative: false,
        content: file.content.clone(),
    })
}

/// The letter being composed: pages, and how far the last one is filled.
struct Letter<'a> {
    invoice: &'a Invoice,
    language: Language,
    style: &'a HouseStyle,
    faces: &'a Faces,
    sheets: Vec<Sheet>,
    y: Length,
    /// Where the QR code ends on the last page; text of full width goes below it.
    end_of_code: Length,
}

impl<'a> Letter<'a> {
    fn new(invoice: &'a Invoice, language: Language, style: &'a HouseStyle, faces: &'a Faces) -> Self {
        Self { invoice, language, style, faces, sheets: vec![Sheet::default()], y: TOP, end_of_code: 0 }
    }

    fn compose(mut self) -> Vec<Sheet> {
        self.first_page();
        self.lines();
        self.totals();
        self.legal_notes();
        self.payment();
        self.closing();
        self.footers();
        self.sheets
    }

    /// What the house says at the end of its letters.
    fn closing(&mut self) {
        if !self.style.closing.is_empty() {
            self.y = self.y.max(self.end_of_code) + mm(5);
            self.paragraph(BREADTH, Style::TEXT, &self.style.closing);
        }
    }

    /// The page being filled.
    fn sheet(&mut self) -> &mut Sheet {
        self.sheets.last_mut().expect("a letter has a page")
    }

    /// Starts a new page.
    fn turn(&mut self) {
        self.sheets.push(Sheet::default());
        self.y = TOP;
        self.end_of_code = 0;
    }

    /// Starts a new page unless `height` fits on this one.
    fn need(&mut self, height: Length) {
        if self.y + height > BOTTOM {
            self.turn();
        }
    }

    /// A paragraph over the given width, broken over pages line by line.
    fn paragraph(&mut self, width: Length, style: Style, text: &str) {
        for line in self.faces.lines(text, style.weight, style.size, width) {
            self.need(style.leading());
            let (faces, y) = (self.faces, self.y);
            self.sheet().text(faces, (LEFT, y + style.size), Align::Left, style, &line);
            self.y += style.leading();
        }
    }

    /// Text at a position of the current page.
    fn put(&mut self, x: Length, y: Length, align: Align, style: Style, text: &str) {
        let faces = self.faces;
        self.sheet().text(faces, (x, y), align, style, text);
    }

    /// A rule at the current height.
    fn rule(&mut self, thickness: Length, color: Color) {
        let y = self.y;
        self.sheet().rule((LEFT, y), BREADTH, thickness, color);
    }

    /// A hairline at the current height.
    fn hairline(&mut self) {
        self.rule(pt(5), Color::HAIR);
    }
}
