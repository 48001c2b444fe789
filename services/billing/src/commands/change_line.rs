//! Changing a line of a draft (B3): kept with who, when, why, and with what was seen.

use crate::buyer;
use crate::commands::rate_customer;
use crate::queries::difference;
use crate::queries::drafts::{self, Current};
use crate::store::book::{Book, today};
use crate::store::drafts as rows;
use crate::store::reviews::{self, NewReview};
use crate::wire;
use crate::wire::change::{self, Change};
use crate::wire::parse;
use kontor_access::Caller;
use kontor_billing_domain::review::counting;
use kontor_billing_domain::{Action, Discount, DraftKey, DraftLine, LineKey, Period, Review, Seen};
use kontor_idempotency::{Begun, Fresh, answered, begin};
use kontor_ids::{DraftId, LineChangeId, UserId};
use kontor_proto::billing::v1::{ChangeLineRequest, Draft};
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Reason, Result, Violations};

pub(crate) async fn change(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    request: ChangeLineRequest,
) -> Result<Draft> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let draft = wrong.take("name", DraftId::from_resource_name(&request.name));
    let change = change::read(&mut wrong, request.change.as_ref());
    let least = usize::from(!matches!(change, Some(Change::Confirm)));
    let reason = wrong.text("reason", &request.reason, least, 200);
    wrong.require(!request.etag.is_empty(), "etag", "give the etag of the draft as it was shown");
    wrong.require(request.line.starts_with("lines/"), "line", "name the line as lines/{line}");
    wrong.finish()?;
    let (draft, change) = draft.zip(change).ok_or_else(|| Problem::internal("checked above"))?;
    if let Some(answer) = answered(kit.db(), caller, "ChangeLine", &request.request_id, &request).await? {
        return Ok(answer);
    }
    let key = drafts::row(kit, caller, draft).await?;
    let buyer = buyer::ask(kit, contract, caller.tenant(), key.customer).await?;
    let fresh = match begin(kit.db(), caller, "ChangeLine", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let asked = Asked { draft, line: request.line, etag: request.etag, reason, change };
    asked.decide(kit, caller, fresh, &buyer).await
}

/// A change to decide.
pub(crate) struct Asked {
    pub(crate) draft: DraftId,
    pub(crate) line: String,
    pub(crate) etag: String,
    pub(crate) reason: String,
    pub(crate) change: Change,
}

/// The line that is meant: one of the draft, one that left it, or one that is gone.
struct Meant<'a> {
    key: LineKey,
    seen: Seen,
    text: String,
    line: Option<&'a DraftLine>,
}

impl Asked {
    /// Decides it within a begun command, and answers with the draft as it is then.
    pub(crate) async fn decide(
        self,
        kit: &Kit,
        caller: &Caller,
        mut fresh: Fresh,
        buyer: &kontor_proto::contract::v1::Customer,
    ) -> Result<Draft> {
        let (key, _) = rows::row(fresh.tx(), self.draft).await?;
        Book::lock(fresh.tx(), key.customer).await?;
        let vat = buyer::vat_of(buyer);
        let shown = drafts::current(fresh.tx(), kit, self.draft, &vat).await?;
        difference::unchanged(fresh.tx(), self.draft, &self.etag, &shown).await?;
        let meant = self.meant(&shown)?;
        let by = caller.user().unwrap_or(UserId::from_uuid(caller.principal().uuid()));
        let at = kit.clock().now();
        let decided = self.decided(&shown, &meant, kit)?;
        let new = decided.into_iter().map(|(action, reason)| NewReview {
            id: LineChangeId::new(kit.ids()),
            review: Review {
                line: meant.key.clone(),
                action,
                by,
                at,
                reason,
                approved_by: None,
                seen: meant.seen,
            },
            line_text: meant.text.clone(),
        });
        reviews::insert(fresh.tx(), (key.customer, self.draft), &new.collect::<Vec<_>>()).await?;
        rate_customer::rate(fresh.tx(), kit, key.customer).await?;
        let after = drafts::current(fresh.tx(), kit, self.draft, &vat).await?;
        let answer = after.print(self.draft)?;
        rows::keep_view(fresh.tx(), self.draft, &answer, at).await?;
        fresh.finish(answer).await
    }

