//! What the taking house is shown.

use super::*;
use crate::log::{Actor, LogKind};
use kontor_ids::{ContactId, UserId};
use proptest::prelude::*;

fn taker() -> TenantId {
    TenantId::from_uuid(Uuid::from_u128(7))
}

fn actors() -> Vec<Actor> {
    let user = UserId::from_uuid(Uuid::from_u128(5));
    vec![
        Actor::User(user),
        Actor::Contact(ContactId::from_uuid(Uuid::from_u128(6))),
        Actor::Service("billing".into()),
        Actor::Partner { house: taker(), user: Some(user) },
        Actor::Partner { house: TenantId::from_uuid(Uuid::from_u128(8)), user: Some(user) },
    ]
}

fn entry(kind: LogKind, actor: Actor, public: bool) -> Entry {
    Entry { kind, text: "x".into(), actor, event_time: evening(), public }
}

#[test]
fn n10_notes_of_the_giving_house_are_not_shown() {
    let note = |actor: &Actor, public| shown(entry(LogKind::Note, actor.clone(), public), taker());
    let [user, contact, service, own, other] = &actors()[..] else { unreachable!("five actors") };
    for hidden in [user, service, other] {
        assert_eq!(note(hidden, false), None);
    }
    assert_eq!(note(user, true).map(|e| e.side), Some(Side::Giver));
    assert_eq!(note(contact, false).map(|e| e.side), Some(Side::Customer));
    assert_eq!(note(own, false).map(|e| e.side), Some(Side::Taker));
}

proptest! {
    /// Only what people said to each other about this ticket passes, whoever wrote it and however it is marked.
    #[test]
    fn n10_nothing_but_what_is_allowed_passes(
        kind in prop::sample::select(LogKind::ALL),
        actor in prop::sample::select(actors()),
        public in any::<bool>(),
    ) {
        let passed = shown(entry(kind, actor.clone(), public), taker());
        if let Some(passed) = passed {
            prop_assert!(kind.is_manual());
            prop_assert!(public || passed.side != Side::Giver);
            let own = actor == actors()[3];
            prop_assert_eq!(passed.side == Side::Taker, own);
        }
    }
}
