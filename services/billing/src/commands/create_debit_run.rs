//! Collecting what invoices announced: a file for the bank, each invoice in one (B8).

use super::check_drafts::seller_of;
use crate::queries::payments::euros;
use crate::store::book::today;
use crate::store::debits::{self, Due};
use crate::store::{payments, reminders};
use crate::wire::{money, parse};
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use kontor_access::Caller;
use kontor_billing_domain::accounting::sepa::pain::{Batch, Creditor, Debit, Scheme, write};
use kontor_idempotency::{Begun, begin};
use kontor_ids::DebitRunId;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{
    CreateDebitRunRequest, DebitItem, DebitRun, DebitScheme, DebitSettings, MandateFrequency,
};
use kontor_service::Kit;
use kontor_status::{Problem, Reason, Result, Violations};
use ring::digest::{SHA256, digest};
use rust_decimal::Decimal;

/// The most debits of a file.
const MOST: i64 = 10_000;

pub(crate) async fn create(kit: &Kit, caller: &Caller, request: CreateDebitRunRequest) -> Result<DebitRun> {
    let collect_on = check(kit, &request)?;
    let mut fresh = match begin(kit.db(), caller, "CreateDebitRun", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    // Two runs at once: the second finds what the first left.
    payments::lock(tx).await?;
    let settings = current(tx).await?;
    let today = today(kit);
    let first = today.checked_add(settings.lead_days.days()).unwrap_or(today);
    if collect_on < first {
        return Err(Problem::field("collect_on", format!("the bank needs time: give {first} or later")));
    }
    let due = debits::due(tx, collect_on, MOST).await?;
    if due.is_empty() {
        let remedy = "no invoice that announced a debit is due by then and in no run yet";
        return Err(Problem::refused(Reason::WrongState, "debitRuns", remedy));
    }
    let year = today.year();
    let counter = reminders::next_numbers(tx, ("debit", "LS-"), year, 1).await?;
    let file_id = kontor_billing_domain::number::format("LS-", year, counter).map_err(Problem::internal)?;
    let now = kit.clock().now();
    let made = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC).to_datetime(now);
    let seller = seller_of(tx).await?;
    let creditor = Creditor {
        name: seller.legal_name,
        iban: seller.iban.replace(' ', ""),
        bic: seller.bic,
        id: settings.creditor_id,
    };
    let debits = due.iter().map(debit).collect::<Result<_>>()?;
    let content = write(&Batch { id: file_id.clone(), made, collect_on, creditor, debits }).into_bytes();
    let id = DebitRunId::new(kit.ids());
    let run = DebitRun {
        name: id.resource_name(),
        number: debits::next_run(tx).await?,
        collect_on: money::date(collect_on),
        items: due.iter().map(item).collect::<Result<_>>()?,
        total: euros(due.iter().map(|due| due.open).sum::<Decimal>())?,
        file_name: format!("pain008-{}.xml", file_id.trim_start_matches("LS-")),
        sha256: digest(&SHA256, &content).as_ref().to_vec(),
        make_time: money::stamp(now),
    };
    let by = (caller.principal().uuid(), now);
    debits::insert_run(tx, (id, &run, &content), (&due, collect_on), by).await?;
    fresh.finish(run).await
}

fn check(kit: &Kit, request: &CreateDebitRunRequest) -> Result<Date> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let day = request.collect_on.as_ref().and_then(money::read_date);
    let today = today(kit);
    let last = today.checked_add(30.days()).unwrap_or(today);
    let fits = |day: &Date| {
        *day > today && *day <= last && !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
    };
    let day = day.filter(fits);
    let remedy = "give a day from Monday to Friday, after today and at most 30 days ahead";
    wrong.require(day.is_some(), "collect_on", remedy);
    wrong.finish()?;
    day.ok_or_else(|| Problem::internal("checked above"))
}

async fn current(tx: &mut TenantTx) -> Result<DebitSettings> {
    debits::settings(tx).await?.ok_or_else(|| {
        let remedy = "the house has no creditor identifier: set it with PUT /v1/debitSettings";
        Problem::refused(Reason::WrongState, "debitSettings", remedy)
    })
}

fn debit(due: &Due) -> Result<Debit> {
    let mandate = &due.mandate;
    let signed = mandate.signature_date.as_ref().and_then(money::read_date);
    let business = mandate.scheme() == DebitScheme::B2b;
    Ok(Debit {
        number: due.number.clone(),
        amount: due.open,
        mandate: mandate.reference.clone(),
        signed: signed.ok_or_else(|| Problem::internal("a mandate without its day"))?,
        scheme: if business { Scheme::Business } else { Scheme::Core },
        once: mandate.frequency() == MandateFrequency::OneOff,
        holder: mandate.account_holder.clone(),
        iban: mandate.iban.clone(),
        bic: mandate.bic.clone(),
    })
}

fn item(due: &Due) -> Result<DebitItem> {
    Ok(DebitItem {
        invoice: due.invoice.resource_name(),
        number: due.number.clone(),
        customer: due.customer.resource_name(),
        mandate: due.mandate_id.resource_name(),
        amount: euros(due.open)?,
    })
}
