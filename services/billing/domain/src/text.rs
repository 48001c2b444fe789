//! Steps in plain words, German and English.

use crate::explanation::Step;
use crate::quantity::{Quantity, Unit};
use crate::rating::Doubt;
use crate::terms::{Localized, QuotaUnit, RoundingMode, RoundingScope, Seconds};
use jiff::civil::Date;
use kontor_money::{Amount, Decimal};

/// So many seconds, such as `1 h 15 min`; the same in both languages.
#[must_use]
pub fn duration(seconds: Seconds) -> String {
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
    let shown: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n} {unit}")).collect();
    if shown.is_empty() { "0 min".into() } else { shown.join(" ") }
}

/// A number with a decimal comma.
fn comma(value: Decimal) -> String {
    value.to_string().replace('.', ",")
}

fn money_de(amount: Amount) -> String {
    format!("{} {}", comma(amount.value()), amount.currency())
}

fn date_de(day: Date) -> String {
    format!("{:02}.{:02}.{:04}", day.day(), day.month(), day.year())
}

fn units(unit: QuotaUnit, value: Decimal) -> (String, String) {
    use rust_decimal::prelude::ToPrimitive;
    match unit {
        QuotaUnit::Time => match value.to_u64().filter(|s| Decimal::from(*s) == value) {
            Some(seconds) => (duration(seconds), duration(seconds)),
            None => (format!("{} s", comma(value)), format!("{value} s")),
        },
        QuotaUnit::Value => (comma(value), value.to_string()),
        QuotaUnit::Calls { .. } => {
            let n = value.normalize();
            (format!("{} Vorgang/Vorgänge", comma(n)), format!("{n} call(s)"))
        }
    }
}

const fn scope(scope: RoundingScope) -> (&'static str, &'static str) {
    match scope {
        RoundingScope::Entry => ("je Leistung", "per entry"),
        RoundingScope::Ticket => ("je Ticket", "per ticket"),
        RoundingScope::TicketDay => ("je Ticket und Tag", "per ticket and day"),
        RoundingScope::CustomerDay => ("je Kunde und Tag", "per customer and day"),
        RoundingScope::Invoice => ("je Rechnung", "per invoice"),
    }
}

const fn doubt(doubt: Doubt) -> (&'static str, &'static str) {
    match doubt {
        Doubt::Coverage => {
            ("es steht nicht fest, welcher Vertrag gilt", "it is not settled which contract covers it")
        }
        Doubt::NoPrice => ("für diesen Tag gilt kein Preis", "no price is valid on that day"),
        Doubt::NoQuota => ("der Vertrag nennt kein Kontingent", "the contract names no quota"),
    }
}

fn both(de: String, en: String) -> Localized {
    Localized { de, en }
}

/// What comes with work, in words: how much of what at which price.
pub(crate) fn beside(text: &Localized, quantity: Quantity, price: Amount, net: Amount) -> Localized {
    let (value, unit) = (quantity.value, quantity.unit);
    let (unit_de, unit_en) = match unit {
        Unit::Hour => ("h", "h"),
        Unit::Minute => ("min", "min"),
        Unit::Second => ("s", "s"),
        Unit::Kilometre => ("km", "km"),
        Unit::Piece => ("Stück", "pcs"),
        _ => (unit.code(), unit.code()),
    };
    let (per_de, per_en) = if quantity.base == Decimal::ONE {
        (unit_de.to_owned(), unit_en.to_owned())
    } else {
        (format!("{} {unit_de}", comma(quantity.base)), format!("{} {unit_en}", quantity.base))
    };
    both(
        format!(
            "{}: {} {unit_de} zu {} je {per_de}: {}",
            text.de,
            comma(value),
            money_de(price),
            money_de(net)
        ),
        format!(
            "{}: {value} {unit_en} at {} {} per {per_en}: {} {}",
            text.en,
            price.value(),
            price.currency(),
            net.value(),
            net.currency()
        ),
    )
}

impl Step {
    /// The step in plain words.
    #[must_use]
    pub fn text(&self) -> Localized {
        match self {
            Self::Worked { seconds } => {
                let d = duration(*seconds);
                both(format!("Gearbeitet: {d}"), format!("worked: {d}"))
            }
            Self::Rounded { .. } => self.rounded(),
            Self::Included { seconds } => {
                let d = duration(*seconds);
                both(
                    format!("{d} sind in der Pauschale enthalten"),
                    format!("{d} are included in the flat fee"),
                )
            }
            Self::Free => both("Es fällt nichts an".into(), "nothing is billable".into()),
            Self::Beside(text) => text.clone(),
            Self::Surcharge { .. } | Self::Priced { .. } => self.price(),
            Self::Drawn { .. } | Self::CallCovered { .. } | Self::Exhausted { .. } => self.draw(),
            Self::DrawnAhead { .. }
            | Self::Replenished { .. }
            | Self::Overage { .. }
            | Self::Refused { .. }
            | Self::Undecided { .. } => self.beyond(),
        }
    }

