//! What the contract service tells of records and of the house.

use super::read;
use crate::commands::follow_records;
use kontor_outbox::{Event, Subscriber};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::{AssetMerged, ContactMerged, CustomerMerged, HouseDefaultsChanged};
use kontor_service::Kit;
use kontor_status::Result;

/// Hears the contract service.
pub(crate) struct Records(Kit);

impl Records {
    pub(crate) fn new(kit: &Kit) -> Self {
        Self(kit.clone())
    }
}

impl Subscriber for Records {
    type Prepared = ();

    fn name(&self) -> &'static str {
        "ticket.contract"
    }

    fn source(&self) -> &'static str {
        "contract"
    }

    async fn prepare(&self, _: &Event) -> Result<()> {
        Ok(())
    }

    async fn apply(&self, tx: &mut TenantTx, event: &Event, (): ()) -> Result<()> {
        let now = self.0.clock().now();
        if let Some(merged) = read::<CustomerMerged>(event)? {
            follow_records::customers(tx, &merged, now).await
        } else if let Some(merged) = read::<ContactMerged>(event)? {
            follow_records::contacts(tx, &merged, now).await
        } else if let Some(merged) = read::<AssetMerged>(event)? {
            follow_records::assets(tx, &merged, now).await
        } else if let Some(changed) = read::<HouseDefaultsChanged>(event)? {
            follow_records::closing(tx, &changed).await
        } else {
            Ok(())
        }
    }
}
