//! Payments as they are kept.

use crate::wire::money;
use jiff::Timestamp;
use kontor_access::Caller;
use kontor_ids::{CustomerId, InvoiceId, PaymentId, Uuid};
use kontor_money::{Amount, Currency};
use kontor_paging::page_size;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{ListPaymentsRequest, ListPaymentsResponse, Payment, PaymentShare};
use kontor_proto::types::v1::Money;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use rust_decimal::Decimal;
use serde::Deserialize;

/// Which payments are read.
#[derive(Default)]
struct Wanted {
    only: Option<Uuid>,
    unassigned_only: bool,
    after: Option<(Timestamp, Uuid)>,
    most: i64,
}

#[derive(Deserialize)]
struct StoredShare {
    invoice: Uuid,
    number: String,
    paid: Decimal,
    skonto: Decimal,
    returned: bool,
}

pub(crate) fn euros(value: Decimal) -> Result<Option<Money>> {
    Ok(money::money(Amount::new(value, Currency::EUR).map_err(Problem::internal)?))
}

/// One payment.
pub(crate) async fn read(tx: &mut TenantTx, id: PaymentId) -> Result<Payment> {
    let wanted = Wanted { only: Some(id.uuid()), most: 1, ..Wanted::default() };
    let found = select(tx, &wanted).await?.pop();
    found.map(|(payment, _)| payment).ok_or_else(|| Problem::NotFound(id.resource_name()))
}

/// A page of payments, newest first.
pub(crate) async fn list(
    kit: &Kit,
    caller: &Caller,
    request: ListPaymentsRequest,
) -> Result<ListPaymentsResponse> {
    let size = page_size(request.page_size, 50, 200)?;
    let tenant = caller.tenant().to_string();
    let filter = if request.unassigned_only { "unassigned" } else { "all" };
    let binding = [tenant.as_str(), "ListPayments", filter];
    let after: Option<(i64, Uuid)> = kit.seal().open(&binding, &request.page_token)?;
    let after = after.and_then(|(micros, id)| Some((Timestamp::from_microsecond(micros).ok()?, id)));
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let wanted = Wanted { only: None, unassigned_only: request.unassigned_only, after, most: size + 1 };
    let mut found = select(&mut tx, &wanted).await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = found.len() > size;
    found.truncate(size);
    let next_page_token = match found.last().filter(|_| more) {
        Some((_, (at, id))) => kit.seal().close(&binding, &(at.as_microsecond(), id))?,
        None => String::new(),
    };
    Ok(ListPaymentsResponse { payments: found.into_iter().map(|(p, _)| p).collect(), next_page_token })
}

async fn select(tx: &mut TenantTx, wanted: &Wanted) -> Result<Vec<(Payment, (Timestamp, Uuid))>> {
    let rows = sqlx::query_file!(
        "queries/payment/list.sql",
        tx.tenant().uuid(),
        wanted.only,
        wanted.unassigned_only,
        wanted.after.map(|(at, _)| jiff_sqlx::Timestamp::from(at)) as _,
        wanted.after.map(|(_, id)| id),
        wanted.most,
    );
    let mut payments = Vec::new();
    for row in rows.fetch_all(tx.conn()).await? {
        let shares: Vec<StoredShare> = serde_json::from_value(row.shares).map_err(Problem::internal)?;
        let share = |s: StoredShare| {
            Ok(PaymentShare {
                invoice: InvoiceId::from_uuid(s.invoice).resource_name(),
                number: s.number,
                paid: euros(s.paid)?,
                skonto: euros(s.skonto)?,
                returned: s.returned,
            })
        };
        let at = row.at.to_jiff();
        let payment = Payment {
            name: PaymentId::from_uuid(row.id).resource_name(),
            source: row.source,
            date: money::date(row.booked_on.to_jiff()),
            amount: euros(row.amount)?,
            unassigned: euros(row.unassigned)?,
            payer_name: row.payer_name,
            payer_iban: row.payer_iban,
            remittance: row.remittance,
            entry_reference: row.entry_reference.unwrap_or_default(),
            customer: row.customer_id.map(|id| CustomerId::from_uuid(id).resource_name()).unwrap_or_default(),
            shares: shares.into_iter().map(share).collect::<Result<_>>()?,
            record_time: money::stamp(at),
        };
        payments.push((payment, (at, row.id)));
    }
    Ok(payments)
}
