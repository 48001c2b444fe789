//! What customers, contracts, people and months bring (B10, N3, N7).

use super::drafts::optional_customer;
use super::payments::euros;
use crate::store::book::today;
use crate::store::ledger;
use crate::store::reports::{self, Given, Scope};
use crate::wire::money;
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_billing_domain::profit::{Cell, Sum, by, cells, forecast, total};
use kontor_ids::{CustomerId, QuotaId, TicketId, UserId, Uuid};
use kontor_proto::billing::v1 as pb;
use kontor_proto::types::v1::{DateRange, Money};
use kontor_service::Kit;
use kontor_status::{Problem, Result, Violations};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// More rows than this nobody reads.
pub(crate) const MOST_ROWS: usize = 1000;
/// More months than this are no report.
const MOST_MONTHS: i32 = 36;

/// Rows of a table with the sums they show.
pub(crate) struct Table {
    pub(crate) rows: Vec<Line>,
    pub(crate) total: Sum,
}

/// A row.
pub(crate) struct Line {
    /// What it is summed for; empty for what belongs to none.
    pub(crate) key: String,
    /// What people call it; empty where nobody told.
    pub(crate) name: String,
    pub(crate) sum: Sum,
}

/// Sums by whatever is asked, the smallest margin first; months in their order.
pub(crate) async fn table(
    kit: &Kit,
    caller: &Caller,
    (period, customer): (Option<DateRange>, &str),
    by_what: i32,
) -> Result<Table> {
    let mut wrong = Violations::new();
    let days = months(&mut wrong, period);
    let dimension = pb::ProfitDimension::try_from(by_what).ok();
    wrong.require(dimension.is_some(), "by", "choose one of the values of ProfitDimension");
    let customer = match optional_customer(customer) {
        Ok(customer) => customer,
        Err(_) => {
            wrong.add("customer", "give customers/{customer} or nothing");
            None
        }
    };
    wrong.finish()?;
    let (days, dimension) = days.zip(dimension).ok_or_else(|| Problem::internal("checked above"))?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let scope = Scope { days: Some(days), customer, ticket: None };
    let work = reports::work(&mut tx, scope).await?;
    let fees = reports::fees_of(&mut tx, days, customer).await?;
    let rates = reports::rates(&mut tx).await?;
    let costs = reports::costs(&mut tx).await?;
    let mut all = cells(&work, &fees, (&rates, costs)).map_err(Problem::internal)?;
    // A fee's days may reach over the period: only its months inside count.
    all.retain(|cell| days.0 <= cell.month && cell.month < days.1);
    let mut rows: Vec<(String, Sum)> = by(&all, |cell| key(cell, dimension)).into_iter().collect();
    if dimension != pb::ProfitDimension::Month {
        rows.sort_by_key(|(_, sum)| sum.margin());
    }
    let ids: Vec<Uuid> = rows.iter().filter_map(|(key, _)| id(key)).collect();
    let mut names = reports::names(&mut tx, &ids).await?;
    let line = |(key, sum): (String, Sum)| {
        let name = id(&key).and_then(|id| names.remove(&id)).unwrap_or_default();
        Line { key, name, sum }
    };
    Ok(Table { rows: rows.into_iter().map(line).collect(), total: total(&all) })
}

/// The id in a key that is a resource name.
fn id(key: &str) -> Option<Uuid> {
    key.split_once('/')?.1.parse().ok()
}

/// Whole months, at most three years.
pub(crate) fn months(wrong: &mut Violations, period: Option<DateRange>) -> Option<(Date, Date)> {
    let period = period.unwrap_or_default();
    let first = |date: Option<kontor_proto::types::v1::Date>| {
        date.as_ref().and_then(money::read_date).filter(|day| day.day() == 1)
    };
    let (start, end) = (first(period.start), first(period.end));
    wrong.require(start.is_some(), "period.start", "give the first day of a month");
    wrong.require(
        end.is_some(),
        "period.end",
        "give the first day of a month: the first that no longer belongs to it",
    );
    let (start, end) = start.zip(end)?;
    let count = i32::from(end.year() - start.year()) * 12 + i32::from(end.month() - start.month());
    let fits = (1..=MOST_MONTHS).contains(&count);
    wrong.require(fits, "period.end", format!("give 1 to {MOST_MONTHS} months"));
    fits.then_some((start, end))
}

