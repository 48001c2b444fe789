//! Enums of the wire from and to the words of the domain.

use kontor_contract_domain::{
    Band, CallTrigger, Channel, ContractKind, Decision, LegalKind, Outcome, OverageRule, Priority, Proration,
    QuotaKind, Replenishment, RoundingMode, RoundingScope, Severity, Violations,
};
use kontor_proto::contract::v1 as contract;
use kontor_proto::types::v1 as types;

/// A word that has a number on the wire.
pub(crate) trait Word: Sized + Copy {
    /// The words to choose from, for remedies.
    const CHOICES: &'static str;

    /// Reads the number; nothing for the unspecified one and for unknown ones.
    fn read(number: i32) -> Option<Self>;

    /// Its number.
    fn print(self) -> i32;
}

macro_rules! words {
    ($($name:ident is $wire:path: $choices:literal { $($variant:ident = $wire_variant:ident),* $(,)? })*) => {$(
        impl Word for $name {
            const CHOICES: &'static str = $choices;

            fn read(number: i32) -> Option<Self> {
                use $wire as Wire;
                match Wire::try_from(number).ok()? {
                    $(Wire::$wire_variant => Some(Self::$variant),)*
                    Wire::Unspecified => None,
                }
            }

            fn print(self) -> i32 {
                use $wire as Wire;
                match self { $(Self::$variant => Wire::$wire_variant as i32),* }
            }
        }
    )*};
}

words! {
    Priority is types::Priority: "critical, high, normal or low" {
        Critical = Critical, High = High, Normal = Normal, Low = Low,
    }
    Channel is types::Channel: "remote, phone, on site or travel" {
        Remote = Remote, Phone = Phone, OnSite = OnSite, Travel = Travel,
    }
    Band is types::Band: "service, after hours, weekend or holiday" {
        Service = Service, AfterHours = AfterHours, Weekend = Weekend, Holiday = Holiday,
    }
    Decision is contract::Decision: "included, quota or billable" {
        Included = Included, Quota = Quota, Billable = Billable, NotCovered = NotCovered, Undecided = Undecided,
    }
    Severity is contract::Severity: "info, caution or acknowledge" {
        Info = Info, Caution = Caution, Acknowledge = Acknowledge,
    }
    Outcome is contract::Outcome: "held, failed or not asked" {
        Held = Held, Failed = Failed, NotAsked = NotAsked,
    }
    RoundingMode is contract::RoundingMode: "up, nearest or none" {
        Up = Up, Nearest = Nearest, None = None,
    }
    RoundingScope is contract::RoundingScope: "entry, ticket, ticket and day, customer and day or invoice" {
        Entry = Entry, Ticket = Ticket, TicketDay = TicketDay, CustomerDay = CustomerDay, Invoice = Invoice,
    }
    QuotaKind is contract::QuotaKind: "time, value or calls" {
        Time = Time, Value = Value, Calls = Calls,
    }
    Replenishment is contract::Replenishment: "once, monthly, quarterly or yearly" {
        Once = Once, Monthly = Monthly, Quarterly = Quarterly, Yearly = Yearly,
    }
    OverageRule is contract::OverageRule: "bill, refuse, next period or replenish" {
        Bill = Bill, Refuse = Refuse, NextPeriod = NextPeriod, Replenish = Replenish,
    }
    LegalKind is contract::LegalKind: "credit, prepayment or callable" {
        Credit = Credit, Prepayment = Prepayment, Callable = Callable,
    }
    CallTrigger is contract::CallTrigger: "opening, first work or closing" {
        Opening = Opening, FirstWork = FirstWork, Closing = Closing,
    }
    Proration is contract::Proration: "by day or none" {
        ByDay = ByDay, None = None,
    }
}

impl Word for ContractKind {
    const CHOICES: &'static str = "flat maintenance, managed per seat, time quota, value quota, call quota, frame price \
                                   list, or leave it unset";

    fn read(number: i32) -> Option<Self> {
        use contract::ContractKind as Wire;
        Some(match Wire::try_from(number).ok()? {
            Wire::Unspecified => Self::Individual,
            Wire::FlatMaintenance => Self::FlatMaintenance,
            Wire::ManagedPerSeat => Self::ManagedPerSeat,
            Wire::TimeQuota => Self::TimeQuota,
            Wire::ValueQuota => Self::ValueQuota,
            Wire::CallQuota => Self::CallQuota,
            Wire::FramePriceList => Self::FramePriceList,
        })
    }

    fn print(self) -> i32 {
        use contract::ContractKind as Wire;
        match self {
            Self::Individual => Wire::Unspecified as i32,
            Self::FlatMaintenance => Wire::FlatMaintenance as i32,
            Self::ManagedPerSeat => Wire::ManagedPerSeat as i32,
            Self::TimeQuota => Wire::TimeQuota as i32,
            Self::ValueQuota => Wire::ValueQuota as i32,
            Self::CallQuota => Wire::CallQuota as i32,
            Self::FramePriceList => Wire::FramePriceList as i32,
        }
    }
}

/// A word that must be there.
pub(crate) fn required<T: Word>(field: &str, number: i32, v: &mut Violations) -> Option<T> {
    let word = T::read(number);
    if word.is_none() {
        v.add(field, format!("choose {}", T::CHOICES));
    }
    word
}

/// A word with a default for the unspecified one.
pub(crate) fn or_default<T: Word>(field: &str, number: i32, default: T, v: &mut Violations) -> T {
    if number == 0 { default } else { required(field, number, v).unwrap_or(default) }
}

/// A word or nothing for the unspecified one.
pub(crate) fn optional<T: Word>(field: &str, number: i32, v: &mut Violations) -> Option<T> {
    if number == 0 { None } else { required(field, number, v) }
}

/// A list of words.
pub(crate) fn list<T: Word>(field: &str, numbers: &[i32], v: &mut Violations) -> Vec<T> {
    let items = numbers.iter().take(100).enumerate();
    items.filter_map(|(i, number)| required(&format!("{field}[{i}]"), *number, v)).collect()
}

/// The numbers of words.
pub(crate) fn print_list<T: Word>(words: &[T]) -> Vec<i32> {
    words.iter().map(|word| word.print()).collect()
}

/// A kind of record that files carry.
pub(crate) fn record_kind(number: i32, v: &mut Violations) -> Option<contract::RecordKind> {
    let kind =
        contract::RecordKind::try_from(number).ok().filter(|kind| *kind != contract::RecordKind::Unspecified);
    if kind.is_none() {
        v.add("kind", "choose customers, contacts, sites or assets");
    }
    kind
}
