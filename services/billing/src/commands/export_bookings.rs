//! Handing invoices over to bookkeeping: each once, as files that are kept (B9).

use crate::store::book::today;
use crate::store::bookings::{self, Unbooked};
use crate::store::payments;
use crate::wire::{accounting, money, parse};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use kontor_access::Caller;
use kontor_billing_domain::accounting::datev::{self, Booking, Settings};
use kontor_billing_domain::accounting::debtors::{Debtor, debtors};
use kontor_billing_domain::vat::{Vat, VatCategory};
use kontor_einvoice::{DocumentKind, Invoice as Terms, InvoiceData, PaymentMeans};
use kontor_idempotency::{Begun, begin};
use kontor_ids::{BookingRunId, CustomerId, Uuid};
use kontor_money::{Amount, Currency};
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{BookingFile, BookingRun, ExportBookingsRequest};
use kontor_proto::types::v1::DateRange;
use kontor_service::Kit;
use kontor_status::{Problem, Reason, Result, Violations};
use ring::digest::{SHA256, digest};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

pub(crate) async fn export(kit: &Kit, caller: &Caller, request: ExportBookingsRequest) -> Result<BookingRun> {
    let (from, before) = check(&request)?;
    let mut fresh = match begin(kit.db(), caller, "ExportBookings", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    // Two runs at once: the second finds what the first left.
    payments::lock(tx).await?;
    let settings = current(tx).await?;
    let last = before.yesterday().unwrap_or(from).min(today(kit).max(from));
    let unbooked = bookings::unbooked(tx, from, before).await?;
    if unbooked.is_empty() {
        let remedy = "no invoice of this period is left to export: each is exported once, earlier runs keep their files";
        return Err(Problem::refused(Reason::WrongState, "bookingRuns", remedy));
    }
    let run = Run::gather(tx, &settings, &unbooked).await?;
    let id = BookingRunId::new(kit.ids());
    let number = bookings::next_number(tx).await?;
    let now = kit.clock().now();
    let files = run.files(&settings, (from, last), (number, local(now)))?;
    let gross =
        Amount::new(run.bookings.iter().map(|b| b.gross).sum(), Currency::EUR).map_err(Problem::internal)?;
    let answer = BookingRun {
        name: id.resource_name(),
        number,
        period: Some(DateRange { start: money::date(from), end: money::date(before) }),
        invoices: i32::try_from(unbooked.len()).unwrap_or(i32::MAX),
        gross: money::money(gross),
        files: files.iter().map(|(name, content)| file(name, content)).collect(),
        make_time: money::stamp(now),
    };
    let invoices: Vec<Uuid> = unbooked.iter().map(|u| u.id.uuid()).collect();
    let (names, contents): (Vec<String>, Vec<Vec<u8>>) = files.into_iter().unzip();
    bookings::insert(tx, id, &answer, (&names, &contents), (&invoices, now)).await?;
    fresh.finish(answer).await
}

fn check(request: &ExportBookingsRequest) -> Result<(Date, Date)> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let period = request.period.unwrap_or_default();
    let day = |date: Option<kontor_proto::types::v1::Date>| date.as_ref().and_then(money::read_date);
    let (from, before) = (day(period.start), day(period.end));
    wrong.require(from.is_some(), "period.start", "give a day of the calendar");
    wrong.require(before.is_some(), "period.end", "give a day of the calendar");
    if let Some((from, before)) = from.zip(before) {
        wrong.require(
            from < before,
            "period.end",
            "give a day after the start: the first that no longer belongs to it",
        );
    }
    wrong.finish()?;
    from.zip(before).ok_or_else(|| Problem::internal("checked above"))
}

async fn current(tx: &mut TenantTx) -> Result<Settings> {
    let stored = bookings::settings(tx).await?.ok_or_else(|| {
        let remedy = "the house has no accounting settings: set them with PUT /v1/accountingSettings";
        Problem::refused(Reason::WrongState, "accountingSettings", remedy)
    })?;
    Ok(accounting::settings(&mut Violations::new(), &stored))
}

fn local(at: Timestamp) -> DateTime {
    TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC).to_datetime(at)
}

fn file(name: &str, content: &[u8]) -> BookingFile {
    let sha256 = digest(&SHA256, content).as_ref().to_vec();
    BookingFile { file_name: name.to_owned(), sha256, content: Vec::new() }
}

/// What one run hands over.
struct Run {
    bookings: Vec<Booking>,
    debtors: Vec<Debtor>,
}

