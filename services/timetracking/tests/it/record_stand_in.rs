//! A stand-in for the contract service: tells of records that became one, and knows the assets that a test puts there.

use crate::stand_ins::{NO_TABLES, Voice, answering};
use kontor_access::Caller;
use kontor_ids::TenantId;
use kontor_postgres::Schema;
use kontor_proto::contract::v1::{Asset, CallerMatch, LookupCallerRequest, LookupCallerResponse};
use kontor_service::{Kit, Parts, Service, StartError};
use std::sync::{Arc, Mutex};
use tonic::{Request, Response, Status};

/// The assets that are there.
#[derive(Clone, Default)]
pub struct AssetDesk {
    assets: Arc<Mutex<Vec<(TenantId, Asset)>>>,
    pub voice: Voice,
}

impl AssetDesk {
    /// An asset is there from now on.
    pub fn put(&self, tenant: TenantId, asset: Asset) {
        self.assets.lock().unwrap().push((tenant, asset));
    }

    /// Whatever begins like the query, as the real search does.
    fn lookup(
        &self,
        request: &Request<LookupCallerRequest>,
    ) -> Result<Response<LookupCallerResponse>, Status> {
        let (tenant, query) = (Caller::of(request)?.tenant(), request.get_ref().query.to_lowercase());
        let begins = |asset: &Asset| {
            [&asset.display_name, &asset.host_name].iter().any(|name| name.to_lowercase().starts_with(&query))
        };
        let assets = self.assets.lock().unwrap().clone().into_iter();
        let matches = assets
            .filter(|(whose, asset)| *whose == tenant && begins(asset))
            .map(|(_, asset)| CallerMatch { asset: Some(asset), ..CallerMatch::default() });
        Ok(Response::new(LookupCallerResponse { matches: matches.collect() }))
    }
}

/// The stand-in.
pub struct RecordStandIn;

impl Service for RecordStandIn {
    const NAME: &'static str = "contract";
    const PEERS: &'static [&'static str] = &[];
    type Settings = AssetDesk;

    fn schema() -> Option<Schema> {
        Some(Schema { name: Self::NAME, migrator: &NO_TABLES })
    }

    fn settings(_: &mut kontor_config::Reader) -> Option<AssetDesk> {
        None
    }

    async fn build(kit: Kit, desk: AssetDesk) -> Result<Parts, StartError> {
        desk.voice.give(&kit);
        let answer = move |request| std::future::ready(desk.lookup(&request));
        Ok(answering(&kit, "/kontor.contract.v1.CoverageService/LookupCaller", answer))
    }
}
