//! Makes two records one.

use super::create_customer::saved;
use super::fresh;
use crate::store::history::{Cause, attribute};
use crate::store::{assets, contacts, customers, merges};
use crate::wire::merge::Merge;
use crate::wire::values::etag;
use crate::wire::{contact, customer, property};
use kontor_access::Caller;
use kontor_contract_domain::Violations;
use kontor_contract_domain::master::{
    Clash, Customer, CustomerPair, merge_assets, merge_contacts, merge_customers,
};
use kontor_ids::{AssetId, ContactId, CustomerId};
use kontor_outbox::publish;
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Reason, Result};

/// Refuses a merge with all that speaks against it.
fn contradicts(name: String, clashes: Vec<Clash>) -> Problem {
    let reasons = clashes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    Problem::refused(Reason::WrongState, name, reasons)
}

fn current(version: i64, seen: &str) -> Result<()> {
    if etag(version) == seen { Ok(()) } else { Err(Problem::etag_mismatch()) }
}

/// A stored customer as a value.
fn value(row: customers::CustomerRow) -> Result<Customer> {
    let days = u8::try_from(row.payment_days).unwrap_or_default();
    let mut v = Violations::new();
    let parsed = customer::parse(Some(&row.print()), &mut v);
    // The wire cannot tell 0 days from nothing.
    Ok(Customer { payment_days: days, ..crate::wire::accept(v, parsed)? })
}

/// Both customers, locked in one order whoever asks.
async fn both(
    tx: &mut TenantTx,
    loser: CustomerId,
    winner: CustomerId,
) -> Result<(customers::CustomerRow, customers::CustomerRow)> {
    if loser < winner {
        let first = customers::lock(tx, loser).await?;
        return Ok((first, customers::lock(tx, winner).await?));
    }
    let second = customers::lock(tx, winner).await?;
    Ok((customers::lock(tx, loser).await?, second))
}

pub(crate) async fn merge_customer(
    kit: &Kit,
    caller: &Caller,
    request: &wire::MergeCustomerRequest,
    merge: Merge<CustomerId>,
) -> Result<wire::Customer> {
    let mut fresh = fresh!(kit, caller, "MergeCustomer", request);
    let (now, tx, Merge { loser, winner }) = (kit.clock().now(), fresh.tx(), merge);
    let (lost, kept) = both(tx, loser, winner).await?;
    current(lost.version, &request.etag)?;
    let (lost_version, kept_version) = (lost.version, kept.version);
    let (lost, before) = (value(lost)?, value(kept)?);
    let clashes = merges::clashes(tx, loser, winner).await?;
    let pair = CustomerPair {
        loser: &lost,
        winner: &before,
        same_assets: &clashes.same_assets,
        price_lists_overlap: clashes.price_lists_overlap,
    };
    let after = merge_customers(&pair).map_err(|all| contradicts(loser.resource_name(), all))?;
    if request.validate_only {
        let shown = customers::get(tx, winner).await?.print();
        return fresh.finish(shown).await;
    }
    attribute(tx, caller, now, Cause::Merge).await?;
    merges::customer(tx, loser, winner).await?;
    customers::touch(tx, winner).await?;
    let event = wire::CustomerMerged {
        customer: loser.resource_name(),
        number: lost.number.to_string(),
        into: winner.resource_name(),
        into_number: after.number.to_string(),
        contracts: clashes.contracts(),
    };
    publish(tx, loser.uuid(), lost_version + 1, &event).await?;
    if after != before {
        let event = saved(winner, &after);
        customers::save(tx, &[(winner, after)], now).await?;
        publish(tx, winner.uuid(), kept_version + 1, &event).await?;
    }
    let shown = customers::get(tx, winner).await?.print();
    fresh.finish(shown).await
}

pub(crate) async fn merge_contact(
    kit: &Kit,
    caller: &Caller,
    request: &wire::MergeContactRequest,
    merge: Merge<ContactId>,
) -> Result<wire::Contact> {
    let mut fresh = fresh!(kit, caller, "MergeContact", request);
    let (now, tx, Merge { loser, winner }) = (kit.clock().now(), fresh.tx(), merge);
    // The customer first, as everyone does.
    let owner = CustomerId::from_uuid(contacts::get(tx, loser).await?.customer_id);
    customers::touch(tx, owner).await?;
    let lost = contacts::lock(tx, loser).await?;
    current(lost.version, &request.etag)?;
    let lost = contact::parse(Some(&lost.print()?))?;
    let before = contact::parse(Some(&contacts::lock(tx, winner).await?.print()?))?;
    let after = merge_contacts(&lost, &before).map_err(|all| contradicts(loser.resource_name(), all))?;
    if !request.validate_only {
        attribute(tx, caller, now, Cause::Merge).await?;
        merges::contact(tx, loser, winner, owner).await?;
        if after != before {
            contacts::save(tx, &[(winner, after)], now).await?;
        }
        let event = wire::ContactMerged {
            contact: loser.resource_name(),
            into: winner.resource_name(),
            customer: owner.resource_name(),
        };
        publish(tx, loser.uuid(), 1, &event).await?;
    }
    let shown = contacts::get(tx, winner).await?.print()?;
    fresh.finish(shown).await
}

pub(crate) async fn merge_asset(
    kit: &Kit,
    caller: &Caller,
    request: &wire::MergeAssetRequest,
    merge: Merge<AssetId>,
) -> Result<wire::Asset> {
    let mut fresh = fresh!(kit, caller, "MergeAsset", request);
    let (now, tx, Merge { loser, winner }) = (kit.clock().now(), fresh.tx(), merge);
    let owner = CustomerId::from_uuid(assets::get(tx, loser).await?.customer_id);
    customers::touch(tx, owner).await?;
    let lost = assets::lock(tx, loser).await?;
    current(lost.version, &request.etag)?;
    let lost = property::asset(Some(&lost.print()))?;
    let before = property::asset(Some(&assets::lock(tx, winner).await?.print()))?;
    let after = merge_assets(&lost, &before).map_err(|all| contradicts(loser.resource_name(), all))?;
    if !request.validate_only {
        attribute(tx, caller, now, Cause::Merge).await?;
        merges::asset(tx, loser, winner, owner).await?;
        if after != before {
            assets::save(tx, &[(winner, after)], now).await?;
        }
        let event = wire::AssetMerged {
            asset: loser.resource_name(),
            into: winner.resource_name(),
            customer: owner.resource_name(),
        };
        publish(tx, loser.uuid(), 1, &event).await?;
    }
    let shown = assets::get(tx, winner).await?.print();
    fresh.finish(shown).await
}
