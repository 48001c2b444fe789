//! Pages of customers and contracts, by number (X4).

use crate::store::contracts::{self, VersionRow};
use crate::store::customers;
use crate::wire::values;
use kontor_access::Caller;
use kontor_contract_domain::Violations;
use kontor_ids::{CustomerId, Uuid};
use kontor_paging::page_size;
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// Drops the row beyond the page; the position after the last one, where there is more.
pub(super) fn cut<T, P>(rows: &mut Vec<T>, size: i64, position: impl Fn(&T) -> P) -> Option<P> {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    if rows.len() <= size {
        return None;
    }
    rows.truncate(size);
    rows.last().map(position)
}

/// The page size, with a violation among the others where it is wrong.
pub(super) fn size(asked: i32, v: &mut Violations) -> i64 {
    page_size(asked, 50, 200).unwrap_or_else(|_| {
        v.add("page_size", "give 1 to 200, or 0 for 50");
        0
    })
}

pub(crate) async fn customers(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListCustomersRequest,
) -> Result<wire::ListCustomersResponse> {
    let mut v = Violations::new();
    let size = size(request.page_size, &mut v);
    let query = v.text("query", &request.query, 0, 100);
    crate::wire::accept(v, Some(()))?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListCustomers", query.as_str()];
    let after: String = kit.seal().open(&binding, &request.page_token)?.unwrap_or_default();
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut rows = customers::list(&mut tx, &after, &query, size + 1).await?;
    let next = cut(&mut rows, size, |row| row.number.clone());
    let next = next.map(|position| kit.seal().close(&binding, &position)).transpose()?;
    let customers = rows.into_iter().map(customers::CustomerRow::print).collect();
    Ok(wire::ListCustomersResponse { customers, next_page_token: next.unwrap_or_default() })
}

pub(crate) async fn contracts(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListContractsRequest,
) -> Result<wire::ListContractsResponse> {
    let mut v = Violations::new();
    let size = size(request.page_size, &mut v);
    let customer =
        values::optional_name("customer", &request.customer, CustomerId::from_resource_name, &mut v);
    crate::wire::accept(v, Some(()))?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListContracts", request.customer.as_str()];
    let after: String = kit.seal().open(&binding, &request.page_token)?.unwrap_or_default();
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut rows = contracts::list(&mut tx, &after, customer, size + 1).await?;
    let next = cut(&mut rows, size, |row| row.number.clone());
    let next = next.map(|position| kit.seal().close(&binding, &position)).transpose()?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let versions = contracts::versions(&mut tx, &ids).await?;
    let print = |row: contracts::ContractRow| -> Result<wire::Contract> {
        let own = versions.iter().filter(|version| version.contract_id == row.id);
        let own = own.map(VersionRow::print).collect::<Result<_, Problem>>()?;
        Ok(row.print(own))
    };
    let contracts = rows.into_iter().map(print).collect::<Result<_>>()?;
    Ok(wire::ListContractsResponse { contracts, next_page_token: next.unwrap_or_default() })
}
