//! The RPCs of bookkeeping: parse, call, print.

use super::Answer;
use crate::commands::{export_bookings, set_accounting_settings};
use crate::queries::bookings;
use kontor_access::Caller;
use kontor_proto::billing::v1::accounting_service_server::AccountingService;
use kontor_proto::billing::v1::{
    AccountingSettings, BookingFile, BookingRun, ExportBookingsRequest, GetBookingFileRequest,
    ListBookingRunsRequest, ListBookingRunsResponse, SetAccountingSettingsRequest,
};
use kontor_service::Kit;
use tonic::{Request, Response};

pub(crate) struct AccountingRpc {
    kit: Kit,
}

impl AccountingRpc {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

#[tonic::async_trait]
impl AccountingService for AccountingRpc {
    async fn set_accounting_settings(
        &self,
        request: Request<SetAccountingSettingsRequest>,
    ) -> Answer<AccountingSettings> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(set_accounting_settings::set(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn export_bookings(&self, request: Request<ExportBookingsRequest>) -> Answer<BookingRun> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(export_bookings::export(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn list_booking_runs(
        &self,
        request: Request<ListBookingRunsRequest>,
    ) -> Answer<ListBookingRunsResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(bookings::list(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn get_booking_file(&self, request: Request<GetBookingFileRequest>) -> Answer<BookingFile> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(bookings::file(&self.kit, &caller, request.into_inner()).await?))
    }
}
