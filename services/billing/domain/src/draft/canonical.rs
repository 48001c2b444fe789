//! A stable byte form of what a draft shows: its etag is a digest of it (B3a). And line keys as text.

use super::{Draft, DraftLine};
use crate::charge::LineKey;
use crate::extras::ExtraKind;
use crate::fees::FeeKey;
use crate::rating::PortionKind;
use crate::review::{Action, Conflict};
use crate::terms::{LegalKind, Period};
use std::fmt;
use std::str::FromStr;

/// The first field of the byte form. Change it with the form, so that old etags match nothing.
const FORM: &str = "kontor.draft.2";

/// Fields one after the other, each with its length before it: no two contents share a form.
#[derive(Default)]
struct Fields(Vec<u8>);

impl Fields {
    fn put(&mut self, field: impl fmt::Display) {
        let text = field.to_string();
        self.0.extend_from_slice(&(text.len() as u64).to_be_bytes());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn count(&mut self, count: usize) {
        self.0.extend_from_slice(&(count as u64).to_be_bytes());
    }
}

impl Draft {
    /// Everything that is shown, as bytes: equal if and only if the same is shown. Hash it for the etag.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        let mut fields = Fields::default();
        fields.put(FORM);
        put_key(&mut fields, self);
        fields.count(self.lines.len());
        self.lines.iter().for_each(|line| put_line(&mut fields, line));
        fields.count(self.kept_out.len());
        for kept in &self.kept_out {
            fields.put(&kept.key);
            put_action(&mut fields, &kept.action);
            fields.put(&kept.reason);
        }
        fields.count(self.waiting.len());
        self.waiting.iter().for_each(|id| fields.put(id));
        fields.count(self.conflicts.len());
        self.conflicts.iter().for_each(|conflict| put_conflict(&mut fields, conflict));
        fields.count(self.totals.groups.len());
        for group in &self.totals.groups {
            fields.put(group.vat.category.code());
            fields.put(group.vat.percent.normalize());
            fields.put(group.net);
            fields.put(group.tax);
        }
        for amount in [self.totals.net, self.totals.tax, self.totals.gross, self.goodwill] {
            fields.put(amount);
        }
        fields.put(self.uplift_seconds);
        fields.put(format_args!("{:?}", self.layout));
        fields.0
    }
}

fn put_key(fields: &mut Fields, draft: &Draft) {
    fields.put(draft.key.customer);
    fields.put(draft.key.period.start);
    fields.put(draft.key.period.end);
    fields.put(&draft.key.split);
}

fn put_line(fields: &mut Fields, line: &DraftLine) {
    fields.put(&line.key);
    let facts = &line.facts;
    let shown = [&facts.text, &facts.ticket_number, &facts.cost_center, &facts.goodwill_wish];
    for text in shown.into_iter().chain([&facts.order_number, &facts.activity]) {
        fields.put(text);
    }
    fields.put(facts.vat.category.code());
    fields.put(facts.vat.percent.normalize());
    fields.put(line.charge.service.start);
    fields.put(line.charge.service.end);
    fields.put(line.charge.seconds);
    fields.put(line.charge.worked);
    fields.put(line.quantity.value.normalize());
    fields.put(line.quantity.unit.code());
    fields.put(line.quantity.base.normalize());
    fields.put(line.price);
    fields.put(line.list_net);
    fields.put(line.net);
    match &line.allowance {
        None => fields.count(0),
        Some(allowance) => {
            fields.count(1);
            fields.put(allowance.amount);
            fields.put(allowance.percent.map_or_else(String::new, |p| p.normalize().to_string()));
            fields.put(&allowance.reason);
            fields.put(allowance.shown);
        }
    }
    fields.count(line.charge.explanation.len());
    for step in &line.charge.explanation {
        let text = step.text();
        fields.put(text.de);
        fields.put(text.en);
    }
}

fn put_action(fields: &mut Fields, action: &Action) {
    match action {
        Action::HoldBack { until } => fields.put(format_args!("hold {until}")),
        Action::MoveTo(key) => {
            let Period { start, end } = key.period;
            fields.put(format_args!("move {} {start} {end} {}", key.customer, key.split));
        }
        // Other actions never take a line out.
        _ => fields.put(""),
    }
}

fn put_conflict(fields: &mut Fields, conflict: &Conflict) {
    match conflict {
        Conflict::Gone { line } => fields.put(format_args!("gone {line}")),
        Conflict::UnknownCostCenter { line } => fields.put(format_args!("center {line}")),
        Conflict::Exceeds { line } => fields.put(format_args!("exceeds {line}")),
        Conflict::NeedsSecondPerson { line, goodwill } => {
            fields.put(format_args!("second {goodwill} {line}"))
        }
        Conflict::Changed { line, seen, now } => {
            fields.put(format_args!("changed {line}"));
            for side in [seen, now] {
                fields.put(side.quantity.normalize());
                fields.put(side.price);
                fields.put(side.list_net);
            }
        }
    }
}

