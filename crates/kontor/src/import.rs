//! Taking over the incidents of another system with their whole history (docs/import.md).
//!
//! The import may be repeated at any time: request ids are made from the rows' keys and tickets carry the other
//! system's number, so that a second run changes nothing and an interrupted one continues.

mod incident;
mod session;
mod table;

pub use session::{SessionOptions, Sessions, sessions};
pub use table::print_summary;

use crate::client::{CallError, Door};
use crate::tour::request_id;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use incident::{Incident, Rejected};
use indicatif::{ProgressBar, ProgressStyle};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Calls under way at once.
const AT_ONCE: usize = 8;

/// Why an import ended early. What was taken over stays; the next run continues.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("{path} cannot be read: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: csv::Error,
    },
    /// A column is missing.
    #[error("{path} lacks the column(s) {columns}: see docs/import.md")]
    Columns {
        /// The file.
        path: PathBuf,
        /// Which.
        columns: String,
    },
    /// A call was refused.
    #[error("{what} was not taken over: {source}")]
    Call {
        /// The thing.
        what: String,
        /// Why.
        source: CallError,
    },
}

/// What an import did.
#[derive(Debug, Default)]
pub struct Imported {
    /// Tickets that are new.
    pub new: usize,
    /// Tickets that were there before.
    pub known: usize,
    /// State changes and other rows that were read well.
    pub rows: usize,
    /// Rows that were not.
    pub rejected: Vec<Rejected>,
}

/// What the imported tickets are tied to; made by the caller for the house.
#[derive(Debug, Clone)]
pub struct Ground {
    /// `calendars/{calendar}`.
    pub calendar: String,
    /// `slaPolicies/{slaPolicy}`.
    pub sla_policy: String,
}

/// Imports a file.
///
/// # Errors
/// [`ImportError`].
pub async fn incidents(door: &Door, ground: &Ground, path: &Path) -> Result<Imported, ImportError> {
    let (incidents, rows, rejected) = incident::read(path)?;
    let customers = customers(door, ground, &incidents).await?;
    let contacts = contacts(door, &customers, &incidents).await?;
    let bar = bar(incidents.len(), "tickets");
    let calls = incidents.iter().map(|incident| {
        let (bar, customer) = (bar.clone(), &customers[&incident.location]);
        let contact = contacts.get(&(incident.location.clone(), incident.caller.clone()));
        async move {
            // The external key makes it repeatable: a ticket that is there answers so.
            let request = incident.request(customer, contact.map(String::as_str), request_id());
            let answer = call(door, &incident.number, "ticket.TicketService/ImportTicket", request).await?;
            bar.inc(1);
            Ok::<_, ImportError>(answer["existed"].as_bool().unwrap_or_default())
        }
    });
    let existed: Vec<bool> = stream::iter(calls).buffer_unordered(AT_ONCE).try_collect().await?;
    bar.finish_and_clear();
    let known = existed.iter().filter(|e| **e).count();
    Ok(Imported { new: existed.len() - known, known, rows, rejected })
}

/// A bar on standard error; nothing where nobody looks.
pub(crate) fn bar(length: usize, what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg} ({elapsed}, {eta} left)");
    let bar = ProgressBar::new(length as u64).with_message(what);
    style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
}

