//! What reports are made of.

use crate::wire::entry::entry;
use crate::wire::money::{read_decimal, read_money, read_seconds};
use crate::wire::terms::Version;
use jiff::Timestamp;
use jiff::civil::Date;
use kontor_billing_domain::fees::{FeeStretch, fees};
use kontor_billing_domain::profit::{Beside, Burn, Costs, Fee, Rate, Work};
use kontor_ids::{AssetId, ContractId, CustomerId, InvoiceId, QuotaId, TicketId, UserId, Uuid};
use kontor_money::Amount;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{Invoice, RatedEntry};
use kontor_proto::contract::v1::{Decision, ResolveTermsResponse, Terms};
use kontor_proto::timetracking::v1::TimeEntrySaved;
use kontor_status::{Problem, Result};
use prost::Message as _;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Which work is looked at.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Scope {
    /// Days of service, the end not included.
    pub(crate) days: Option<(Date, Date)>,
    pub(crate) customer: Option<CustomerId>,
    pub(crate) ticket: Option<TicketId>,
}

/// Net and allowance of the lines of invoices, by entry.
type Billed = BTreeMap<String, (Decimal, Decimal)>;

/// All work in scope: one statement for the entries, one for their invoices.
pub(crate) async fn work(tx: &mut TenantTx, scope: Scope) -> Result<Vec<Work>> {
    let day = |day: Date| jiff_sqlx::Date::from(day);
    let rows = sqlx::query_file!(
        "queries/report/work.sql",
        tx.tenant().uuid(),
        scope.days.map(|(start, _)| day(start)) as _,
        scope.days.map(|(_, end)| day(end)) as _,
        scope.customer.map(CustomerId::uuid),
        scope.ticket.map(TicketId::uuid),
    );
    let rows = rows.fetch_all(tx.conn()).await?;
    let invoices: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.invoice_id).collect();
    let billed = billed(tx, &invoices.into_iter().collect::<Vec<_>>()).await?;
    let mut work = Vec::with_capacity(rows.len());
    for row in rows {
        let saved = TimeEntrySaved::decode(row.saved.as_slice()).map_err(Problem::internal)?;
        let cut = ResolveTermsResponse::decode(row.spans.as_slice()).map_err(Problem::internal)?;
        let rated = row.rated.as_deref().map(RatedEntry::decode).transpose().map_err(Problem::internal)?;
        let entry = entry(&saved, &cut)?;
        let (revenue, goodwill) = earned(rated.as_ref(), billed.get(&saved.entry))?;
        work.push(Work {
            customer: CustomerId::from_uuid(row.customer_id),
            contract: entry.spans.iter().find_map(|span| span.coverage.contract),
            asset: AssetId::from_resource_name(&saved.asset).ok(),
            asset_class: Some(cut.asset_class).filter(|class| !class.is_empty()),
            technician: entry.technician,
            ticket: entry.ticket,
            day: row.service_date.to_jiff(),
            seconds: read_seconds(saved.duration.as_ref()),
            revenue,
            goodwill,
            consumed: rated.as_ref().map(consumed).unwrap_or_default(),
            beside: beside(&saved)?,
        });
    }
    Ok(work)
}

/// What customers, contracts and people are called; those that nobody told of are missing.
pub(crate) async fn names(tx: &mut TenantTx, ids: &[Uuid]) -> Result<BTreeMap<Uuid, String>> {
    let rows = sqlx::query_file!("queries/report/names.sql", tx.tenant().uuid(), ids);
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(|row| (row.id, row.name)).collect())
}

/// What stands on the invoice, or else what it is rated at now.
fn earned(rated: Option<&RatedEntry>, billed: Option<&(Decimal, Decimal)>) -> Result<(Decimal, Decimal)> {
    if let Some(billed) = billed {
        return Ok(*billed);
    }
    let net = rated.and_then(|r| r.net.as_ref()).map(read_money).transpose()?;
    Ok((net.map(|net| net.value()).unwrap_or_default(), Decimal::ZERO))
}