impl fmt::Display for PortionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Free => f.write_str("free"),
            Self::Included => f.write_str("included"),
            Self::Billable => f.write_str("billable"),
            Self::NotCovered => f.write_str("not-covered"),
            Self::Quota { quota, legal } => write!(f, "{}/{quota}", legal_code(*legal)),
            Self::Overage { quota } => write!(f, "overage/{quota}"),
            Self::Refused { quota } => write!(f, "refused/{quota}"),
            Self::Undecided(_) => f.write_str("undecided"),
        }
    }
}

const fn legal_code(legal: LegalKind) -> &'static str {
    match legal {
        LegalKind::Credit => "credit",
        LegalKind::Prepayment => "prepayment",
        LegalKind::Callable => "callable",
    }
}

impl fmt::Display for LineKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Work { entry, span, kind } => write!(f, "work/{entry}/{span}/{kind}"),
            Self::Extra { entry, kind } => write!(f, "extra/{entry}/{kind}"),
            Self::Lot(key) => write!(f, "lot/{key}"),
            Self::Item(id) => write!(f, "item/{id}"),
            Self::Settling { fee, period, number } => {
                let Period { start, end } = period;
                write!(f, "settling/{}/{start}/{end}/{number}/{}", fee.contract, fee.name)
            }
            Self::Fee { fee, period, covered } => write!(
                f,
                "fee/{}/{}/{}/{}/{}/{}",
                fee.contract, period.start, period.end, covered.start, covered.end, fee.name
            ),
        }
    }
}

/// A text is no line key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a line such as work/01890a5d-ac96-774b-bcce-b302099a8057/0/billable")]
pub struct LineKeyError;

impl FromStr for LineKey {
    type Err = LineKeyError;
    fn from_str(text: &str) -> Result<Self, LineKeyError> {
        let key = read(text).ok_or(LineKeyError)?;
        if key.to_string() == text { Ok(key) } else { Err(LineKeyError) }
    }
}

fn read(text: &str) -> Option<LineKey> {
    let (sort, rest) = text.split_once('/')?;
    match sort {
        "extra" => {
            let (entry, kind) = rest.split_once('/')?;
            Some(LineKey::Extra { entry: entry.parse().ok()?, kind: ExtraKind::parse(kind)? })
        }
        "lot" => rest.parse().ok().map(LineKey::Lot),
        "item" => kontor_ids::Uuid::parse_str(rest).ok().map(LineKey::Item),
        "work" => {
            let mut parts = rest.splitn(3, '/');
            let (entry, span) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            Some(LineKey::Work { entry, span, kind: read_kind(parts.next()?)? })
        }
        "settling" => {
            let mut parts = rest.splitn(5, '/');
            let contract = parts.next()?.parse().ok()?;
            let period = Period { start: parts.next()?.parse().ok()?, end: parts.next()?.parse().ok()? };
            let (number, name) = (parts.next()?.parse().ok()?, parts.next()?.to_owned());
            Some(LineKey::Settling { fee: FeeKey { contract, name }, period, number })
        }
        "fee" => {
            let mut parts = rest.splitn(6, '/');
            let contract = parts.next()?.parse().ok()?;
            let mut day = || parts.next()?.parse().ok();
            let period = Period { start: day()?, end: day()? };
            let covered = Period { start: day()?, end: day()? };
            let name = parts.next()?.to_owned();
            Some(LineKey::Fee { fee: FeeKey { contract, name }, period, covered })
        }
        _ => None,
    }
}

/// Undecided portions never become lines, so they are not read back.
fn read_kind(text: &str) -> Option<PortionKind> {
    let quota = |legal, id: &str| id.parse().ok().map(|quota| PortionKind::Quota { quota, legal });
    match text.split_once('/') {
        None => match text {
            "free" => Some(PortionKind::Free),
            "included" => Some(PortionKind::Included),
            "billable" => Some(PortionKind::Billable),
            "not-covered" => Some(PortionKind::NotCovered),
            _ => None,
        },
        Some(("credit", id)) => quota(LegalKind::Credit, id),
        Some(("prepayment", id)) => quota(LegalKind::Prepayment, id),
        Some(("callable", id)) => quota(LegalKind::Callable, id),
        Some(("overage", id)) => id.parse().ok().map(|quota| PortionKind::Overage { quota }),
        Some(("refused", id)) => id.parse().ok().map(|quota| PortionKind::Refused { quota }),
        Some(_) => None,
    }
}
