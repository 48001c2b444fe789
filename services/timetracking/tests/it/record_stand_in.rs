//! A stand-in for the contract service, which is asked nothing here: it tells of records that became one.

use crate::stand_ins::{NO_TABLES, Voice};
use kontor_postgres::Schema;
use kontor_service::{Kit, Parts, Service, StartError};
use tonic::service::Routes;

/// The stand-in.
pub struct RecordStandIn;

impl Service for RecordStandIn {
    const NAME: &'static str = "contract";
    const PEERS: &'static [&'static str] = &[];
    type Settings = Voice;

    fn schema() -> Option<Schema> {
        Some(Schema { name: Self::NAME, migrator: &NO_TABLES })
    }

    fn settings(_: &mut kontor_config::Reader) -> Option<Voice> {
        None
    }

    async fn build(kit: Kit, voice: Voice) -> Result<Parts, StartError> {
        voice.give(&kit);
        Ok(Parts::guarded(&kit, Routes::default()))
    }
}
