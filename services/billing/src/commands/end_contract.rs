//! A contract was ended: what falls due stops with it (R9).

use super::rate_customer;
use crate::wire::money::read_date;
use kontor_ids::{ContractId, CustomerId};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::ContractEnded;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// Keeps the end and rates the customer anew.
///
/// # Errors
/// [`Problem::Internal`] where the event is malformed.
pub(crate) async fn run(tx: &mut TenantTx, kit: &Kit, event: &ContractEnded) -> Result<()> {
    let contract = ContractId::from_resource_name(&event.contract).map_err(Problem::internal)?;
    let customer = CustomerId::from_resource_name(&event.customer).map_err(Problem::internal)?;
    let end = event.end.as_ref().and_then(read_date);
    let end = end.ok_or_else(|| Problem::internal("a contract ends on no day"))?;
    let tenant = tx.tenant().uuid();
    sqlx::query_file!("queries/version/end.sql", tenant, contract.uuid(), jiff_sqlx::Date::from(end) as _)
        .execute(tx.conn())
        .await?;
    rate_customer::rate(tx, kit, customer).await
}
