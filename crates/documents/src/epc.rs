//! The EPC QR code ("GiroCode"): scanning it fills a transfer.

use crate::house::Color;
use crate::length::Length;
use crate::sheet::Sheet;
use kontor_einvoice::{DocumentKind, Invoice, PaymentMeans};
use kontor_money::Currency;
use rust_decimal::Decimal;

/// The text of the code, version 002; `None` when nothing is to be transferred in euros.
#[must_use]
pub fn epc_payload(invoice: &Invoice) -> Option<String> {
    let data = invoice.data();
    let PaymentMeans::Transfer(account) = &data.payment.means else { return None };
    let amount = invoice.totals().payable;
    let due = data.kind == DocumentKind::Invoice && amount.value() > Decimal::ZERO;
    if !due || data.currency != Currency::EUR {
        return None;
    }
    let name = account.name.as_deref().unwrap_or(&data.seller.name);
    let bic = account.bic.as_deref().unwrap_or_default();
    Some(transfer(name, bic, &account.iban, amount.value(), invoice.remittance()))
}

/// The text of the code for a transfer in euros.
pub(crate) fn transfer(name: &str, bic: &str, iban: &str, amount: Decimal, text: &str) -> String {
    let name: String = name.chars().take(70).collect();
    let text: String = text.replace('\n', " ").chars().take(140).collect();
    let value = amount.normalize();
    format!("BCD\n002\n1\nSCT\n{bic}\n{}\n{iban}\nEUR{value}\n\n\n{text}", name.replace('\n', " "))
}

/// The dark modules of the code, row by row; `None` when the text does not fit version 13.
pub(crate) fn modules(text: &str) -> Option<Vec<Vec<bool>>> {
    use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};
    let segments = [QrSegment::make_bytes(text.as_bytes())];
    let (low, high) = (Version::MIN, Version::new(13));
    let code = QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, low, high, None, false).ok()?;
    let size = code.size();
    Some((0..size).map(|y| (0..size).map(|x| code.get_module(x, y)).collect()).collect())
}

/// Draws the dark modules into a square.
pub(crate) fn draw_code(sheet: &mut Sheet, code: &[Vec<bool>], (left, top): (Length, Length), side: Length) {
    let count = Length::try_from(code.len()).unwrap_or(1);
    let edge = |i: Length| side * i / count;
    for (row, cells) in (0..).zip(code) {
        let mut column = 0;
        for run in cells.chunk_by(|a, b| a == b) {
            let length = Length::try_from(run.len()).unwrap_or(0);
            if run.first() == Some(&true) {
                let size = (edge(column + length) - edge(column), edge(row + 1) - edge(row));
                sheet.area((left + edge(column), top + edge(row)), size, Color::new(0, 0, 0));
            }
            column += length;
        }
    }
}
