//! The EPC QR code ("GiroCode"): scanning it fills a transfer.

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
    let name: String = account.name.as_deref().unwrap_or(&data.seller.name).chars().take(70).collect();
    let text: String = invoice.remittance().replace('\n', " ").chars().take(140).collect();
    let bic = account.bic.as_deref().unwrap_or_default();
    let iban = &account.iban;
    let value = amount.value().normalize();
    Some(format!("BCD\n002\n1\nSCT\n{bic}\n{}\n{iban}\nEUR{value}\n\n\n{text}", name.replace('\n', " ")))
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
