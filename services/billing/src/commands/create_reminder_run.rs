//! Proposing letters for what is overdue (B8).

use crate::queries::drafts::optional_customer;
use crate::queries::payments::euros;
use crate::store::book::today;
use crate::store::payments;
use crate::store::reminders::{self, Candidate};
use crate::wire::reminder::{self, Sums};
use crate::wire::{money, parse};
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_billing_domain::accounting::reminder::plan::{Letter, Plan, Rules, plan};
use kontor_idempotency::{Begun, begin};
use kontor_ids::{CustomerId, InvoiceId, ReminderRunId};
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{
    CreateReminderRunRequest, ReminderItem, ReminderLetter, ReminderRun, ReminderRunState, ReminderSettings,
    UnremindedItem,
};
use kontor_service::Kit;
use kontor_status::{Problem, Reason, Result, Violations};
use std::collections::BTreeMap;

/// The most letters of a run.
const MOST_LETTERS: usize = 500;

pub(crate) async fn create(
    kit: &Kit,
    caller: &Caller,
    request: CreateReminderRunRequest,
) -> Result<ReminderRun> {
    let (as_of, customer) = check(kit, &request)?;
    let mut fresh = match begin(kit.db(), caller, "CreateReminderRun", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    payments::lock(tx).await?;
    let proposal = Proposal::gather(tx, as_of, customer).await?;
    let id = ReminderRunId::new(kit.ids());
    let now = kit.clock().now();
    let letters = proposal.letters()?;
    if letters.len() > MOST_LETTERS {
        let remedy =
            format!("{} letters are more than {MOST_LETTERS}: make a run for each customer", letters.len());
        return Err(Problem::refused(Reason::LimitExceeded, "reminderRuns", remedy));
    }
    let run = ReminderRun {
        name: id.resource_name(),
        number: reminders::next_run(tx).await?,
        as_of: money::date(as_of),
        state: ReminderRunState::Proposed.into(),
        etag: reminder::etag(&letters),
        letters,
        left_out: proposal.left_out()?,
        create_time: money::stamp(now),
        end_time: None,
    };
    reminders::insert_run(tx, id, &run, (caller.principal().uuid(), now)).await?;
    fresh.finish(run).await
}

fn check(kit: &Kit, request: &CreateReminderRunRequest) -> Result<(Date, Option<CustomerId>)> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let today = today(kit);
    let as_of = match &request.as_of {
        None => Some(today),
        Some(date) => money::read_date(date).filter(|day| *day <= today),
    };
    wrong.require(as_of.is_some(), "as_of", "give a day of the calendar that is not in the future");
    let customer = optional_customer(&request.customer);
    let customer = wrong.take("customer", customer).flatten();
    wrong.finish()?;
    Ok((as_of.ok_or_else(|| Problem::internal("checked above"))?, customer))
}

/// The house's rules as they are now.
pub(crate) async fn rules(tx: &mut TenantTx) -> Result<(ReminderSettings, Rules)> {
    let stored = reminders::settings(tx).await?.ok_or_else(|| {
        let remedy = "the house has no reminder settings: set them with PUT /v1/reminderSettings";
        Problem::refused(Reason::WrongState, "reminderSettings", remedy)
    })?;
    Ok(reminder::settings(&mut Violations::new(), &stored))
}

/// What a run would propose now.
pub(crate) struct Proposal {
    pub(crate) settings: ReminderSettings,
    pub(crate) candidates: BTreeMap<InvoiceId, Candidate>,
    pub(crate) plan: Plan,
}

impl Proposal {
    pub(crate) async fn gather(tx: &mut TenantTx, as_of: Date, customer: Option<CustomerId>) -> Result<Self> {
        let (settings, rules) = rules(tx).await?;
        let mut found = reminders::candidates(tx, as_of).await?;
        let of =
            |candidate: &Candidate, only| [candidate.overdue.customer, candidate.belongs_to].contains(&only);
        found.retain(|candidate| customer.is_none_or(|only| of(candidate, only)));
        let overdue: Vec<_> = found.iter().map(|candidate| candidate.overdue.clone()).collect();
        let plan = plan(&rules, &overdue, as_of);
        let plan =
            plan.map_err(|e| Problem::refused(Reason::WrongState, "reminderSettings", e.to_string()))?;
        let candidates = found.into_iter().map(|candidate| (candidate.overdue.invoice, candidate)).collect();
        Ok(Self { settings, candidates, plan })
    }

    fn candidate(&self, invoice: InvoiceId) -> Result<&Candidate> {
        self.candidates.get(&invoice).ok_or_else(|| Problem::internal("a letter about an unknown invoice"))
    }

    /// The newest of a letter's invoices: its buyer is whom the letter goes to.
    pub(crate) fn newest(&self, letter: &Letter) -> Result<&Candidate> {
        let candidates = letter.items.iter().map(|item| self.candidate(item.invoice));
        let candidates = candidates.collect::<Result<Vec<_>>>()?;
        let newest = candidates.into_iter().max_by_key(|c| (c.issued, c.number.clone()));
        newest.ok_or_else(|| Problem::internal("a letter without invoices"))
    }

    /// The letters as they are told.
    pub(crate) fn letters(&self) -> Result<Vec<ReminderLetter>> {
        self.plan.letters.iter().map(|letter| self.told(letter)).collect()
    }

    fn told(&self, letter: &Letter) -> Result<ReminderLetter> {
        let items = letter.items.iter().map(|item| {
            let candidate = self.candidate(item.invoice)?;
            Ok(ReminderItem {
                invoice: item.invoice.resource_name(),
                number: candidate.number.clone(),
                issue_date: money::date(candidate.issued),
                due_date: money::date(candidate.overdue.standing.due),
                level: item.level.into(),
                open: euros(item.open)?,
                interest: euros(item.interest)?,
            })
        });
        let items = items.collect::<Result<_>>()?;
        let customer = (letter.customer.resource_name(), self.newest(letter)?.terms.buyer.name.clone());
        let sums = Sums { open: letter.open(), interest: letter.interest(), fee: letter.fee };
        reminder::letter(customer, letter.level, items, &sums, letter.pay_until)
    }

    fn left_out(&self) -> Result<Vec<UnremindedItem>> {
        let item = |(invoice, why)| {
            let candidate = self.candidate(invoice)?;
            Ok(UnremindedItem {
                invoice: invoice.resource_name(),
                number: candidate.number.clone(),
                customer: candidate.overdue.customer.resource_name(),
                open: euros(candidate.overdue.open)?,
                reason: reminder::reason(why).into(),
                remark: candidate.stop_reason.clone(),
            })
        };
        self.plan.left_out.iter().copied().map(item).collect()
    }
}
