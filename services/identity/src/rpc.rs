//! The RPCs: read the request, call, print the answer.

use crate::commands::{
    create_api_token, create_tenant, create_user, disable_user, revoke_api_token, sign_in, sign_out,
};
use crate::queries::{authenticate, get_self, get_tenant, get_user, list_users};
use crate::secrets::Hasher;
use crate::wire::parse;
use kontor_access::Caller;
use kontor_ids::{TenantId, TokenId, UserId};
use kontor_proto::identity::v1 as wire;
use kontor_proto::identity::v1::identity_service_server::IdentityService;
use kontor_service::Kit;
use kontor_status::Violations;
use tonic::{Request, Response, Status};

type Answer<T> = Result<Response<T>, Status>;

/// The service's RPCs.
pub(crate) struct Identities {
    kit: Kit,
    hasher: Hasher,
}

impl Identities {
    pub(crate) const fn new(kit: Kit, hasher: Hasher) -> Self {
        Self { kit, hasher }
    }
}

#[tonic::async_trait]
impl IdentityService for Identities {
    async fn sign_in(&self, request: Request<wire::SignInRequest>) -> Answer<wire::SignInResponse> {
        let typed = parse::typed(request.into_inner())?;
        Ok(Response::new(sign_in::run(&self.kit, &self.hasher, typed).await?))
    }

    async fn sign_out(&self, request: Request<wire::SignOutRequest>) -> Answer<wire::SignOutResponse> {
        let caller = Caller::of(&request)?;
        let id = &request.get_ref().request_id;
        if !id.is_empty() {
            let mut v = Violations::new();
            parse::request_id(&mut v, id);
            v.finish()?;
        }
        Ok(Response::new(sign_out::run(&self.kit, &caller).await?))
    }

    async fn get_self(&self, request: Request<wire::GetSelfRequest>) -> Answer<wire::Principal> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(get_self::run(&self.kit, &caller).await?))
    }

    async fn create_tenant(&self, request: Request<wire::CreateTenantRequest>) -> Answer<wire::Tenant> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let new = parse::new_tenant(self.kit.ids(), &r)?;
        Ok(Response::new(create_tenant::run(&self.kit, &self.hasher, &caller, &r, new).await?))
    }

    async fn get_tenant(&self, request: Request<wire::GetTenantRequest>) -> Answer<wire::Tenant> {
        let caller = Caller::of(&request)?;
        let id = parse::name(&request.get_ref().name, TenantId::from_resource_name)?;
        Ok(Response::new(get_tenant::run(&self.kit, &caller, id).await?))
    }

    async fn create_user(&self, request: Request<wire::CreateUserRequest>) -> Answer<wire::User> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let slug = create_user::slug(&self.kit, &caller).await?;
        let new = parse::new_user(self.kit.ids(), &slug, &r)?;
        Ok(Response::new(create_user::run(&self.kit, &self.hasher, &caller, &r, new).await?))
    }

    async fn get_user(&self, request: Request<wire::GetUserRequest>) -> Answer<wire::User> {
        let caller = Caller::of(&request)?;
        let id = parse::name(&request.get_ref().name, UserId::from_resource_name)?;
        Ok(Response::new(get_user::run(&self.kit, &caller, id).await?))
    }

    async fn list_users(&self, request: Request<wire::ListUsersRequest>) -> Answer<wire::ListUsersResponse> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let size = kontor_paging::page_size(r.page_size, 50, 200)?;
        Ok(Response::new(list_users::run(&self.kit, &caller, &r.page_token, size).await?))
    }

    async fn disable_user(&self, request: Request<wire::DisableUserRequest>) -> Answer<wire::User> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let id = parse::named_write(&r.name, &r.request_id, UserId::from_resource_name)?;
        Ok(Response::new(disable_user::run(&self.kit, &caller, &r, id).await?))
    }

    async fn create_api_token(
        &self,
        request: Request<wire::CreateApiTokenRequest>,
    ) -> Answer<wire::CreateApiTokenResponse> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let wanted = parse::wanted_token(&caller, self.kit.clock().now(), &r)?;
        Ok(Response::new(create_api_token::run(&self.kit, &caller, &r, wanted).await?))
    }

    async fn revoke_api_token(
        &self,
        request: Request<wire::RevokeApiTokenRequest>,
    ) -> Answer<wire::ApiToken> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let id = parse::named_write(&r.name, &r.request_id, TokenId::from_resource_name)?;
        Ok(Response::new(revoke_api_token::run(&self.kit, &caller, &r, id).await?))
    }

    async fn authenticate(&self, request: Request<wire::AuthenticateRequest>) -> Answer<wire::Principal> {
        Ok(Response::new(authenticate::run(&self.kit, &request.get_ref().token).await?))
    }
}
