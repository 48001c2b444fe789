//! `TransferService`.

use crate::commands;
use crate::queries::exports;
use crate::wire::table::MOST_BYTES;
use crate::wire::{accept, with_request_id, words};
use kontor_access::Caller;
use kontor_contract_domain::Violations;
use kontor_proto::contract::v1::transfer_service_server::TransferService;
use kontor_proto::contract::v1::{self as wire};
use kontor_service::Kit;
use tonic::{Request, Response, Status};

/// Imports and exports.
pub(crate) struct Transfers {
    kit: Kit,
}

impl Transfers {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

fn file(request: &wire::ImportRecordsRequest) -> kontor_status::Result<wire::RecordKind> {
    let mut v = Violations::new();
    let kind = words::record_kind(request.kind, &mut v);
    v.require(!request.csv.is_empty(), "csv", "give the file");
    v.require(
        request.csv.len() <= MOST_BYTES,
        "csv",
        format!("give at most {MOST_BYTES} bytes, not {}: split the file", request.csv.len()),
    );
    accept(v, kind)
}

#[tonic::async_trait]
impl TransferService for Transfers {
    async fn import_records(
        &self,
        request: Request<wire::ImportRecordsRequest>,
    ) -> Result<Response<wire::ImportRecordsResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let kind = with_request_id(&request.request_id, file(&request))?;
        Ok(Response::new(commands::import_records(&self.kit, &caller, &request, kind).await?))
    }

    async fn export_records(
        &self,
        request: Request<wire::ExportRecordsRequest>,
    ) -> Result<Response<wire::ExportRecordsResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        Ok(Response::new(exports::page(&self.kit, &caller, &request).await?))
    }
}
