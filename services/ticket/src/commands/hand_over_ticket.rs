//! Handing a ticket to another house (N10), by hand or by the hour.

use crate::store::agreement::{self, AgreementRow};
use crate::store::handover::{self, HandoverRow, Said};
use crate::store::ticket as tickets;
use crate::store::ticket::TicketRow;
use crate::wire::handover::{print, refused};
use crate::wire::{parse, telling, words};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::{AssetId, ContractId, CustomerId, HandoverId, TenantId, TicketId, VerbundAgreementId};
use kontor_postgres::{TenantTx, violated};
use kontor_proto::contract::v1::Coverage;
use kontor_proto::ticket::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use kontor_ticket_domain::verbund::{Agreement, Case, Handover, Refusal};
use kontor_ticket_domain::{LogKind, NewEntry, Stamp};
use prost::Message as _;

/// Who hands over which ticket, when and why.
#[derive(Debug)]
pub(crate) struct Order<'a> {
    /// Of the handover.
    pub(crate) id: HandoverId,
    /// The ticket.
    pub(crate) ticket: TicketId,
    /// By this agreement alone; else by the one that applies.
    pub(crate) agreement: Option<VerbundAgreementId>,
    /// By itself: only agreements that say so.
    pub(crate) automatic: bool,
    /// The instant of the call.
    pub(crate) at: Timestamp,
    /// Who does it, and when.
    pub(crate) stamp: Stamp,
    /// Who does it, by name; nobody where it comes about by itself.
    pub(crate) person: &'a str,
    /// What the other house should know.
    pub(crate) note: &'a str,
}

/// Hands it over as a person of the house asks.
///
/// # Errors
/// [`Problem::NotFound`] where the house has no such ticket or agreement, what the rules refuse, and whatever the
/// database has.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    request: &wire::HandOverTicketRequest,
    ticket: TicketId,
    agreement: Option<VerbundAgreementId>,
    note: &str,
) -> Result<wire::Handover> {
    let mut fresh = match begin(kit.db(), caller, "HandOverTicket", &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let now = kit.clock().now();
    let order = Order {
        id: HandoverId::new(kit.ids()),
        ticket,
        agreement,
        automatic: false,
        at: now,
        stamp: words::stamp(caller, now),
        person: caller.display_name(),
        note,
    };
    let row = place(fresh.tx(), &order).await?;
    fresh.finish(print(&row, caller.tenant(), None)).await
}

/// Hands it over in a transaction of the giving house. Locks in the order of all that goes on between houses: agreements,
/// handover, ticket.
///
/// # Errors
/// As [`run`].
pub(crate) async fn place(tx: &mut TenantTx, order: &Order<'_>) -> Result<HandoverRow> {
    let name = order.ticket.resource_name();
    let agreements = agreement::in_force(tx).await?;
    if let Some(id) = order.agreement.filter(|id| !agreements.iter().any(|row| row.id() == *id)) {
        // What is there and not in force is told apart from what is absent, to the giving house alone.
        let there = agreement::get(tx, id).await?.is_some_and(|row| row.giver() == tx.tenant());
        let absent = Problem::NotFound(id.resource_name());
        return Err(if there { refused(name, &Refusal::NotPart) } else { absent });
    }
    let with_taker = handover::lock_of_ticket(tx, order.ticket).await?.is_some();
    let mut ticket = tickets::load_for_update(tx, order.ticket).await?;
    if with_taker {
        return Err(refused(name, &Refusal::WithTaker));
    }
    let rules = rules(&agreements, order)?;
    let state = ticket.ticket()?.state;
    let (case, times) = (case(&ticket)?, (order.at, order.stamp.now));
    let (handover, _) = Handover::give(order.id, &rules, (&case, state), times)
        .map_err(|refusal| refused(name.clone(), &refusal))?;
    let by = agreements.iter().find(|row| row.id() == handover.agreement);
    let by = by.ok_or_else(|| Problem::internal("a ticket is handed over by no agreement"))?;
    let entry = NewEntry {
        kind: LogKind::Handover,
        text: telling::handed_over(&by.title, order.note),
        event_time: None,
        public: false,
        worked_minutes: 0,
    };
    let (after, change) = ticket
        .ticket()?
        .log(&entry, &order.stamp)
        .map_err(|refusal| parse::refused(order.ticket, refusal))?;
    tickets::save(tx, &mut ticket, &after, &change).await?;
    let row = fresh_row(tx.tenant(), &handover, by, &ticket, order.automatic);
    let house = (!order.automatic).then(|| tx.tenant());
    let said = Said {
        text: order.note,
        house,
        person: order.person,
        work: None,
        now: order.stamp.now,
        log_sequence: ticket.version,
    };
    handover::insert(tx, &row, &said).await.map_err(|error| match violated(&error) {
        Some("handovers_one_at_a_time") => refused(name, &Refusal::WithTaker),
        _ => error.into(),
    })?;
    Ok(row)
}

fn rules(agreements: &[AgreementRow], order: &Order<'_>) -> Result<Vec<Agreement>> {
    let asked = |row: &&AgreementRow| {
        order.agreement.is_none_or(|id| row.id() == id) && (!order.automatic || row.automatic)
    };
    agreements.iter().filter(asked).map(AgreementRow::rules).collect()
}

/// What of a ticket decides: the contract is the one of the verdict at the time of the call (N1).
fn case(row: &TicketRow) -> Result<Case> {
    let verdict = row.coverage.as_deref().map(Coverage::decode).transpose().map_err(Problem::internal)?;
    let contract = verdict.and_then(|verdict| ContractId::from_resource_name(&verdict.contract).ok());
    Ok(Case {
        customer: CustomerId::from_uuid(row.customer_id),
        contract,
        asset: row.asset_id.map(AssetId::from_uuid),
        priority: row.ticket()?.priority,
    })
}

fn fresh_row(
    house: TenantId,
    handover: &Handover,
    by: &AgreementRow,
    ticket: &TicketRow,
    automatic: bool,
) -> HandoverRow {
    HandoverRow {
        tenant_id: house.uuid(),
        id: handover.id.uuid(),
        agreement_id: by.id,
        taker_id: by.taker_id,
        ticket_id: ticket.id,
        ticket_number: ticket.number.clone(),
        state: "handed".to_owned(),
        automatic,
        hand_time: handover.hand_time.to_sqlx(),
        access_until: handover.access_until.to_sqlx(),
        taken_by: None,
        take_time: None,
        ended_as: None,
        end_time: None,
        steps: 1,
    }
}
