//! Holding quota while work is captured (R8): what a quota that refuses overdraw cannot cover is refused before the
//! work is saved, and what it covers nobody else can draw meanwhile.

use crate::commands::rate_customer;
use crate::store::book::{Book, today};
use crate::store::holds::{self, End};
use crate::wire;
use crate::wire::parse;
use jiff::{SignedDuration, Timestamp};
use kontor_access::Caller;
use kontor_billing_domain::{Entry, Refused, newly_refused};
use kontor_idempotency::{Begun, Fresh, answered, begin};
use kontor_ids::{AssetId, ContactId, CustomerId, SiteId, TicketId, TimeEntryId};
use kontor_proto::billing::v1::{Hold, HoldQuotaRequest};
use kontor_proto::contract::v1::ResolveTermsResponse;
use kontor_proto::contract::v1::coverage_service_client::CoverageServiceClient;
use kontor_proto::timetracking::v1::TimeEntrySaved;
use kontor_proto::types::v1::{Channel, Priority};
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Reason, Result, Violations};

/// The longest that capture may hold.
const LONGEST: SignedDuration = SignedDuration::from_mins(15);
/// Longest work, in seconds: a day.
const LONGEST_WORK: i64 = 24 * 3600;

pub(crate) async fn hold(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    request: HoldQuotaRequest,
) -> Result<Hold> {
    let (work, until) = check(kit, &request)?;
    if let Some(answer) = answered(kit.db(), caller, "HoldQuota", &request.request_id, &request).await? {
        return Ok(answer);
    }
    let mut client = CoverageServiceClient::new(contract.on_own_behalf(caller.tenant()));
    let cut = client.resolve_terms(wire::entry::question(&work)).await.map_err(Problem::from)?.into_inner();
    let entry = holds::held(&work, &cut)?;
    let mut fresh = match begin(kit.db(), caller, "HoldQuota", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let hold = take(&mut fresh, kit, &entry, (&work, &cut), until).await?;
    fresh.finish(hold).await
}

async fn take(
    fresh: &mut Fresh,
    kit: &Kit,
    entry: &Entry,
    (work, cut): (&TimeEntrySaved, &ResolveTermsResponse),
    until: Timestamp,
) -> Result<Hold> {
    let (tx, now) = (fresh.tx(), kit.clock().now());
    let answer = Hold { entry: work.entry.clone(), ..Hold::default() };
    // Whoever holds at the same time waits here and then sees this hold (I4).
    let former = holds::customer(tx, entry.id).await?;
    if former.is_none() && !entry.needs_hold() {
        return Ok(answer);
    }
    for customer in former.into_iter().chain([entry.customer]).collect::<std::collections::BTreeSet<_>>() {
        Book::lock(tx, customer).await?;
    }
    let replaced = holds::end(tx, (entry.id, i32::MAX), End::Replaced, now).await?;
    let hold = if entry.needs_hold() {
        let mut book = Book::load(tx, entry.customer, today(kit)).await?;
        book.learn(tx, entry, cut).await?;
        let refused =
            newly_refused(entry, &book.open_and_held(), &book.ground()?).map_err(Problem::internal)?;
        if let Some(refused) = refused {
            return Err(refusal(&book, refused));
        }
        holds::insert(tx, entry, (work, cut), (kit.ids(), now, until)).await?;
        Hold { held: true, expire_time: wire::money::stamp(until), ..answer }
    } else {
        answer
    };
    for customer in replaced.into_iter().filter(|c| *c != entry.customer).chain([entry.customer]) {
        rate_customer::rate(tx, kit, customer).await?;
    }
    if !hold.held {
        return Ok(hold);
    }
    let book = Book::load(tx, entry.customer, today(kit)).await?;
    let drawn = book.with_holds()?;
    let rated = drawn.as_ref().and_then(|drawn| drawn.entry(entry.id));
    let portions = rated.map(|rated| rated.portions.iter().map(wire::rated::portion).collect());
    Ok(Hold { portions: portions.unwrap_or_default(), ..hold })
}

/// What capture says: which quota, and how much is missing (R6).
fn refusal(book: &Book, refused: Refused) -> Problem {
    let row = book.quotas.iter().find(|row| row.id == refused.quota.uuid());
    let name = row.map_or_else(String::new, |row| row.display_name.clone());
    let remedy = format!(
        "the quota '{name}' lacks {} seconds for this work and must not be overdrawn: agree on more with the \
         customer, or shorten the work",
        refused.missing
    );
    Problem::refused(Reason::QuotaExhausted, refused.quota.resource_name(), remedy)
}

/// What else the contract judges the work by; all other fields are those of the entry and mean nothing here.
fn judged(wrong: &mut Violations, work: &TimeEntrySaved) {
    let optional = |name: &str| !name.is_empty();
    if optional(&work.contact) {
        wrong.take("work.contact", ContactId::from_resource_name(&work.contact));
    }
    if optional(&work.asset) {
        wrong.take("work.asset", AssetId::from_resource_name(&work.asset));
    }
    if optional(&work.site) {
        wrong.take("work.site", SiteId::from_resource_name(&work.site));
    }
    wrong.text("work.activity", &work.activity, 0, 40);
    wrong.require(Channel::try_from(work.channel).is_ok(), "work.channel", "give a known channel");
    wrong.require(Priority::try_from(work.priority).is_ok(), "work.priority", "give a known priority");
}

fn check(kit: &Kit, request: &HoldQuotaRequest) -> Result<(TimeEntrySaved, Timestamp)> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let work = request.work.clone().unwrap_or_default();
    wrong.take("work.entry", TimeEntryId::from_resource_name(&work.entry));
    wrong.require(work.version >= 1, "work.version", "give the version that will be saved, from 1");
    wrong.take("work.customer", CustomerId::from_resource_name(&work.customer));
    wrong.take("work.ticket", TicketId::from_resource_name(&work.ticket));
    let start = work.start_time.as_ref().and_then(wire::money::read_stamp);
    wrong.require(start.is_some(), "work.start_time", "give the instant at which the work began");
    let fits = work.duration.is_some_and(|d| (1..=LONGEST_WORK).contains(&d.seconds) && d.nanos == 0);
    wrong.require(fits, "work.duration", "give 1 s to 24 h in whole seconds");
    judged(&mut wrong, &work);
    let now = kit.clock().now();
    let latest = now.checked_add(LONGEST).unwrap_or(now);
    let until = match &request.expire_time {
        None => Some(latest),
        Some(at) => wire::money::read_stamp(at).filter(|at| *at > now && *at <= latest),
    };
    wrong.require(until.is_some(), "expire_time", "give an instant within the next 15 minutes");
    wrong.finish()?;
    until.map(|until| (work, until)).ok_or_else(|| Problem::internal("checked above"))
}
