//! The next block of a run: all of it or none (B4, I9).
//!
//! Numbers, invoices, documents, claims, events and what became of each draft are one transaction. A draft that changed
//! since it was looked at, or that stands in the way otherwise, is left out and says why; a fault undoes the block, and
//! the run goes on from there.

use super::check_drafts::{parked, seller_of};
use super::issue_draft;
use super::issue_invoices::{Issuing, Ready};
use crate::buyer;
use crate::queries::difference;
use crate::queries::drafts::{self, Current};
use crate::queries::issue_runs::{self, Waiting};
use crate::store::book::Book;
use crate::store::debits;
use crate::wire::debit::Agreed;
use crate::wire::parse;
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_billing_domain::Document;
use kontor_idempotency::{Begun, Fresh, answered, begin};
use kontor_ids::{CustomerId, InvoiceId, IssueRunId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{ContinueIssueRunRequest, IssueRun, SellerProfile};
use kontor_proto::contract::v1::Customer;
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Reason, Result, Violations};
use std::collections::{BTreeMap, BTreeSet};

/// How many drafts are one block where nothing is said, and at most.
const BLOCK: (usize, usize) = (20, 50);

pub(crate) async fn go_on(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    request: ContinueIssueRunRequest,
) -> Result<IssueRun> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let run = wrong.take("name", IssueRunId::from_resource_name(&request.name));
    let size = match usize::try_from(request.block_size) {
        Ok(0) => Some(BLOCK.0),
        Ok(n) if n <= BLOCK.1 => Some(n),
        _ => None,
    };
    wrong.require(size.is_some(), "block_size", "give 1 to 50, or 0 for 20");
    wrong.finish()?;
    let (run, size) = run.zip(size).ok_or_else(|| Problem::internal("checked above"))?;
    let method = "ContinueIssueRun";
    if let Some(answer) = answered(kit.db(), caller, method, &request.request_id, &request).await? {
        return Ok(answer);
    }
    // The buyers of the next block are asked before the transaction begins.
    let (next, date) = {
        let mut tx = kit.db().tenant(caller.tenant()).await?;
        let date = issue_runs::issue_date(&mut tx, run).await?;
        (issue_runs::waiting(&mut tx, run, size).await?, date)
    };
    let customers: BTreeSet<CustomerId> = next.iter().map(|w| w.customer).collect();
    let buyers = buyer::ask_all(kit, contract, caller.tenant(), &customers).await?;
    let mut fresh = match begin(kit.db(), caller, method, &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    sqlx::query_file!("queries/run/lock.sql", run.to_string()).execute(fresh.tx().conn()).await?;
    // Whoever went on at the same time took these drafts: what is left is the block.
    let block = issue_runs::waiting(fresh.tx(), run, size).await?;
    let block: Vec<Waiting> = block.into_iter().filter(|w| buyers.contains_key(&w.customer)).collect();
    let work = Block { kit, caller, buyers, date };
    work.issue(&mut fresh, run, &block).await?;
    let answer = issue_runs::read(fresh.tx(), run).await?;
    fresh.finish(answer).await
}

/// What became of a draft.
struct Outcome {
    position: i32,
    invoice: Option<InvoiceId>,
    reason: String,
    words: String,
    parked: bool,
}

impl Outcome {
    fn issued(waiting: &Waiting) -> Self {
        let (reason, words) = (String::new(), String::new());
        Self { position: waiting.position, invoice: None, reason, words, parked: false }
    }

    fn left_out(waiting: &Waiting, problem: &Problem, parked: bool) -> Self {
        Self {
            position: waiting.position,
            invoice: None,
            reason: problem.reason().as_str_name().to_owned(),
            words: problem.to_string(),
            parked,
        }
    }
}

/// Parts of a block in which no customer stands twice: what is issued of a customer changes what its other drafts rest on.
fn waves(block: &[Waiting]) -> Vec<&[Waiting]> {
    let (mut waves, mut begin, mut known) = (Vec::new(), 0, BTreeSet::new());
    for (n, waiting) in block.iter().enumerate() {
        if !known.insert(waiting.customer) {
            waves.push(&block[begin..n]);
            begin = n;
            known = BTreeSet::from([waiting.customer]);
        }
    }
    waves.push(&block[begin..]);
    waves
}

struct Block<'a> {
    kit: &'a Kit,
    caller: &'a Caller,
    buyers: BTreeMap<CustomerId, Customer>,
    date: Date,
}

