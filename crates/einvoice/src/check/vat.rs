//! What each VAT category needs (einvoice.md section 5).

use super::places;
use crate::codes::VatCategory;
use crate::data::InvoiceData;
use crate::problem::Findings;
use crate::reckon::Reckoning;
use rust_decimal::{Decimal, dec};

pub(super) fn check(data: &InvoiceData, findings: &mut Findings) {
    for (i, line) in data.lines.iter().enumerate() {
        rate(&format!("lines[{i}].rate"), line.category, line.rate, findings);
    }
    let has = |category| data.lines.iter().any(|line| line.category == category);
    if has(VatCategory::AE) && data.buyer.vat_id.is_none() && data.buyer.registration.is_none() {
        findings.add("buyer.vat_id", "missing, reverse charge (AE) needs the buyer's VAT id (BR-AE-02)");
    }
    if has(VatCategory::K) {
        findings.unless(
            data.seller.vat_id.is_some(),
            "seller.vat_id",
            "missing, category K needs it (BR-IC-02)",
        );
        findings.unless(
            data.buyer.vat_id.is_some(),
            "buyer.vat_id",
            "missing, category K needs it (BR-IC-02)",
        );
        let text = "missing, category K needs the place of delivery (BR-IC-12)";
        findings.unless(data.deliver_to.is_some(), "deliver_to", text);
    }
    if has(VatCategory::G) {
        findings.unless(
            data.seller.vat_id.is_some(),
            "seller.vat_id",
            "missing, category G needs it (BR-G-02)",
        );
    }
    if has(VatCategory::O) && data.lines.iter().any(|line| line.category != VatCategory::O) {
        findings.add("lines", "category O must stand alone, split the invoice (BR-O-11)");
    }
    for (i, exemption) in data.exemptions.iter().enumerate() {
        let taxed = matches!(exemption.category, VatCategory::S | VatCategory::Z);
        let text = "categories S and Z must not give a reason (BR-S-10, BR-Z-10)";
        findings.unless(!taxed, format!("exemptions[{i}].category"), text);
        let text = "missing, word it as the law does";
        findings.unless(!exemption.reason.is_empty(), format!("exemptions[{i}].reason"), text);
        let code_good = exemption.code.as_deref().is_none_or(|code| code.starts_with("VATEX-"));
        findings.unless(code_good, format!("exemptions[{i}].code"), "must be a VATEX code, or leave it out");
        let twice = data.exemptions.iter().take(i).any(|other| other.category == exemption.category);
        findings.unless(!twice, format!("exemptions[{i}].category"), "occurs twice, join the reasons");
    }
}

fn rate(field: &str, category: VatCategory, rate: Decimal, findings: &mut Findings) {
    if category == VatCategory::S {
        let good = rate > Decimal::ZERO && rate <= dec!(100) && places(rate, 2);
        findings.unless(good, field, "must be above 0 for category S, such as 19 or 7");
    } else {
        findings.unless(rate.is_zero(), field, format!("must be 0 for category {}", category.code()));
    }
}

/// An exempt group needs its reason (BR-E-10).
pub(super) fn check_groups(reckoning: &Reckoning, findings: &mut Findings) {
    for group in &reckoning.vat {
        let needed = !matches!(group.category, VatCategory::S | VatCategory::Z);
        let text =
            format!("missing, category {} needs the reason of exemption (BT-120)", group.category.code());
        findings.unless(!needed || group.reason.is_some(), "exemptions", text);
    }
}
