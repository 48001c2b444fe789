//! Who hears of a firing, and when (E1, E4).

use crate::on_call::Schedule;
use crate::policy::Action;
use jiff::Timestamp;
use kontor_calendar::ServiceTime;
use kontor_ids::{ContactId, CustomerId, UserId};
use std::collections::BTreeSet;

/// Who is told something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Person {
    /// A person of the house.
    User(UserId),
    /// The person at the customer who reported the disturbance.
    Contact(ContactId),
    /// The customer, where no contact is known.
    Customer(CustomerId),
}

/// The people around a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directory {
    /// Who works on it.
    pub assignee: Option<UserId>,
    /// Who is in its team.
    pub team: Vec<UserId>,
    /// Who leads its team.
    pub team_lead: Option<UserId>,
    /// The customer's first contact person in the house.
    pub account_agent: Option<UserId>,
    /// Who stands in for that person.
    pub account_deputy: Option<UserId>,
    /// Who answers for the house.
    pub management: Vec<UserId>,
    /// Who reported it.
    pub contact: Option<ContactId>,
    /// Whose it is.
    pub customer: Option<CustomerId>,
}

impl Directory {
    /// Whom an action tells, each once. `on_call` is the schedule with the instant at which the step first fired and
    /// the repetition: without an acknowledgement the next in line hears (E4). Empty for an action that tells nobody,
    /// and where there is nobody.
    #[must_use]
    pub fn recipients(
        &self,
        action: &Action,
        on_call: Option<(&Schedule, Timestamp, u32)>,
    ) -> BTreeSet<Person> {
        let users: Vec<UserId> = match action {
            Action::NotifyAssignee => self.assignee.into_iter().collect(),
            Action::NotifyTeam => self.team.iter().copied().chain(self.team_lead).collect(),
            Action::NotifyTeamLead => self.team_lead.into_iter().collect(),
            Action::NotifyOnCall => {
                let responder = |(schedule, at, n): (&Schedule, Timestamp, u32)| schedule.responder(at, n);
                on_call.and_then(responder).into_iter().collect()
            }
            Action::NotifyAccountAgent => self.account_agent.or(self.account_deputy).into_iter().collect(),
            Action::NotifyManagement => self.management.clone(),
            Action::NotifyCustomer => {
                let contact = self.contact.map(Person::Contact);
                return contact.or(self.customer.map(Person::Customer)).into_iter().collect();
            }
            Action::RaisePriority
            | Action::MoveToLevel2
            | Action::Reassign { .. }
            | Action::OpenFollowUp
            | Action::CallWebhook { .. } => return BTreeSet::new(),
        };
        users.into_iter().map(Person::User).collect()
    }
}

impl Action {
    /// Whether it tells people something.
    #[must_use]
    pub const fn notifies(&self) -> bool {
        matches!(
            self,
            Self::NotifyAssignee
                | Self::NotifyTeam
                | Self::NotifyTeamLead
                | Self::NotifyOnCall
                | Self::NotifyAccountAgent
                | Self::NotifyManagement
                | Self::NotifyCustomer
        )
    }
}

/// When people are told of what happens at an instant: at once, or at the end of the quiet hours it falls into.
/// `urgent` breaks them: the ticket is critical, or the person is on call.
#[must_use]
pub fn notify_at(quiet: Option<&ServiceTime>, at: Timestamp, urgent: bool) -> Timestamp {
    let Some(quiet) = quiet.filter(|quiet| !urgent && quiet.is_open(at)) else { return at };
    // Windows that touch, such as 22-24 and 0-6, are one night.
    let mut end = at;
    for window in quiet.next_windows(at, 8) {
        if window.start > end {
            break;
        }
        end = end.max(window.end);
    }
    end
}
