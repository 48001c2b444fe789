//! The RPCs of how documents look: parse, call, print.

use super::Answer;
use crate::commands::set_document_style;
use crate::store::styles;
use kontor_access::Caller;
use kontor_proto::billing::v1::style_service_server::StyleService;
use kontor_proto::billing::v1::{DocumentStyle, GetDocumentStyleRequest, SetDocumentStyleRequest};
use kontor_service::Kit;
use kontor_status::Problem;
use tonic::{Request, Response};

pub(crate) struct StyleRpc {
    kit: Kit,
}

impl StyleRpc {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }

    /// The style; an empty one of a house that set none.
    async fn current(&self, caller: &Caller) -> Result<DocumentStyle, Problem> {
        let mut tx = self.kit.db().tenant(caller.tenant()).await?;
        Ok(styles::current(&mut tx).await?.unwrap_or_default())
    }
}

#[tonic::async_trait]
impl StyleService for StyleRpc {
    async fn get_document_style(&self, request: Request<GetDocumentStyleRequest>) -> Answer<DocumentStyle> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(self.current(&caller).await?))
    }

    async fn set_document_style(&self, request: Request<SetDocumentStyleRequest>) -> Answer<DocumentStyle> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(set_document_style::set(&self.kit, &caller, request.into_inner()).await?))
    }
}
