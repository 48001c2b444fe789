//! The words that terms, facts and verdicts share.

use std::fmt;

pub use kontor_calendar::Band;

/// One text in both languages of the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// German.
    pub de: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A text from its two forms.
    #[must_use]
    pub fn new(de: impl Into<String>, en: impl Into<String>) -> Self {
        Self { de: de.into(), en: en.into() }
    }
}

/// The text is none of the words that the type knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("choose one of {0}")]
pub struct UnknownWord(pub &'static str);

macro_rules! words {
    ($(
        $(#[$doc:meta])*
        $name:ident { $( $(#[$variant_doc:meta])* $variant:ident = $word:literal, $de:literal, $en:literal; )* }
    )*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $( $(#[$variant_doc])* $variant, )* }

        impl $name {
            /// All there are, in their order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its stable word, as stored.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// Its name for people.
            #[must_use]
            pub fn text(self) -> Text {
                match self { $(Self::$variant => Text::new($de, $en)),* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownWord;
            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                match text { $($word => Ok(Self::$variant),)* _ => Err(UnknownWord(concat!($($word, " "),*))) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )*};
}

words! {
    /// How urgent a disturbance is; the first is the most urgent.
    Priority {
        /// Business stands still.
        Critical = "critical", "kritisch", "critical";
        /// A department cannot work.
        High = "high", "hoch", "high";
        /// Work is hindered.
        Normal = "normal", "normal", "normal";
        /// A question or a wish.
        Low = "low", "niedrig", "low";
    }

    /// How work reaches the customer.
    Channel {
        /// By remote session.
        Remote = "remote", "Fernwartung", "remote";
        /// By telephone.
        Phone = "phone", "Telefon", "phone";
        /// At the customer's site.
        OnSite = "on_site", "vor Ort", "on site";
        /// On the way.
        Travel = "travel", "Anfahrt", "travel";
    }

    /// What coverage decides (C2).
    Decision {
        /// Covered by the flat fee: not billed.
        Included = "included", "inklusive", "included";
        /// Drawn from the chain of quotas.
        Quota = "quota", "Kontingent", "quota";
        /// Billed at the contract's price.
        Billable = "billable", "berechenbar", "billable";
        /// No contract covers it; the customer has to agree first.
        NotCovered = "not_covered", "nicht abgedeckt", "not covered";
        /// Two contracts could cover it, or no price is valid: someone has to decide.
        Undecided = "undecided", "unentschieden", "undecided";
    }

    /// How urgently a directive speaks (C7).
    Severity {
        /// Good to know.
        Info = "info", "Hinweis", "info";
        /// To be heeded.
        Caution = "caution", "Achtung", "caution";
        /// To be acknowledged before work starts.
        Acknowledge = "acknowledge", "zu bestätigen", "to acknowledge";
    }

    /// How a predicate came out (C2).
    Outcome {
        /// It held.
        Held = "held", "erfüllt", "held";
        /// It did not hold.
        Failed = "failed", "nicht erfüllt", "failed";
        /// It was not asked.
        NotAsked = "not_asked", "nicht gefragt", "not asked";
    }

    /// How a billable quantity is rounded to its increment (R2).
    RoundingMode {
        /// Every started increment counts.
        Up = "up", "aufgerundet", "up";
        /// To the nearest increment, half up.
        Nearest = "nearest", "kaufmännisch", "nearest";
        /// Not at all.
        None = "none", "sekundengenau", "not at all";
    }

    /// What is rounded together (R2).
    RoundingScope {
        /// Each entry.
        Entry = "entry", "je Leistung", "per entry";
        /// Each ticket.
        Ticket = "ticket", "je Ticket", "per ticket";
        /// Each ticket and day.
        TicketDay = "ticket_day", "je Ticket und Tag", "per ticket and day";
        /// Each customer and day.
        CustomerDay = "customer_day", "je Kunde und Tag", "per customer and day";
        /// Each invoice.
        Invoice = "invoice", "je Rechnung", "per invoice";
    }

    /// What a quota is counted in (R4).
    QuotaKind {
        /// Seconds of work.
        Time = "time", "Zeit", "time";
        /// Money.
        Value = "value", "Wert", "value";
        /// Calls: one per ticket.
        Calls = "calls", "Vorgänge", "calls";
    }

    /// How often a quota is filled again or a fee comes (R5, R9).
    Replenishment {
        /// Once.
        Once = "once", "einmalig", "once";
        /// Every month.
        Monthly = "monthly", "monatlich", "monthly";
        /// Every quarter.
        Quarterly = "quarterly", "vierteljährlich", "quarterly";
        /// Every year.
        Yearly = "yearly", "jährlich", "yearly";
    }

    /// What happens with what a quota cannot cover (R6).
    OverageRule {
        /// Billed at the overage rate.
        Bill = "bill", "wird berechnet", "billed";
        /// Refused when the time is captured.
        Refuse = "refuse", "wird abgelehnt", "refused";
        /// Drawn from the next period, to a limit.
        NextPeriod = "next_period", "wird dem nächsten Zeitraum entnommen", "drawn from the next period";
        /// A new lot is granted and invoiced.
        Replenish = "replenish", "wird nachgekauft", "replenished";
    }

    /// What a quota is in law and in the books (R5b).
    LegalKind {
        /// Bought credit, taxed at purchase.
        Credit = "credit", "Guthaben", "credit";
        /// Paid in advance, offset on the final invoice.
        Prepayment = "prepayment", "Anzahlung", "prepayment";
        /// Committed and billed as drawn.
        Callable = "callable", "Abrufkontingent", "callable";
    }

    /// When a call is counted (R4).
    CallTrigger {
        /// When the ticket is opened.
        Opening = "opening", "bei Eröffnung", "on opening";
        /// With the first work on it.
        FirstWork = "first_work", "mit der ersten Leistung", "with the first work";
        /// When it is closed.
        Closing = "closing", "bei Abschluss", "on closing";
    }

    /// What a fee costs for a part of its period (R9).
    Proration {
        /// Its share by days.
        ByDay = "by_day", "taggenau", "by day";
        /// All of it.
        None = "none", "voll", "in full";
    }

    /// What kind of contract terms make.
    ContractKind {
        /// An individual agreement.
        Individual = "individual", "Einzelvereinbarung", "individual agreement";
        /// Maintenance for a flat fee.
        FlatMaintenance = "flat_maintenance", "Wartung pauschal", "flat maintenance";
        /// Managed service paid by seat or device.
        ManagedPerSeat = "managed_per_seat", "Managed Service je Arbeitsplatz", "managed service per seat";
        /// Work is drawn from prepaid time.
        TimeQuota = "time_quota", "Zeitkontingent", "time quota";
        /// Work is drawn from a prepaid amount.
        ValueQuota = "value_quota", "Wertkontingent", "value quota";
        /// A number of calls is paid for.
        CallQuota = "call_quota", "Vorgangskontingent", "call quota";
        /// Agreed prices only.
        FramePriceList = "frame_price_list", "Rahmenvertrag mit Preisliste", "frame price list";
    }
}

/// All bands (C6).
pub const BANDS: [Band; 4] = [Band::Service, Band::AfterHours, Band::Weekend, Band::Holiday];

/// The name of a band for people.
#[must_use]
pub fn band_text(band: Band) -> Text {
    match band {
        Band::Service => Text::new("Servicezeit", "service hours"),
        Band::AfterHours => Text::new("außerhalb der Servicezeit", "after hours"),
        Band::Weekend => Text::new("Wochenende", "weekend"),
        Band::Holiday => Text::new("Feiertag", "holiday"),
    }
}
