//! Pages of calendars, SLA policies, price lists, decisions and templates (X4).

use super::lists::{cut, size};
use crate::store::{decisions, levels, templates};
use crate::wire::{accept, values};
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_contract_domain::Violations;
use kontor_ids::{CalendarId, CustomerId, SlaPolicyId, Uuid};
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

pub(crate) async fn calendars(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListCalendarsRequest,
) -> Result<wire::ListCalendarsResponse> {
    let mut v = Violations::new();
    let size = size(request.page_size, &mut v);
    accept(v, Some(()))?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListCalendars"];
    let after: Option<(String, Uuid)> = kit.seal().open(&binding, &request.page_token)?;
    let (name, id) = after.unwrap_or_default();
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut rows = levels::list_calendars(&mut tx, (&name, id), size + 1).await?;
    let next = cut(&mut rows, size, |(id, row)| (row.display_name.clone(), *id));
    let next = next.map(|position| kit.seal().close(&binding, &position)).transpose()?;
    let calendars = rows.into_iter().map(|(id, row)| row.print(CalendarId::from_uuid(id))).collect();
    Ok(wire::ListCalendarsResponse { calendars, next_page_token: next.unwrap_or_default() })
}

pub(crate) async fn calendar_versions(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListCalendarVersionsRequest,
) -> Result<wire::ListCalendarVersionsResponse> {
    let mut v = Violations::new();
    let id = v.take("name", CalendarId::from_resource_name(&request.name));
    let size = size(request.page_size, &mut v);
    let id = accept(v, id)?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListCalendarVersions", request.name.as_str()];
    let below: Option<i32> = kit.seal().open(&binding, &request.page_token)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut rows = levels::calendar_versions(&mut tx, id, below.unwrap_or(i32::MAX), size + 1).await?;
    // Every calendar has a version: without any there is no calendar.
    if below.is_none() && rows.is_empty() {
        return Err(Problem::NotFound(id.resource_name()));
    }
    let next = cut(&mut rows, size, |row| row.version);
    let next = next.map(|position| kit.seal().close(&binding, &position)).transpose()?;
    let calendars = rows.into_iter().map(|row| row.print(id)).collect();
    Ok(wire::ListCalendarVersionsResponse { calendars, next_page_token: next.unwrap_or_default() })
}

pub(crate) async fn policies(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListSlaPoliciesRequest,
) -> Result<wire::ListSlaPoliciesResponse> {
    let mut v = Violations::new();
    let size = size(request.page_size, &mut v);
    accept(v, Some(()))?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListSlaPolicies"];
    let after: Option<Uuid> = kit.seal().open(&binding, &request.page_token)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut rows = levels::list_policies(&mut tx, after.unwrap_or_default(), size + 1).await?;
    let next = cut(&mut rows, size, |(id, _)| *id);
    let next = next.map(|position| kit.seal().close(&binding, &position)).transpose()?;
    let policies =
        rows.iter().map(|(id, row)| row.print(SlaPolicyId::from_uuid(*id))).collect::<Result<_>>()?;
    Ok(wire::ListSlaPoliciesResponse { policies, next_page_token: next.unwrap_or_default() })
}

pub(crate) async fn price_lists(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListPriceListsRequest,
) -> Result<wire::ListPriceListsResponse> {
    let mut v = Violations::new();
    let size = size(request.page_size, &mut v);
    let read = CustomerId::from_resource_name;
    let customer = values::optional_name("customer", &request.customer, read, &mut v);
    accept(v, Some(()))?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListPriceLists", request.customer.as_str()];
    let after: Option<String> = kit.seal().open(&binding, &request.page_token)?;
    let after: Option<Date> = after.map(|day| day.parse()).transpose().map_err(Problem::internal)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut rows = levels::list_price_lists(&mut tx, customer, after, size + 1).await?;
    let next = cut(&mut rows, size, |row| row.valid_from.to_jiff().to_string());
    let next = next.map(|position| kit.seal().close(&binding, &position)).transpose()?;
    let price_lists = rows.iter().map(levels::PriceListRow::print).collect::<Result<_>>()?;
    Ok(wire::ListPriceListsResponse { price_lists, next_page_token: next.unwrap_or_default() })
}

pub(crate) async fn decisions(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListDecisionsRequest,
) -> Result<wire::ListDecisionsResponse> {
    let mut v = Violations::new();
    let before = request.before.as_ref().and_then(|day| values::date("before", day, &mut v));
    v.require(request.before.is_some(), "before", "give the day before which it has to be decided");
    let size = size(request.page_size, &mut v);
    let before = accept(v, before)?;
    let (tenant, day) = (caller.tenant().to_string(), before.to_string());
    let binding = [tenant.as_str(), "ListDecisions", day.as_str()];
    let after: Option<(String, Uuid)> = kit.seal().open(&binding, &request.page_token)?;
    let (day, version) = after.unwrap_or_else(|| ("0001-01-01".to_owned(), Uuid::nil()));
    let day: Date = day.parse().map_err(Problem::internal)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut rows = decisions::list(&mut tx, before, (day, version), size + 1).await?;
    let next = cut(&mut rows, size, |row| (row.notice_day.to_jiff().to_string(), row.version_id));
    let next = next.map(|position| kit.seal().close(&binding, &position)).transpose()?;
    let decisions = rows.into_iter().map(decisions::DecisionRow::print).collect();
    Ok(wire::ListDecisionsResponse { decisions, next_page_token: next.unwrap_or_default() })
}

pub(crate) async fn templates(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListTemplatesRequest,
) -> Result<wire::ListTemplatesResponse> {
    let mut v = Violations::new();
    let size = size(request.page_size, &mut v);
    accept(v, Some(()))?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListTemplates"];
    let after: Option<Uuid> = kit.seal().open(&binding, &request.page_token)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut rows = templates::list(&mut tx, after.unwrap_or_default(), size + 1).await?;
    let next = cut(&mut rows, size, |row| row.id);
    let next = next.map(|position| kit.seal().close(&binding, &position)).transpose()?;
    let templates = rows.iter().map(templates::TemplateRow::print).collect::<Result<_>>()?;
    Ok(wire::ListTemplatesResponse { templates, next_page_token: next.unwrap_or_default() })
}
