//! The RPCs of billing profiles and review settings.

use super::Answer;
use crate::buyer;
use crate::commands::{set_billing_profile, set_order_number, set_review_settings};
use crate::store::profiles;
use kontor_access::Caller;
use kontor_ids::CustomerId;
use kontor_proto::billing::v1::profile_service_server::ProfileService;
use kontor_proto::billing::v1::{
    BillingProfile, GetBillingProfileRequest, GetReviewSettingsRequest, OrderNumber, ReviewSettings,
    SetBillingProfileRequest, SetOrderNumberRequest, SetReviewSettingsRequest,
};
use kontor_service::{Kit, Peer};
use kontor_status::Problem;
use tonic::{Request, Response};

pub(crate) struct ProfileRpc {
    kit: Kit,
    contract: Peer,
}

impl ProfileRpc {
    pub(crate) const fn new(kit: Kit, contract: Peer) -> Self {
        Self { kit, contract }
    }

    async fn profile(&self, caller: &Caller, name: &str) -> Result<BillingProfile, Problem> {
        let id =
            CustomerId::from_resource_name(name).map_err(|e| Problem::field("customer", e.to_string()))?;
        buyer::ask(&self.kit, &self.contract, caller.tenant(), id).await?;
        let mut tx = self.kit.db().tenant(caller.tenant()).await?;
        profiles::profile(&mut tx, id).await
    }
}

#[tonic::async_trait]
impl ProfileService for ProfileRpc {
    async fn get_billing_profile(
        &self,
        request: Request<GetBillingProfileRequest>,
    ) -> Answer<BillingProfile> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(self.profile(&caller, &request.into_inner().customer).await?))
    }

    async fn set_billing_profile(
        &self,
        request: Request<SetBillingProfileRequest>,
    ) -> Answer<BillingProfile> {
        let caller = Caller::of(&request)?;
        let request = request.into_inner();
        Ok(Response::new(set_billing_profile::set(&self.kit, &self.contract, &caller, request).await?))
    }

    async fn set_order_number(&self, request: Request<SetOrderNumberRequest>) -> Answer<OrderNumber> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(set_order_number::set(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn get_review_settings(
        &self,
        request: Request<GetReviewSettingsRequest>,
    ) -> Answer<ReviewSettings> {
        let caller = Caller::of(&request)?;
        let mut tx = self.kit.db().tenant(caller.tenant()).await.map_err(Problem::from)?;
        Ok(Response::new(profiles::settings(&mut tx).await?))
    }

    async fn set_review_settings(
        &self,
        request: Request<SetReviewSettingsRequest>,
    ) -> Answer<ReviewSettings> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(set_review_settings::set(&self.kit, &caller, request.into_inner()).await?))
    }
}
