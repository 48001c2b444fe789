//! `kontor rate`: entries under given terms, by the code that rates them in a house, without a database (docs/rate.md).

pub(crate) mod field;
mod quotas;
mod read;

use kontor_billing_domain::ledger::Account;
use kontor_billing_domain::{Draw, Portion, PortionKind, RatedEntry, RatingError, allocate};
use kontor_ids::QuotaId;
use kontor_money::Amount;
use read::Case;
use serde_json::{Value, json};
use std::error::Error;

/// Rates the entries of a document and prints charges, draws, balances and explanations as JSON.
///
/// # Errors
/// With all that is wrong in the document, by path, or when amounts are too large.
pub fn rate(json: &[u8]) -> Result<String, Box<dyn Error>> {
    let document: Value =
        serde_json::from_slice(json).map_err(|error| format!("the document: {error}, write it as JSON"))?;
    let case = read::case(&document).map_err(|wrong| wrong.join("\n"))?;
    let made = allocate(&case.entries, &case.ground).map_err(|error| case.told(&error))?;
    let currency = case.ground.currency;
    let lots = made.auto_lots.iter().map(|auto| {
        json!({
            "quota": case.name(auto.lot.key.quota),
            "granted_on": auto.lot.from.to_string(),
            "amount": auto.lot.amount.normalize().to_string(),
            "net": money(auto.price),
        })
    });
    let balances = made.levels.iter().map(|(quota, level)| {
        json!({
            "quota": case.name(*quota),
            "granted": level.granted.to_string(),
            "balance": level.balance.to_string(),
        })
    });
    let answer = json!({
        "currency": currency.code(),
        "entries": made.rated.iter().map(|rated| case.entry(rated)).collect::<Vec<_>>(),
        "granted_lots": lots.collect::<Vec<_>>(),
        "balances": balances.collect::<Vec<_>>(),
        "net": money(made.net(currency).map_err(|error| format!("entries: {error}, rate fewer at once"))?),
    });
    Ok(serde_json::to_string_pretty(&answer)? + "\n")
}

fn money(amount: Amount) -> String {
    amount.value().to_string()
}

impl Case {
    /// Why the entries cannot be rated, by path: what is read one by one may be too much together.
    fn told(&self, error: &RatingError) -> String {
        match error {
            RatingError::Money { entry, source } => {
                let path = self.paths.get(entry).map_or("entries", String::as_str);
                format!("{path}: {source}, check its seconds and the prices")
            }
            RatingError::BadFactor { quota } => {
                let n = self.quotas.iter().position(|q| q.terms.quota == *quota).unwrap_or_default();
                format!("quotas[{n}].band_factors: give more than zero")
            }
        }
    }

    fn name(&self, quota: QuotaId) -> &str {
        self.quotas.iter().find(|q| q.terms.quota == quota).map_or("", |q| q.name.as_str())
    }

    fn entry(&self, rated: &RatedEntry) -> Value {
        let steps = rated.explanation.iter().map(|step| {
            let text = step.text();
            json!({"de": text.de, "en": text.en})
        });
        json!({
            "id": self.names.get(&rated.entry),
            "service_date": rated.service_date.to_string(),
            "worked_seconds": rated.worked,
            "billable_seconds": rated.billable,
            "waits": rated.waits(),
            "net": money(rated.net),
            "charges": rated.portions.iter().map(|portion| self.charge(portion)).collect::<Vec<_>>(),
            "explanation": steps.collect::<Vec<_>>(),
        })
    }

    fn charge(&self, portion: &Portion) -> Value {
        let quantity = portion.quantity();
        let band = read::BANDS.iter().find(|(_, band)| *band == portion.band).map(|(name, _)| *name);
        json!({
            "kind": kind(portion.kind),
            "quota": portion.kind.quota().map(|quota| self.name(quota)),
            "band": band,
            "seconds": portion.seconds,
            "quantity": quantity.value.to_string(),
            "unit": quantity.unit.code(),
            "base": quantity.base.to_string(),
            "price": portion.per_hour.map(money),
            "net": money(portion.net),
            "worth": money(portion.worth),
            "draws": portion.draws.iter().map(|draw| self.draw(draw)).collect::<Vec<_>>(),
        })
    }

    fn draw(&self, draw: &Draw) -> Value {
        let lot = match draw.from {
            Account::Lot(key) => self.lot(&key),
            _ => "next period".to_owned(),
        };
        json!({
            "quota": self.name(draw.from.quota()),
            "lot": lot,
            "units": draw.units.normalize().to_string(),
            "date": draw.on.to_string(),
        })
    }

    /// A lot as people name it: by what it is and the day it begins.
    fn lot(&self, key: &kontor_billing_domain::LotKey) -> String {
        use kontor_billing_domain::LotOrigin::{Auto, Bought, Period};
        match key.origin {
            Period(day) => format!("period {day}"),
            Auto(n) => format!("replenished {n}"),
            Bought(_) => {
                let from = self.ground.lots.iter().find(|lot| lot.key == *key).map(|lot| lot.from);
                from.map_or_else(|| "bought".to_owned(), |day| format!("bought {day}"))
            }
        }
    }
}

const fn kind(kind: PortionKind) -> &'static str {
    match kind {
        PortionKind::Free => "free",
        PortionKind::Included => "included",
        PortionKind::Quota { .. } => "quota",
        PortionKind::Billable => "billable",
        PortionKind::NotCovered => "not_covered",
        PortionKind::Overage { .. } => "overage",
        PortionKind::Refused { .. } => "refused",
        PortionKind::Undecided(_) => "undecided",
    }
}

#[cfg(test)]
mod tests;
