use crate::*;
use jiff::{SignedDuration, Timestamp};
use kontor_ids::{SequentialIds, TicketId, TimeEntryId, TimerId, UserId};
use proptest::prelude::*;

mod approval;
mod missing;
mod sessions;
mod visit;
mod week;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_770_000_000 + seconds).unwrap()
}

fn input(start: i64, seconds: i64) -> EntryInput {
    let ids = SequentialIds::new(5);
    EntryInput {
        technician: UserId::new(&ids),
        ticket: TicketId::new(&ids),
        activity: String::new(),
        channel: Channel::Remote,
        start: at(start),
        duration: SignedDuration::from_secs(seconds),
        text: "Toner getauscht".into(),
        internal_text: String::new(),
        goodwill_reason: String::new(),
        cost_center: String::new(),
        allow_overlap: false,
        travel: None,
        materials: Vec::new(),
    }
}

fn entry(start: i64, seconds: i64) -> Entry {
    Entry::parse(&input(start, seconds), at(10_000_000)).unwrap()
}

fn fields(result: Result<Entry, Vec<Problem>>) -> Vec<Field> {
    result.map_or_else(|problems| problems.into_iter().map(|p| p.field).collect(), |_| Vec::new())
}

#[test]
fn t1_one_second_to_a_day_and_not_from_the_future() {
    for (start, seconds, now, wrong) in [
        (0, 1, 1, None),
        (0, 0, 1, Some(Field::Duration)),
        (0, -5, 1, Some(Field::Duration)),
        (0, 86_400, 86_400, None),
        (0, 86_401, 86_401, Some(Field::Duration)),
        (0, 600, 300, None),
        (0, 601, 300, Some(Field::StartTime)),
        (301, 1, 0, Some(Field::StartTime)),
    ] {
        let found = fields(Entry::parse(&input(start, seconds), at(now)));
        assert_eq!(found, Vec::from_iter(wrong), "{start} {seconds} {now}");
    }
}

#[test]
fn t1_seconds_are_kept_and_fractions_refused() {
    let mut half = input(0, 60);
    half.duration = SignedDuration::from_millis(60_500);
    assert_eq!(fields(Entry::parse(&half, at(100))), [Field::Duration]);
    half = input(0, 60);
    half.start = Timestamp::from_millisecond(1_770_000_000_500).unwrap();
    assert_eq!(fields(Entry::parse(&half, at(100))), [Field::StartTime]);
    assert_eq!(entry(7, 421).seconds, 421);
}

#[test]
fn t1_everything_wrong_is_told_at_once() {
    let wrong = EntryInput {
        text: " ".into(),
        internal_text: "ä".repeat(2001),
        goodwill_reason: "x".repeat(501),
        cost_center: "x".repeat(37),
        activity: "Support!".into(),
        ..input(0, 0)
    };
    use Field::{Activity, CostCenter, Duration, GoodwillReason, InternalText, Text};
    assert_eq!(
        fields(Entry::parse(&wrong, at(9))),
        [Text, InternalText, GoodwillReason, CostCenter, Activity, Duration]
    );
    let bell = EntryInput { text: "a\u{7}b".into(), ..input(0, 1) };
    assert_eq!(fields(Entry::parse(&bell, at(9))), [Text]);
}

fn running(ids: &SequentialIds) -> Running {
    Running {
        ticket: TicketId::new(ids),
        activity: Activity::support(),
        channel: Channel::Phone,
        travel: None,
    }
}

#[test]
fn t2_one_timer_runs_and_another_asks_to_switch() {
    let ids = SequentialIds::new(6);
    let technician = UserId::new(&ids);
    let (first, second) = (running(&ids), running(&ids));
    let start = |current, running: &Running, switch, now| {
        Timer::start(current, TimerId::new(&ids), technician, running.clone(), switch, at(now))
    };
    let Ok(StartDecision::Started(timer)) = start(None, &first, None, 0) else { panic!("nothing ran") };
    assert_eq!(
        start(Some(timer.clone()), &second, None, 60),
        Err(TimerRefusal::Running { ticket: first.ticket, since: at(0) })
    );
    assert_eq!(
        start(Some(timer.clone()), &first, Some("x"), 60),
        Err(TimerRefusal::SameTicket(first.ticket))
    );
    let Ok(StartDecision::Switched { stopped, started }) =
        start(Some(timer), &second, Some("Rückfrage"), 421)
    else {
        panic!("it was asked to switch")
    };
    assert_eq!((stopped.ticket, stopped.start, stopped.duration.as_secs()), (first.ticket, at(0), 421));
    assert_eq!((started.running, started.start), (second, at(421)));
    assert!(Entry::parse(&stopped, at(421)).is_ok());
}

#[test]
fn t2_a_timer_gives_one_second_to_a_day() {
    let ids = SequentialIds::new(6);
    let timer =
        Timer { id: TimerId::new(&ids), technician: UserId::new(&ids), running: running(&ids), start: at(0) };
    let seconds = |now| timer.clone().stop("x", "", at(now)).map(|entry| entry.duration.as_secs());
    assert_eq!(seconds(0), Ok(1));
    assert_eq!(seconds(-5), Ok(1), "the clock stepped back");
    assert_eq!(seconds(86_400), Ok(86_400));
    assert_eq!(seconds(86_401), Err(TimerRefusal::TooLong(at(0))));
}

