//! Time entries and the spans they are cut into.

use super::money::{read_decimal, read_money, read_seconds, read_stamp};
use super::terms::{band, decision, rating_terms};
use crate::store::decisions::Choice;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kontor_billing_domain::{
    Coverage, DraftKey, Entry, Material, Outfit, Period, Span, Standing, Travel, TravelZone, Unit,
};
use kontor_ids::{ContractId, ContractVersionId, CustomerId, TicketId, TimeEntryId, UserId, Uuid};
use kontor_proto::contract::v1::{
    RatedSpan, ResolveCoverageRequest, ResolveTermsRequest, ResolveTermsResponse,
};
use kontor_proto::timetracking::v1::{ApprovalState, TimeEntrySaved};
use kontor_status::{Problem, Result};
use std::sync::Arc;

/// The zone that days are counted in where no terms name one.
const DEFAULT_ZONE: &str = "Europe/Berlin";

/// The question to the contract service about a saved entry.
pub(crate) fn question(saved: &TimeEntrySaved) -> ResolveTermsRequest {
    ResolveTermsRequest {
        question: Some(ResolveCoverageRequest {
            customer: saved.customer.clone(),
            contact: saved.contact.clone(),
            asset: saved.asset.clone(),
            site: saved.site.clone(),
            activity: saved.activity.clone(),
            channel: saved.channel,
            priority: saved.priority,
            at: None,
        }),
        start: saved.start_time,
        duration: saved.duration,
        ..ResolveTermsRequest::default()
    }
}

/// The question as people decided about the entry: nothing of that is overwritten (B3).
pub(crate) fn decided_question(saved: &TimeEntrySaved, choice: Option<Choice>) -> ResolveTermsRequest {
    let question = question(saved);
    match choice {
        Some(Choice::Contract(contract)) => {
            ResolveTermsRequest { only_contract: contract.resource_name(), ..question }
        }
        Some(Choice::ListPrice) => ResolveTermsRequest { list_price: true, ..question },
        Some(Choice::Overage) | None => question,
    }
}

/// Whether a version is neither rated nor billed: it waits for approval, or was refused it (T6).
pub(crate) fn withdrawn(saved: &TimeEntrySaved) -> bool {
    matches!(saved.approval(), ApprovalState::Waiting | ApprovalState::Rejected)
}

/// What comes with an entry beside its time; none where nothing does.
pub(crate) fn outfit(
    entry: &Entry,
    saved: &TimeEntrySaved,
    cut: &ResolveTermsResponse,
) -> Result<Option<Outfit>> {
    if saved.travel.is_none() && saved.materials.is_empty() {
        return Ok(None);
    }
    let mut terms = cut.spans.iter().filter_map(|span| span.terms.as_ref());
    let zones = terms.find(|terms| !terms.travel_zones.is_empty()).map(|terms| &terms.travel_zones);
    let zones: Vec<TravelZone> = zones.into_iter().flatten().map(zone).collect::<Result<_>>()?;
    let travel = saved.travel.as_ref().map(|travel| Travel {
        zone: travel.zone.clone(),
        visit: travel.visit.clone(),
        seconds: read_seconds(travel.duration.as_ref()),
        kilometres: u32::try_from(travel.kilometers).unwrap_or_default(),
        zones,
    });
    let materials = saved.materials.iter().map(material).collect::<Result<_>>()?;
    let Entry { id, service_date, start, ticket, .. } = *entry;
    Ok(Some(Outfit { entry: id, service_date, start, ticket, travel, materials }))
}

fn zone(zone: &kontor_proto::contract::v1::TravelZone) -> Result<TravelZone> {
    Ok(TravelZone {
        name: zone.display_name.clone(),
        up_to_km: u32::try_from(zone.up_to_km).unwrap_or_default(),
        flat: zone.flat.as_ref().map(read_money).transpose()?,
        per_hour: zone.per_hour.as_ref().map(read_money).transpose()?,
        per_km: zone.per_km.as_ref().map(read_money).transpose()?,
    })
}

fn material(material: &kontor_proto::types::v1::Material) -> Result<Material> {
    let text = [&material.text, &material.article].into_iter().find(|text| !text.is_empty());
    Ok(Material {
        text: text.cloned().unwrap_or_default(),
        quantity: read_decimal(material.quantity.as_ref())?,
        unit: Unit::from_code(&material.unit),
        price: material.unit_price.as_ref().map(read_money).transpose()?,
    })
}

/// An entry as the rules want it.
pub(crate) fn entry(saved: &TimeEntrySaved, cut: &ResolveTermsResponse) -> Result<Entry> {
    let bad = |e: kontor_ids::IdError| Problem::internal(e);
    let start = saved.start_time.as_ref().and_then(read_stamp);
    let start = start.ok_or_else(|| Problem::internal("an entry without a beginning"))?;
    let service_date = service_date(start, cut);
    let customer = CustomerId::from_resource_name(&saved.customer).map_err(bad)?;
    // Tokens act without a person behind them.
    let technician = UserId::from_resource_name(&saved.technician).unwrap_or(UserId::from_uuid(Uuid::nil()));
    Ok(Entry {
        id: TimeEntryId::from_resource_name(&saved.entry).map_err(bad)?,
        version: u32::try_from(saved.version).unwrap_or_default(),
        standing: Standing::Saved,
        ticket: TicketId::from_resource_name(&saved.ticket).unwrap_or(TicketId::from_uuid(Uuid::nil())),
        customer,
        technician,
        service_date,
        start,
        spans: cut.spans.iter().map(span).collect::<Result<_>>()?,
        draft: DraftKey { customer, period: Period::month_of(service_date), split: String::new() },
    })
}

/// The local day of the beginning, in the zone of the terms.
pub(crate) fn service_date(start: Timestamp, cut: &ResolveTermsResponse) -> Date {
    zone_of_days(cut).to_datetime(start).date()
}

/// The zone that days are counted in by the terms.
pub(crate) fn zone_of_days(cut: &ResolveTermsResponse) -> TimeZone {
    let named = cut.spans.iter().filter_map(|s| s.terms.as_ref()).map(|t| t.time_zone.as_str());
    let zone = named.chain([DEFAULT_ZONE]).filter(|z| !z.is_empty()).find_map(|z| TimeZone::get(z).ok());
    zone.unwrap_or(TimeZone::UTC)
}

fn span(span: &RatedSpan) -> Result<Span> {
    let coverage = span.coverage.as_ref();
    let start = span.start.as_ref().and_then(read_stamp);
    Ok(Span {
        start: start.ok_or_else(|| Problem::internal("a span without a beginning"))?,
        seconds: read_seconds(span.duration.as_ref()),
        band: coverage.map_or(kontor_billing_domain::Band::Service, |c| band(c.band())),
        coverage: Coverage {
            decision: coverage.map_or(kontor_billing_domain::Decision::Undecided, |c| decision(c.decision())),
            contract: coverage.and_then(|c| ContractId::from_resource_name(&c.contract).ok()),
            version: coverage.and_then(|c| ContractVersionId::from_resource_name(&c.contract_version).ok()),
            rule: coverage.map_or(0, |c| u32::try_from(c.rule).unwrap_or_default()),
        },
        candidates: coverage.map_or_else(Vec::new, |c| {
            c.candidates.iter().filter_map(|name| ContractId::from_resource_name(name).ok()).collect()
        }),
        terms: span.terms.as_ref().map(rating_terms).transpose()?.map(Arc::new),
    })
}
