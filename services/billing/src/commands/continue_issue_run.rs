//! The next block of a run: all of it or none (B4, I9).
//!
//! Numbers, invoices, documents, claims, events and what became of each draft are one transaction. A draft that changed
//! since it was looked at, or that stands in the way otherwise, is left out and says why; a fault undoes the block, and
//! the run goes on from there.

use super::check_drafts::{parked, seller_of};
use super::issue_draft::{self, Issuing};
use crate::buyer;
use crate::queries::issue_runs::{self, Waiting};
use crate::queries::{difference, drafts};
use crate::store::book::Book;
use crate::store::debits;
use crate::wire::parse;
use jiff::civil::Date;
use kontor_access::Caller;
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
    let mut buyers = BTreeMap::new();
    for customer in next.iter().map(|w| w.customer).collect::<BTreeSet<_>>() {
        buyers.insert(customer, buyer::ask(kit, contract, caller.tenant(), customer).await?);
    }
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
        for customer in block.iter().map(|w| w.customer).collect::<BTreeSet<_>>() {
            Book::lock(fresh.tx(), customer).await?;
        }
        let mut outcomes = Vec::with_capacity(block.len());
        for waiting in block {
            let buyer = self.buyers.get(&waiting.customer).ok_or_else(|| Problem::internal("asked above"))?;
            outcomes.push(self.one(fresh.tx(), waiting, buyer, &seller).await?);
        }
        self.keep(fresh.tx(), run, &outcomes).await
    }

    async fn one(
        &self,
        tx: &mut TenantTx,
        waiting: &Waiting,
        buyer: &Customer,
        seller: &SellerProfile,
    ) -> Result<Outcome> {
        let left_out = |problem: &Problem, parked: bool| Outcome {
            position: waiting.position,
            invoice: None,
            reason: problem.reason().as_str_name().to_owned(),
            words: problem.to_string(),
            parked,
        };
        let current = drafts::current(tx, self.kit, waiting.draft, &buyer::vat_of(buyer)).await?;
        match difference::unchanged(tx, waiting.draft, &waiting.etag, &current).await {
            Ok(()) => {}
            Err(problem) if problem.reason() == Reason::DraftChanged => return Ok(left_out(&problem, false)),
            Err(fault) => return Err(fault),
        }
        if let Some(problem) = parked(&current, buyer) {
            return Ok(left_out(&problem, true));
        }
        let name = waiting.draft.resource_name();
        let document = match issue_draft::document(&current, &waiting.etag, &name) {
            Ok(document) => document,
            Err(problem) => return Ok(left_out(&problem, false)),
        };
        let parties = (seller, buyer);
        let agreed = debits::agreed(tx, current.book.customer).await?;
        let wishes = (&current.book.wishes, &agreed);
        if let Err(problem) = issue_draft::compute("0000-000000", self.date, &document, parties, wishes) {
            return Ok(left_out(&problem, false));
        }
        let issuing = Issuing {
            kit: self.kit,
            caller: self.caller,
            buyer: buyer.clone(),
            seller: seller.clone(),
            agreed: agreed.clone(),
            date: self.date,
            at: self.kit.clock().now(),
        };
        let id = issuing.put(tx, waiting.draft, &current, &document).await?;
        let (reason, words) = (String::new(), String::new());
        Ok(Outcome { position: waiting.position, invoice: Some(id), reason, words, parked: false })
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
