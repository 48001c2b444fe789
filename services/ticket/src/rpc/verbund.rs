//! `VerbundService`: handing calls to another house, and taking another house's (N10).

use super::Answer;
use crate::commands::work_for_house::{self, Act, Order};
use crate::commands::{accept_agreement, end_agreement, hand_over_ticket, offer_agreement, take_back_ticket};
use crate::queries::{agreements, handovers, settlements};
use crate::wire::agreement::{self, Offering};
use crate::wire::{handover, parse};
use kontor_access::Caller;
use kontor_ids::{DirectiveId, Uuid, VerbundAgreementId};
use kontor_proto::ticket::v1 as wire;
use kontor_proto::ticket::v1::verbund_service_server::VerbundService;
use kontor_service::{Kit, Peer, StartError};
use kontor_status::Violations;
use kontor_ticket_domain::verbund::Month;
use tonic::{Request, Response};

/// The RPCs between houses.
pub(crate) struct Verbund {
    kit: Kit,
    contract: Peer,
}

impl Verbund {
    /// # Errors
    /// When contract is not among the peers.
    pub(crate) fn new(kit: Kit) -> Result<Self, StartError> {
        let contract = kit.peer("contract")?;
        Ok(Self { kit, contract })
    }
}

#[tonic::async_trait]
impl VerbundService for Verbund {
    async fn offer_agreement(
        &self,
        request: Request<wire::OfferAgreementRequest>,
    ) -> Answer<wire::VerbundAgreement> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        parse::request_id(&mut v, &r.request_id);
        let a = parse::required(&mut v, "agreement", r.agreement.as_ref());
        let by = Offering {
            id: VerbundAgreementId::new(self.kit.ids()),
            house: caller.tenant(),
            person: caller.display_name(),
            now: self.kit.clock().now(),
        };
        let row = agreement::offer(&mut v, &a, &by);
        v.finish()?;
        Ok(Response::new(offer_agreement::run(&self.kit, &caller, &r, row).await?))
    }

    async fn accept_agreement(
        &self,
        request: Request<wire::AcceptAgreementRequest>,
    ) -> Answer<wire::VerbundAgreement> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let id = agreement::order(&mut v, &r.name, &r.request_id);
        v.finish()?;
        Ok(Response::new(accept_agreement::run(&self.kit, &caller, &r, id).await?))
    }

    async fn end_agreement(
        &self,
        request: Request<wire::EndAgreementRequest>,
    ) -> Answer<wire::VerbundAgreement> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let id = agreement::order(&mut v, &r.name, &r.request_id);
        let reason = v.text("reason", &r.reason, 1, 2000);
        v.finish()?;
        Ok(Response::new(end_agreement::run(&self.kit, &caller, &r, id, &reason).await?))
    }

    async fn get_agreement(
        &self,
        request: Request<wire::GetAgreementRequest>,
    ) -> Answer<wire::VerbundAgreement> {
        let caller = Caller::of(&request)?;
        let mut v = Violations::new();
        let id = agreement::name(&mut v, "name", &request.get_ref().name);
        v.finish()?;
        Ok(Response::new(agreements::get(&self.kit, &caller, id).await?))
    }

    async fn list_agreements(
        &self,
        request: Request<wire::ListAgreementsRequest>,
    ) -> Answer<wire::ListAgreementsResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(agreements::list(&self.kit, &caller, request.get_ref()).await?))
    }

    async fn get_settlement(&self, request: Request<wire::GetSettlementRequest>) -> Answer<wire::Settlement> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let id = agreement::name(&mut v, "name", &r.name);
        v.require((2000..=2999).contains(&r.year), "year", "give 2000 to 2999");
        v.require((1..=12).contains(&r.month), "month", "give 1 to 12");
        v.finish()?;
        let (year, month) = (i16::try_from(r.year), i8::try_from(r.month));
        let month = year.ok().zip(month.ok()).and_then(|(year, month)| Month::new(year, month));
        let month = month.ok_or_else(|| kontor_status::Problem::field("month", "give 1 to 12"))?;
        Ok(Response::new(settlements::run(&self.kit, &caller, id, month).await?))
    }

    async fn hand_over_ticket(
        &self,
        request: Request<wire::HandOverTicketRequest>,
    ) -> Answer<wire::Handover> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let ticket = parse::ticket_name(&mut v, &r.name);
        parse::request_id(&mut v, &r.request_id);
        let read = VerbundAgreementId::from_resource_name;
        let agreement = parse::optional(&mut v, "agreement", &r.agreement, read);
        let note = v.text("note", &r.note, 0, 2000);
        v.finish()?;
        let handed = hand_over_ticket::run(&self.kit, &caller, &r, ticket, agreement, &note).await?;
        Ok(Response::new(handed))
    }

    async fn take_back_ticket(
        &self,
        request: Request<wire::TakeBackTicketRequest>,
    ) -> Answer<wire::Handover> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let ticket = parse::ticket_name(&mut v, &r.name);
        parse::request_id(&mut v, &r.request_id);
        let note = v.text("note", &r.note, 0, 2000);
        v.finish()?;
        Ok(Response::new(take_back_ticket::run(&self.kit, &caller, &r, ticket, &note).await?))
    }

    async fn list_handovers(
        &self,
        request: Request<wire::ListHandoversRequest>,
    ) -> Answer<wire::ListHandoversResponse> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let known = matches!(r.side(), wire::HandoverSide::Given | wire::HandoverSide::Taken);
        v.require(known, "side", "choose given or taken");
        v.finish()?;
        Ok(Response::new(handovers::list(&self.kit, &caller, &r).await?))
    }

    async fn get_handover(&self, request: Request<wire::GetHandoverRequest>) -> Answer<wire::Handover> {
        let caller = Caller::of(&request)?;
        let mut v = Violations::new();
        let id = handover::name(&mut v, &request.get_ref().name);
        v.finish()?;
        Ok(Response::new(handovers::get(&self.kit, &self.contract, &caller, id).await?))
    }

    async fn list_handover_steps(
        &self,
        request: Request<wire::ListHandoverStepsRequest>,
    ) -> Answer<wire::ListHandoverStepsResponse> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let id = handover::name(&mut v, &r.name);
        v.finish()?;
        Ok(Response::new(handovers::steps(&self.kit, &caller, &r, id).await?))
    }

    async fn take_handover(&self, request: Request<wire::TakeHandoverRequest>) -> Answer<wire::Handover> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let handover = handover::order(&mut v, &r.name, &r.request_id);
        v.finish()?;
        let order = Order { method: "TakeHandover", request_id: &r.request_id, request: &r, handover };
        Ok(Response::new(work_for_house::run(&self.kit, &caller, order, Act::Take).await?))
    }

    async fn log_handover_work(
        &self,
        request: Request<wire::LogHandoverWorkRequest>,
    ) -> Answer<wire::Handover> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let handover = handover::order(&mut v, &r.name, &r.request_id);
        let (kind, work, text) = handover::work(&mut v, &r);
        v.finish()?;
        let act = Act::Work { kind, work, text, public: r.public };
        let order = Order { method: "LogHandoverWork", request_id: &r.request_id, request: &r, handover };
        Ok(Response::new(work_for_house::run(&self.kit, &caller, order, act).await?))
    }

    async fn acknowledge_handover_directive(
        &self,
        request: Request<wire::AcknowledgeHandoverDirectiveRequest>,
    ) -> Answer<wire::Handover> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let handover = handover::order(&mut v, &r.name, &r.request_id);
        let directive = v.take("directive", DirectiveId::from_resource_name(&r.directive));
        v.finish()?;
        let act = Act::Acknowledge(directive.unwrap_or_else(|| DirectiveId::from_uuid(Uuid::nil())));
        let method = "AcknowledgeHandoverDirective";
        let order = Order { method, request_id: &r.request_id, request: &r, handover };
        Ok(Response::new(work_for_house::run(&self.kit, &caller, order, act).await?))
    }

    async fn resolve_handover(
        &self,
        request: Request<wire::ResolveHandoverRequest>,
    ) -> Answer<wire::Handover> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let handover = handover::order(&mut v, &r.name, &r.request_id);
        let solution = v.text("solution", &r.solution, 1, 10_000);
        v.finish()?;
        let order = Order { method: "ResolveHandover", request_id: &r.request_id, request: &r, handover };
        Ok(Response::new(work_for_house::run(&self.kit, &caller, order, Act::Resolve(solution)).await?))
    }

    async fn return_handover(&self, request: Request<wire::ReturnHandoverRequest>) -> Answer<wire::Handover> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let handover = handover::order(&mut v, &r.name, &r.request_id);
        let note = v.text("note", &r.note, 1, 2000);
        v.finish()?;
        let order = Order { method: "ReturnHandover", request_id: &r.request_id, request: &r, handover };
        Ok(Response::new(work_for_house::run(&self.kit, &caller, order, Act::Return(note)).await?))
    }
}
