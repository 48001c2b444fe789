//! The demo house: people, a calendar, an SLA policy, prices, a seller. Made through the gateway like anything else,
//! and repeatable: what is there already stays.

use crate::client::{CallError, Door};
use crate::import::{Ground, stable_id};
use crate::tour::House;
use serde_json::{Value, json};

/// The short name of the demo house.
pub const SLUG: &str = "muster";
/// The password that all people of the demo house share.
pub const PASSWORD: &str = "Werkbank-am-Kanal-7";

/// The people of the demo house beside its administrator, with their roles.
const PEOPLE: [(&str, &str, &str); 4] = [
    ("agent", "Anna Agent", "ROLE_SECOND_LEVEL"),
    ("dispatch", "Dora Disposition", "ROLE_DISPATCHER"),
    ("accounting", "Bernd Buchhaltung", "ROLE_ACCOUNTING"),
    ("management", "Gerda Geschäftsführung", "ROLE_MANAGEMENT"),
];

/// Signs a person in; a bare name means the demo's address of that name.
///
/// # Errors
/// [`CallError`].
pub async fn sign_in(door: &Door, house: &House, person: &str) -> Result<Door, CallError> {
    let email =
        if person.contains('@') { person.to_owned() } else { format!("{person}@{}.example", house.slug) };
    let request = json!({"tenantSlug": house.slug, "email": email, "password": house.password});
    let session = door.call("identity.IdentityService/SignIn", request).await?;
    Ok(door.signed_in(session["token"].as_str().unwrap_or_default()))
}

/// Founds the demo house with the operator's token, unless it is there.
///
/// # Errors
/// [`CallError`].
pub async fn found(door: &Door, operator_token: &str) -> Result<(), CallError> {
    let operator = door.signed_in(operator_token);
    let request = json!({
        "tenant": {"displayName": "Muster Systemhaus GmbH", "slug": SLUG},
        "admin": {"displayName": "Alex Admin", "email": format!("admin@{SLUG}.example"), "roles": ["ROLE_HOUSE_ADMIN"]},
        "adminPassword": PASSWORD, "requestId": stable_id("tenant", SLUG),
    });
    operator.call("identity.IdentityService/CreateTenant", request).await.map(drop)
}

/// Fills the demo house: people, seller, prices, escalation policy.
///
/// # Errors
/// [`CallError`].
pub async fn fill(door: &Door, house: &House) -> Result<(), CallError> {
    let admin = sign_in(door, house, "admin").await?;
    for (name, display_name, role) in PEOPLE {
        let user =
            json!({"displayName": display_name, "email": format!("{name}@{SLUG}.example"), "roles": [role]});
        let request = json!({"user": user, "password": PASSWORD, "requestId": stable_id("user", name)});
        admin.call("identity.IdentityService/CreateUser", request).await?;
    }
    let books = sign_in(door, house, "accounting").await?;
    books.call("billing.BillingService/SetSellerProfile", seller()).await?;
    let boss = sign_in(door, house, "management").await?;
    let prices = json!({"priceList": {"valid": {"start": {"year": 2016, "month": 1, "day": 1}},
        "prices": [{"channel": "CHANNEL_ON_SITE", "perHour": eur("125.00")}, {"perHour": eur("105.00")}]},
        "requestId": stable_id("prices", "house")});
    boss.call("contract.ContractService/CreatePriceList", prices).await?;
    let step = |kind: &str, percent: i32, action: &str| json!({"kind": kind, "percent": percent, "actions": [action]});
    let policy = json!({"policy": {"displayName": "Standard", "steps": [
        step("CLOCK_KIND_RESPONSE", 75, "ACTION_NOTIFY_ASSIGNEE"), step("CLOCK_KIND_RESPONSE", 100, "ACTION_NOTIFY_TEAM"),
        step("CLOCK_KIND_RESOLUTION", 75, "ACTION_NOTIFY_TEAM"),
        step("CLOCK_KIND_RESOLUTION", 100, "ACTION_NOTIFY_MANAGEMENT")]},
        "requestId": stable_id("escalation", "standard")});
    boss.call("escalation.EscalationService/CreateEscalationPolicy", policy).await.map(drop)
}

fn eur(amount: &str) -> Value {
    json!({"currencyCode": "EUR", "amount": {"value": amount}})
}

/// Who issues invoices in the demo house.
pub(crate) fn seller() -> Value {
    json!({"profile": {
        "legalName": "Muster Systemhaus GmbH",
        "address": {"street": "Beispielallee 12", "postalCode": "80331", "city": "München", "countryCode": "DE"},
        "vatId": "DE136695976", "contactName": "Bernd Buchhaltung", "contactPhone": "+49 89 123456",
        "contactEmail": format!("rechnung@{SLUG}.example"), "iban": "DE02120300000000202051", "bic": "BYLADEM1001",
        "numberPrefix": "RE-",
    }, "requestId": stable_id("seller", SLUG)})
}

/// The calendar and the SLA policy that imported tickets are tied to. Both are made up (docs/import.md).
///
/// # Errors
/// [`CallError`].
pub async fn ground(door: &Door) -> Result<Ground, CallError> {
    let calendar = json!({"calendar": {"displayName": "Servicezeit", "definition":
        "Europe/Berlin; DE-BY; Mo-Fr 08:00-17:00; PH off"}, "requestId": stable_id("calendar", "import")});
    let calendar = door.call("contract.ContractService/CreateCalendar", calendar).await?;
    let target = |priority: &str, response: &str, resolution: &str| json!({"priority": priority, "response": response, "resolution": resolution});
    let policy = json!({"policy": {"displayName": "Import", "targets": [
        target("PRIORITY_CRITICAL", "3600s", "28800s"), target("PRIORITY_HIGH", "7200s", "57600s"),
        target("PRIORITY_NORMAL", "14400s", "144000s"), target("PRIORITY_LOW", "28800s", "288000s")]},
        "requestId": stable_id("policy", "import")});
    let policy = door.call("contract.ContractService/CreateSlaPolicy", policy).await?;
    let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    Ok(Ground { calendar: name(&calendar), sla_policy: name(&policy) })
}
