//! Letters go out: what was proposed and still holds becomes documents with numbers (B8).

use super::check_drafts::seller_of;
use super::create_reminder_run::Proposal;
use crate::language;
use crate::store::book::today;
use crate::store::payments;
use crate::store::reminders::{self, NewReminder};
use crate::store::styles;
use crate::terms_of_invoice::seller_party;
use crate::wire::style::look;
use crate::wire::{money, parse};
use jiff::Timestamp;
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_billing_domain::accounting::reminder::plan::Letter;
use kontor_documents::{Language, ReminderLetter as Drawn, ReminderLine, Sender, reminder_pdf};
use kontor_idempotency::{Begun, begin};
use kontor_ids::{CustomerId, InvoiceId, ReminderId, ReminderRunId, Uuid};
use kontor_outbox::publish;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{
    ConfirmReminderRunRequest, DiscardReminderRunRequest, DocumentStyle, Reminder, ReminderIssued,
    ReminderLetter, ReminderRun, ReminderRunState, SellerProfile,
};
use kontor_proto::types::v1::LocalizedText;
use kontor_service::Kit;
use kontor_status::{Problem, Reason, Result, Violations};
use ring::digest::{SHA256, digest};
use std::collections::BTreeSet;

pub(crate) async fn confirm(
    kit: &Kit,
    caller: &Caller,
    request: ConfirmReminderRunRequest,
) -> Result<ReminderRun> {
    let (id, without) = check(&request)?;
    let mut fresh = match begin(kit.db(), caller, "ConfirmReminderRun", &request.request_id, &request).await?
    {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    // Payments, stops and other runs of the house wait: what is confirmed is what holds now.
    payments::lock(tx).await?;
    let mut run = open_run(tx, id).await?;
    if run.etag != request.etag {
        return Err(Problem::etag_mismatch());
    }
    let as_of = run.as_of.as_ref().and_then(money::read_date).unwrap_or_else(|| today(kit));
    let proposal = Proposal::gather(tx, as_of, None).await?;
    let now_told = proposal.letters()?;
    let mut going: Vec<(usize, &Letter)> = Vec::new();
    for (at, letter) in run.letters.iter_mut().enumerate() {
        if without.contains(&letter.customer) {
            "a person left it out".clone_into(&mut letter.left_out);
            continue;
        }
        match now_told.iter().zip(&proposal.plan.letters).find(|(told, _)| *told == letter) {
            Some((_, planned)) => going.push((at, planned)),
            None => {
                "something changed since it was proposed: make another run".clone_into(&mut letter.left_out)
            }
        }
    }
    let issuing = Issuing { kit, caller, run: id, as_of, proposal: &proposal };
    issuing.put(tx, &mut run.letters, &going).await?;
    run.state = ReminderRunState::Confirmed.into();
    end(tx, kit, caller, (id, &mut run)).await?;
    fresh.finish(run).await
}

fn check(request: &ConfirmReminderRunRequest) -> Result<(ReminderRunId, BTreeSet<String>)> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let id = wrong.take("name", ReminderRunId::from_resource_name(&request.name));
    wrong.require(!request.etag.is_empty(), "etag", "give the etag of the run as it was shown");
    wrong.require(request.without.len() <= 500, "without", "name at most 500 customers");
    for (name, i) in request.without.iter().take(500).zip(0..) {
        wrong.take(format!("without[{i}]"), CustomerId::from_resource_name(name));
    }
    wrong.finish()?;
    let id = id.ok_or_else(|| Problem::internal("checked above"))?;
    Ok((id, request.without.iter().cloned().collect()))
}

/// Ends a run without a letter.
pub(crate) async fn discard(
    kit: &Kit,
    caller: &Caller,
    request: DiscardReminderRunRequest,
) -> Result<ReminderRun> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let id = wrong.take("name", ReminderRunId::from_resource_name(&request.name));
    wrong.finish()?;
    let id = id.ok_or_else(|| Problem::internal("checked above"))?;
    let mut fresh = match begin(kit.db(), caller, "DiscardReminderRun", &request.request_id, &request).await?
    {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    payments::lock(tx).await?;
    let mut run = open_run(tx, id).await?;
    run.state = ReminderRunState::Discarded.into();
    end(tx, kit, caller, (id, &mut run)).await?;
    fresh.finish(run).await
}

async fn open_run(tx: &mut TenantTx, id: ReminderRunId) -> Result<ReminderRun> {
    let (run, ended) = reminders::run(tx, id).await?;
    if ended {
        let remedy = "it was confirmed or discarded before: make another run";
        return Err(Problem::refused(Reason::WrongState, id.resource_name(), remedy));
    }
    Ok(run)
}

async fn end(
    tx: &mut TenantTx,
    kit: &Kit,
    caller: &Caller,
    (id, run): (ReminderRunId, &mut ReminderRun),
) -> Result<()> {
    let now = kit.clock().now();
    run.end_time = money::stamp(now);
    reminders::end_run(tx, id, run, (caller.principal().uuid(), now)).await
}

/// What letters of a run have in common.
struct Issuing<'a> {
    kit: &'a Kit,
    caller: &'a Caller,
    run: ReminderRunId,
    as_of: Date,
    proposal: &'a Proposal,
}

