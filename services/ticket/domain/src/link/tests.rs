//! Links: who may be tied to whom, and that both logs tell it.

use super::*;
use crate::ticket::tests::{stamp, ticket};
use crate::{LogEntry, State};
use kontor_ids::SequentialIds;

fn numbered(n: u16) -> Ticket {
    Ticket { id: TicketId::new(&SequentialIds::new(100 + n)), ..ticket(State::InProgress, &[]) }
}

fn link_of(entry: &LogEntry) -> (Relation, TicketId, bool) {
    match entry.body {
        EntryBody::Link { relation, other, ended } => (relation, other, ended),
        ref other => panic!("{other:?}"),
    }
}

#[test]
fn k7_a_relation_read_backwards_twice_is_itself_and_one_side_of_each_points() {
    for relation in Relation::ALL {
        assert_eq!(relation.inverse().inverse(), *relation);
        assert!(relation.points() ^ relation.inverse().points(), "{relation}");
        assert_eq!(relation.is_manual(), relation.inverse().is_manual());
        let (one, two) = (numbered(1).id, numbered(2).id);
        assert_eq!(Link::of(one, *relation, two), Link::of(two, relation.inverse(), one));
    }
}

#[test]
fn k7_both_logs_tell_a_link_and_its_end_each_from_its_side() {
    for &relation in Relation::ALL.iter().filter(|r| r.is_manual()) {
        let (one, two) = (numbered(1), numbered(2));
        let (a, b) = link((one.clone(), two.clone()), relation, &[], &[], &stamp()).unwrap();
        assert_eq!(link_of(&a.1.entry), (relation, two.id, false));
        assert_eq!(link_of(&b.1.entry), (relation.inverse(), one.id, false));
        assert_eq!((a.0.version, b.0.version), (one.version + 1, two.version + 1));
        let known = [Link::of(one.id, relation, two.id)];
        let again = link((two.clone(), one.clone()), relation.inverse(), &known, &[], &stamp());
        assert_eq!(again.unwrap_err(), Refusal::Unchanged { field: "relation" });
        // It is ended from either side.
        let (b, a) = unlink((two, one), relation.inverse(), &known, &stamp()).unwrap();
        assert!(link_of(&a.1.entry).2 && link_of(&b.1.entry).2);
    }
}

#[test]
fn k7_one_parent_no_ring_and_nothing_with_itself() {
    let (a, b, c) = (numbered(1), numbered(2), numbered(3));
    let refused = |pair: (&Ticket, &Ticket), relation, known: &[Link], above: &[TicketId]| {
        link((pair.0.clone(), pair.1.clone()), relation, known, above, &stamp()).unwrap_err()
    };
    assert!(matches!(refused((&a, &a), Relation::CausedBy, &[], &[]), Refusal::Together(_)));
    let known = [Link::of(a.id, Relation::ChildOf, b.id)];
    for (pair, relation) in [((&a, &c), Relation::ChildOf), ((&c, &a), Relation::ParentOf)] {
        assert!(matches!(refused(pair, relation, &known, &[]), Refusal::Together(_)));
    }
    // `c` is part of `b`, which is part of `a`: `a` is no part of `c`.
    assert!(matches!(refused((&a, &c), Relation::ChildOf, &[], &[b.id, a.id]), Refusal::Together(_)));
    for relation in Relation::ALL.iter().filter(|r| !r.is_manual()) {
        assert!(matches!(refused((&a, &b), *relation, &[], &[]), Refusal::Together(_)));
        let known = [Link::of(a.id, *relation, b.id)];
        assert!(unlink((a.clone(), b.clone()), *relation, &known, &stamp()).is_err(), "{relation}");
    }
    assert!(unlink((a, b), Relation::CausedBy, &known, &stamp()).is_err());
}

#[test]
fn k7_a_closed_ticket_is_linked_and_a_merged_one_is_not() {
    let (closed, other) = (Ticket { state: State::Closed, ..numbered(1) }, numbered(2));
    assert!(link((other.clone(), closed.clone()), Relation::CausedBy, &[], &[], &stamp()).is_ok());
    let merged = Ticket { merged_into: Some(other.id), ..closed };
    let refused = link((other.clone(), merged), Relation::CausedBy, &[], &[], &stamp()).unwrap_err();
    assert_eq!(refused, Refusal::Merged(other.id));
}
