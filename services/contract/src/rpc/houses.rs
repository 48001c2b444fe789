//! `HouseService`.

use crate::commands;
use crate::store::houses;
use crate::store::houses::HOUSE_ZONE;
use crate::wire::{house, with_request_id};
use jiff::tz::TimeZone;
use kontor_access::Caller;
use kontor_proto::contract::v1 as wire;
use kontor_proto::contract::v1::house_service_server::HouseService;
use kontor_service::Kit;
use kontor_status::Problem;
use tonic::{Request, Response, Status};

/// Keeps what holds in a house where no contract says otherwise.
pub(crate) struct Houses {
    kit: Kit,
}

impl Houses {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

#[tonic::async_trait]
impl HouseService for Houses {
    async fn get_house_defaults(
        &self,
        request: Request<wire::GetHouseDefaultsRequest>,
    ) -> Result<Response<wire::HouseDefaults>, Status> {
        let caller = Caller::of(&request)?;
        let mut tx = self.kit.db().tenant(caller.tenant()).await.map_err(Problem::from)?;
        let zone = TimeZone::get(HOUSE_ZONE).map_err(Problem::internal)?;
        let today = zone.to_datetime(self.kit.clock().now()).date();
        Ok(Response::new(house::print(houses::get(&mut tx, today).await?)?))
    }

    async fn update_house_defaults(
        &self,
        request: Request<wire::UpdateHouseDefaultsRequest>,
    ) -> Result<Response<wire::HouseDefaults>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let parsed = with_request_id(&request.request_id, house::parse(request.defaults.as_ref()))?;
        Ok(Response::new(commands::update_house_defaults(&self.kit, &caller, &request, &parsed).await?))
    }
}
