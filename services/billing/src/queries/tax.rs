//! What tax audits ask for: tables with their description, and the description of the procedure.

mod procedure;
mod rows;

pub(crate) use procedure::describe;

use crate::store::seller;
use crate::wire::money;
use jiff::ToSpan as _;
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_billing_domain::accounting::z3;
use kontor_paging::page_size;
use kontor_proto::billing::v1::{GetTaxIndexRequest, GetTaxTableRequest, TaxIndex, TaxTable, TaxTablePage};
use kontor_proto::types::v1::DateRange;
use kontor_service::Kit;
use kontor_status::{Problem, Result, Violations};

/// The description of the tables of a period.
pub(crate) async fn index(kit: &Kit, caller: &Caller, request: GetTaxIndexRequest) -> Result<TaxIndex> {
    let mut wrong = Violations::new();
    let period = period(&mut wrong, request.period);
    wrong.finish()?;
    let (from, before) = period.ok_or_else(|| Problem::internal("checked above"))?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let seller = seller::current(&mut tx).await?.unwrap_or_default();
    let city = seller.address.map(|address| address.city).unwrap_or_default();
    let last = before.yesterday().unwrap_or(before);
    let table = |table: &z3::Table| TaxTable {
        name: table.name.to_owned(),
        file_name: table.file_name.to_owned(),
        head: table.head(),
    };
    Ok(TaxIndex {
        index_xml: z3::index_xml((&seller.legal_name, &city), (from, last)),
        dtd: z3::DTD.to_owned(),
        dtd_file_name: z3::DTD_FILE_NAME.to_owned(),
        tables: z3::TABLES.iter().map(table).collect(),
    })
}

/// A page of a table.
pub(crate) async fn table(kit: &Kit, caller: &Caller, request: GetTaxTableRequest) -> Result<TaxTablePage> {
    let size = page_size(request.page_size, 200, 500)?;
    let mut wrong = Violations::new();
    let period = period(&mut wrong, request.period);
    let table = z3::table(&request.table);
    wrong.require(table.is_some(), "table", "name a table of the index, such as invoices");
    wrong.finish()?;
    let ((from, before), table) = period.zip(table).ok_or_else(|| Problem::internal("checked above"))?;
    let tenant = caller.tenant().to_string();
    let range = format!("{from}..{before}");
    let binding = [tenant.as_str(), "GetTaxTable", table.name, range.as_str()];
    let after: Option<rows::After> = kit.seal().open(&binding, &request.page_token)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let page = rows::page(&mut tx, table.name, (from, before), (after, size)).await?;
    let lines = page.rows.iter().map(|row| table.line(row)).collect::<Result<Vec<_>, _>>();
    let next_page_token = match page.next {
        Some(next) => kit.seal().close(&binding, &next)?,
        None => String::new(),
    };
    Ok(TaxTablePage { rows: lines.map_err(Problem::internal)?.concat(), next_page_token })
}

fn period(wrong: &mut Violations, period: Option<DateRange>) -> Option<(Date, Date)> {
    let period = period.unwrap_or_default();
    let day = |date: Option<kontor_proto::types::v1::Date>| date.as_ref().and_then(money::read_date);
    let (from, before) = (day(period.start), day(period.end));
    wrong.require(from.is_some(), "period.start", "give a day of the calendar");
    wrong.require(before.is_some(), "period.end", "give a day of the calendar");
    let (from, before) = from.zip(before)?;
    let longest = from.checked_add(10.years()).unwrap_or(before);
    let remedy = "give a day after the start, at most ten years later";
    wrong.require(from < before && before <= longest, "period.end", remedy);
    Some((from, before))
}
