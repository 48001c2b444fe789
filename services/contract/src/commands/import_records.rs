//! Adds or changes the records of a file: all of them, or none and everything that is wrong.

use super::create_customer::saved;
use super::fresh;
use crate::store::history::{Cause, attribute};
use crate::store::records::Saved;
use crate::store::{assets, contacts, customers, sites, transfer};
use crate::wire::sheet::{Cells, Known, Sheet, column_of};
use crate::wire::table::{self, Row, rejected};
use jiff::Timestamp;
use kontor_access::Caller;
use kontor_contract_domain::Violations;
use kontor_contract_domain::master::{Asset, Contact, Customer, Site};
use kontor_ids::{AssetId, ContactId, CustomerId, SiteId, Uuid};
use kontor_outbox::publish_all;
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::{ImportRecordsRequest, ImportRecordsResponse, RecordKind, RejectedCell};
use kontor_service::Kit;
use kontor_status::Result;
use std::collections::{BTreeSet, HashMap};

/// The most wrong cells that an answer lists.
const MOST_TOLD: usize = 1_000;

pub(crate) async fn import_records(
    kit: &Kit,
    caller: &Caller,
    request: &ImportRecordsRequest,
    kind: RecordKind,
) -> Result<ImportRecordsResponse> {
    match kind {
        RecordKind::Customers => run::<Customer>(kit, caller, request).await,
        RecordKind::Contacts => run::<Contact>(kit, caller, request).await,
        RecordKind::Sites => run::<Site>(kit, caller, request).await,
        RecordKind::Assets => run::<Asset>(kit, caller, request).await,
        RecordKind::Unspecified => Err(kontor_status::Problem::internal("no kind of record")),
    }
}

/// What a kind of record needs beside its sheet.
trait Kept: Sheet {
    /// Which.
    const KIND: RecordKind;

    /// Writes records in one statement, and tells others.
    async fn save(tx: &mut TenantTx, records: Vec<(Uuid, Self)>, now: Timestamp) -> Result<()>;

    /// Whose name is unique among what the customer has.
    fn unique_name(&self) -> Option<(CustomerId, String)> {
        None
    }
}

impl Kept for Customer {
    const KIND: RecordKind = RecordKind::Customers;

    async fn save(tx: &mut TenantTx, records: Vec<(Uuid, Self)>, now: Timestamp) -> Result<()> {
        let list: Vec<_> = records.into_iter().map(|(id, one)| (CustomerId::from_uuid(id), one)).collect();
        let versions: HashMap<Uuid, i64> = customers::save(tx, &list, now)
            .await?
            .iter()
            .map(|Saved { id, version }| (*id, *version))
            .collect();
        let event = |(id, customer): &(CustomerId, Self)| {
            versions.get(&id.uuid()).map(|version| (id.uuid(), *version, saved(*id, customer)))
        };
        let events: Vec<_> = list.iter().filter_map(event).collect();
        publish_all(tx, &events).await
    }
}

impl Kept for Contact {
    const KIND: RecordKind = RecordKind::Contacts;

    async fn save(tx: &mut TenantTx, records: Vec<(Uuid, Self)>, now: Timestamp) -> Result<()> {
        let list: Vec<_> = records.into_iter().map(|(id, one)| (ContactId::from_uuid(id), one)).collect();
        contacts::save(tx, &list, now).await.map(drop)
    }
}

impl Kept for Site {
    const KIND: RecordKind = RecordKind::Sites;

    async fn save(tx: &mut TenantTx, records: Vec<(Uuid, Self)>, now: Timestamp) -> Result<()> {
        let list: Vec<_> = records.into_iter().map(|(id, one)| (SiteId::from_uuid(id), one)).collect();
        sites::save(tx, &list, now).await.map(drop)
    }
}

impl Kept for Asset {
    const KIND: RecordKind = RecordKind::Assets;

    async fn save(tx: &mut TenantTx, records: Vec<(Uuid, Self)>, now: Timestamp) -> Result<()> {
        let list: Vec<_> = records.into_iter().map(|(id, one)| (AssetId::from_uuid(id), one)).collect();
        assets::save(tx, &list, now).await.map(drop)
    }

    fn unique_name(&self) -> Option<(CustomerId, String)> {
        Some((self.customer, self.display_name.clone()))
    }
}

/// A file as it is judged.
struct Judged<R> {
    records: Vec<(Uuid, R)>,
    created: i32,
    changed: i32,
    unchanged: i32,
    rejected: Vec<RejectedCell>,
}

async fn run<R: Kept>(
    kit: &Kit,
    caller: &Caller,
    request: &ImportRecordsRequest,
) -> Result<ImportRecordsResponse> {
    let mut fresh = fresh!(kit, caller, "ImportRecords", request);
    let (now, tx) = (kit.clock().now(), fresh.tx());
    let judged = match table::read(&request.csv, R::COLUMNS, R::REQUIRED) {
        Ok(rows) => judge::<R>(kit, tx, &rows).await?,
        Err(rejected) => Judged { records: Vec::new(), created: 0, changed: 0, unchanged: 0, rejected },
    };
    let Judged { records, created, changed, unchanged, mut rejected } = judged;
    let applied = rejected.is_empty() && !request.validate_only;
    if applied && !records.is_empty() {
        attribute(tx, caller, now, Cause::Import).await?;
        R::save(tx, records, now).await?;
    }
    rejected.sort_by_key(|cell| cell.line);
    let rejected_count = i32::try_from(rejected.len()).unwrap_or(i32::MAX);
    rejected.truncate(MOST_TOLD);
    let answer = ImportRecordsResponse { applied, created, changed, unchanged, rejected, rejected_count };
    fresh.finish(answer).await
}

