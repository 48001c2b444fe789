//! Who collects, mandates, runs of direct debits, terms of payment.

use super::drafts::optional_customer;
use crate::store::debits as store;
use crate::wire::money;
use jiff::Timestamp;
use kontor_access::Caller;
use kontor_ids::{CustomerId, DebitRunId, MandateId, Uuid};
use kontor_paging::page_size;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{
    DebitFile, DebitRun, DebitSettings, GetDebitFileRequest, GetPaymentTermsRequest, ListDebitRunsRequest,
    ListDebitRunsResponse, ListMandatesRequest, ListMandatesResponse, Mandate, PaymentTerms,
};
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use prost::Message as _;

/// The settings; empty ones of a house that set none.
pub(crate) async fn settings(kit: &Kit, caller: &Caller) -> Result<DebitSettings> {
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    Ok(store::settings(&mut tx).await?.unwrap_or_default())
}

/// Those of the customer, or of the house; empty ones where none were set.
pub(crate) async fn terms(
    kit: &Kit,
    caller: &Caller,
    request: GetPaymentTermsRequest,
) -> Result<PaymentTerms> {
    let customer = optional_customer(&request.customer)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let none = || PaymentTerms { customer: request.customer.clone(), ..PaymentTerms::default() };
    Ok(store::terms(&mut tx, customer).await?.unwrap_or_else(none))
}

/// Which mandates are read.
#[derive(Default)]
struct Wanted {
    only: Option<Uuid>,
    customer: Option<CustomerId>,
    after: Option<(Timestamp, Uuid)>,
    most: i64,
}

/// One mandate.
pub(crate) async fn mandate(tx: &mut TenantTx, id: MandateId) -> Result<Mandate> {
    let wanted = Wanted { only: Some(id.uuid()), most: 1, ..Wanted::default() };
    let found = select(tx, &wanted).await?.pop();
    found.map(|(mandate, _)| mandate).ok_or_else(|| Problem::NotFound(id.resource_name()))
}

pub(crate) async fn mandates(
    kit: &Kit,
    caller: &Caller,
    request: ListMandatesRequest,
) -> Result<ListMandatesResponse> {
    let size = page_size(request.page_size, 50, 200)?;
    let customer = optional_customer(&request.customer)?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListMandates", request.customer.as_str()];
    let after: Option<(i64, Uuid)> = kit.seal().open(&binding, &request.page_token)?;
    let after = after.and_then(|(micros, id)| Some((Timestamp::from_microsecond(micros).ok()?, id)));
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut found = select(&mut tx, &Wanted { only: None, customer, after, most: size + 1 }).await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = found.len() > size;
    found.truncate(size);
    let next_page_token = match found.last().filter(|_| more) {
        Some((_, (at, id))) => kit.seal().close(&binding, &(at.as_microsecond(), id))?,
        None => String::new(),
    };
    Ok(ListMandatesResponse { mandates: found.into_iter().map(|(m, _)| m).collect(), next_page_token })
}

async fn select(tx: &mut TenantTx, wanted: &Wanted) -> Result<Vec<(Mandate, (Timestamp, Uuid))>> {
    let rows = sqlx::query_file!(
        "queries/debit/mandates.sql",
        tx.tenant().uuid(),
        wanted.only,
        wanted.customer.map(CustomerId::uuid),
        wanted.after.map(|(at, _)| jiff_sqlx::Timestamp::from(at)) as _,
        wanted.after.map(|(_, id)| id),
        wanted.most,
    );
    let mut mandates = Vec::new();
    for row in rows.fetch_all(tx.conn()).await? {
        let at = row.at.to_jiff();
        let mandate = Mandate {
            name: MandateId::from_uuid(row.id).resource_name(),
            revoke_reason: row.revoke_reason.unwrap_or_default(),
            revoke_time: row.revoke_at.and_then(|at| money::stamp(at.to_jiff())),
            create_time: money::stamp(at),
            ..Mandate::decode(row.mandate.as_slice()).map_err(Problem::internal)?
        };
        mandates.push((mandate, (at, row.id)));
    }
    Ok(mandates)
}

pub(crate) async fn runs(
    kit: &Kit,
    caller: &Caller,
    request: ListDebitRunsRequest,
) -> Result<ListDebitRunsResponse> {
    let size = page_size(request.page_size, 20, 50)?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListDebitRuns"];
    let before: Option<i32> = kit.seal().open(&binding, &request.page_token)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut runs = store::runs(&mut tx, before, size + 1).await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = runs.len() > size;
    runs.truncate(size);
    let next_page_token = match runs.last().filter(|_| more) {
        Some(last) => kit.seal().close(&binding, &last.number)?,
        None => String::new(),
    };
    Ok(ListDebitRunsResponse { runs, next_page_token })
}

pub(crate) async fn file(kit: &Kit, caller: &Caller, request: GetDebitFileRequest) -> Result<DebitFile> {
    let id = DebitRunId::from_resource_name(&request.name);
    let id = id.map_err(|e| Problem::field("name", e.to_string()))?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let row = sqlx::query_file!("queries/debit/file.sql", caller.tenant().uuid(), id.uuid());
    let row = row.fetch_optional(tx.conn()).await?.ok_or_else(|| Problem::NotFound(request.name.clone()))?;
    let run = DebitRun::decode(row.run.as_slice()).map_err(Problem::internal)?;
    Ok(DebitFile { file_name: run.file_name, content: row.content, sha256: row.sha256 })
}
