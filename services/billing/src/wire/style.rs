//! How documents look, read and checked.

use kontor_documents::{Color, HouseStyle, Language, logo_size};
use kontor_proto::billing::v1::DocumentStyle;
use kontor_proto::types::v1::LocalizedText;
use kontor_status::Violations;

/// The largest logo: bytes, and pixels across and down.
const MOST_BYTES: usize = 512 * 1024;
const MOST_PIXELS: u32 = 4_000;
/// The least contrast of the accent colour to white, in hundredths (WCAG 2, level AA).
const LEAST_CONTRAST: u32 = 450;

/// The style with its defaults filled in; what is wrong is noted by field.
pub(crate) fn style(wrong: &mut Violations, asked: &DocumentStyle) -> DocumentStyle {
    let mut style = asked.clone();
    logo(wrong, &style.logo);
    if style.accent_color.is_empty() {
        "#174A7C".clone_into(&mut style.accent_color);
    }
    match Color::parse(&style.accent_color).map(Color::contrast_to_white) {
        None => wrong.add("style.accent_color", "give a colour such as #174A7C"),
        Some(contrast) if contrast < LEAST_CONTRAST => {
            let (whole, rest) = (contrast / 100, contrast % 100);
            let remedy = format!(
                "its contrast to white is {whole}.{rest:02}:1, choose a darker one with 4.5:1 at least"
            );
            wrong.add("style.accent_color", remedy);
        }
        Some(_) => {}
    }
    style.header = text(wrong, "style.header", style.header.as_ref(), 100);
    style.intro = text(wrong, "style.intro", style.intro.as_ref(), 1_000);
    style.closing = text(wrong, "style.closing", style.closing.as_ref(), 1_000);
    wrong.require(style.footer.len() <= 3, "style.footer", "give at most 3 columns");
    for (column, i) in style.footer.iter_mut().zip(0..) {
        let read = text(wrong, &format!("style.footer[{i}]"), Some(column), 160);
        *column = read.unwrap_or_default();
    }
    style
}

fn logo(wrong: &mut Violations, logo: &[u8]) {
    if logo.is_empty() {
        return;
    }
    if logo.len() > MOST_BYTES {
        wrong.add("style.logo", "give at most 512 KiB");
        return;
    }
    let size = logo_size(logo);
    let fits = size.is_ok_and(|(across, down)| across.max(down) <= MOST_PIXELS);
    let remedy = "give a PNG or JPEG picture of at most 4,000 x 4,000 pixels";
    wrong.require(fits, "style.logo", remedy);
}

fn text(
    wrong: &mut Violations,
    field: &str,
    text: Option<&LocalizedText>,
    most: usize,
) -> Option<LocalizedText> {
    let read = super::reminder::text(wrong, field, text, 0, most);
    (read != LocalizedText::default()).then_some(read)
}

/// The style of documents in a language; a text without its translation stands in the other language.
pub(crate) fn look(style: &DocumentStyle, language: Language) -> HouseStyle {
    let said = |text: &LocalizedText| {
        let (first, second) = match language {
            Language::German => (&text.de, &text.en),
            Language::English => (&text.en, &text.de),
        };
        if first.is_empty() { second.clone() } else { first.clone() }
    };
    let some = |text: &Option<LocalizedText>| text.as_ref().map(said).unwrap_or_default();
    HouseStyle {
        logo: (!style.logo.is_empty()).then(|| style.logo.clone()),
        color: Color::parse(&style.accent_color).unwrap_or(HouseStyle::default().color),
        header: some(&style.header),
        intro: some(&style.intro),
        closing: some(&style.closing),
        footer: style.footer.iter().map(said).collect(),
    }
}