    fn rounded(&self) -> Localized {
        let Self::Rounded { scope: s, mode, increment, minimum, free, worked, billable, here } = self else {
            return Localized::default();
        };
        let (scope_de, scope_en) = scope(*s);
        let step = duration(Seconds::from(*increment));
        let (mut de, mut en) = match mode {
            RoundingMode::Up => {
                (format!("jede angefangenen {step} zählen"), format!("every started {step} counts"))
            }
            RoundingMode::Nearest => (format!("auf {step} gerundet"), format!("rounded to {step}")),
            RoundingMode::None => ("ohne Rundung".into(), "not rounded".into()),
        };
        if *minimum > 0 {
            let m = duration(Seconds::from(*minimum));
            de = format!("mindestens {m}, {de}");
            en = format!("at least {m}, {en}");
        }
        if *free > 0 {
            let f = duration(Seconds::from(*free));
            de = format!("die ersten {f} frei, {de}");
            en = format!("the first {f} free, {en}");
        }
        let (w, b, h) = (duration(*worked), duration(*billable), duration(*here));
        both(
            format!("{scope_de}: {de}; aus {w} werden {b}, davon hier {h}"),
            format!("{scope_en}: {en}; {w} become {b}, {h} of them here"),
        )
    }

    fn price(&self) -> Localized {
        match self {
            Self::Surcharge { percent, before, after, .. } => {
                let p = percent.normalize();
                both(
                    format!(
                        "Zuschlag {} %: {} werden {} je Stunde",
                        comma(p),
                        money_de(*before),
                        money_de(*after)
                    ),
                    format!("surcharge {p} %: {before} become {after} per hour"),
                )
            }
            Self::Priced { seconds, per_hour, net, source } => {
                let d = duration(*seconds);
                let from = |text: &str| if text.is_empty() { String::new() } else { format!(" ({text})") };
                both(
                    format!(
                        "{d} zu {} je Stunde: {}{}",
                        money_de(*per_hour),
                        money_de(*net),
                        from(&source.de)
                    ),
                    format!("{d} at {per_hour} per hour: {net}{}", from(&source.en)),
                )
            }
            _ => Localized::default(),
        }
    }

    fn draw(&self) -> Localized {
        match self {
            Self::Drawn { name, unit, seconds, factor, units: drawn, left, .. } => {
                let (d, (drawn_de, drawn_en), (left_de, left_en)) =
                    (duration(*seconds), units(*unit, *drawn), units(*unit, *left));
                let f = factor.normalize();
                let plain = f == Decimal::ONE;
                let times = |of: String| if plain { String::new() } else { format!(" x {of}") };
                both(
                    format!(
                        "{d}{} aus Kontingent „{name}“: {drawn_de} abgerufen, {left_de} übrig",
                        times(comma(f))
                    ),
                    format!(
                        "{d}{} from quota '{name}': {drawn_en} drawn, {left_en} left",
                        times(f.to_string())
                    ),
                )
            }
            Self::CallCovered { name, seconds } => {
                let d = duration(*seconds);
                both(
                    format!("{d}: das Ticket ist in Kontingent „{name}“ schon gezählt"),
                    format!("{d}: the ticket is already counted in quota '{name}'"),
                )
            }
            Self::Exhausted { name, seconds } => {
                let d = duration(*seconds);
                both(
                    format!("Kontingent „{name}“ deckt {d} nicht"),
                    format!("quota '{name}' does not cover {d}"),
                )
            }
            _ => Localized::default(),
        }
    }

    fn beyond(&self) -> Localized {
        match self {
            Self::DrawnAhead { name, seconds, owed, .. } => {
                let d = duration(*seconds);
                both(
                    format!("{d} aus dem nächsten Zeitraum von „{name}“ vorgezogen, {} offen", comma(*owed)),
                    format!("{d} drawn ahead of the next period of '{name}', {owed} owed"),
                )
            }
            Self::Replenished { name, amount, price, on } => both(
                format!(
                    "Kontingent „{name}“ am {} um {} aufgefüllt für {}",
                    date_de(*on),
                    comma(amount.normalize()),
                    money_de(*price)
                ),
                format!("quota '{name}' replenished by {} on {on} for {price}", amount.normalize()),
            ),
            Self::Overage { name, seconds } => {
                let d = duration(*seconds);
                both(format!("{d} Mehrverbrauch über „{name}“"), format!("{d} overage beyond '{name}'"))
            }
            Self::Refused { name, seconds } => {
                let d = duration(*seconds);
                both(
                    format!("{d} über „{name}“ hinaus sind nicht erlaubt: bitte entscheiden"),
                    format!("{d} beyond '{name}' are not allowed: please decide"),
                )
            }
            Self::Undecided { doubt: why, seconds } => {
                let (d, (de, en)) = (duration(*seconds), doubt(*why));
                both(format!("{d} nicht bewertet: {de}"), format!("{d} not priced: {en}"))
            }
            _ => Localized::default(),
        }
    }
}