async fn judge<R: Kept>(kit: &Kit, tx: &mut TenantTx, rows: &[Row]) -> Result<Judged<R>> {
    let numbers: Vec<String> = rows.iter().filter_map(|row| row.cells.first().cloned().flatten()).collect();
    let before: HashMap<String, transfer::SheetRow> = transfer::known(tx, R::KIND, &numbers)
        .await?
        .into_iter()
        .map(|row| (row.number.clone(), row))
        .collect();
    let cells: Vec<Cells> = rows
        .iter()
        .map(|row| {
            let number = row.cells.first().cloned().flatten().unwrap_or_default();
            Cells::new::<R>(&row.cells, before.get(&number).map(|known| known.cells.as_slice()))
        })
        .collect();
    let known = referred::<R>(tx, &cells).await?;
    let mut judged =
        Judged { records: Vec::new(), created: 0, changed: 0, unchanged: 0, rejected: Vec::new() };
    let (mut lines, mut names, mut all) = (HashMap::new(), Vec::new(), Vec::new());
    for (row, cells) in rows.iter().zip(&cells) {
        let mut v = Violations::new();
        let there = before.get(cells.number());
        again(cells, there, row.line, &mut lines, &mut v);
        let record = R::read(cells, &known, &mut v);
        judged.rejected.extend(v.into_iter().map(|violation| {
            let column = column_of(&violation.field);
            rejected(row.line, &column, cells.get(&column), violation.remedy)
        }));
        let Some(record) = record else { continue };
        let id = there.map_or_else(|| kit.ids().uuid(), |row| row.id);
        all.push(id);
        names.extend(record.unique_name().map(|name| (row.line, name)));
        match there {
            Some(there) if there.cells == record.print(cells) => judged.unchanged += 1,
            Some(_) => judged.changed += 1,
            None => judged.created += 1,
        }
        if there.is_none_or(|there| there.cells != record.print(cells)) {
            judged.records.push((id, record));
        }
    }
    judged.rejected.extend(taken(tx, &names, &all).await?);
    Ok(judged)
}

/// What the rows refer to.
async fn referred<R: Kept>(tx: &mut TenantTx, cells: &[Cells]) -> Result<Known> {
    let (mut owners, mut places) = (BTreeSet::new(), BTreeSet::new());
    for (customer, site) in cells.iter().map(R::names) {
        owners.extend(customer.map(str::to_owned));
        places.extend(site.map(str::to_owned));
    }
    let (owners, places): (Vec<String>, Vec<String>) =
        (owners.into_iter().collect(), places.into_iter().collect());
    let mut known = Known::default();
    if !owners.is_empty() {
        known.customers = transfer::customers(tx, &owners).await?;
    }
    if !places.is_empty() {
        known.sites = transfer::sites(tx, &places).await?;
    }
    Ok(known)
}

/// What a row may not do to what is there already, in the file or in the house.
fn again(
    cells: &Cells,
    there: Option<&transfer::SheetRow>,
    line: i32,
    lines: &mut HashMap<String, i32>,
    v: &mut Violations,
) {
    let number = cells.number().to_owned();
    if number.is_empty() {
        v.add("number", "give a number: rows are told apart by it");
    } else if let Some(first) = lines.insert(number, line) {
        v.add("number", format!("the number stands in line {first} already: remove one of the two"));
    }
    let Some(there) = there else { return };
    if there.merged {
        v.add("number", "the record was merged into another: change that one");
    }
    // The second column of all that belongs to a customer.
    let (customer, owner) = (cells.get("customer"), there.cells.get(1).map_or("", String::as_str));
    if !customer.is_empty() && customer != owner {
        v.add(
            "customer",
            format!("it belongs to customer {owner} and stays there: give that number, or merge"),
        );
    }
}

/// Names that two assets of a customer would have.
async fn taken(
    tx: &mut TenantTx,
    names: &[(i32, (CustomerId, String))],
    ids: &[Uuid],
) -> Result<Vec<RejectedCell>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let (mut first, mut wrong) = (HashMap::new(), Vec::new());
    for (line, key) in names {
        if let Some(other) = first.insert(key, line) {
            let remedy = format!("the asset in line {other} has this name too: give each its own");
            wrong.push(rejected(*line, "display_name", &key.1, remedy));
        }
    }
    let keys: Vec<(CustomerId, String)> = first.keys().map(|key| (*key).clone()).collect();
    for (key, number) in transfer::names_taken(tx, &keys, ids).await? {
        let line = first.get(&key).map_or(0, |line| **line);
        let remedy =
            format!("the customer's asset {number} has this name: choose another, or give its number");
        wrong.push(rejected(line, "display_name", &key.1, remedy));
    }
    Ok(wrong)
}
