//! Cells of tables for spreadsheets.

use crate::words::Language;
use rust_decimal::Decimal;

/// An amount with two places and the decimal sign of the language, without marks between thousands.
#[must_use]
pub fn amount_cell(value: Decimal, language: Language) -> String {
    let mut value = value;
    value.rescale(2);
    match language {
        Language::German => value.to_string().replace('.', ","),
        Language::English => value.to_string(),
    }
}

/// A text in quotation marks on one line. A leading `=`, `+`, `-` or `@` would be a formula.
#[must_use]
pub fn text_cell(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let guard = if line.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("\"{guard}{}\"", line.replace('"', "\"\""))
}