/// The way and what was used, as it was told with the entry.
fn beside(saved: &TimeEntrySaved) -> Result<Beside> {
    let travel = saved.travel.as_ref();
    let mut materials = Decimal::ZERO;
    for material in &saved.materials {
        let price = material.unit_price.as_ref().map(read_money).transpose()?;
        let quantity = read_decimal(material.quantity.as_ref())?;
        let net = price
            .map_or(Ok(Decimal::ZERO), |price| kontor_money::price(quantity, price.value(), Decimal::ONE));
        materials += net.map_err(Problem::internal)?;
    }
    Ok(Beside {
        way: travel.map_or(0, |travel| read_seconds(travel.duration.as_ref())),
        kilometres: travel.and_then(|travel| travel.kilometers.try_into().ok()).unwrap_or_default(),
        materials,
    })
}

/// What kilometres and materials cost the house; nothing where nobody said so.
pub(crate) async fn costs(tx: &mut TenantTx) -> Result<Costs> {
    let row = sqlx::query_file!("queries/report/cost_rates.sql", tx.tenant().uuid());
    let row = row.fetch_optional(tx.conn()).await?;
    let costs =
        row.map(|row| Costs { per_kilometre: row.per_kilometre, material_percent: row.material_percent });
    Ok(costs.unwrap_or_default())
}

pub(crate) async fn set_costs(tx: &mut TenantTx, costs: Costs, (by, at): (Uuid, Timestamp)) -> Result<()> {
    let (tenant, at) = (tx.tenant().uuid(), jiff_sqlx::Timestamp::from(at));
    let Costs { per_kilometre, material_percent } = costs;
    sqlx::query_file!(
        "queries/report/set_cost_rates.sql",
        tenant,
        per_kilometre,
        material_percent,
        by,
        at as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Seconds that a flat fee or a quota covered.
fn consumed(rated: &RatedEntry) -> u64 {
    let covered = rated
        .portions
        .iter()
        .filter(|p| !p.overage && matches!(p.decision(), Decision::Included | Decision::Quota));
    covered.map(|p| read_seconds(p.quantity.as_ref())).sum()
}

async fn billed(tx: &mut TenantTx, invoices: &[Uuid]) -> Result<Billed> {
    let tenant = tx.tenant().uuid();
    let rows =
        sqlx::query_file!("queries/report/credited.sql", tenant, invoices).fetch_all(tx.conn()).await?;
    let credited: BTreeMap<(String, i32), Decimal> = rows
        .into_iter()
        .map(|row| ((InvoiceId::from_uuid(row.invoice_id).resource_name(), row.position), row.net))
        .collect();
    let rows = sqlx::query_file_scalar!("queries/report/invoices.sql", tenant, invoices);
    let mut billed = Billed::new();
    for bytes in rows.fetch_all(tx.conn()).await? {
        let invoice = Invoice::decode(bytes.as_slice()).map_err(Problem::internal)?;
        for line in invoice.lines.iter().filter(|line| !line.entry.is_empty()) {
            let value = |money: &Option<kontor_proto::types::v1::Money>| {
                money.as_ref().map_or(Ok(Decimal::ZERO), |m| read_decimal(m.amount.as_ref()))
            };
            let sums = billed.entry(line.entry.clone()).or_default();
            let back = credited.get(&(invoice.name.clone(), line.position)).copied().unwrap_or_default();
            sums.0 += value(&line.net)? - back;
            sums.1 += value(&line.allowance)?;
        }
    }
    Ok(billed)
}

/// The fees for days within a period, as contracts have them: whether invoiced or not.
pub(crate) async fn fees_of(
    tx: &mut TenantTx,
    (start, end): (Date, Date),
    customer: Option<CustomerId>,
) -> Result<Vec<Fee>> {
    let tenant = tx.tenant().uuid();
    let rows = sqlx::query_file!("queries/report/versions.sql", tenant, customer.map(CustomerId::uuid));
    let mut customers: BTreeMap<ContractId, CustomerId> = BTreeMap::new();
    let mut stretches: Vec<FeeStretch> = Vec::new();
    for row in rows.fetch_all(tx.conn()).await? {
        let contract = ContractId::from_uuid(row.contract_id);
        customers.insert(contract, CustomerId::from_uuid(row.customer_id));
        let terms = Terms::decode(row.terms.as_slice()).map_err(Problem::internal)?;
        let (from, own_end) = Version::validity(&terms)?;
        let until = [own_end, row.next_from.map(|d| d.to_jiff())].into_iter().flatten().min();
        stretches.extend(Version { contract, terms, from, until }.fees()?);
    }
    // A yearly fee in arrears falls due a year after its first day.
    let through = end.checked_add(jiff::ToSpan::days(366)).unwrap_or(end);
    let charges = fees(&stretches, through).map_err(Problem::internal)?;
    let within = |charge: &kontor_billing_domain::FeeCharge| {
        charge.covered.start < end && (charge.covered.end > start || charge.covered.start >= start)
    };
    let fee = |charge: kontor_billing_domain::FeeCharge| {
        let contract = charge.key.contract;
        let customer = *customers.get(&contract)?;
        Some(Fee { customer, contract, days: charge.covered, net: charge.net.value() })
    };
    Ok(charges.into_iter().filter(within).filter_map(fee).collect())
}

pub(crate) async fn rates(tx: &mut TenantTx) -> Result<Vec<Rate>> {
    let rows = sqlx::query_file!("queries/report/rates.sql", tx.tenant().uuid());
    let rate = |technician: Uuid, from: Date, per_hour| Rate {
        technician: (!technician.is_nil()).then(|| UserId::from_uuid(technician)),
        from,
        per_hour,
    };
    let rows = rows.fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|r| rate(r.technician_id, r.valid_from.to_jiff(), r.per_hour)).collect())
}

