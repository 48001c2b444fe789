//! What it costs to bill: clicks and minutes from closed ticket to issued invoice (N11).

use super::reports::{MOST_ROWS, months};
use crate::store::{effort, reports};
use crate::wire::money;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kontor_access::Caller;
use kontor_billing_domain::effort::{Effort, efforts, total};
use kontor_ids::CustomerId;
use kontor_proto::billing::v1 as pb;
use kontor_service::Kit;
use kontor_status::{Problem, Result, Violations};
use rust_decimal::Decimal;

pub(crate) async fn bookkeeping(
    kit: &Kit,
    caller: &Caller,
    request: pb::GetBookkeepingEffortRequest,
) -> Result<pb::BookkeepingEffort> {
    let mut wrong = Violations::new();
    let days = months(&mut wrong, request.period);
    wrong.finish()?;
    let (start, end) = days.ok_or_else(|| Problem::internal("checked above"))?;
    let span = (midnight(start)?, midnight(end)?);
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let by_customer = efforts(&effort::steps(&mut tx, span).await?, &effort::issued(&mut tx, span).await?);
    let sum = total(by_customer.values());
    let mut rows: Vec<(Option<CustomerId>, Effort)> = by_customer.into_iter().collect();
    rows.sort_by_key(|(_, effort)| std::cmp::Reverse((effort.seconds, effort.clicks)));
    let left_out = rows.len().saturating_sub(MOST_ROWS);
    rows.truncate(MOST_ROWS);
    let ids: Vec<_> = rows.iter().filter_map(|(customer, _)| customer.map(CustomerId::uuid)).collect();
    let mut names = reports::names(&mut tx, &ids).await?;
    let named = |(customer, effort): (Option<CustomerId>, Effort)| pb::EffortRow {
        customer: customer.map(|id| id.resource_name()).unwrap_or_default(),
        customer_name: customer.and_then(|id| names.remove(&id.uuid())).unwrap_or_default(),
        ..row(&effort)
    };
    Ok(pb::BookkeepingEffort {
        rows: rows.into_iter().map(named).collect(),
        total: Some(row(&sum)),
        left_out: i32::try_from(left_out).unwrap_or(i32::MAX),
    })
}

/// The first instant of a day of the house.
fn midnight(day: Date) -> Result<Timestamp> {
    let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
    Ok(day.to_zoned(zone).map_err(Problem::internal)?.timestamp())
}

fn row(effort: &Effort) -> pb::EffortRow {
    let count = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    let each = |whole: Decimal| {
        (effort.invoices > 0).then(|| (whole / Decimal::from(effort.invoices)).round_dp(2).normalize())
    };
    let seconds = effort.seconds.checked_div(u64::from(effort.invoices));
    pb::EffortRow {
        invoices: count(effort.invoices),
        tickets: count(effort.tickets),
        clicks: count(effort.clicks),
        time: money::duration(effort.seconds),
        clicks_per_invoice: each(Decimal::from(effort.clicks)).and_then(money::decimal),
        time_per_invoice: seconds.and_then(money::duration),
        median_wait: effort.median_wait().and_then(money::duration),
        longest_wait: effort.longest_wait().and_then(money::duration),
        ..pb::EffortRow::default()
    }
}