impl Block<'_> {
    async fn issue(&self, fresh: &mut Fresh, run: IssueRunId, block: &[Waiting]) -> Result<()> {
        let seller = seller_of(fresh.tx()).await?;
        // All customers first and in one order, the series last: two blocks never wait for each other crosswise.
        let customers = block.iter().map(|w| w.customer).collect();
        Book::lock_all(fresh.tx(), &customers).await?;
        let mut outcomes = Vec::with_capacity(block.len());
        for wave in waves(block) {
            outcomes.extend(self.wave(fresh.tx(), wave, &seller).await?);
        }
        self.keep(fresh.tx(), run, &outcomes).await
    }

    /// Drafts of different customers.
    async fn wave(
        &self,
        tx: &mut TenantTx,
        wave: &[Waiting],
        seller: &SellerProfile,
    ) -> Result<Vec<Outcome>> {
        let buyer =
            |w: &Waiting| self.buyers.get(&w.customer).ok_or_else(|| Problem::internal("asked above"));
        let drafts = wave.iter().map(|w| Ok((w.draft, buyer(w)?))).collect::<Result<Vec<_>>>()?;
        let all = drafts::current_all(tx, self.kit, &drafts).await?;
        let customers: Vec<CustomerId> = all.iter().map(|current| current.book.customer).collect();
        let mut agreed = debits::agreed_of(tx, &customers).await?;
        let (mut ready, mut outcomes) = (Vec::new(), Vec::with_capacity(wave.len()));
        for ((waiting, (draft, buyer)), current) in wave.iter().zip(&drafts).zip(all) {
            let agreed = agreed.remove(&current.book.customer);
            let agreed = agreed.ok_or_else(|| Problem::internal("one for each customer"))?;
            match self.check(tx, waiting, (buyer, seller), (&current, &agreed)).await? {
                Ok(document) => {
                    let buyer = (*buyer).clone();
                    ready.push(Ready { draft: *draft, current, document, buyer, agreed });
                    outcomes.push(Outcome::issued(waiting));
                }
                Err(left_out) => outcomes.push(left_out),
            }
        }
        let issuing = Issuing { kit: self.kit, caller: self.caller, seller, date: self.date };
        let mut invoices = issuing.put(tx, &ready).await?.into_iter();
        for outcome in outcomes.iter_mut().filter(|outcome| outcome.words.is_empty()) {
            outcome.invoice = invoices.next();
        }
        Ok(outcomes)
    }

    /// What is issued, or why the draft is left out.
    async fn check(
        &self,
        tx: &mut TenantTx,
        waiting: &Waiting,
        (buyer, seller): (&Customer, &SellerProfile),
        (current, agreed): (&Current, &Agreed),
    ) -> Result<std::result::Result<Document, Outcome>> {
        match difference::unchanged(tx, waiting.draft, &waiting.etag, current).await {
            Ok(()) => {}
            Err(problem) if problem.reason() == Reason::DraftChanged => {
                return Ok(Err(Outcome::left_out(waiting, &problem, false)));
            }
            Err(fault) => return Err(fault),
        }
        if let Some(problem) = parked(current, buyer) {
            return Ok(Err(Outcome::left_out(waiting, &problem, true)));
        }
        let name = waiting.draft.resource_name();
        let checked = issue_draft::document(current, &waiting.etag, &name).and_then(|document| {
            let wishes = (&current.book.wishes, agreed);
            issue_draft::check_terms(self.date, &document, (seller, buyer), wishes)?;
            Ok(document)
        });
        Ok(checked.map_err(|problem| Outcome::left_out(waiting, &problem, false)))
    }

    async fn keep(&self, tx: &mut TenantTx, run: IssueRunId, outcomes: &[Outcome]) -> Result<()> {
        let words =
            |f: &dyn Fn(&Outcome) -> &String| outcomes.iter().map(|o| f(o).clone()).collect::<Vec<_>>();
        let invoices: Vec<Option<Uuid>> = outcomes.iter().map(|o| o.invoice.map(InvoiceId::uuid)).collect();
        sqlx::query_file!(
            "queries/run/insert_outcomes.sql",
            tx.tenant().uuid(),
            run.uuid(),
            &outcomes.iter().map(|o| o.position).collect::<Vec<_>>(),
            &invoices as _,
            &words(&|o| &o.reason),
            &words(&|o| &o.words),
            &outcomes.iter().map(|o| o.parked).collect::<Vec<_>>(),
            jiff_sqlx::Timestamp::from(self.kit.clock().now()) as _,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}
