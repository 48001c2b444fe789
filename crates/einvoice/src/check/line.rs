//! Lines, allowances and charges.

use super::places;
use crate::codes::{DocumentKind, is_allowance_reason, is_charge_reason, is_unit};
use crate::data::{InvoiceData, LineData, Reduction};
use crate::problem::Findings;
use rust_decimal::{Decimal, dec};
use std::collections::HashSet;

pub(super) fn check(data: &InvoiceData, findings: &mut Findings) {
    findings.unless(!data.lines.is_empty(), "lines", "missing, an invoice has at least one line");
    let mut ids = HashSet::new();
    for (i, entry) in data.lines.iter().enumerate() {
        let unique = ids.insert(entry.id.as_deref());
        findings.unless(
            unique,
            format!("lines[{i}].id"),
            "occurs twice, leave ids out to have lines numbered",
        );
        line(i, entry, findings);
    }
    let back = data.kind == DocumentKind::Cancellation;
    for (list, name, charge) in [(&data.allowances, "allowances", false), (&data.charges, "charges", true)] {
        for (i, entry) in list.iter().enumerate() {
            let field = format!("{name}[{i}]");
            reduction(&field, entry.value, back, findings);
            reason(&field, &entry.reason, entry.reason_code.as_deref(), charge, findings);
        }
    }
}

fn line(i: usize, line: &LineData, findings: &mut Findings) {
    let field = |name: &str| format!("lines[{i}].{name}");
    findings.unless(!line.quantity.is_zero(), field("quantity"), "must not be zero");
    findings.unless(places(line.quantity, 6), field("quantity"), "must have at most six decimal places");
    let text =
        format!("unknown unit `{}`, use HUR for hours, MIN, DAY, MON, H87 for pieces, KMT or LS", line.unit);
    findings.unless(is_unit(&line.unit), field("unit"), text);
    findings.unless(
        line.price >= Decimal::ZERO,
        field("price"),
        "must not be negative, negate the quantity (BR-27)",
    );
    findings.unless(places(line.price, 6), field("price"), "must have at most six decimal places");
    findings.unless(!line.name.is_empty(), field("name"), "missing, say what was supplied (BT-153)");
    if let Some(period) = line.period {
        findings.unless(period.start <= period.end, field("period.end"), "before the start, swap the dates");
    }
    let back = line.quantity.is_sign_negative();
    for (list, name, charge) in [(&line.allowances, "allowances", false), (&line.charges, "charges", true)] {
        for (j, entry) in list.iter().enumerate() {
            let field = format!("lines[{i}].{name}[{j}]");
            reduction(&field, entry.value, back, findings);
            reason(&field, &entry.reason, entry.reason_code.as_deref(), charge, findings);
        }
    }
    for (j, attribute) in line.attributes.iter().enumerate() {
        let good = !attribute.name.is_empty();
        findings.unless(good, format!("lines[{i}].attributes[{j}].name"), "missing, name the attribute");
    }
}

/// Amounts go the way of what they change: negative only where something is taken `back`.
fn reduction(field: &str, value: Reduction, back: bool, findings: &mut Findings) {
    match value {
        Reduction::Percent(share) => {
            let good = share > Decimal::ZERO && share <= dec!(1000) && places(share, 4);
            findings.unless(
                good,
                format!("{field}.value"),
                "must be above 0 percent with at most four decimal places",
            );
        }
        Reduction::Amount(amount) => {
            findings.unless(
                places(amount, 2),
                format!("{field}.value"),
                "must have at most two decimal places",
            );
            let good = if back { amount <= Decimal::ZERO } else { amount >= Decimal::ZERO };
            findings.unless(good, format!("{field}.value"), "must have the sign of what it changes");
        }
    }
}

fn reason(field: &str, text: &str, code: Option<&str>, charge: bool, findings: &mut Findings) {
    findings.unless(!text.is_empty(), format!("{field}.reason"), "missing, say why");
    let (known, hint) = if charge {
        (code.is_none_or(is_charge_reason), "unknown, use ADC, FC or SH, or leave it out")
    } else {
        (code.is_none_or(is_allowance_reason), "unknown, use 95 for a discount or 64 for a special agreement")
    };
    findings.unless(known, format!("{field}.reason_code"), hint);
}