    fn meant<'a>(&self, shown: &'a Current) -> Result<Meant<'a>> {
        let named = |key: &LineKey| wire::draft::line_name(key) == self.line;
        if let Some(line) = shown.draft.lines.iter().find(|l| named(&l.key)) {
            let (seen, text) = (Seen::of(&line.charge), line.facts.text.clone());
            return Ok(Meant { key: line.key.clone(), seen, text, line: Some(line) });
        }
        let left = shown.draft.kept_out.iter().map(|kept| &kept.key);
        let gone = shown.draft.conflicts.iter().map(kontor_billing_domain::Conflict::line);
        let key = left.chain(gone).find(|key| named(key));
        let restores = matches!(self.change, Change::Act(Action::Restore));
        let key = key.filter(|_| restores).ok_or_else(|| Problem::NotFound(self.line.clone()))?;
        let last = shown.book.reviews.iter().rev().find(|r| r.review.line == *key);
        let seen = last.map(|r| r.review.seen).ok_or_else(|| Problem::NotFound(self.line.clone()))?;
        Ok(Meant { key: key.clone(), seen, text: String::new(), line: None })
    }

    /// What is kept: each action with its reason.
    fn decided(&self, shown: &Current, meant: &Meant<'_>, kit: &Kit) -> Result<Vec<(Action, String)>> {
        let one = |action: Action| Ok(vec![(action, self.reason.clone())]);
        match &self.change {
            Change::Act(action) => {
                self.allowed(action, shown, meant, kit)?;
                one(action.clone())
            }
            Change::Move(period, split) => {
                let period = period.unwrap_or(shown.draft.key.period);
                let target = DraftKey { customer: shown.draft.key.customer, period, split: split.clone() };
                if target == shown.draft.key {
                    return Err(Problem::field(
                        "move",
                        "name another draft than the one that the line is on",
                    ));
                }
                one(Action::MoveTo(target))
            }
            Change::Confirm => {
                let own = shown.book.reviews.iter().filter(|r| r.review.line == meant.key && !r.refused);
                let stale = counting(own.map(|r| &r.review)).into_iter().filter(|r| r.seen != meant.seen);
                let reason = |r: &Review| {
                    if self.reason.is_empty() { r.reason.clone() } else { self.reason.clone() }
                };
                let stale: Vec<_> = stale.map(|r| (r.action.clone(), reason(r))).collect();
                if stale.is_empty() {
                    let remedy = "nothing that was decided about the line waits to be confirmed";
                    return Err(Problem::refused(Reason::WrongState, self.line.clone(), remedy));
                }
                Ok(stale)
            }
        }
    }

    fn allowed(&self, action: &Action, shown: &Current, meant: &Meant<'_>, kit: &Kit) -> Result<()> {
        let net = meant.line.map(|l| l.quantity.net(l.price)).transpose().map_err(Problem::internal)?;
        let costs = net.is_some_and(|n| !n.is_zero() && !n.value().is_sign_negative());
        match action {
            Action::Waive { .. } | Action::Discount(_) if !costs => {
                let remedy = "the line costs nothing: there is nothing to give";
                Err(Problem::refused(Reason::WrongState, self.line.clone(), remedy))
            }
            Action::Discount(Discount::Amount(amount)) if net.is_some_and(|n| amount.value() > n.value()) => {
                Err(Problem::field("discount.amount", "give at most what the line costs"))
            }
            Action::CostCenter(center) => {
                let known = &shown.book.wishes.cost_centers;
                let unknown =
                    !center.is_empty() && !known.is_empty() && !known.iter().any(|c| c.code == *center);
                if unknown {
                    let remedy = "choose one of the cost centers of the customer's billing profile";
                    return Err(Problem::field("cost_center", remedy));
                }
                Ok(())
            }
            Action::HoldBack { until } => {
                let own = shown.draft.key.period;
                let later = if own == Period::ALWAYS {
                    *until > today(kit)
                } else {
                    shown.book.profile().period(*until, None).start > own.start
                };
                let remedy = "give a day of a later period than the draft's";
                if later { Ok(()) } else { Err(Problem::field("hold_back_until", remedy)) }
            }
            _ => Ok(()),
        }
    }
}