/// A request id that is the same whenever the same thing is imported.
pub(crate) fn stable_id(kind: &str, key: &str) -> String {
    let hash = digest(&SHA256, format!("kontor import\n{kind}\n{key}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_ref()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string()
}

async fn call(door: &Door, what: &str, rpc: &str, request: Value) -> Result<Value, ImportError> {
    door.call(rpc, request).await.map_err(|source| ImportError::Call { what: what.to_owned(), source })
}

fn name(answer: &Value) -> String {
    answer["name"].as_str().unwrap_or_default().to_owned()
}

/// One customer with a contract for each location.
async fn customers(
    door: &Door,
    ground: &Ground,
    incidents: &[Incident],
) -> Result<BTreeMap<String, String>, ImportError> {
    let locations: BTreeSet<&String> = incidents.iter().map(|i| &i.location).collect();
    let bar = bar(locations.len(), "customers");
    let calls = locations.into_iter().map(|location| {
        let bar = bar.clone();
        async move {
            let customer = customer(door, ground, location).await?;
            bar.inc(1);
            Ok::<_, ImportError>((location.clone(), customer))
        }
    });
    let all = stream::iter(calls).buffer_unordered(AT_ONCE).try_collect().await?;
    bar.finish_and_clear();
    Ok(all)
}

async fn customer(door: &Door, ground: &Ground, location: &str) -> Result<String, ImportError> {
    let number = customer_number(location);
    let request = json!({"customer": {"number": number, "displayName": location,
        "address": {"street": "Musterweg 1", "postalCode": "80331", "city": "München", "countryCode": "DE"},
        "invoiceEmail": format!("{}@kunden.example", number.to_lowercase()), "paymentDays": 14},
        "requestId": stable_id("customer", &number)});
    let customer = match door.call("contract.CustomerService/CreateCustomer", request).await {
        Ok(made) => name(&made),
        // Someone else imported before.
        Err(error) if error.reason() == Some("ALREADY_EXISTS") => {
            find_customer(door, location, &number).await?
        }
        Err(source) => return Err(ImportError::Call { what: location.to_owned(), source }),
    };
    let rule = |activity: &str, decision: &str| json!({"displayName": activity, "decision": decision, "activities": [activity]});
    let terms = json!({"valid": {"start": {"year": 2016, "month": 1, "day": 1}},
        "calendar": ground.calendar, "slaPolicy": ground.sla_policy,
        "rules": [rule("maintenance", "DECISION_INCLUDED"),
            json!({"displayName": "everything else", "decision": "DECISION_BILLABLE"})],
        "prices": [{"perHour": {"currencyCode": "EUR", "amount": {"value": "95.00"}}}],
        "rounding": {"incrementSeconds": 900, "minimumSeconds": 900, "mode": "ROUNDING_MODE_UP",
            "scope": "ROUNDING_SCOPE_ENTRY"}});
    let contract = json!({"contract": {"number": format!("V-{number}"), "customer": customer,
        "displayName": "Servicevertrag"}, "terms": terms, "requestId": stable_id("contract", &number)});
    match door.call("contract.ContractService/CreateContract", contract).await {
        Err(error) if error.reason() == Some("ALREADY_EXISTS") => Ok(customer),
        Err(source) => Err(ImportError::Call { what: location.to_owned(), source }),
        Ok(_) => Ok(customer),
    }
}

/// `L-143` for `Location 143`; other names get a number from their digest.
fn customer_number(location: &str) -> String {
    let plain =
        location.strip_prefix("Location ").filter(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()));
    plain.map_or_else(
        || format!("L-{}", &stable_id("location", location)[..8]),
        |digits| format!("L-{digits}"),
    )
}

async fn find_customer(door: &Door, location: &str, number: &str) -> Result<String, ImportError> {
    let request = json!({"query": number, "pageSize": 200});
    let list = call(door, location, "contract.CustomerService/ListCustomers", request).await?;
    let mut customers = list["customers"].as_array().into_iter().flatten();
    let found = customers.find(|c| c["number"] == number).map(name);
    let unknown = || CallError::Unknown(format!("the customer {number}"));
    found.ok_or_else(|| ImportError::Call { what: location.to_owned(), source: unknown() })
}

/// One contact for each caller at each location.
async fn contacts(
    door: &Door,
    customers: &BTreeMap<String, String>,
    incidents: &[Incident],
) -> Result<BTreeMap<(String, String), String>, ImportError> {
    let callers = incidents.iter().filter(|i| !i.caller.is_empty());
    let callers: BTreeSet<_> = callers.map(|i| (i.location.clone(), i.caller.clone())).collect();
    let bar = bar(callers.len(), "contacts");
    let calls = callers.into_iter().map(|key| {
        let bar = bar.clone();
        async move {
            let request = json!({"contact": {"customer": customers[&key.0], "displayName": key.1},
                "requestId": stable_id("contact", &format!("{}\n{}", key.0, key.1))});
            let made = call(door, &key.1, "contract.CustomerService/CreateContact", request).await?;
            bar.inc(1);
            Ok::<_, ImportError>((key, name(&made)))
        }
    });
    let all = stream::iter(calls).buffer_unordered(AT_ONCE).try_collect().await?;
    bar.finish_and_clear();
    Ok(all)
}