fn key(cell: &Cell, dimension: pb::ProfitDimension) -> String {
    use pb::ProfitDimension as By;
    match dimension {
        By::Unspecified | By::Customer => cell.customer.resource_name(),
        By::Contract => cell.contract.map(|id| id.resource_name()).unwrap_or_default(),
        By::Asset => cell.asset.map(|id| id.resource_name()).unwrap_or_default(),
        By::AssetClass => cell.asset_class.clone().unwrap_or_default(),
        By::Technician => cell.technician.map(|id| id.resource_name()).unwrap_or_default(),
        By::Month => cell.month.strftime("%Y-%m").to_string(),
        By::Ticket => cell.ticket.map(|id| id.resource_name()).unwrap_or_default(),
    }
}

pub(crate) async fn profitability(
    kit: &Kit,
    caller: &Caller,
    request: pb::GetProfitabilityRequest,
) -> Result<pb::Profitability> {
    let asked = (request.period, request.customer.as_str());
    let table = table(kit, caller, asked, request.by).await?;
    let left_out = table.rows.len().saturating_sub(MOST_ROWS);
    let shown = table.rows.into_iter().take(MOST_ROWS);
    Ok(pb::Profitability {
        rows: shown.map(|line| row((line.key, line.name), &line.sum)).collect::<Result<_>>()?,
        total: Some(row(Default::default(), &table.total)?),
        left_out: i32::try_from(left_out).unwrap_or(i32::MAX),
    })
}

fn row((key, display_name): (String, String), sum: &Sum) -> Result<pb::ProfitRow> {
    Ok(pb::ProfitRow {
        key,
        display_name,
        time: money::duration(sum.seconds),
        work: euros(sum.work)?,
        fees: euros(sum.fees)?,
        revenue: euros(sum.revenue())?,
        cost: euros(sum.cost)?,
        margin: euros(sum.margin())?,
        per_hour: sum.per_hour().map(euros).transpose()?.flatten(),
        goodwill: euros(sum.goodwill)?,
        unrated_time: money::duration(sum.unrated_seconds),
        beside_cost: euros(sum.beside)?,
    })
}

/// What a ticket brought. Fees are spread over all work of the months it was worked on.
pub(crate) async fn ticket(kit: &Kit, caller: &Caller, name: &str) -> Result<pb::ProfitRow> {
    let id = TicketId::from_resource_name(name).map_err(|e| Problem::field("ticket", e.to_string()))?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let own = reports::work(&mut tx, Scope { ticket: Some(id), ..Scope::default() }).await?;
    let first = own.iter().map(|work| work.day.first_of_month()).min();
    let last = own.iter().map(|work| work.day.last_of_month()).max().and_then(|day| day.tomorrow().ok());
    let days = first.zip(last).ok_or_else(|| Problem::NotFound(name.to_owned()))?;
    let customer = own.first().map(|work| work.customer);
    let scope = Scope { days: Some(days), customer, ticket: None };
    let work = reports::work(&mut tx, scope).await?;
    let fees = reports::fees_of(&mut tx, days, customer).await?;
    let rates = reports::rates(&mut tx).await?;
    let costs = reports::costs(&mut tx).await?;
    let all = cells(&work, &fees, (&rates, costs)).map_err(Problem::internal)?;
    let of_ticket: Vec<Cell> = all.into_iter().filter(|cell| cell.ticket == Some(id)).collect();
    row((name.to_owned(), String::new()), &total(&of_ticket))
}

pub(crate) async fn rates(kit: &Kit, caller: &Caller) -> Result<pb::ListInternalRatesResponse> {
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let rates = reports::rates(&mut tx).await?.into_iter().map(|rate| {
        Ok(pb::InternalRate {
            technician: rate.technician.map(|id| id.resource_name()).unwrap_or_default(),
            from: money::date(rate.from),
            per_hour: euros(rate.per_hour)?,
        })
    });
    Ok(pb::ListInternalRatesResponse { rates: rates.collect::<Result<_>>()? })
}

/// What kilometres and materials cost the house.
pub(crate) async fn costs(kit: &Kit, caller: &Caller) -> Result<pb::CostRates> {
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let costs = reports::costs(&mut tx).await?;
    Ok(pb::CostRates {
        per_kilometer: euros(costs.per_kilometre)?,
        material_percent: money::decimal(costs.material_percent),
    })
}

