//! A month of a large house: looked over (B3) and issued (B4), beside plain SQL over as many rows.

mod fill;

use super::BenchError;
use super::baseline::Postgres;
use super::calls::of;
use super::figure::{Figure, Goal, median};
use super::ground::Ground;
use super::process::{milliseconds, resident};
use crate::tour::request_id;
use fill::{Crowd, Template};
use kontor_documents::{Edition, HouseStyle, Language, invoice_pdf};
use kontor_einvoice::{Invoice, InvoiceData, Profile, to_cii, to_ubl};
use kontor_proto::billing::v1::billing_service_client::BillingServiceClient;
use kontor_proto::billing::v1::issue_service_client::IssueServiceClient;
use kontor_proto::billing::v1::preview_service_client::PreviewServiceClient;
use kontor_proto::billing::v1::{
    ContinueIssueRunRequest, CreateIssueRunRequest, DraftOverview, GetDraftRequest, SearchDraftsRequest,
    SelectedDraft,
};
use kontor_proto::types::v1 as wire;
use rust_decimal::{Decimal, dec};
use serde_json::Value;
use sqlx::PgConnection;
use tokio::time::Instant;

const DEBUG: bool = cfg!(debug_assertions);
/// The month: so many customers with a draft each, and entries of all.
const MONTH: Crowd =
    Crowd { mark: 'P', customers: if DEBUG { 17 } else { 1_700 }, entries: if DEBUG { 310 } else { 31_000 } };
/// One customer with work for 64 cost centers.
const LARGE: Crowd = Crowd { mark: 'L', customers: 1, entries: if DEBUG { 180 } else { 1_800 } };
/// Those to whom invoices go.
const BULK: Crowd =
    Crowd { mark: 'I', customers: if DEBUG { 10 } else { 1_000 }, entries: if DEBUG { 300 } else { 30_000 } };
/// Invoices that are rendered again.
const RENDERED: usize = if DEBUG { 17 } else { 1_700 };
/// How often a large draft is read: odd, so that one is in the middle.
const READS: usize = 5;

/// What each customer has to pay, by plain SQL over one row for each entry.
const AGGREGATE: &str = "select customer_id, count(*), sum(seconds), sum(net) from baseline.work
    where tenant_id = $1 and crowd = 'P' and service_date >= date_trunc('month', $2::text::date)
    and service_date < date_trunc('month', $2::text::date) + interval '1 month' group by customer_id order by customer_id";

/// The same work as one transaction of set-based statements: numbers, invoices, claims, frozen entries, events.
const ISSUE: &str = include_str!("books/issue.sql");

/// The month of all customers from cold; then the draft of one who has much.
pub(super) async fn preview(ground: &Ground, postgres: &Postgres) -> Result<Vec<Figure>, BenchError> {
    let (door, mut owner) = (ground.door(0)?, postgres.owner().await?);
    let template = Template::make(&door, ground).await?;
    for crowd in [MONTH, LARGE] {
        fill::fill(&mut owner, &template, crowd).await?;
    }
    let begin = Instant::now();
    let query = sqlx::query(AGGREGATE).bind(template.tenant).bind(template.day.to_string());
    let rows = query.fetch_all(&mut owner).await?.len();
    let plain = milliseconds(begin.elapsed());
    let begin = Instant::now();
    let drafts = month(ground, &template).await?;
    let shown = milliseconds(begin.elapsed());
    let of_month = drafts.iter().filter(|draft| draft.customer_number.starts_with(MONTH.mark)).count();
    if of_month != rows {
        return Err(BenchError::Other(format!("{of_month} drafts are shown of {rows}")));
    }
    let large = drafts.iter().find(|draft| draft.customer_number.starts_with(LARGE.mark));
    let large = large.and_then(|draft| draft.draft.as_ref()).map(|draft| draft.name.clone());
    let large = large.ok_or_else(|| BenchError::Other("the large customer has no draft".to_owned()))?;
    let mut reads = Vec::new();
    for _ in 0..READS {
        let request = GetDraftRequest { name: large.clone() };
        let begin = Instant::now();
        BillingServiceClient::new(ground.channel(0)).get_draft(of(ground, 0, request)).await?;
        reads.push(milliseconds(begin.elapsed()));
    }
    Ok(vec![
        Figure::new("preview/month", shown, "ms").beside(plain).aiming_at(Goal::Most(plain * dec!(3))),
        Figure::new("preview/large draft", median(reads), "ms").aiming_at(Goal::Most(dec!(100))),
    ])
}

