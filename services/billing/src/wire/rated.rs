//! What rating gave, as the wire has it.

use super::money::{decimal, duration, money, stamp};
use kontor_billing_domain::quote::Quote;
use kontor_billing_domain::{Extras, LineKey, Localized, Portion, PortionKind, RatedEntry, Step};
use kontor_ids::TimeEntryId;
use kontor_money::Amount;
use kontor_proto::billing::v1 as wire;
use kontor_proto::contract::v1::{Coverage, Decision};
use kontor_proto::types::v1::LocalizedText;

pub(crate) fn explanation(steps: &[Step]) -> Vec<LocalizedText> {
    let texts = steps.iter().map(Step::text);
    texts.map(localized).collect()
}

/// What comes with one entry, as the wire has it, and its sum.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    extras: Vec<wire::Extra>,
    net: Vec<Amount>,
    unpriced: bool,
}

impl Beside {
    /// What comes with this entry.
    pub(crate) fn of(extras: &Extras, id: TimeEntryId) -> Self {
        let own = extras.charges.iter().filter(|(charge, _)| match &charge.key {
            LineKey::Extra { entry, .. } => *entry == id,
            _ => false,
        });
        let (mut shown, mut net) = (Vec::new(), Vec::new());
        for (charge, text) in own {
            net.push(charge.list_net);
            shown.push(wire::Extra {
                text: Some(LocalizedText { de: text.de.clone(), en: text.en.clone() }),
                quantity: decimal(charge.quantity.value),
                unit_code: charge.quantity.unit.code().to_owned(),
                price: money(charge.price),
                base: decimal(charge.quantity.base),
                net: money(charge.list_net),
            });
        }
        Self { extras: shown, net, unpriced: extras.unpriced.contains(&id) }
    }

    /// Its price together with that of the work.
    fn with(&self, net: Amount) -> Amount {
        let all = Amount::sum(net.currency(), self.net.iter().copied().chain([net]));
        // Each was checked against what money can hold; no house sums to more.
        all.unwrap_or(net)
    }
}

pub(crate) fn rated(rated: &RatedEntry, beside: Beside) -> wire::RatedEntry {
    wire::RatedEntry {
        entry: rated.entry.resource_name(),
        entry_version: i32::try_from(rated.version).unwrap_or(i32::MAX),
        portions: rated.portions.iter().map(portion).collect(),
        raw: duration(rated.worked),
        billable: duration(rated.billable),
        net: money(beside.with(rated.net)),
        explanation: explanation(&rated.explanation),
        undecided: rated.waits(),
        start_time: stamp(rated.start),
        extras_unpriced: beside.unpriced,
        extras: beside.extras,
    }
}

pub(crate) fn portion(portion: &Portion) -> wire::Portion {
    wire::Portion {
        decision: decision(portion.kind).into(),
        quota: portion.kind.quota().map(|q| q.resource_name()).unwrap_or_default(),
        overage: matches!(portion.kind, PortionKind::Overage { .. } | PortionKind::Refused { .. }),
        quantity: duration(portion.seconds),
        per_hour: portion.per_hour.and_then(money),
        net: money(portion.net),
    }
}

/// The decision that a portion shows; free seconds are included.
pub(crate) const fn decision(kind: PortionKind) -> Decision {
    match kind {
        PortionKind::Free | PortionKind::Included => Decision::Included,
        PortionKind::Quota { .. } => Decision::Quota,
        PortionKind::Billable | PortionKind::Overage { .. } => Decision::Billable,
        PortionKind::NotCovered => Decision::NotCovered,
        PortionKind::Refused { .. } | PortionKind::Undecided(_) => Decision::Undecided,
    }
}

/// A quote with the verdict it rests on; `names` gives what people call the quotas.
pub(crate) fn quote(
    quote: &Quote,
    coverage: Option<Coverage>,
    balances: Vec<wire::QuotaBalance>,
    beside: Beside,
) -> wire::Quote {
    wire::Quote {
        coverage,
        portions: quote.rated.portions.iter().map(portion).collect(),
        billable: duration(quote.rated.billable),
        net: money(beside.with(quote.adds)),
        balances,
        next_increment: money(quote.next_increment),
        explanation: explanation(&quote.rated.explanation),
        extras_unpriced: beside.unpriced,
        extras: beside.extras,
    }
}

pub(crate) fn balance(
    quota: kontor_ids::QuotaId,
    display_name: &str,
    kind: i32,
    level: kontor_billing_domain::ledger::Level,
) -> wire::QuotaBalance {
    wire::QuotaBalance {
        quota: quota.resource_name(),
        display_name: display_name.to_owned(),
        kind,
        balance: decimal(level.balance),
        granted: decimal(level.granted),
    }
}

/// A text in both languages.
pub(crate) fn localized(text: Localized) -> LocalizedText {
    LocalizedText { de: text.de, en: text.en }
}
