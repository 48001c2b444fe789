//! Lines, fields and characters as DATEV reads them.

use std::fmt::Display;

/// A line being written.
#[derive(Default)]
pub(in super::super) struct Line {
    fields: Vec<String>,
}

impl Line {
    /// A text: quoted, also when it is empty; control characters become spaces.
    pub(in super::super) fn text(&mut self, value: &str) -> &mut Self {
        let value: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        self.raw(format!("\"{}\"", value.replace('"', "\"\"")))
    }

    /// A number.
    pub(in super::super) fn number(&mut self, value: impl Display) -> &mut Self {
        self.raw(value.to_string())
    }

    /// A number or date that is written already.
    pub(in super::super) fn raw(&mut self, value: String) -> &mut Self {
        self.fields.push(value);
        self
    }

    /// No number.
    pub(in super::super) fn empty(&mut self) -> &mut Self {
        self.raw(String::new())
    }

    /// The line.
    pub(in super::super) fn finish(&self) -> String {
        self.fields.join(";")
    }
}

/// The first characters of a text.
pub(in super::super) fn short(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// Only letters, digits, `_`, `-`, `.`, `/` and spaces.
pub(super) fn plain(text: &str) -> String {
    let keep = |c: char| if c.is_alphanumeric() || "_-./ ".contains(c) { c } else { ' ' };
    text.chars().map(keep).collect()
}

/// The lines as Windows-1252 with CR LF.
pub(in super::super) fn file(lines: &[String]) -> Vec<u8> {
    lines.iter().flat_map(|line| windows_1252(line).into_iter().chain(*b"\r\n")).collect()
}

/// 0x80 to 0x9F; the five holes are controls, which no text has.
const UPPER: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Letters of neighbours that Windows-1252 lacks, and what stands for them.
const STANDINS: [(&str, char); 12] = [
    ("ąăā", 'a'),
    ("ćčċ", 'c'),
    ("ďđ", 'd'),
    ("ęěēė", 'e'),
    ("łľĺ", 'l'),
    ("ńňņ", 'n'),
    ("őō", 'o'),
    ("řŕ", 'r'),
    ("śșşŝ", 's'),
    ("ťțţ", 't'),
    ("űůū", 'u'),
    ("źżẑ", 'z'),
];

/// A text in Windows-1252. What the code page lacks becomes its base letter, or a question mark.
#[must_use]
pub fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(byte).collect()
}

fn byte(c: char) -> u8 {
    match u32::from(c) {
        code @ (0..=0x7f | 0xa0..=0xff) => u8::try_from(code).unwrap_or(b'?'),
        _ => UPPER
            .iter()
            .position(|known| *known == c)
            .map_or_else(|| standin(c), |at| u8::try_from(0x80 + at).unwrap_or(b'?')),
    }
}

fn standin(c: char) -> u8 {
    let lower = c.to_lowercase().next().unwrap_or(c);
    let base = STANDINS.iter().find(|(letters, _)| letters.contains(lower)).map_or('?', |(_, base)| *base);
    let base = if c.is_uppercase() { base.to_ascii_uppercase() } else { base };
    u8::try_from(base).unwrap_or(b'?')
}
