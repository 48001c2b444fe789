//! Where the clocks of a ticket stand, derived from their facts.

use crate::store::tickets::Loaded;
use jiff::Timestamp;
use kontor_escalation_domain::{ClockKind, ClockState, ClockView};
use kontor_status::{Problem, Result};

/// Where the clocks with a target stand.
pub(crate) type Views = Vec<(ClockKind, ClockView)>;

/// Where a ticket's clocks stand, as far as something is promised.
pub(crate) fn of(loaded: &Loaded, now: Timestamp) -> Result<Views> {
    let mut views = Vec::new();
    for kind in ClockKind::ALL {
        let view = loaded.ticket.view(kind, &loaded.calendars, now).map_err(Problem::internal)?;
        views.extend(view.filter(|view| view.target.is_some()).map(|view| (kind, view)));
    }
    Ok(views)
}

/// Until when a clock runs; none while it stands and once it counts no more.
pub(crate) const fn shown_due(view: &ClockView) -> Option<Timestamp> {
    match view.state {
        ClockState::Running | ClockState::Met | ClockState::Breached => view.due,
        ClockState::Paused | ClockState::Cancelled => None,
    }
}