#[test]
fn t4_touching_is_no_overlap() {
    let ids = SequentialIds::new(7);
    let booked = [Booked { id: TimeEntryId::new(&ids), start: at(100), end: at(200) }];
    assert_eq!(place(&entry(0, 100), None, &booked), Ok(false));
    assert_eq!(place(&entry(200, 100), None, &booked), Ok(false));
    assert_eq!(place(&entry(0, 101), None, &booked), Err(Overlap(vec![booked[0].id])));
    assert_eq!(
        place(&entry(120, 10), Some(booked[0].id), &booked),
        Ok(false),
        "an entry is not its own rival"
    );
    let meant = Entry { allow_overlap: true, ..entry(199, 5) };
    assert_eq!(place(&meant, None, &booked), Ok(true));
}

#[test]
fn t5_a_correction_is_a_new_version_with_a_reason() {
    let first = Versioned::first(entry(0, 600)).heard(1, BillingEvent::Rated);
    assert_eq!(first.billing, BillingState::Rated);
    assert!(matches!(first.clone().correct(entry(0, 900), " "), Err(CorrectionRefusal::Reason(_))));
    assert_eq!(first.clone().correct(entry(0, 600), "nichts"), Err(CorrectionRefusal::Unchanged));
    let other = Entry { technician: UserId::new(&SequentialIds::new(99)), ..entry(0, 900) };
    assert_eq!(first.clone().correct(other, "vertippt"), Err(CorrectionRefusal::OtherTechnician));
    let second = first.correct(entry(0, 900), "vertippt").unwrap();
    assert_eq!((second.version, second.reason.as_str()), (2, "vertippt"));
    assert_eq!(second.billing, BillingState::Pending);
    // What billing says late about the first version does not rate the second.
    assert_eq!(second.clone().heard(1, BillingEvent::Rated).billing, BillingState::Pending);
    assert_eq!(second.heard(1, BillingEvent::Invoiced).billing, BillingState::Invoiced);
}

#[test]
fn t5_invoiced_is_locked_until_the_invoice_is_cancelled() {
    let locked = Versioned::first(entry(0, 600)).heard(1, BillingEvent::Invoiced);
    assert_eq!(locked.clone().correct(entry(0, 900), "x"), Err(CorrectionRefusal::Invoiced));
    let open = locked.heard(1, BillingEvent::Released);
    assert!(open.correct(entry(0, 900), "x").is_ok());
}

#[test]
fn t5_it_is_known_which_version_was_invoiced() {
    let first = Versioned::first(entry(0, 600)).heard(1, BillingEvent::Rated);
    // Corrected while the invoice was issued: billing rated only the first version.
    let second = first.clone().correct(entry(0, 900), "vertippt").unwrap().heard(2, BillingEvent::Invoiced);
    assert_eq!((second.version, second.invoiced, second.billing), (2, 1, BillingState::Invoiced));
    let back = second.heard(2, BillingEvent::Released);
    assert_eq!((back.invoiced, back.rated), (0, 1));
    let whole = first.correct(entry(0, 900), "vertippt").unwrap().heard(2, BillingEvent::Undecided);
    assert_eq!(whole.heard(2, BillingEvent::Invoiced).invoiced, 2);
}

#[test]
fn t5_every_state_and_event() {
    use BillingEvent::{Invoiced, Rated, Released, Undecided};
    use BillingState as S;
    for (state, after) in [
        (S::Pending, [S::Rated, S::Undecided, S::Invoiced, S::Pending]),
        (S::Rated, [S::Rated, S::Undecided, S::Invoiced, S::Rated]),
        (S::Undecided, [S::Rated, S::Undecided, S::Invoiced, S::Undecided]),
        (S::Invoiced, [S::Invoiced, S::Invoiced, S::Invoiced, S::Rated]),
    ] {
        assert_eq!([Rated, Undecided, Invoiced, Released].map(|event| state.after(event)), after);
        assert_eq!(state.as_str().parse(), Ok(state));
    }
}

#[test]
fn t6_approval_is_optional() {
    let long = Entry { goodwill_reason: "Erstkunde".into(), ..entry(0, 7201) };
    let other = Some(UserId::new(&SequentialIds::new(98)));
    assert!(Approval::default().needed(&long, other).is_empty());
    let strict = Approval { above_seconds: Some(7200), foreign_tickets: true, goodwill: true };
    use ApprovalReason::{ForeignTicket, Goodwill, Long};
    assert_eq!(strict.needed(&long, other), [Long, ForeignTicket, Goodwill]);
    assert!(strict.needed(&entry(0, 7200), Some(long.technician)).is_empty());
}

proptest! {
    /// T4 against a count of shared seconds.
    #[test]
    fn t4_overlap_is_a_shared_second(start in 0i64..200, length in 1i64..50, other in 0i64..200, other_length in 1i64..50) {
        let id = TimeEntryId::new(&SequentialIds::new(7));
        let booked = [Booked { id, start: at(other), end: at(other + other_length) }];
        let shared = (start..start + length).any(|second| (other..other + other_length).contains(&second));
        prop_assert_eq!(place(&entry(start, length), None, &booked).is_err(), shared);
    }
}
