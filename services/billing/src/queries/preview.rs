//! A month's preview over all customers: one query for the drafts, one for their sums (B1).

use super::drafts::optional_customer;
use super::marks;
use crate::wire;
use crate::wire::money;
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_billing_domain::{DraftKey, Period};
use kontor_ids::{CustomerId, DraftId, ReviewMarkId, Uuid};
use kontor_money::{Amount, Currency, Decimal};
use kontor_paging::page_size;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{
    Draft, DraftOverview, PreviewTotals, SearchDraftsRequest, SearchDraftsResponse,
};
use kontor_proto::types::v1::Money;
use kontor_service::Kit;
use kontor_status::{Result, Violations};
use prost::Message as _;

/// What is searched for.
struct Filter {
    days: Option<Period>,
    customer: Option<CustomerId>,
    agent: Option<String>,
    mark: Option<Uuid>,
    lacks: Option<Uuid>,
    min_net: Option<Decimal>,
}

impl Filter {
    /// The first day of the month, and the first after it.
    fn days(&self) -> (Option<jiff_sqlx::Date>, Option<jiff_sqlx::Date>) {
        let day = |day: Option<Date>| day.map(jiff_sqlx::Date::from);
        (day(self.days.map(|p| p.start)), day(self.days.map(|p| p.end)))
    }
}

fn read(request: &SearchDraftsRequest) -> Result<Filter> {
    let mut wrong = Violations::new();
    let month = request.month.as_ref().map(money::read_date);
    wrong.require(month != Some(None), "month", "give a day of the calendar");
    let mut mark = |field: &str, name: &str| {
        let read = (!name.is_empty()).then(|| wrong.take(field, ReviewMarkId::from_resource_name(name)));
        read.flatten().map(ReviewMarkId::uuid)
    };
    let (mark, lacks) = (mark("mark", &request.mark), mark("lacks_mark", &request.lacks_mark));
    let agent = (!request.account_agent.is_empty()).then(|| request.account_agent.clone());
    let named = agent.as_ref().is_none_or(|name| name.starts_with("users/"));
    wrong.require(named, "account_agent", "name it as users/{user}");
    let min_net = request.min_net.as_ref().and_then(|d| wrong.take("min_net", money::read_decimal(Some(d))));
    let customer = wrong.take("customer", optional_customer(&request.customer));
    wrong.finish()?;
    let days = month.flatten().map(Period::month_of);
    Ok(Filter { days, customer: customer.flatten(), agent, mark, lacks, min_net })
}

pub(crate) async fn search(
    kit: &Kit,
    caller: &Caller,
    request: SearchDraftsRequest,
) -> Result<SearchDraftsResponse> {
    let filter = read(&request)?;
    let size = page_size(request.page_size, 50, 200)?;
    let tenant = caller.tenant().to_string();
    // A token fits the question it was made for.
    let asked = SearchDraftsRequest { page_size: 0, page_token: String::new(), ..request.clone() };
    let asked = hex::encode(asked.encode_to_vec());
    let binding = [tenant.as_str(), "SearchDrafts", asked.as_str()];
    let after: Option<(Date, Uuid)> = kit
        .seal()
        .open::<(String, Uuid)>(&binding, &request.page_token)?
        .and_then(|(month, id)| Some((month.parse().ok()?, id)));
    let (first, end) = filter.days();
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let totals = totals(&mut tx, &filter, &request).await?;
    let rows = sqlx::query_file!(
        "queries/draft/search.sql",
        caller.tenant().uuid(),
        first as _,
        end as _,
        filter.customer.map(CustomerId::uuid),
        filter.agent,
        filter.mark,
        filter.lacks,
        filter.min_net,
        request.undecided,
        request.blocked,
        after.map(|(month, _)| jiff_sqlx::Date::from(month)) as _,
        after.map(|(_, id)| id),
        size + 1,
    );
    let mut rows = rows.fetch_all(tx.conn()).await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    let next_page_token = match rows.last().filter(|_| more) {
        Some(last) => kit.seal().close(&binding, &(last.month.to_jiff().to_string(), last.id))?,
        None => String::new(),
    };
    let etags = rows.iter().map(|row| (row.id, row.etag.clone())).collect();
    let mut marks = marks::of_drafts(&mut tx, &etags).await?;
    let overview = |row| -> DraftOverview {
        let row: Row = row;
        row.print(&mut marks)
    };
    let rows = rows.into_iter().map(|r| Row {
        id: r.id,
        key: DraftKey {
            customer: CustomerId::from_uuid(r.customer_id),
            period: Period { start: r.month.to_jiff(), end: r.period_end.to_jiff() },
            split: r.split,
        },
        sums: [r.net, r.vat, r.gross, r.goodwill],
        uplift: r.uplift_seconds,
        counts: [r.lines, r.waiting, r.conflicts, r.pending],
        etag: r.etag,
        buyer: [r.number, r.display_name, r.account_agent],
    });
    Ok(SearchDraftsResponse { drafts: rows.map(overview).collect(), totals: Some(totals), next_page_token })
}

/// The sums over all that match, whatever the page.
async fn totals(tx: &mut TenantTx, filter: &Filter, request: &SearchDraftsRequest) -> Result<PreviewTotals> {
    let (first, end) = filter.days();
    let row = sqlx::query_file!(
        "queries/draft/totals.sql",
        tx.tenant().uuid(),
        first as _,
        end as _,
        filter.customer.map(CustomerId::uuid),
        filter.agent,
        filter.mark,
        filter.lacks,
        filter.min_net,
        request.undecided,
        request.blocked,
    );
    let row = row.fetch_one(tx.conn()).await?;
    Ok(PreviewTotals {
        draft_count: row.drafts,
        net: eur(row.net),
        vat: eur(row.vat),
        gross: eur(row.gross),
        goodwill: eur(row.goodwill),
        rounding_uplift_seconds: row.uplift_seconds,
    })
}

fn eur(value: Decimal) -> Option<Money> {
    Amount::new(value, Currency::EUR).ok().and_then(money::money)
}

/// A draft as its row has it.
struct Row {
    id: Uuid,
    key: DraftKey,
    sums: [Decimal; 4],
    uplift: i64,
    counts: [i32; 4],
    etag: String,
    buyer: [Option<String>; 3],
}

impl Row {
    fn print(self, marks: &mut marks::Carried) -> DraftOverview {
        let [net, vat, gross, goodwill] = self.sums.map(eur);
        let [line_count, undecided_count, conflict_count, pending_count] = self.counts;
        let [customer_number, customer_display_name, account_agent] =
            self.buyer.map(Option::unwrap_or_default);
        DraftOverview {
            draft: Some(Draft {
                net,
                vat,
                gross,
                goodwill,
                etag: self.etag,
                rounding_uplift_seconds: self.uplift,
                ..wire::draft::named(DraftId::from_uuid(self.id), &self.key)
            }),
            customer_number,
            customer_display_name,
            account_agent,
            line_count,
            undecided_count,
            conflict_count,
            pending_count,
            marks: marks.remove(&self.id).unwrap_or_default(),
        }
    }
}
