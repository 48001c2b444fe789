//! Drafts as the wire has them.

use super::money::{date, duration, money};
use super::rated::{decision, explanation};
use crate::store::reviews::StoredReview;
use kontor_billing_domain::profile::{split_parts, split_text};
use kontor_billing_domain::review::counting;
use kontor_billing_domain::{Action, Conflict, Draft, DraftKey, DraftLine, LineKey, Period, Review};
use kontor_ids::{DraftId, LineId, Uuid};
use kontor_proto::billing::v1 as wire;
use kontor_proto::types::v1::DateRange;
use ring::digest::{SHA256, digest};

/// The etag of what is shown (B3a).
pub(crate) fn etag(bytes: &[u8]) -> String {
    hex::encode(digest(&SHA256, bytes))
}

/// A line's name: the same for the same line across re-ratings.
pub(crate) fn line_name(key: &LineKey) -> String {
    let hash = digest(&SHA256, key.to_string().as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_ref()[..16]);
    LineId::from_uuid(Uuid::from_bytes(bytes)).resource_name()
}

/// A draft as it is shown; `reviews` are the customer's decisions.
pub(crate) fn draft(id: DraftId, draft: &Draft, reviews: &[StoredReview]) -> wire::Draft {
    let kept_out = draft.kept_out.iter().map(|kept| {
        let (period, split) = match &kept.action {
            Action::HoldBack { until } => (Some(DateRange { start: date(*until), end: None }), ""),
            Action::MoveTo(key) => (period(key.period), key.split.as_str()),
            _ => (None, ""),
        };
        let (line, reason) = (line_name(&kept.key), kept.reason.clone());
        wire::KeptOutLine { line, period, group: group(split), reason }
    });
    wire::Draft {
        lines: draft.lines.iter().map(line).collect(),
        undecided_entries: draft.waiting.iter().map(|id| id.resource_name()).collect(),
        conflicts: draft.conflicts.iter().map(|c| conflict(c, reviews)).collect(),
        kept_out: kept_out.collect(),
        ..head(id, draft)
    }
}

/// A draft without its lines.
pub(crate) fn head(id: DraftId, draft: &Draft) -> wire::Draft {
    wire::Draft {
        net: money(draft.totals.net),
        vat: money(draft.totals.tax),
        gross: money(draft.totals.gross),
        goodwill: money(draft.goodwill),
        etag: etag(&draft.canonical()),
        rounding_uplift_seconds: draft.uplift_seconds,
        ..named(id, &draft.key)
    }
}

/// A draft's name, period and group.
pub(crate) fn named(id: DraftId, key: &DraftKey) -> wire::Draft {
    wire::Draft {
        name: id.resource_name(),
        customer: key.customer.resource_name(),
        period: period(key.period),
        group: group(&key.split),
        ..wire::Draft::default()
    }
}

/// A period; that of drafts that wait for no day has neither beginning nor end.
fn period(period: Period) -> Option<DateRange> {
    let bound = |day| if period == Period::ALWAYS { None } else { date(day) };
    Some(DateRange { start: bound(period.start), end: bound(period.end) })
}

pub(crate) fn group(split: &str) -> Option<wire::DraftGroup> {
    let mut group = wire::DraftGroup::default();
    for (what, which) in split_parts(split) {
        let which = which.to_owned();
        match what {
            "cost_center" => group.cost_center = which,
            "site" => group.site = which,
            "contract" => group.contract = which,
            "ticket" => group.ticket = format!("tickets/{which}"),
            "order_number" => group.order_number = which,
            _ => group.label = which,
        }
    }
    (group != wire::DraftGroup::default()).then_some(group)
}

/// The text of a group.
pub(crate) fn split(group: &wire::DraftGroup) -> String {
    split_text(&[
        ("ticket", group.ticket.strip_prefix("tickets/").unwrap_or(&group.ticket)),
        ("cost_center", &group.cost_center),
        ("site", &group.site),
        ("contract", &group.contract),
        ("order_number", &group.order_number),
        ("label", &group.label),
    ])
}

fn conflict(conflict: &Conflict, reviews: &[StoredReview]) -> wire::DraftConflict {
    use wire::ConflictKind as Kind;
    let of = |kind: Kind| wire::DraftConflict {
        kind: kind.into(),
        line: line_name(conflict.line()),
        ..wire::DraftConflict::default()
    };
    match conflict {
        Conflict::Gone { .. } => of(Kind::LineGone),
        Conflict::Changed { seen, now, .. } => wire::DraftConflict {
            seen_list_net: money(seen.list_net),
            list_net: money(now.list_net),
            ..of(Kind::LineChanged)
        },
        Conflict::Exceeds { .. } => of(Kind::DiscountExceeds),
        Conflict::UnknownCostCenter { .. } => of(Kind::UnknownCostCenter),
        Conflict::NeedsSecondPerson { line, goodwill } => {
            let own = reviews.iter().filter(|r| r.review.line == *line && !r.refused);
            let alone = counting(own.clone().map(|r| &r.review));
            let alone: Vec<_> = alone.into_iter().filter(|r| r.needs_second_person()).collect();
            let waits = own.filter(|r| alone.iter().any(|a| std::ptr::eq::<Review>(*a, &r.review)));
            wire::DraftConflict {
                goodwill: money(*goodwill),
                line_changes: waits.map(|r| r.id.resource_name()).collect(),
                ..of(Kind::NeedsSecondPerson)
            }
        }
    }
}

fn line(line: &DraftLine) -> wire::DraftLine {
    let (entry, portion) = match &line.key {
        LineKey::Work { entry, kind, .. } => (entry.resource_name(), decision(*kind)),
        LineKey::Extra { entry, .. } => {
            (entry.resource_name(), kontor_proto::contract::v1::Decision::Billable)
        }
        _ => (String::new(), kontor_proto::contract::v1::Decision::Billable),
    };
    let quota = match &line.key {
        LineKey::Work { kind, .. } => kind.quota().map(|q| q.resource_name()).unwrap_or_default(),
        _ => String::new(),
    };
    let overage =
        matches!(line.key, LineKey::Work { kind: kontor_billing_domain::PortionKind::Overage { .. }, .. });
    let work = matches!(line.key, LineKey::Work { .. });
    let per_hour = (!line.price.is_zero() && work).then_some(line.price).and_then(money);
    wire::DraftLine {
        name: line_name(&line.key),
        entry,
        ticket_number: line.facts.ticket_number.clone(),
        text: line.facts.text.clone(),
        portion: Some(wire::Portion {
            decision: portion.into(),
            quota,
            overage,
            quantity: duration(line.charge.seconds),
            per_hour,
            net: money(line.net),
        }),
        list_net: money(line.list_net),
        waived: line.allowance.as_ref().and_then(|a| money(a.amount)),
        waive_reason: line.allowance.as_ref().map(|a| a.reason.clone()).unwrap_or_default(),
        net: money(line.net),
        explanation: explanation(&line.charge.explanation),
        service_date: date(line.charge.service.start),
        cost_center: line.facts.cost_center.clone(),
        site: line.facts.site.clone(),
        order_number: line.facts.order_number.clone(),
        price: money(line.price),
    }
}
