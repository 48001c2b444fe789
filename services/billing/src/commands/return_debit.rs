//! A direct debit came back: what it settled is open again (B8).

use crate::camt::Returned;
use crate::queries::payments::euros;
use crate::store::payments::NewPayment;
use crate::store::returns::{self, Collected, NewReturn};
use crate::wire::money;
use kontor_access::Caller;
use kontor_billing_domain::accounting::matching::OpenItem;
use kontor_outbox::publish;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{DebitReturn, DebitReturned};
use kontor_service::Kit;
use kontor_status::Result;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What became of a return.
pub(crate) enum Outcome {
    /// It is kept.
    Kept(Box<DebitReturn>),
    /// It was read before.
    Known,
    /// No invoice was collected by this name, or it came back before by another entry.
    Nothing(&'static str),
}

/// The returns of a statement, beside what was collected by their names.
#[derive(Default)]
pub(crate) struct Returns {
    collected: BTreeMap<String, Collected>,
    new: Vec<(NewReturn, DebitReturn)>,
}

impl Returns {
    /// What the names of these returns stand for: one statement.
    pub(crate) async fn load(tx: &mut TenantTx, names: Vec<String>) -> Result<Self> {
        if names.is_empty() {
            return Ok(Self::default());
        }
        let collected = returns::collected(tx, &names).await?;
        let collected = collected.into_iter().map(|found| (found.item.number.clone(), found)).collect();
        Ok(Self { collected, new: Vec::new() })
    }

    /// Takes a return after the payments that were read before it, and opens the invoice again.
    pub(crate) fn take(
        &mut self,
        found: Returned,
        paid: &[NewPayment],
        open: &mut Vec<OpenItem>,
    ) -> Result<Outcome> {
        let Some(collected) = self.collected.get_mut(&found.end_to_end) else {
            return Ok(Outcome::Nothing("a direct debit came back by which no invoice was collected"));
        };
        match &collected.returned_by {
            Some(before) if *before == found.reference => return Ok(Outcome::Known),
            Some(_) => return Ok(Outcome::Nothing("the direct debit of this invoice came back before")),
            None => collected.returned_by = Some(found.reference.clone()),
        }
        let share = collected.share.or_else(|| settled_by(paid, collected));
        let reopened = share.map(|(_, settled)| settled).filter(|_| !collected.cancelled).unwrap_or_default();
        reopen(open, &collected.item, reopened);
        let told = DebitReturn {
            invoice: collected.item.invoice.resource_name(),
            number: collected.item.number.clone(),
            customer: collected.item.customer.resource_name(),
            amount: euros(found.amount)?,
            reopened: euros(reopened)?,
            reason_code: found.reason.clone(),
            date: money::date(found.booked),
        };
        let new = NewReturn {
            invoice: collected.item.invoice,
            payment: share.map(|(payment, _)| payment),
            entry_reference: found.reference,
            booked: found.booked,
            amount: found.amount,
            reason_code: found.reason,
        };
        self.new.push((new, told.clone()));
        Ok(Outcome::Kept(Box::new(told)))
    }

    /// Comes before the payments of the statement are kept.
    pub(crate) async fn begin(&self, tx: &mut TenantTx) -> Result<()> {
        if self.new.is_empty() { Ok(()) } else { returns::judge_later(tx).await }
    }

    /// Keeps and tells what was taken.
    pub(crate) async fn keep(self, tx: &mut TenantTx, kit: &Kit, caller: &Caller) -> Result<()> {
        if self.new.is_empty() {
            return Ok(());
        }
        let (new, told): (Vec<NewReturn>, Vec<DebitReturn>) = self.new.into_iter().unzip();
        returns::insert(tx, &new, (caller.principal().uuid(), kit.clock().now())).await?;
        for told in told {
            let event = DebitReturned {
                invoice: told.invoice,
                number: told.number,
                customer: told.customer,
                amount: told.amount,
                reopened: told.reopened,
                reason_code: told.reason_code,
            };
            publish(tx, kit.ids().uuid(), 1, &event).await?;
        }
        Ok(())
    }
}

/// The payment of this very statement that the collected money came with.
fn settled_by(paid: &[NewPayment], collected: &Collected) -> Option<(kontor_ids::PaymentId, Decimal)> {
    let shares = paid.iter().flat_map(|payment| {
        payment.matched.iter().flat_map(|matched| &matched.shares).map(move |share| (payment.id, share))
    });
    let mut fitting =
        shares.filter(|(_, share)| share.invoice == collected.item.invoice && share.paid == collected.amount);
    fitting.next_back().map(|(payment, share)| (payment, share.paid + share.skonto))
}

/// So much of an invoice is open again for what is read next.
fn reopen(open: &mut Vec<OpenItem>, item: &OpenItem, sum: Decimal) {
    if sum.is_zero() {
        return;
    }
    match open.iter_mut().find(|known| known.invoice == item.invoice) {
        Some(known) => known.open += sum,
        None => open.push(OpenItem { open: sum, ..item.clone() }),
    }
}
