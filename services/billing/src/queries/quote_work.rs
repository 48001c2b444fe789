//! What work would cost right now, by the code that rates it (R10). Nothing is stored.

use crate::store::book::{Book, today};
use crate::wire;
use kontor_access::Caller;
use kontor_billing_domain::quote;
use kontor_ids::{AssetId, ContactId, CustomerId, SiteId, TicketId, TimeEntryId};
use kontor_proto::billing::v1::{Quote, QuoteWorkRequest};
use kontor_proto::contract::v1::coverage_service_client::CoverageServiceClient;
use kontor_proto::timetracking::v1::TimeEntrySaved;
use kontor_proto::types::v1::{Channel, Decimal, Priority, Travel};
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Result, Violations};

/// Longest work that is quoted: a day.
const LONGEST: i64 = 24 * 3600;

pub(crate) async fn quote_work(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    request: QuoteWorkRequest,
) -> Result<Quote> {
    let as_saved = check(kit, &request)?;
    let customer = CustomerId::from_resource_name(&request.customer).map_err(Problem::internal)?;
    let mut client = CoverageServiceClient::new(contract.on_own_behalf(caller.tenant()));
    let cut =
        client.resolve_terms(wire::entry::question(&as_saved)).await.map_err(Problem::from)?.into_inner();
    let entry = wire::entry::entry(&as_saved, &cut)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut book = Book::load(&mut tx, customer, today(kit)).await?;
    book.learn(&mut tx, &entry, &cut).await?;
    let quoted = quote(&entry, &book.open_and_held(), &book.ground()?).map_err(Problem::internal)?;
    let balances = book.quotas.iter().map(|row| {
        let quota = kontor_ids::QuotaId::from_uuid(row.id);
        let level = quoted.levels.get(&quota).copied().unwrap_or_default();
        wire::rated::balance(quota, &row.display_name, row.kind, level)
    });
    let coverage = cut.spans.first().and_then(|s| s.coverage.clone());
    let outfit = wire::entry::outfit(&entry, &as_saved, &cut)?;
    let extras = outfit.map(|outfit| book.extras_of_new(&outfit)).transpose()?.unwrap_or_default();
    let beside = wire::rated::Beside::of(&extras, entry.id);
    Ok(wire::rated::quote(&quoted, coverage, balances.collect(), beside))
}

/// What comes with the work, told with whatever else is wrong.
fn beside(wrong: &mut Violations, request: &QuoteWorkRequest) {
    if let Some(travel) = &request.travel {
        let length = travel.duration.unwrap_or_default();
        let fits = (0..=LONGEST).contains(&length.seconds) && length.nanos == 0;
        wrong.require(fits, "travel.duration", "give 0 s to 24 h in whole seconds");
        let fits = (0..=2_000).contains(&travel.kilometers);
        wrong.require(fits, "travel.kilometers", "give 0 to 2000");
        wrong.text("travel.zone", &travel.zone, 0, 40);
        wrong.text("travel.visit", &travel.visit, 0, 64);
    }
    wrong.require(request.materials.len() <= 50, "materials", "give at most 50");
    for (n, material) in request.materials.iter().enumerate() {
        let read = |value: Option<&Decimal>| value.and_then(|v| wire::money::read_decimal(Some(v)).ok());
        let field = |name: &str| format!("materials[{n}].{name}");
        wrong.text(&field("article"), &material.article, 0, 60);
        wrong.text(&field("text"), &material.text, 0, 200);
        wrong.text(&field("unit"), &material.unit, 0, 3);
        let quantity = read(material.quantity.as_ref()).filter(|q| *q > rust_decimal::Decimal::ZERO);
        let fits = quantity.is_some_and(|q| q.scale() <= 4 && q < rust_decimal::Decimal::from(1_000_000));
        let remedy = "give more than zero, at most 999999.9999, with at most four decimal places";
        wrong.require(fits, field("quantity"), remedy);
        let Some(price) = &material.unit_price else { continue };
        let value = read(price.amount.as_ref()).filter(|p| !p.is_sign_negative());
        let fits = price.currency_code == "EUR" && value.is_some_and(|p| p.scale() <= 2);
        wrong.require(fits, field("unit_price"), "give EUR, zero or more, to the cent");
    }
}

/// A quote that names no visit is a visit of its own.
fn own_visit(travel: Travel, kit: &Kit) -> Travel {
    let visit = if travel.visit.is_empty() { kit.ids().uuid().to_string() } else { travel.visit };
    Travel { visit, ..travel }
}

/// The work as a time entry that was not saved.
fn check(kit: &Kit, request: &QuoteWorkRequest) -> Result<TimeEntrySaved> {
    let mut wrong = Violations::new();
    wrong.take("customer", CustomerId::from_resource_name(&request.customer));
    let optional = |name: &str| !name.is_empty();
    if optional(&request.contact) {
        wrong.take("contact", ContactId::from_resource_name(&request.contact));
    }
    if optional(&request.asset) {
        wrong.take("asset", AssetId::from_resource_name(&request.asset));
    }
    if optional(&request.site) {
        wrong.take("site", SiteId::from_resource_name(&request.site));
    }
    if optional(&request.ticket) {
        wrong.take("ticket", TicketId::from_resource_name(&request.ticket));
    }
    wrong.text("activity", &request.activity, 0, 40);
    wrong.require(Channel::try_from(request.channel).is_ok(), "channel", "give a known channel");
    wrong.require(Priority::try_from(request.priority).is_ok(), "priority", "give a known priority");
    let fits = request.duration.is_some_and(|d| (1..=LONGEST).contains(&d.seconds) && d.nanos == 0);
    wrong.require(fits, "duration", "give 1 s to 24 h in whole seconds");
    let start = match &request.start_time {
        None => Some(kit.clock().now()),
        Some(at) => wire::money::read_stamp(at),
    };
    wrong.require(start.is_some(), "start_time", "give an instant between the years 1 and 9999");
    beside(&mut wrong, request);
    wrong.finish()?;
    let or = |value: i32, default: i32| if value == 0 { default } else { value };
    Ok(TimeEntrySaved {
        entry: TimeEntryId::new(kit.ids()).resource_name(),
        version: 1,
        ticket: request.ticket.clone(),
        customer: request.customer.clone(),
        contact: request.contact.clone(),
        asset: request.asset.clone(),
        site: request.site.clone(),
        activity: if request.activity.is_empty() { "support".to_owned() } else { request.activity.clone() },
        channel: or(request.channel, Channel::Remote.into()),
        priority: or(request.priority, Priority::Normal.into()),
        start_time: start.and_then(wire::money::stamp),
        duration: request.duration,
        travel: request.travel.clone().map(|travel| own_visit(travel, kit)),
        materials: request.materials.clone(),
        ..TimeEntrySaved::default()
    })
}
