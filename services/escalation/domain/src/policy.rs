//! What is done when a clock threatens to run out (E1).

use crate::facts::{ClockKind, MAX_TARGET};

/// Most steps of a policy.
pub const MAX_STEPS: usize = 20;
const MAX_PERCENT: u32 = 1000;

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Action {
    /// Tells the assignee.
    NotifyAssignee,
    /// Tells the team.
    NotifyTeam,
    /// Tells the team's lead.
    NotifyTeamLead,
    /// Tells who is on call; each repetition the next in line (E4).
    NotifyOnCall,
    /// Tells the customer's account agent.
    NotifyAccountAgent,
    /// Tells the management.
    NotifyManagement,
    /// Tells the customer.
    NotifyCustomer,
    /// Raises the priority by one.
    RaisePriority,
    /// Moves the ticket to level 2.
    MoveToLevel2,
    /// Gives the ticket to a team.
    Reassign {
        /// The team's name.
        team: String,
    },
    /// Opens a follow-up.
    OpenFollowUp,
    /// Calls a webhook.
    CallWebhook {
        /// Its address.
        url: String,
    },
}

/// When a step is due. Both are measured in service time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// At this share of the target in percent, 1 to 1000; 100 is the deadline.
    Percent(u32),
    /// So many seconds after the deadline; negative before it. Never before the clock's start.
    Offset(i64),
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which clocks it guards.
    pub kind: ClockKind,
    /// When it is due.
    pub when: When,
    /// What it does; at least one.
    pub actions: Vec<Action>,
    /// Repeats after so many seconds of wall time until acknowledged; at least 60.
    pub repeat_every: Option<i64>,
}

/// Steps that guard clocks; sound by construction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    steps: Vec<Step>,
}

/// One mistake in a policy, with the place of its step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyMistake {
    /// There is no step, or there are too many.
    #[error("steps: {0} steps; give 1 to {MAX_STEPS}")]
    Steps(usize),
    /// The share is out of bounds.
    #[error("steps[{0}].percent: out of bounds; give 1 to {MAX_PERCENT}")]
    Percent(usize),
    /// The offset is out of bounds.
    #[error("steps[{0}].offset: out of bounds; give at most {MAX_TARGET} seconds")]
    Offset(usize),
    /// A step does nothing.
    #[error("steps[{0}].actions: empty; name at least one action")]
    Actions(usize),
    /// It repeats too fast.
    #[error("steps[{0}].repeat_every: shorter than a minute; give at least 60 seconds")]
    Repeat(usize),
}

impl Policy {
    /// A policy of these steps, which keep their places.
    ///
    /// # Errors
    /// With all mistakes at once.
    pub fn new(steps: Vec<Step>) -> Result<Self, Vec<PolicyMistake>> {
        let mut mistakes = Vec::new();
        if steps.is_empty() || steps.len() > MAX_STEPS {
            mistakes.push(PolicyMistake::Steps(steps.len()));
        }
        for (place, step) in steps.iter().enumerate() {
            match step.when {
                When::Percent(percent) if !(1..=MAX_PERCENT).contains(&percent) => {
                    mistakes.push(PolicyMistake::Percent(place));
                }
                When::Offset(offset) if !(-MAX_TARGET..=MAX_TARGET).contains(&offset) => {
                    mistakes.push(PolicyMistake::Offset(place));
                }
                _ => {}
            }
            if step.actions.is_empty() {
                mistakes.push(PolicyMistake::Actions(place));
            }
            if step.repeat_every.is_some_and(|every| !(60..=MAX_TARGET).contains(&every)) {
                mistakes.push(PolicyMistake::Repeat(place));
            }
        }
        if mistakes.is_empty() { Ok(Self { steps }) } else { Err(mistakes) }
    }

    /// Its steps.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }
}

impl When {
    /// Consumed seconds at which it is due: a share that is no whole second is rounded up, so that it never
    /// comes early.
    pub(crate) fn threshold(self, target: i64) -> i64 {
        match self {
            Self::Percent(percent) => (target * i64::from(percent) + 99) / 100,
            Self::Offset(offset) => (target + offset).max(0),
        }
    }
}