/// From open entries to numbered, posted invoices; then their documents again, by both processors.
pub(super) async fn issue(ground: &Ground, postgres: &Postgres) -> Result<Vec<Figure>, BenchError> {
    let (door, mut owner) = (ground.door(0)?, postgres.owner().await?);
    let template = Template::make(&door, ground).await?;
    fill::fill(&mut owner, &template, BULK).await?;
    let plain = plain_issue(&mut owner).await?;
    let drafts = month(ground, &template).await?;
    let of_crowd = drafts.into_iter().filter(|draft| draft.customer_number.starts_with(BULK.mark));
    let of_crowd = of_crowd.filter_map(|draft| draft.draft);
    let selected = of_crowd.map(|draft| SelectedDraft { name: draft.name, etag: draft.etag }).collect();
    let before = resident()?;
    let begin = Instant::now();
    issue_all(ground, selected).await?;
    let took = milliseconds(begin.elapsed());
    let grown = (resident()? - before).max(Decimal::ZERO);
    let rendered = render_again(&mut owner).await?;
    Ok(vec![
        Figure::new("issue/1000 x 30", took, "ms").beside(plain).aiming_at(Goal::Most(plain * dec!(5))),
        Figure::new("issue/memory", grown, "MB").aiming_at(Goal::Most(dec!(64))),
        Figure::new("issue/documents", rendered, "s").aiming_at(Goal::Most(dec!(180))),
    ])
}

/// All drafts of the month, page by page.
async fn month(ground: &Ground, template: &Template) -> Result<Vec<DraftOverview>, BenchError> {
    let day = template.day;
    let month =
        Some(wire::Date { year: day.year().into(), month: day.month().into(), day: day.day().into() });
    let (mut drafts, mut page_token) = (Vec::new(), String::new());
    loop {
        let request =
            SearchDraftsRequest { month, page_size: 200, page_token, ..SearchDraftsRequest::default() };
        let answer =
            PreviewServiceClient::new(ground.channel(0)).search_drafts(of(ground, 0, request)).await?;
        let answer = answer.into_inner();
        drafts.extend(answer.drafts);
        page_token = answer.next_page_token;
        if page_token.is_empty() {
            return Ok(drafts);
        }
    }
}

async fn plain_issue(owner: &mut PgConnection) -> Result<Decimal, BenchError> {
    let begin = Instant::now();
    sqlx::raw_sql(ISSUE).execute(owner).await?;
    Ok(milliseconds(begin.elapsed()))
}

async fn issue_all(ground: &Ground, drafts: Vec<SelectedDraft>) -> Result<(), BenchError> {
    let wanted = drafts.len();
    let mut client = IssueServiceClient::new(ground.channel(0));
    let request = CreateIssueRunRequest { drafts, issue_date: None, request_id: request_id() };
    let mut run = client.create_issue_run(of(ground, 0, request)).await?.into_inner();
    while run.waiting_count > 0 {
        let request =
            ContinueIssueRunRequest { name: run.name.clone(), block_size: 50, request_id: request_id() };
        run = client.continue_issue_run(of(ground, 0, request)).await?.into_inner();
    }
    let left_out = run.items.iter().find(|item| item.invoice.is_empty());
    match left_out {
        None if run.items.len() == wanted => Ok(()),
        other => Err(BenchError::Other(format!("not all drafts were issued: {other:?}"))),
    }
}

/// Seconds for PDF, UBL and CII of so many invoices on two threads.
async fn render_again(owner: &mut PgConnection) -> Result<Decimal, BenchError> {
    let newest = "select terms from billing.invoices order by counter desc limit 1";
    let terms: Value = sqlx::query_scalar(newest).fetch_one(owner).await?;
    let fault = |e: &dyn std::fmt::Display| BenchError::Other(e.to_string());
    let data: InvoiceData = serde_json::from_value(terms).map_err(|e| fault(&e))?;
    let begin = Instant::now();
    let halves = [RENDERED / 2, RENDERED - RENDERED / 2].map(|number| {
        let data = data.clone();
        tokio::task::spawn_blocking(move || render(&data, number))
    });
    for half in halves {
        half.await.map_err(|e| fault(&e))?.map_err(BenchError::Other)?;
    }
    Ok(milliseconds(begin.elapsed()) / Decimal::ONE_THOUSAND)
}

fn render(data: &InvoiceData, times: usize) -> Result<(), String> {
    let style = HouseStyle::default();
    for _ in 0..times {
        let invoice = Invoice::new(data.clone()).map_err(|e| e.to_string())?;
        let edition = Edition {
            language: Language::German,
            profile: Profile::En16931,
            at: jiff::Timestamp::UNIX_EPOCH,
        };
        let pdf = invoice_pdf(&invoice, edition, &style).map_err(|e| e.to_string())?;
        let written = pdf.len() + to_ubl(&invoice).len() + to_cii(&invoice, Profile::Xrechnung).len();
        if written == 0 {
            return Err("an invoice has no documents".to_owned());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::ground::{Folder, open};

    #[tokio::test(flavor = "multi_thread")]
    async fn a_crowd_is_rated_looked_over_and_issued() {
        let folder = Folder::new("books").unwrap();
        let house = open(folder.path()).await.unwrap();
        let ground = Ground::prepare(&house, 1).await.unwrap();
        let postgres = Postgres::prepare(&house, folder.path()).await.unwrap();
        let shown = preview(&ground, &postgres).await.unwrap();
        let issued = issue(&ground, &postgres).await.unwrap();
        let names: Vec<&str> = shown.iter().chain(&issued).map(|figure| figure.name.as_str()).collect();
        assert_eq!(
            names,
            ["preview/month", "preview/large draft", "issue/1000 x 30", "issue/memory", "issue/documents"]
        );
        assert!(shown.iter().all(|figure| figure.value > Decimal::ZERO));
        house.close().await.unwrap();
    }
}
