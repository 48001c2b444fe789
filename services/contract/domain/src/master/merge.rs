//! Two records that are one: what the winner takes over, and what speaks against it.

use super::{Asset, Contact, Customer, OrderRight};

/// Why two records cannot become one, with what to do; lower-case, no full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash(pub String);

impl std::fmt::Display for Clash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Two customers with what of theirs cannot lie side by side.
#[derive(Debug, Clone)]
pub struct CustomerPair<'a> {
    /// Who becomes a pointer.
    pub loser: &'a Customer,
    /// Who stays.
    pub winner: &'a Customer,
    /// Names that an asset of each has.
    pub same_assets: &'a [String],
    /// Whether price lists of their own hold on the same day.
    pub price_lists_overlap: bool,
}

/// Collects what speaks against it.
#[derive(Default)]
struct Judge(Vec<Clash>);

impl Judge {
    fn require(&mut self, holds: bool, clash: impl FnOnce() -> String) {
        if !holds {
            self.0.push(Clash(clash()));
        }
    }

    /// Both may be the same, or one of them nothing.
    fn same<T: PartialEq>(&mut self, what: &str, loser: Option<&T>, winner: Option<&T>) {
        let differ = matches!((loser, winner), (Some(loser), Some(winner)) if loser != winner);
        self.require(!differ, || format!("the {what} differ: correct the wrong one first"));
    }

    fn finish<T>(self, value: T) -> Result<T, Vec<Clash>> {
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }
}

fn given(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// The winner's text, or the loser's where it has none.
fn filled(winner: &str, loser: &str) -> String {
    given(winner).unwrap_or(loser).to_owned()
}

/// The winner as it will be: what it lacks it takes from the loser.
///
/// # Errors
/// Everything that speaks against it: other tax or routing ids, one on hold and one not, assets of the same name,
/// price lists of their own for the same day.
pub fn merge_customers(pair: &CustomerPair<'_>) -> Result<Customer, Vec<Clash>> {
    let (loser, winner) = (pair.loser, pair.winner);
    let mut judge = Judge::default();
    judge.same("VAT ids", loser.vat_id.as_ref(), winner.vat_id.as_ref());
    judge.same("Leitweg-IDs", loser.leitweg_id.as_ref(), winner.leitweg_id.as_ref());
    judge.require(loser.suspended == winner.suspended, || {
        "one is on hold and the other is not: set the same for both first (C9)".to_owned()
    });
    for name in pair.same_assets.iter().take(20) {
        judge.require(false, || format!("both have an asset {name}: rename one of them first"));
    }
    judge.require(!pair.price_lists_overlap, || {
        "both have price lists of their own for the same days: work would have two prices (C5)".to_owned()
    });
    judge.finish(Customer {
        vat_id: winner.vat_id.clone().or_else(|| loser.vat_id.clone()),
        leitweg_id: winner.leitweg_id.clone().or_else(|| loser.leitweg_id.clone()),
        buyer_reference: filled(&winner.buyer_reference, &loser.buyer_reference),
        electronic_address: winner.electronic_address.clone().or_else(|| loser.electronic_address.clone()),
        iban: winner.iban.clone().or_else(|| loser.iban.clone()),
        account_agent: winner
            .account_agent
            .or(loser.account_agent.filter(|a| winner.account_deputy != Some(*a))),
        note: filled(&winner.note, &loser.note),
        ..winner.clone()
    })
}

/// The winner as it will be, with all numbers and addresses of both.
///
/// # Errors
/// Everything that speaks against it: another customer, another right to order (C8), more than 20 numbers or
/// addresses.
pub fn merge_contacts(loser: &Contact, winner: &Contact) -> Result<Contact, Vec<Clash>> {
    let mut judge = Judge::default();
    judge.require(loser.customer == winner.customer, || {
        "they belong to different customers: merge the customers first".to_owned()
    });
    let rights = |right: OrderRight| right.text().en;
    judge.require(loser.order_right == winner.order_right, || {
        let (loser, winner) = (rights(loser.order_right), rights(winner.order_right));
        format!("one {loser}, the other {winner}: give both the same right first (C8)")
    });
    let phones = union(&winner.phones, &loser.phones);
    let emails = union(&winner.emails, &loser.emails);
    judge.require(phones.len() <= 20 && emails.len() <= 20, || {
        "together they have more than 20 phone numbers or mail addresses: remove some first".to_owned()
    });
    judge.finish(Contact { phones, emails, ..winner.clone() })
}

fn union<T: Clone + PartialEq>(first: &[T], second: &[T]) -> Vec<T> {
    let more = second.iter().filter(|value| !first.contains(value));
    first.iter().chain(more).cloned().collect()
}

/// The winner as it will be: what it lacks it takes from the loser.
///
/// # Errors
/// Everything that speaks against it: another customer, another class, another serial number.
pub fn merge_assets(loser: &Asset, winner: &Asset) -> Result<Asset, Vec<Clash>> {
    let mut judge = Judge::default();
    judge.require(loser.customer == winner.customer, || {
        "they belong to different customers: merge the customers first".to_owned()
    });
    judge.require(loser.class == winner.class, || {
        format!("one is a {}, the other a {}: coverage would differ (C4)", loser.class, winner.class)
    });
    judge.same("serial numbers", given(&loser.serial_number).as_ref(), given(&winner.serial_number).as_ref());
    judge.finish(Asset {
        serial_number: filled(&winner.serial_number, &loser.serial_number),
        host_name: filled(&winner.host_name, &loser.host_name),
        site: winner.site.or(loser.site),
        criticality: winner.criticality.or(loser.criticality),
        warranty_until: winner.warranty_until.or(loser.warranty_until),
        maintenance_contract: filled(&winner.maintenance_contract, &loser.maintenance_contract),
        maintenance_until: winner.maintenance_until.or(loser.maintenance_until),
        ..winner.clone()
    })
}
