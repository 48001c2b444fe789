//! Values of the wire and of the rules.

use jiff::Timestamp;
use kontor_identity_domain::Role;
use kontor_proto::identity::v1 as wire;

/// An instant on the wire.
pub(crate) fn time(at: Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: at.as_second(), nanos: at.subsec_nanosecond() }
}

/// An instant to the microsecond, which is what the database keeps.
pub(crate) fn read_time(at: &prost_types::Timestamp) -> Option<Timestamp> {
    let exact = Timestamp::new(at.seconds, at.nanos).ok()?;
    Timestamp::from_microsecond(exact.as_microsecond()).ok()
}

/// Each role with its number on the wire.
const ROLES: [(Role, wire::Role); 9] = [
    (Role::FirstLevel, wire::Role::FirstLevel),
    (Role::SecondLevel, wire::Role::SecondLevel),
    (Role::Technician, wire::Role::Technician),
    (Role::Dispatcher, wire::Role::Dispatcher),
    (Role::Accounting, wire::Role::Accounting),
    (Role::Management, wire::Role::Management),
    (Role::HouseAdmin, wire::Role::HouseAdmin),
    (Role::Integrator, wire::Role::Integrator),
    (Role::Operator, wire::Role::Operator),
];

/// A role on the wire.
pub(crate) fn role(role: Role) -> wire::Role {
    let found = ROLES.into_iter().find(|(ours, _)| *ours == role);
    found.map_or(wire::Role::Unspecified, |(_, theirs)| theirs)
}

/// The role with a number; none for unspecified and unknown ones.
pub(crate) fn read_role(number: i32) -> Option<Role> {
    ROLES.into_iter().find(|(_, theirs)| i32::from(*theirs) == number).map(|(ours, _)| ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_its_number() {
        for ours in Role::ALL {
            assert_eq!(read_role(i32::from(role(ours))), Some(ours));
        }
        assert!(read_role(0).is_none() && read_role(10).is_none() && read_role(-1).is_none());
    }
}
