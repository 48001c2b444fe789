//! The running timer with its live quote (T3).

use crate::store::ticket::TicketRow;
use crate::store::{ticket, timer};
use crate::wire::words;
use crate::{refusals, wire};
use jiff::Timestamp;
use kontor_access::Caller;
use kontor_ids::{AssetId, ContactId, CustomerId, SiteId};
use kontor_proto::billing::v1::billing_service_client::BillingServiceClient;
use kontor_proto::billing::v1::{Quote, QuoteWorkRequest};
use kontor_proto::timetracking::v1::Timer as WireTimer;
use kontor_service::{Kit, Peer};
use kontor_status::Result;
use kontor_timetracking_domain::Timer;
use std::time::Duration;

/// How long the quote may take before the timer is shown without it.
const PATIENCE: Duration = Duration::from_secs(2);
const DAY: i64 = 86_400;

/// Shows the caller's timer. Without billing it is shown all the same, without quote.
///
/// # Errors
/// [`kontor_status::Reason::NoTimer`].
pub(crate) async fn run(kit: &Kit, billing: &Peer, caller: &Caller) -> Result<WireTimer> {
    let technician = refusals::person(caller)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let running = timer::of(&mut tx, technician).await?.ok_or_else(|| refusals::no_timer(technician))?;
    let known = ticket::get(&mut tx, running.running.ticket).await?;
    // The connection goes back before another service is asked.
    drop(tx);
    let mut shown = wire::timer::timer(&running);
    if caller.may("quote.read") {
        shown.quote = quote(billing, caller, question(&running, &known, kit.clock().now())).await;
    }
    Ok(shown)
}

fn question(timer: &Timer, ticket: &TicketRow, now: Timestamp) -> QuoteWorkRequest {
    let seconds = timer.elapsed(now).clamp(1, DAY);
    QuoteWorkRequest {
        customer: CustomerId::from_uuid(ticket.customer_id).resource_name(),
        contact: words::optional(ticket.contact_id, |id| ContactId::from_uuid(id).resource_name()),
        asset: words::optional(ticket.asset_id, |id| AssetId::from_uuid(id).resource_name()),
        site: words::optional(ticket.site_id, |id| SiteId::from_uuid(id).resource_name()),
        activity: timer.running.activity.as_str().to_owned(),
        channel: words::channel(timer.running.channel).into(),
        priority: words::priority(&ticket.priority).into(),
        start_time: Some(words::time(timer.start)),
        duration: Some(prost_types::Duration { seconds, nanos: 0 }),
        ticket: timer.running.ticket.resource_name(),
        travel: timer.running.travel.as_ref().map(wire::visit::of_timer),
        materials: Vec::new(),
    }
}

async fn quote(billing: &Peer, caller: &Caller, question: QuoteWorkRequest) -> Option<Quote> {
    let mut client = BillingServiceClient::new(billing.on_behalf_of(caller));
    match tokio::time::timeout(PATIENCE, client.quote_work(question)).await {
        Ok(Ok(quote)) => Some(quote.into_inner()),
        Ok(Err(status)) => {
            tracing::warn!(code = ?status.code(), "a timer is shown without its quote");
            None
        }
        Err(_elapsed) => {
            tracing::warn!("a timer is shown without its quote: billing is slow");
            None
        }
    }
}