pub(crate) async fn set_rate(tx: &mut TenantTx, rate: &Rate, by: Uuid, at: Timestamp) -> Result<()> {
    let technician = rate.technician.map_or(Uuid::nil(), UserId::uuid);
    let (from, at) = (jiff_sqlx::Date::from(rate.from), jiff_sqlx::Timestamp::from(at));
    let tenant = tx.tenant().uuid();
    sqlx::query_file!(
        "queries/report/set_rate.sql",
        tenant,
        technician,
        from as _,
        rate.per_hour,
        by,
        at as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Budgets by customer; `None` for every other.
pub(crate) async fn budgets(tx: &mut TenantTx) -> Result<BTreeMap<Option<CustomerId>, Decimal>> {
    let rows = sqlx::query_file!("queries/report/budgets.sql", tx.tenant().uuid());
    let whose = |id: Uuid| (!id.is_nil()).then(|| CustomerId::from_uuid(id));
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(|r| (whose(r.customer_id), r.per_quarter)).collect())
}

pub(crate) async fn set_budget(
    tx: &mut TenantTx,
    customer: Option<CustomerId>,
    per_quarter: Amount,
    (by, at): (Uuid, Timestamp),
) -> Result<()> {
    let customer = customer.map_or(Uuid::nil(), CustomerId::uuid);
    let (tenant, at) = (tx.tenant().uuid(), jiff_sqlx::Timestamp::from(at));
    sqlx::query_file!("queries/report/set_budget.sql", tenant, customer, per_quarter.value(), by, at as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// An invoice on which something may have been waived.
pub(crate) struct Given {
    pub(crate) customer: CustomerId,
    pub(crate) customer_name: String,
    pub(crate) issued: Date,
    pub(crate) invoice: Invoice,
    pub(crate) by: Uuid,
}

pub(crate) async fn given(
    tx: &mut TenantTx,
    (start, end): (Date, Date),
    customer: Option<CustomerId>,
) -> Result<Vec<Given>> {
    let (start, end) = (jiff_sqlx::Date::from(start), jiff_sqlx::Date::from(end));
    let (tenant, customer) = (tx.tenant().uuid(), customer.map(CustomerId::uuid));
    let rows = sqlx::query_file!("queries/report/goodwill.sql", tenant, start as _, end as _, customer);
    let mut given = Vec::new();
    for row in rows.fetch_all(tx.conn()).await? {
        given.push(Given {
            customer: CustomerId::from_uuid(row.customer_id),
            customer_name: row.buyer_name.unwrap_or_default(),
            issued: row.issue_date.to_jiff(),
            invoice: Invoice::decode(row.invoice.as_slice()).map_err(Problem::internal)?,
            by: row.by_id,
        });
    }
    Ok(given)
}

/// What moved a quota, day by day.
pub(crate) async fn movements(tx: &mut TenantTx, quota: QuotaId) -> Result<Vec<Burn>> {
    let rows = sqlx::query_file!("queries/report/movements.sql", tx.tenant().uuid(), quota.uuid());
    let rows = rows.fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| Burn { day: row.date.to_jiff(), change: row.change }).collect())
}
