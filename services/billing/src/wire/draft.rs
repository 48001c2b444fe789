//! Drafts as the wire has them.

use super::money::{date, duration, money};
use super::rated::{decision, explanation};
use kontor_billing_domain::{Draft, DraftLine, LineKey};
use kontor_ids::{CustomerId, DraftId, LineId, Uuid};
use kontor_money::Amount;
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

pub(crate) fn draft(id: DraftId, draft: &Draft) -> wire::Draft {
    let period = draft.key.period;
    wire::Draft {
        name: id.resource_name(),
        customer: draft.key.customer.resource_name(),
        period: Some(DateRange { start: date(period.start), end: date(period.end) }),
        lines: draft.lines.iter().map(line).collect(),
        net: money(draft.totals.net),
        vat: money(draft.totals.tax),
        gross: money(draft.totals.gross),
        goodwill: money(draft.goodwill),
        etag: etag(&draft.canonical()),
        undecided_entries: draft.waiting.iter().map(|id| id.resource_name()).collect(),
        rounding_uplift_seconds: draft.uplift_seconds,
    }
}

/// A draft's row in a list.
pub(crate) fn summary(
    id: DraftId,
    customer: CustomerId,
    month: jiff::civil::Date,
    net: Amount,
) -> wire::Draft {
    let period = kontor_billing_domain::Period::month_of(month);
    wire::Draft {
        name: id.resource_name(),
        customer: customer.resource_name(),
        period: Some(DateRange { start: date(period.start), end: date(period.end) }),
        net: money(net),
        ..wire::Draft::default()
    }
}

fn line(line: &DraftLine) -> wire::DraftLine {
    let (entry, portion) = match &line.key {
        LineKey::Work { entry, kind, .. } => (entry.resource_name(), decision(*kind)),
        _ => (String::new(), kontor_proto::contract::v1::Decision::Billable),
    };
    let quota = match &line.key {
        LineKey::Work { kind, .. } => kind.quota().map(|q| q.resource_name()).unwrap_or_default(),
        _ => String::new(),
    };
    let overage =
        matches!(line.key, LineKey::Work { kind: kontor_billing_domain::PortionKind::Overage { .. }, .. });
    let per_hour = (!line.price.is_zero() && !entry.is_empty()).then_some(line.price).and_then(money);
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
    }
}
