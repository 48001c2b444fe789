//! The RPCs of reminding: parse, call, print.

use super::Answer;
use crate::commands::{confirm_reminder_run, create_reminder_run, set_reminder_settings, stop_reminders};
use crate::queries::reminders as read;
use kontor_access::Caller;
use kontor_proto::billing::v1::reminder_service_server::ReminderService;
use kontor_proto::billing::v1::{
    ConfirmReminderRunRequest, CreateReminderRunRequest, CreateReminderStopRequest,
    DiscardReminderRunRequest, GetReminderDocumentRequest, GetReminderRunRequest, GetReminderSettingsRequest,
    LiftReminderStopRequest, ListReminderRunsRequest, ListReminderRunsResponse, ListReminderStopsRequest,
    ListReminderStopsResponse, ListRemindersRequest, ListRemindersResponse, ReminderDocument, ReminderRun,
    ReminderSettings, ReminderStop, SetReminderSettingsRequest,
};
use kontor_service::Kit;
use tonic::{Request, Response};

pub(crate) struct ReminderRpc {
    kit: Kit,
}

impl ReminderRpc {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

#[tonic::async_trait]
impl ReminderService for ReminderRpc {
    async fn get_reminder_settings(
        &self,
        request: Request<GetReminderSettingsRequest>,
    ) -> Answer<ReminderSettings> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(read::settings(&self.kit, &caller).await?))
    }

    async fn set_reminder_settings(
        &self,
        request: Request<SetReminderSettingsRequest>,
    ) -> Answer<ReminderSettings> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(set_reminder_settings::set(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn create_reminder_run(&self, request: Request<CreateReminderRunRequest>) -> Answer<ReminderRun> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(create_reminder_run::create(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn get_reminder_run(&self, request: Request<GetReminderRunRequest>) -> Answer<ReminderRun> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(read::run(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn list_reminder_runs(
        &self,
        request: Request<ListReminderRunsRequest>,
    ) -> Answer<ListReminderRunsResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(read::runs(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn confirm_reminder_run(&self, request: Request<ConfirmReminderRunRequest>) -> Answer<ReminderRun> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(confirm_reminder_run::confirm(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn discard_reminder_run(&self, request: Request<DiscardReminderRunRequest>) -> Answer<ReminderRun> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(confirm_reminder_run::discard(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn list_reminders(&self, request: Request<ListRemindersRequest>) -> Answer<ListRemindersResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(read::list(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn get_reminder_document(
        &self,
        request: Request<GetReminderDocumentRequest>,
    ) -> Answer<ReminderDocument> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(read::document(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn create_reminder_stop(
        &self,
        request: Request<CreateReminderStopRequest>,
    ) -> Answer<ReminderStop> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(stop_reminders::stop(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn lift_reminder_stop(&self, request: Request<LiftReminderStopRequest>) -> Answer<ReminderStop> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(stop_reminders::lift(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn list_reminder_stops(
        &self,
        request: Request<ListReminderStopsRequest>,
    ) -> Answer<ListReminderStopsResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(read::stops(&self.kit, &caller, request.into_inner()).await?))
    }
}
