//! Reading a bank statement: what came in is assigned to invoices, once (B8).

use super::return_debit::{Outcome, Returns};
use crate::camt::{self, Entry};
use crate::queries::payments::euros;
use crate::store::payments::{self, NewPayment, Open};
use crate::wire::{money, parse};
use kontor_access::Caller;
use kontor_billing_domain::accounting::matching::{Incoming, Matched, OpenItem, Unmatched, recognise};
use kontor_idempotency::{Begun, begin};
use kontor_ids::{CustomerId, PaymentId};
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{
    EntryOutcome, ImportStatementRequest, ImportStatementResponse, Payment, PaymentShare, PaymentSource,
    StatementEntry,
};
use kontor_service::Kit;
use kontor_status::{Problem, Result, Violations};
use ring::digest::{SHA256, digest};
use std::collections::{BTreeMap, BTreeSet};

/// The largest file.
const MOST_BYTES: usize = 3 * 1024 * 1024;

pub(crate) async fn import(
    kit: &Kit,
    caller: &Caller,
    request: ImportStatementRequest,
) -> Result<ImportStatementResponse> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let fits = (1..=MOST_BYTES).contains(&request.content.len());
    wrong.require(fits, "content", "give a file of at most 3 MiB");
    let entries = if fits { wrong.take("content", camt::read(&request.content)) } else { None };
    wrong.finish()?;
    let entries = entries.ok_or_else(|| Problem::internal("checked above"))?;
    if request.dry_run {
        let mut tx = kit.db().tenant(caller.tenant()).await?;
        let mut answer = Statement::judge(&mut tx, kit, entries).await?.answer;
        answer.entries.iter_mut().filter_map(|entry| entry.payment.as_mut()).for_each(|p| p.name.clear());
        return Ok(answer);
    }
    let mut fresh = match begin(kit.db(), caller, "ImportStatement", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    payments::lock(tx).await?;
    let mut statement = Statement::judge(tx, kit, entries).await?;
    let (source, now) = (PaymentSource::Statement.into(), kit.clock().now());
    statement.returns.begin(tx).await?;
    payments::insert(tx, source, &statement.new, caller.principal().uuid(), now).await?;
    statement.returns.keep(tx, kit, caller).await?;
    for payment in statement.answer.entries.iter_mut().filter_map(|entry| entry.payment.as_mut()) {
        payment.record_time = money::stamp(now);
    }
    fresh.finish(statement.answer).await
}

/// A statement that is being judged.
struct Statement {
    open: Vec<OpenItem>,
    numbers: BTreeMap<kontor_ids::InvoiceId, String>,
    payers: BTreeMap<String, CustomerId>,
    known: BTreeSet<String>,
    returns: Returns,
    answer: ImportStatementResponse,
    new: Vec<NewPayment>,
}

impl Statement {
    async fn judge(tx: &mut TenantTx, kit: &Kit, entries: Vec<Entry>) -> Result<Self> {
        let entries = referenced(entries);
        let incoming =
            || entries.iter().filter_map(|e| if let Entry::Incoming(i) = e { Some(i) } else { None });
        let references: Vec<String> = incoming().map(|i| i.reference.clone()).collect();
        let ibans: BTreeSet<String> =
            incoming().map(|i| i.payer_iban.clone()).filter(|i| !i.is_empty()).collect();
        let returned = entries.iter().filter_map(|e| if let Entry::Returned(r) = e { Some(r) } else { None });
        let returned = returned.map(|returned| returned.end_to_end.clone()).collect();
        let open: Vec<Open> = payments::open(tx, None, None).await?;
        let open: Vec<OpenItem> = open.into_iter().filter(|o| o.currency == "EUR").map(|o| o.item).collect();
        let mut statement = Self {
            numbers: open.iter().map(|item| (item.invoice, item.number.clone())).collect(),
            open,
            payers: payments::payers(tx, &ibans.into_iter().collect::<Vec<_>>()).await?,
            known: payments::known(tx, &references).await?,
            returns: Returns::load(tx, returned).await?,
            answer: ImportStatementResponse::default(),
            new: Vec::new(),
        };
        for (entry, position) in entries.into_iter().zip(1..) {
            let told = statement.entry(kit, entry, position)?;
            statement.answer.entries.push(told);
        }
        Ok(statement)
    }