impl Issuing<'_> {
    async fn put(
        &self,
        tx: &mut TenantTx,
        letters: &mut [ReminderLetter],
        going: &[(usize, &Letter)],
    ) -> Result<()> {
        if going.is_empty() {
            return Ok(());
        }
        let seller = seller_of(tx).await?;
        let (today, now) = (today(self.kit), self.kit.clock().now());
        let prefix = self.proposal.settings.number_prefix.clone();
        let first = reminders::next_numbers(tx, ("reminder", &prefix), today.year(), going.len()).await?;
        let customers: Vec<Uuid> = going.iter().map(|(_, letter)| letter.customer.uuid()).collect();
        let languages = reminders::languages(tx, &customers).await?;
        let mut drawn = Vec::new();
        for ((at, letter), counter) in going.iter().zip(first..) {
            let number = kontor_billing_domain::number::format(&prefix, today.year(), counter);
            let number = number.map_err(Problem::internal)?;
            let id = ReminderId::new(self.kit.ids());
            letters[*at].reminder = id.resource_name();
            letters[*at].number.clone_from(&number);
            let language = languages.get(&letter.customer).map_or("", |code| code.as_str());
            let language = language::of_code(language);
            let paper = self.drawn(letter, &letters[*at], &seller, (language, today))?;
            drawn.push((id, (paper, language)));
        }
        let style = styles::current(tx).await?.unwrap_or_default();
        let contents = render(drawn.iter().map(|(_, d)| d.clone()).collect(), now, style).await?;
        let mut new = Vec::new();
        for (((at, letter), (id, _)), content) in going.iter().zip(&drawn).zip(contents) {
            new.push(self.kept(*id, letter, &letters[*at], content, (today, now)));
        }
        let by = self.caller.principal().uuid();
        reminders::insert(tx, self.run, today, &new, (by, now)).await?;
        self.tell(tx, &new).await
    }

    fn drawn(
        &self,
        letter: &Letter,
        told: &ReminderLetter,
        seller: &SellerProfile,
        (language, today): (Language, Date),
    ) -> Result<Drawn> {
        let to = self.proposal.newest(letter)?.terms.buyer.clone();
        let at = usize::from(letter.level).saturating_sub(1);
        let level = self.proposal.settings.levels.get(at).cloned().unwrap_or_default();
        let (title, text) = (level.title.unwrap_or_default(), level.text.unwrap_or_default());
        let date = |day: &Option<_>| day.as_ref().and_then(money::read_date).unwrap_or(today);
        let items = letter.items.iter().zip(&told.items).map(|(item, told)| ReminderLine {
            number: told.number.clone(),
            issued: date(&told.issue_date),
            due: date(&told.due_date),
            level: item.level,
            open: item.open,
            interest: item.interest,
        });
        let said = |text: LocalizedText| if language == Language::English { text.en } else { text.de };
        Ok(Drawn {
            number: told.number.clone(),
            date: today,
            sender: Sender {
                party: seller_party(seller),
                iban: seller.iban.clone(),
                bic: seller.bic.clone(),
            },
            to,
            title: said(title),
            text: said(text),
            items: items.collect(),
            as_of: self.as_of,
            fee: letter.fee,
            pay_until: letter.pay_until,
        })
    }

    fn kept(
        &self,
        id: ReminderId,
        letter: &Letter,
        told: &ReminderLetter,
        content: Vec<u8>,
        (today, now): (Date, Timestamp),
    ) -> NewReminder {
        let reminder = Reminder {
            name: id.resource_name(),
            number: told.number.clone(),
            run: self.run.resource_name(),
            issue_date: money::date(today),
            letter: Some(told.clone()),
            sha256: digest(&SHA256, &content).as_ref().to_vec(),
            confirmed_by: self.caller.principal().resource_name(),
            issue_time: money::stamp(now),
        };
        let items = letter.items.iter().map(|item| (item.invoice, i32::from(item.level))).collect();
        NewReminder { id, customer: letter.customer, reminder, content, items }
    }

    /// The logs of the tickets hear of it.
    async fn tell(&self, tx: &mut TenantTx, new: &[NewReminder]) -> Result<()> {
        let invoices: Vec<Uuid> = new.iter().flat_map(|n| n.items.iter().map(|(id, _)| id.uuid())).collect();
        let tickets = reminders::tickets(tx, &invoices).await?;
        for reminder in new {
            let of = |invoice: &InvoiceId| tickets.get(invoice).into_iter().flatten();
            let tickets: BTreeSet<_> = reminder.items.iter().flat_map(|(invoice, _)| of(invoice)).collect();
            let letter = reminder.reminder.letter.as_ref();
            let event = ReminderIssued {
                reminder: reminder.id.resource_name(),
                number: reminder.reminder.number.clone(),
                customer: reminder.customer.resource_name(),
                level: letter.map_or(0, |letter| letter.level),
                invoices: reminder.items.iter().map(|(invoice, _)| invoice.resource_name()).collect(),
                tickets: tickets.iter().map(|ticket| ticket.resource_name()).collect(),
                total: letter.and_then(|letter| letter.total.clone()),
            };
            publish(tx, reminder.id.uuid(), 1, &event).await?;
        }
        Ok(())
    }
}

/// The letters as PDF, off the threads that serve requests.
async fn render(
    letters: Vec<(Drawn, Language)>,
    at: Timestamp,
    style: DocumentStyle,
) -> Result<Vec<Vec<u8>>> {
    let drawn = tokio::task::spawn_blocking(move || {
        let pdf = |(letter, language): &(Drawn, Language)| {
            reminder_pdf(letter, *language, at, &look(&style, *language)).map_err(Problem::internal)
        };
        letters.iter().map(pdf).collect::<Result<Vec<_>>>()
    });
    drawn.await.map_err(Problem::internal)?
}
