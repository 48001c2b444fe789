//! A2: net, VAT and gross follow, line by line, from the stored terms (B6).

use crate::AuditError;
use crate::arithmetic::{cents, share};
use crate::report::Finding;
use crate::snapshot::Snapshot;
use rust_decimal::Decimal;
use serde::Deserialize;
use sqlx::FromRow;
use std::collections::BTreeMap;

/// What reads for it.
const FILE: &str = "a2_invoices.sql";

#[derive(FromRow)]
struct Row {
    tenant: String,
    number: String,
    kind: i32,
    currency: String,
    issue_date: String,
    net: Decimal,
    vat: Decimal,
    gross: Decimal,
    terms: sqlx::types::JsonValue,
    mirrors_net: Option<Decimal>,
    mirrors_vat: Option<Decimal>,
    mirrors_gross: Option<Decimal>,
}

/// The business terms as far as money depends on them.
#[derive(Deserialize)]
struct Terms {
    number: String,
    #[serde(default = "invoice")]
    kind: String,
    issue_date: String,
    #[serde(default = "euro")]
    currency: String,
    lines: Vec<Line>,
    #[serde(default)]
    allowances: Vec<Adjustment>,
    #[serde(default)]
    charges: Vec<Adjustment>,
}

#[derive(Deserialize)]
struct Line {
    quantity: Decimal,
    price: Decimal,
    base_quantity: Option<Decimal>,
    #[serde(default = "standard")]
    category: String,
    #[serde(default)]
    rate: Decimal,
    #[serde(default)]
    allowances: Vec<Adjustment>,
    #[serde(default)]
    charges: Vec<Adjustment>,
}

