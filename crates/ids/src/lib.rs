//! Typed identifiers.
//!
//! Every noun has its own id type, so that a ticket id can never be passed where a customer id is meant.
//! All ids are UUIDv7: they sort by creation and reveal nothing but their age. Ids are made only by an
//! [`IdSource`], which is an argument wherever something new comes into being.
//!
//! ```
//! use kontor_ids::{IdSource, SequentialIds, TicketId};
//! let ids = SequentialIds::new(7);
//! let ticket = TicketId::new(&ids);
//! assert_eq!(ticket.to_string().parse::<TicketId>(), Ok(ticket));
//! assert_eq!(TicketId::from_resource_name(&ticket.resource_name()), Ok(ticket));
//! ```
#![forbid(unsafe_code)]

mod source;

pub use source::{IdSource, RandomIds, SequentialIds};
pub use uuid::Uuid;

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text is not a UUID in its hyphenated form.
    #[error("expected a uuid such as 01890a5d-ac96-774b-bcce-b302099a8057")]
    NotAUuid,
    /// The resource name lacks its collection, e.g. `tickets/`.
    #[error("expected a resource name such as {collection}/01890a5d-ac96-774b-bcce-b302099a8057")]
    WrongCollection {
        /// The collection that was expected.
        collection: &'static str,
    },
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident in $collection:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The collection of its resource names.
            pub const COLLECTION: &'static str = $collection;

            /// A new id from the given source.
            #[must_use]
            pub fn new(ids: &dyn IdSource) -> Self {
                Self(ids.uuid())
            }

            /// The id with this value, e.g. read from a database.
            #[must_use]
            pub const fn from_uuid(value: Uuid) -> Self {
                Self(value)
            }

            /// Its bare value, e.g. to bind it to a statement.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }

            /// `collection/uuid`, the form it has on the wire.
            #[must_use]
            pub fn resource_name(self) -> String {
                format!("{}/{}", $collection, self.0)
            }

            /// Reads `collection/uuid`.
            ///
            /// # Errors
            /// When the collection is another one or the rest is no UUID.
            pub fn from_resource_name(name: &str) -> Result<Self, IdError> {
                name.strip_prefix(concat!($collection, "/"))
                    .ok_or(IdError::WrongCollection { collection: $collection })?
                    .parse()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                // Only the hyphenated form: every id has exactly one spelling.
                if text.len() != 36 {
                    return Err(IdError::NotAUuid);
                }
                Uuid::parse_str(text).map(Self).map_err(|_| IdError::NotAUuid)
            }
        }
    )*};
}

ids! {
    /// A house (Systemhaus).
    TenantId in "tenants";
    /// A person of the house.
    UserId in "users";
    /// A group of people that tickets are assigned to.
    TeamId in "teams";
    /// An API token.
    TokenId in "tokens";
    /// A customer.
    CustomerId in "customers";
    /// A person at the customer.
    ContactId in "contacts";
    /// A place where assets stand.
    SiteId in "sites";
    /// A device, licence or other configuration item.
    AssetId in "assets";
    /// A rule how to treat a customer.
    DirectiveId in "directives";
    /// A contract.
    ContractId in "contracts";
    /// One version of a contract's terms.
    ContractVersionId in "contractVersions";
    /// A template that contracts are made from.
    ContractTemplateId in "contractTemplates";
    /// A service calendar.
    CalendarId in "calendars";
    /// An SLA policy.
    SlaPolicyId in "slaPolicies";
    /// A price list.
    PriceListId in "priceLists";
    /// A quota.
    QuotaId in "quotas";
    /// A lot granted to a quota.
    LotId in "lots";
    /// A ticket.
    TicketId in "tickets";
    /// An agreement by which one house takes another's calls.
    VerbundAgreementId in "verbundAgreements";
    /// A ticket in the hands of another house.
    HandoverId in "handovers";
    /// An entry of a ticket's log.
    LogEntryId in "logEntries";
    /// A time entry.
    TimeEntryId in "timeEntries";
    /// A proposal of time that should be booked.
    ProposalId in "proposals";
    /// A running timer.
    TimerId in "timers";
    /// An SLA clock.
    ClockId in "clocks";
    /// An escalation policy.
    EscalationPolicyId in "escalationPolicies";
    /// One firing of an escalation step.
    FiringId in "firings";
    /// An on-call schedule.
    OnCallScheduleId in "onCallSchedules";
    /// What a person is told.
    NotificationId in "notifications";
    /// An escalation by hand.
    EscalationId in "escalations";
    /// A charge.
    ChargeId in "charges";
    /// A transfer in the quota ledger.
    TransferId in "transfers";
    /// A draft invoice.
    DraftId in "drafts";
    /// A line of a draft or an invoice.
    LineId in "lines";
    /// An issued invoice.
    InvoiceId in "invoices";
    /// A payment that came in.
    PaymentId in "payments";
    /// A run of exported bookings.
    BookingRunId in "bookingRuns";
    /// A letter that reminds of what is due.
    ReminderId in "reminders";
    /// A run that proposes such letters.
    ReminderRunId in "reminderRuns";
    /// That nobody is reminded.
    ReminderStopId in "reminderStops";
    /// A mandate for direct debits.
    MandateId in "mandates";
    /// A run of direct debits.
    DebitRunId in "debitRuns";
    /// A rendered document.
    DocumentId in "documents";
    /// A reviewer's decision on a line.
    LineChangeId in "lineChanges";
    /// A review mark of the house's making.
    ReviewMarkId in "reviewMarks";
    /// A run that issues several drafts.
    IssueRunId in "issueRuns";
    /// An event.
    EventId in "events";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_only() {
        let ids = SequentialIds::new(1);
        let id = TicketId::new(&ids);
        assert_eq!(id.to_string().parse::<TicketId>(), Ok(id));
        assert!(id.uuid().simple().to_string().parse::<TicketId>().is_err());
        assert!(format!("{{{id}}}").parse::<TicketId>().is_err());
    }

    #[test]
    fn resource_names_name_their_collection() {
        let id = TicketId::new(&SequentialIds::new(1));
        assert_eq!(TicketId::from_resource_name(&id.resource_name()), Ok(id));
        assert_eq!(
            CustomerId::from_resource_name(&id.resource_name()),
            Err(IdError::WrongCollection { collection: "customers" })
        );
    }

    #[test]
    fn random_ids_sort_by_creation() {
        let made: Vec<Uuid> = (0..1000).map(|_| RandomIds.uuid()).collect();
        assert!(made.is_sorted());
    }
}