    fn entry(&mut self, kit: &Kit, entry: Entry, position: i32) -> Result<StatementEntry> {
        let told = |reference: String, outcome: EntryOutcome, problem: String| StatementEntry {
            position,
            entry_reference: reference,
            outcome: outcome.into(),
            problem,
            ..StatementEntry::default()
        };
        match entry {
            Entry::Bad { reference, problem } => {
                self.answer.bad += 1;
                Ok(told(reference, EntryOutcome::Bad, problem))
            }
            Entry::Skipped { reference, why } => {
                self.answer.skipped += 1;
                Ok(told(reference, EntryOutcome::Skipped, why.to_owned()))
            }
            Entry::Returned(found) => {
                let reference = found.reference.clone();
                Ok(match self.returns.take(found, &self.new, &mut self.open)? {
                    Outcome::Kept(debit_return) => {
                        self.answer.returned += 1;
                        let entry = told(reference, EntryOutcome::Returned, String::new());
                        StatementEntry { debit_return: Some(*debit_return), ..entry }
                    }
                    Outcome::Known => {
                        self.answer.known += 1;
                        told(reference, EntryOutcome::Known, String::new())
                    }
                    Outcome::Nothing(why) => {
                        self.answer.skipped += 1;
                        told(reference, EntryOutcome::Skipped, why.to_owned())
                    }
                })
            }
            Entry::Incoming(found) if !self.known.insert(found.reference.clone()) => {
                self.answer.known += 1;
                Ok(told(found.reference, EntryOutcome::Known, String::new()))
            }
            Entry::Incoming(found) => {
                let matched = self.recognise(&found);
                let (outcome, problem) = match &matched {
                    Ok(_) => (EntryOutcome::Matched, String::new()),
                    Err(why) => (EntryOutcome::Unmatched, why.to_string()),
                };
                self.answer.matched += i32::from(matched.is_ok());
                self.answer.unmatched += i32::from(matched.is_err());
                let reference = found.reference.clone();
                let payment = self.keep(kit, found, matched.ok())?;
                Ok(StatementEntry { payment: Some(payment), ..told(reference, outcome, problem) })
            }
        }
    }

    /// Finds the invoices and takes what is paid off them, so that the next entry sees the rest.
    fn recognise(&mut self, found: &camt::Incoming) -> Result<Matched, Unmatched> {
        let payment = Incoming {
            booked: found.booked,
            amount: found.amount,
            end_to_end: found.end_to_end.clone(),
            remittance: found.remittance.clone(),
            payer: self.payers.get(&found.payer_iban).copied(),
        };
        let matched = recognise(&payment, &self.open)?;
        for share in &matched.shares {
            for item in self.open.iter_mut().filter(|item| item.invoice == share.invoice) {
                item.open -= share.paid + share.skonto;
            }
        }
        self.open.retain(|item| !item.open.is_zero());
        if !found.payer_iban.is_empty() {
            self.payers.insert(found.payer_iban.clone(), matched.customer);
        }
        Ok(matched)
    }

    fn keep(&mut self, kit: &Kit, found: camt::Incoming, matched: Option<Matched>) -> Result<Payment> {
        let id = PaymentId::new(kit.ids());
        let shares = matched.iter().flat_map(|m| &m.shares).map(|share| {
            Ok(PaymentShare {
                invoice: share.invoice.resource_name(),
                number: self.numbers.get(&share.invoice).cloned().unwrap_or_default(),
                paid: euros(share.paid)?,
                skonto: euros(share.skonto)?,
                returned: false,
            })
        });
        let payment = Payment {
            name: id.resource_name(),
            source: PaymentSource::Statement.into(),
            date: money::date(found.booked),
            amount: euros(found.amount)?,
            unassigned: euros(matched.as_ref().map_or(found.amount, |m| m.excess))?,
            payer_name: found.payer_name.clone(),
            payer_iban: found.payer_iban.clone(),
            remittance: found.remittance.clone(),
            entry_reference: found.reference.clone(),
            customer: matched.as_ref().map(|m| m.customer.resource_name()).unwrap_or_default(),
            shares: shares.collect::<Result<_>>()?,
            record_time: None,
        };
        self.new.push(NewPayment {
            id,
            entry_reference: found.reference,
            booked: found.booked,
            amount: found.amount,
            payer_name: found.payer_name,
            payer_iban: found.payer_iban,
            remittance: found.remittance,
            matched,
        });
        Ok(payment)
    }
}

/// Gives entries without a reference a digest of what they say; equal ones of one file are counted.
fn referenced(entries: Vec<Entry>) -> Vec<Entry> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut named = |said: String| {
        let count = seen.entry(said.clone()).or_default();
        *count += 1;
        let hash = hex::encode(digest(&SHA256, format!("{said}|{count}").as_bytes()));
        format!("sha256:{}", &hash[..32])
    };
    let mut entries = entries;
    for entry in &mut entries {
        match entry {
            Entry::Incoming(i) if i.reference.is_empty() => {
                i.reference = named(format!(
                    "{}|{}|{}|{}|{}|{}",
                    i.account, i.booked, i.amount, i.payer_iban, i.end_to_end, i.remittance
                ));
            }
            Entry::Returned(r) if r.reference.is_empty() => {
                let said = format!("{}|{}|-{}|{}|{}", r.account, r.booked, r.amount, r.end_to_end, r.reason);
                r.reference = named(said);
            }
            _ => {}
        }
    }
    entries
}