/// What was given in a quarter, against its budgets.
pub(crate) async fn goodwill(
    kit: &Kit,
    caller: &Caller,
    request: pb::GetGoodwillRequest,
) -> Result<pb::Goodwill> {
    let mut wrong = Violations::new();
    let year = i16::try_from(request.year).ok().filter(|year| (2000..=9998).contains(year));
    wrong.require(year.is_some(), "year", "give 2000 to 9998");
    let quarter = i8::try_from(request.quarter).ok().filter(|quarter| (1..=4).contains(quarter));
    wrong.require(quarter.is_some(), "quarter", "give 1 to 4");
    let customer = wrong.take("customer", optional_customer(&request.customer)).flatten();
    wrong.finish()?;
    let start = year.zip(quarter).and_then(|(year, quarter)| Date::new(year, quarter * 3 - 2, 1).ok());
    let start = start.ok_or_else(|| Problem::internal("checked above"))?;
    let end = start.checked_add(jiff::ToSpan::months(3)).map_err(Problem::internal)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let budgets = reports::budgets(&mut tx).await?;
    let given = reports::given(&mut tx, (start, end), customer).await?;
    let mut customers: BTreeMap<CustomerId, (Decimal, pb::GoodwillOfCustomer)> = BTreeMap::new();
    for invoice in given {
        add(&mut customers, invoice)?;
    }
    let mut rows: Vec<(CustomerId, (Decimal, pb::GoodwillOfCustomer))> =
        customers.into_iter().filter(|(_, (sum, _))| !sum.is_zero()).collect();
    rows.sort_by_key(|(_, (sum, _))| std::cmp::Reverse(*sum));
    let all: Decimal = rows.iter().map(|(_, (sum, _))| *sum).sum();
    let finished = rows.into_iter().map(|(id, (sum, row))| {
        let budget = budgets.get(&Some(id)).or_else(|| budgets.get(&None)).copied();
        Ok(pb::GoodwillOfCustomer {
            given: euros(sum)?,
            budget: budget.map(euros).transpose()?.flatten(),
            left: budget.map(|budget| euros(budget - sum)).transpose()?.flatten(),
            ..row
        })
    });
    Ok(pb::Goodwill { customers: finished.collect::<Result<_>>()?, given: euros(all)? })
}

fn add(customers: &mut BTreeMap<CustomerId, (Decimal, pb::GoodwillOfCustomer)>, given: Given) -> Result<()> {
    let (sum, row) = customers.entry(given.customer).or_default();
    row.customer = given.customer.resource_name();
    row.customer_name = given.customer_name;
    let waived = |line: &pb::InvoiceLine| -> Result<Decimal> {
        let money: Option<&Money> = line.allowance.as_ref();
        money.map_or(Ok(Decimal::ZERO), |money| money::read_decimal(money.amount.as_ref()))
    };
    for line in given.invoice.lines {
        let value = waived(&line)?;
        if value.is_zero() {
            continue;
        }
        *sum += value;
        row.lines.push(pb::GoodwillLine {
            invoice: given.invoice.name.clone(),
            number: given.invoice.number.clone(),
            date: money::date(given.issued),
            text: line.text,
            ticket_number: line.ticket_number,
            reason: line.allowance_reason,
            given: line.allowance,
            issued_by: UserId::from_uuid(given.by).resource_name(),
        });
    }
    Ok(())
}

pub(crate) async fn quota(kit: &Kit, caller: &Caller, name: &str) -> Result<pb::QuotaForecast> {
    let id = QuotaId::from_resource_name(name).map_err(|e| Problem::field("quota", e.to_string()))?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    ledger::quota(&mut tx, id).await?.ok_or_else(|| Problem::NotFound(name.to_owned()))?;
    let seen = forecast(&reports::movements(&mut tx, id).await?, today(kit));
    let level = |(month, balance): (Date, Decimal)| pb::QuotaLevel {
        month: money::date(month),
        balance: money::decimal(balance.normalize()),
    };
    Ok(pb::QuotaForecast {
        quota: name.to_owned(),
        months: seen.months.into_iter().map(level).collect(),
        balance: money::decimal(seen.balance.normalize()),
        drawn: money::decimal(seen.drawn.normalize()),
        days: seen.days,
        exhausted_date: seen.exhausted.and_then(money::date),
    })
}