impl Run {
    async fn gather(tx: &mut TenantTx, settings: &Settings, unbooked: &[Unbooked]) -> Result<Self> {
        let mut customers: Vec<Uuid> = Vec::new();
        for customer in unbooked.iter().map(|u| u.customer.uuid()) {
            if !customers.contains(&customer) {
                customers.push(customer);
            }
        }
        let first = i64::try_from(settings.first_debtor()).unwrap_or(i64::MAX);
        let accounts = bookings::debtors(tx, &customers, first).await?;
        if accounts.values().any(|account| *account > settings.last_debtor()) {
            let remedy = "no debtor account is left: make accounts longer in the accounting settings";
            return Err(Problem::refused(Reason::WrongState, "accountingSettings", remedy));
        }
        let mut run = Self { bookings: Vec::new(), debtors: Vec::new() };
        let mut latest: BTreeMap<CustomerId, Debtor> = BTreeMap::new();
        for invoice in unbooked {
            let account = accounts.get(&invoice.customer).copied();
            let account = account.ok_or_else(|| Problem::internal("a customer without account"))?;
            let data: InvoiceData =
                serde_json::from_value(invoice.terms.clone()).map_err(Problem::internal)?;
            let terms = Terms::new(data).map_err(Problem::internal)?;
            run.bookings.extend(booked(settings, &terms, account, invoice.id.uuid())?);
            latest.insert(invoice.customer, debtor(&terms, account));
        }
        run.debtors = latest.into_values().collect();
        run.debtors.sort_by_key(|debtor| debtor.account);
        Ok(run)
    }

    fn files(
        &self,
        settings: &Settings,
        (from, last): (Date, Date),
        (number, made): (i32, DateTime),
    ) -> Result<Vec<(String, Vec<u8>)>> {
        let title = format!("Rechnungsausgang Lauf {number}");
        let bookings = datev::bookings(settings, (from, last), made, &title, &self.bookings);
        let bookings = bookings.map_err(|error| Problem::field("period", error.to_string()))?;
        let name = |kind: &str| format!("EXTF_{kind}_{}_{number:04}.csv", from.strftime("%Y-%m"));
        Ok(vec![
            (name("Buchungsstapel"), bookings),
            (name("Debitoren"), debtors(settings, made, &self.debtors)),
        ])
    }
}

/// One booking for each VAT group, so that they add up to the invoice to the cent.
fn booked(settings: &Settings, terms: &Terms, debtor: u64, id: Uuid) -> Result<Vec<Booking>> {
    let data = terms.data();
    let domestic = data.buyer.address.country == "DE";
    let credit = data.kind == DocumentKind::Credit;
    let mut bookings = Vec::new();
    for group in terms.vat() {
        let vat = Vat { category: domain_category(group.category), percent: group.rate.normalize() };
        let positive = group.basis.plus(group.tax).map_err(Problem::internal)?;
        // A credit (381) has positive amounts and takes revenue back (B5).
        let gross = if credit { positive.negated() } else { positive }.value();
        let union =
            matches!(vat.category, VatCategory::ReverseCharge | VatCategory::IntraCommunity) && !domestic;
        bookings.push(Booking {
            gross,
            debtor,
            revenue: settings.revenue(vat, domestic),
            date: data.issue_date,
            number: data.number.clone(),
            due: data.due_date,
            text: data.buyer.name.clone(),
            document: Some(id),
            cost_center: String::new(),
            vat_id: if union { data.buyer.vat_id.clone().unwrap_or_default() } else { String::new() },
            service: None,
        });
    }
    let sum: Decimal = bookings.iter().map(|b| b.gross).sum();
    let total = terms.totals().gross;
    if sum == if credit { total.negated() } else { total }.value() {
        Ok(bookings)
    } else {
        Err(Problem::internal(format!("the bookings of {} sum to {sum}", data.number)))
    }
}

fn debtor(terms: &Terms, account: u64) -> Debtor {
    let buyer = &terms.data().buyer;
    let (iban, mandate) = match &terms.data().payment.means {
        PaymentMeans::DirectDebit { mandate, debtor_iban, .. } => (debtor_iban.clone(), mandate.clone()),
        _ => (String::new(), String::new()),
    };
    Debtor {
        account,
        name: buyer.name.clone(),
        number: buyer.id.clone().unwrap_or_default(),
        vat_id: buyer.vat_id.clone().unwrap_or_default(),
        street: buyer.address.street.clone().unwrap_or_default(),
        post_code: buyer.address.post_code.clone(),
        city: buyer.address.city.clone(),
        country: buyer.address.country.clone(),
        mail: buyer.endpoint.id.clone(),
        iban,
        mandate,
    }
}

const fn domain_category(category: kontor_einvoice::VatCategory) -> VatCategory {
    use kontor_einvoice::VatCategory as Code;
    match category {
        Code::S => VatCategory::Standard,
        Code::Z => VatCategory::Zero,
        Code::E => VatCategory::Exempt,
        Code::AE => VatCategory::ReverseCharge,
        Code::K => VatCategory::IntraCommunity,
        Code::G => VatCategory::Export,
        Code::O => VatCategory::OutOfScope,
    }
}
