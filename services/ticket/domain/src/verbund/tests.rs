//! Which agreement applies when, what the taking house may, what it is shown, and what is settled.

mod agreements;
mod handovers;
mod settlements;
mod showing;

use super::*;
use crate::ticket::Priority;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use kontor_ids::{
    AssetId, ContractId, CustomerId, HandoverId, SequentialIds, TenantId, Uuid, VerbundAgreementId,
};

/// Nights and weekends, in Munich.
const NIGHTS: &str = "Europe/Berlin; DE-BY; Mo-Fr 18:00-07:00; Sa,Su 00:00-24:00; PH 00:00-24:00";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn customer(n: u128) -> CustomerId {
    CustomerId::from_uuid(Uuid::from_u128(n))
}

fn contract(n: u128) -> ContractId {
    ContractId::from_uuid(Uuid::from_u128(n))
}

fn asset(n: u128) -> AssetId {
    AssetId::from_uuid(Uuid::from_u128(n))
}

/// A ticket of customer 1 about asset 1, which contract 1 covers.
fn case() -> Case {
    Case {
        customer: customer(1),
        contract: Some(contract(1)),
        asset: Some(asset(1)),
        priority: Priority::Normal,
    }
}

fn agreement(n: u128) -> Agreement {
    Agreement {
        id: VerbundAgreementId::from_uuid(Uuid::from_u128(n)),
        hours: NIGHTS.parse().unwrap(),
        valid: Validity { from: date(2026, 3, 1), until: None },
        scope: Scope::default(),
        policy: Policy {
            automatic: true,
            least_priority: Priority::Low,
            may_resolve: true,
            wind_up: SignedDuration::from_mins(60),
        },
        accept_time: Some(at("2026-02-20T10:00:00Z")),
        end_time: None,
    }
}

/// A Monday evening in Munich, half past ten.
fn evening() -> Timestamp {
    at("2026-03-02T21:30:00Z")
}
