//! The typeface: measuring and breaking text.

use crate::length::Length;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// How heavy text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Weight {
    /// Regular.
    #[default]
    Regular,
    /// Bold.
    Bold,
}

/// The faces of Noto Sans. Kerning and ligatures are not used: figures have one width, columns stay straight.
pub struct Faces {
    regular: Face,
    bold: Face,
}

struct Face {
    bytes: FontRef<'static>,
    drawn: Font,
    units: i32,
    /// Glyphs of the Latin characters, which are nearly all that is asked for.
    latin: Vec<(char, skrifa::GlyphId, i32)>,
}

/// Up to the end of Latin Extended-B.
const LATIN: u32 = 0x250;

impl Default for Faces {
    fn default() -> Self {
        Self { regular: Face::new(notosans::REGULAR_TTF), bold: Face::new(notosans::BOLD_TTF) }
    }
}

impl Face {
    fn new(data: &'static [u8]) -> Self {
        let bytes = FontRef::new(data).expect("the bundled font is a font");
        let drawn = Font::new(data.into(), 0).expect("the bundled font is a font");
        let units = i32::from(bytes.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        let mut face = Self { bytes, drawn, units, latin: Vec::new() };
        face.latin = (0..LATIN).filter_map(char::from_u32).map(|c| face.look_up(c)).collect();
        face
    }

    /// The glyph of a character and its advance in font units; those of `?` for one that the font lacks.
    fn look_up(&self, c: char) -> (char, skrifa::GlyphId, i32) {
        let charmap = self.bytes.charmap();
        let (c, glyph) = match charmap.map(c) {
            Some(glyph) => (c, glyph),
            None => ('?', charmap.map('?').unwrap_or_default()),
        };
        let metrics = self.bytes.glyph_metrics(Size::unscaled(), LocationRef::default());
        (c, glyph, metrics.advance_width(glyph).map_or(0, |width| width as i32))
    }

    fn glyph(&self, c: char) -> (char, skrifa::GlyphId, i32) {
        let known = usize::try_from(u32::from(c)).ok().and_then(|at| self.latin.get(at));
        known.copied().unwrap_or_else(|| self.look_up(c))
    }
}

impl Faces {
    fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// The width of a text without line breaks.
    #[must_use]
    pub fn width(&self, text: &str, weight: Weight, size: Length) -> Length {
        let face = self.face(weight);
        let units: i32 = text.chars().map(|c| face.glyph(c).2).sum();
        let width = i64::from(units) * i64::from(size) / i64::from(face.units);
        Length::try_from(width).unwrap_or(Length::MAX)
    }

    /// The text in lines no wider than `width`: broken at spaces and given line breaks, inside words only where
    /// a word alone is too wide.
    #[must_use]
    pub fn lines(&self, text: &str, weight: Weight, size: Length, width: Length) -> Vec<String> {
        text.lines().flat_map(|paragraph| self.paragraph(paragraph, weight, size, width)).collect()
    }

    fn paragraph(&self, text: &str, weight: Weight, size: Length, width: Length) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        // not at every white space: a protected space must hold
        for word in text.split([' ', '\t']).filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&longer, weight, size) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for c in word.chars() {
                line.push(c);
                if self.width(&line, weight, size) > width && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, c.to_string()));
                }
            }
        }
        lines.push(line);
        lines
    }

    /// The face, the glyphs and the text that they stand for, ready to be drawn.
    #[expect(
        clippy::float_arithmetic,
        reason = "the PDF writer takes advances as fractions of the font size"
    )]
    pub(crate) fn shape(&self, text: &str, weight: Weight) -> (Font, Vec<KrillaGlyph>, String) {
        let face = self.face(weight);
        let mut shown = String::with_capacity(text.len());
        let mut glyphs = Vec::with_capacity(text.len());
        for c in text.chars() {
            let (c, glyph, advance) = face.glyph(c);
            let start = shown.len();
            shown.push(c);
            let advance = advance as f32 / face.units as f32;
            let id = GlyphId::new(glyph.to_u32());
            glyphs.push(KrillaGlyph::new(id, advance, 0.0, 0.0, 0.0, start..shown.len(), None));
        }
        (face.drawn.clone(), glyphs, shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::length::{mm, pt};

    #[test]
    fn b7_no_line_is_wider_than_its_column() {
        let faces = Faces::default();
        let text = "Analyse der Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft \
                    und mehr\nzweiter Absatz";
        let lines = faces.lines(text, Weight::Regular, pt(90), mm(40));
        assert!(lines.len() > 4, "{lines:?}");
        for line in &lines {
            assert!(faces.width(line, Weight::Regular, pt(90)) <= mm(40), "{line}");
        }
        assert_eq!(lines.concat().replace(' ', ""), text.replace([' ', '\n'], ""));
    }

    #[test]
    fn b7_figures_have_one_width() {
        let faces = Faces::default();
        let width = |text| faces.width(text, Weight::Regular, pt(90));
        assert_eq!(width("1111,11"), width("8888,88"));
        assert!(width("W") > width("i"));
    }
}