/// An allowance or charge; category and rate count on the document only.
#[derive(Deserialize)]
struct Adjustment {
    value: Value,
    #[serde(default = "standard")]
    category: String,
    #[serde(default)]
    rate: Decimal,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Value {
    Percent(Decimal),
    Amount(Decimal),
}

fn invoice() -> String {
    "invoice".to_owned()
}

fn euro() -> String {
    "EUR".to_owned()
}

fn standard() -> String {
    "S".to_owned()
}

/// Reckons every invoice anew and tells how many there are.
pub(crate) async fn judge(snapshot: &mut Snapshot, findings: &mut Vec<Finding>) -> Result<usize, AuditError> {
    let seen = snapshot.each(include_str!("../../queries/a2_invoices.sql"), |row| one(row, findings)).await;
    seen.map_err(|source| AuditError::Rule { file: FILE, source })
}

fn one(row: Row, findings: &mut Vec<Finding>) {
    let mut wrong = |what: &str, expected: String, found: String| {
        if expected != found {
            let key = format!("{} {what}", row.number);
            findings.push(Finding {
                rule: "A2",
                check: FILE,
                tenant: Some(row.tenant.clone()),
                key,
                expected,
                found,
            });
        }
    };
    let sums = |net: Decimal, vat: Decimal, gross: Decimal| {
        format!(
            "net {} + VAT {} = {}",
            cents(net).normalize(),
            cents(vat).normalize(),
            cents(gross).normalize()
        )
    };
    let stored =
        format!("net {} + VAT {} = {}", row.net.normalize(), row.vat.normalize(), row.gross.normalize());
    let terms: Terms = match serde_json::from_value(row.terms) {
        Ok(terms) => terms,
        Err(error) => return wrong("terms", "readable terms".to_owned(), error.to_string()),
    };
    match reckon(&terms) {
        Some((net, vat)) => wrong("sums", sums(net, vat, net + vat), stored.clone()),
        None => {
            wrong("sums", "terms that can be reckoned".to_owned(), "an overflow or a base of zero".to_owned())
        }
    }
    wrong("number", terms.number, row.number.clone());
    wrong("currency", terms.currency, row.currency.clone());
    wrong("issue date", terms.issue_date, row.issue_date.clone());
    // Types of the wire: 1 invoice, 2 cancellation, 3 credit, 4 usage statement: what comes to nothing (B5a).
    let kind = match row.kind {
        2 => "cancellation",
        3 => "credit",
        _ => "invoice",
    };
    wrong("kind", terms.kind, kind.to_owned());
    let kind = match row.kind {
        _ if row.gross.is_zero() => 4,
        _ if row.mirrors_net.is_some() => 2,
        3 => 3,
        _ => 1,
    };
    wrong("type", kind.to_string(), row.kind.to_string());
    if let (Some(net), Some(vat), Some(gross)) = (row.mirrors_net, row.mirrors_vat, row.mirrors_gross) {
        wrong("mirror", sums(-net, -vat, -gross), stored);
    }
}

/// Net and VAT; none where a number is out of range.
fn reckon(terms: &Terms) -> Option<(Decimal, Decimal)> {
    let mut lines: BTreeMap<(String, Decimal), Decimal> = BTreeMap::new();
    for line in &terms.lines {
        let base = line.base_quantity.unwrap_or(Decimal::ONE);
        let price = cents(line.quantity.checked_mul(line.price)?.checked_div(base)?);
        let net = price - sum(&line.allowances, price)? + sum(&line.charges, price)?;
        *lines.entry((line.category.clone(), line.rate.normalize())).or_default() += net;
    }
    let mut groups = lines.clone();
    for (adjustments, sign) in [(&terms.allowances, Decimal::NEGATIVE_ONE), (&terms.charges, Decimal::ONE)] {
        for adjustment in adjustments {
            let group = (adjustment.category.clone(), adjustment.rate.normalize());
            let basis = lines.get(&group)?;
            *groups.entry(group).or_default() += sign * amount(&adjustment.value, *basis)?;
        }
    }
    let net = groups.values().sum();
    let vat = groups.iter().map(|((_, rate), basis)| share(*basis, *rate)).sum::<Option<Decimal>>()?;
    Some((net, vat))
}

fn sum(adjustments: &[Adjustment], basis: Decimal) -> Option<Decimal> {
    adjustments.iter().map(|adjustment| amount(&adjustment.value, basis)).sum()
}

fn amount(value: &Value, basis: Decimal) -> Option<Decimal> {
    match value {
        Value::Percent(percent) => share(basis, *percent),
        Value::Amount(amount) => Some(*amount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reckoned(terms: serde_json::Value) -> Option<(String, String)> {
        let terms: Terms = serde_json::from_value(terms).unwrap();
        reckon(&terms).map(|(net, vat)| (net.to_string(), vat.to_string()))
    }

    #[test]
    fn a2_vat_is_rounded_once_for_each_rate() {
        let line =
            |price: &str, rate: &str| serde_json::json!({"quantity": "1", "price": price, "rate": rate});
        let lines = [line("0.13", "19"), line("0.13", "19.0"), line("0.13", "7")];
        let terms = serde_json::json!({"number": "1", "issue_date": "2026-03-01", "lines": lines});
        // 0.26 x 19 % = 0.0494, not twice 0.0247.
        assert_eq!(reckoned(terms), Some(("0.39".to_owned(), "0.06".to_owned())));
    }

    #[test]
    fn a2_lines_multiply_before_they_divide_and_adjustments_follow() {
        let terms = serde_json::json!({"number": "1", "issue_date": "2026-03-01", "lines": [
            {"quantity": "205", "price": "105.30", "base_quantity": "60", "rate": "19",
             "allowances": [{"value": {"percent": "50"}}], "charges": [{"value": {"amount": "0.11"}}]}],
            "allowances": [{"value": {"percent": "10"}, "rate": "19"}]});
        // 359.78 - 179.89 + 0.11 = 180.00, less a tenth; 162.00 x 19 % = 30.78.
        assert_eq!(reckoned(terms), Some(("162.00".to_owned(), "30.78".to_owned())));
    }

    #[test]
    fn a2_a_base_of_zero_is_no_crash() {
        let terms = serde_json::json!({"number": "1", "issue_date": "2026-03-01",
            "lines": [{"quantity": "1", "price": "1", "base_quantity": "0"}]});
        assert_eq!(reckoned(terms), None);
    }
}
