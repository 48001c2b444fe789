//! What customers, contracts, people and months bring.

use crate::world::{World, absent, amount, eur, id, issue, waive, wrong_fields};
use kontor_proto::billing::v1::report_service_client::ReportServiceClient;
use kontor_proto::billing::v1::*;
use kontor_proto::types::v1::{Date, DateRange};
use kontor_service::Peer;
use tonic::Code;

type Reports = ReportServiceClient<Peer>;

const MANAGEMENT: [&str; 2] = ["report.read", "report.write"];

pub fn reports(world: &World) -> Reports {
    ReportServiceClient::new(world.house.peer_as("billing", &MANAGEMENT))
}

pub fn march() -> Option<DateRange> {
    let first = |month| Some(Date { year: 2026, month, day: 1 });
    Some(DateRange { start: first(3), end: first(4) })
}

pub async fn rate(world: &World, technician: &str, euros: &str) {
    let rate = InternalRate {
        technician: technician.into(),
        from: Some(Date { year: 2026, month: 1, day: 1 }),
        per_hour: eur(euros),
    };
    let request = SetInternalRateRequest { rate: Some(rate), request_id: id() };
    reports(world).set_internal_rate(request).await.unwrap();
}

pub async fn table(world: &World, by: ProfitDimension) -> Profitability {
    let request = GetProfitabilityRequest { period: march(), by: by.into(), customer: String::new() };
    reports(world).get_profitability(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn b10_revenue_stands_against_cost_and_every_table_sums_alike() {
    let world = World::selling().await;
    rate(&world, "", "50.00").await;
    let (one, other) = (world.owing().await, world.owing().await);
    let expensive = one.worked("project", 7_200, 3_600);
    rate(&world, &expensive.technician, "130.00").await;
    world.save(&expensive).await;
    let by_customer = table(&world, ProfitDimension::Customer).await;
    let row = |key: &str| by_customer.rows.iter().find(|row| row.key == key).unwrap();
    // Two hours at 120.00: one costs 50.00, one 130.00.
    let first = row(&one.customer.name);
    assert_eq!(
        (amount(&first.revenue), amount(&first.cost), amount(&first.margin)),
        ("240.00", "180.00", "60.00")
    );
    assert_eq!(amount(&first.per_hour), "120.00");
    let second = row(&other.customer.name);
    assert_eq!((amount(&second.margin), second.time.unwrap().seconds), ("70.00", 3_600));
    assert_eq!(by_customer.rows[0].key, one.customer.name, "the smallest margin first");
    let total = by_customer.total.unwrap();
    for by in [
        ProfitDimension::Contract,
        ProfitDimension::Asset,
        ProfitDimension::AssetClass,
        ProfitDimension::Technician,
        ProfitDimension::Month,
        ProfitDimension::Ticket,
    ] {
        assert_eq!(table(&world, by).await.total.unwrap(), total, "{by:?}");
    }
    assert_eq!(table(&world, ProfitDimension::Month).await.rows[0].key, "2026-03");
    // Issuing changes nothing of it; waiving does.
    let shown = world.draft(&other).await;
    let waived = world.client().waive_line(waive(&shown, 0)).await.unwrap().into_inner();
    assert_eq!(waived.lines.len(), 1);
    world.save(&other.worked("project", 10_000, 900)).await;
    let shown = world.draft(&other).await;
    world.client().issue_draft(issue(&shown)).await.unwrap();
    let after = table(&world, ProfitDimension::Customer).await;
    let second = after.rows.iter().find(|row| row.key == other.customer.name).unwrap();
    assert_eq!((amount(&second.revenue), amount(&second.goodwill)), ("30.00", "120.00"));
    assert_eq!(amount(&second.margin), "-32.50");
    world.house.close().await;
}

#[tokio::test]
async fn n7_a_tickets_margin_is_there_at_its_close() {
    let world = World::open().await;
    let party = world.owing().await;
    let margin = |ticket: &str| GetTicketMarginRequest { ticket: ticket.into() };
    let row = reports(&world).get_ticket_margin(margin(&party.ticket)).await.unwrap().into_inner();
    assert_eq!(
        (amount(&row.margin), row.unrated_time.unwrap().seconds),
        ("120.00", 3_600),
        "no rate yet: told"
    );
    rate(&world, "", "65.00").await;
    let row = reports(&world).get_ticket_margin(margin(&party.ticket)).await.unwrap().into_inner();
    assert_eq!((amount(&row.margin), row.unrated_time.unwrap().seconds), ("55.00", 0));
    let missing = reports(&world).get_ticket_margin(margin(&absent("tickets"))).await;
    assert_eq!(missing.unwrap_err().code(), Code::NotFound);
    world.house.close().await;
}

#[tokio::test]
async fn n3_goodwill_is_kept_with_reason_and_budget() {
    let world = World::selling().await;
    let party = world.owing().await;
    world.save(&party.worked("project", 10_000, 900)).await;
    let shown = world.draft(&party).await;
    let shown = world.client().waive_line(waive(&shown, 1)).await.unwrap().into_inner();
    let invoice = world.client().issue_draft(issue(&shown)).await.unwrap().into_inner();
    let budget = |customer: &str, euros: &str| SetGoodwillBudgetRequest {
        budget: Some(GoodwillBudget { customer: customer.into(), per_quarter: eur(euros) }),
        request_id: id(),
    };
    reports(&world).set_goodwill_budget(budget("", "100.00")).await.unwrap();
    let asked = |quarter| GetGoodwillRequest { year: 2026, quarter, customer: String::new() };
    let given = reports(&world).get_goodwill(asked(1)).await.unwrap().into_inner();
    assert_eq!((given.customers.len(), amount(&given.given)), (1, "30.00"));
    let row = &given.customers[0];
    assert_eq!((amount(&row.given), amount(&row.budget), amount(&row.left)), ("30.00", "100.00", "70.00"));
    assert_eq!(
        (row.lines[0].number.as_str(), row.lines[0].reason.as_str()),
        (invoice.number.as_str(), "Kulanz")
    );
    assert!(row.lines[0].issued_by.starts_with("users/"));
    reports(&world).set_goodwill_budget(budget(&party.customer.name, "20.00")).await.unwrap();
    let given = reports(&world).get_goodwill(asked(1)).await.unwrap().into_inner();
    assert_eq!(amount(&given.customers[0].left), "-10.00", "more than its own budget");
    assert!(reports(&world).get_goodwill(asked(2)).await.unwrap().into_inner().customers.is_empty());
    world.house.close().await;
}

#[tokio::test]
async fn b10_a_quota_burns_down() {
    let world = World::open().await;
    let party = world.party().await;
    world.save(&party.worked("support", 0, 3_600)).await;
    let request = GetQuotaForecastRequest { quota: party.quota.clone() };
    let seen = reports(&world).get_quota_forecast(request).await.unwrap().into_inner();
    assert_eq!(seen.balance.unwrap().value, "3600");
    assert_eq!(seen.months.last().unwrap().balance.as_ref().unwrap().value, "3600");
    assert!(seen.exhausted_date.is_some() && seen.drawn.unwrap().value == "3600");
    let missing = GetQuotaForecastRequest { quota: absent("quotas") };
    assert_eq!(reports(&world).get_quota_forecast(missing).await.unwrap_err().code(), Code::NotFound);
    world.house.close().await;
}

#[tokio::test]
async fn x6_bad_reports_are_told_by_field_and_others_see_none() {
    let world = World::open().await;
    let mut reports = reports(&world);
    let day = Some(Date { year: 2026, month: 3, day: 2 });
    let bad = GetProfitabilityRequest {
        period: Some(DateRange { start: day, end: None }),
        by: 99,
        customer: "x".into(),
    };
    let fields = wrong_fields(reports.get_profitability(bad).await);
    assert_eq!(fields, ["period.start", "period.end", "by", "customer"]);
    let long = Some(DateRange { end: Some(Date { year: 2029, month: 4, day: 1 }), ..march().unwrap() });
    let bad = GetProfitabilityRequest { period: long, ..GetProfitabilityRequest::default() };
    assert_eq!(wrong_fields(reports.get_profitability(bad).await), ["period.end"]);
    let bad = InternalRate { technician: "x".into(), from: None, per_hour: eur("-1") };
    let request = SetInternalRateRequest { rate: Some(bad), request_id: String::new() };
    let fields = wrong_fields(reports.set_internal_rate(request).await);
    assert_eq!(fields, ["request_id", "rate.technician", "rate.from", "rate.per_hour"]);
    let fields = wrong_fields(reports.get_goodwill(GetGoodwillRequest::default()).await);
    assert_eq!(fields, ["year", "quarter"]);
    let fields = wrong_fields(reports.set_goodwill_budget(SetGoodwillBudgetRequest::default()).await);
    assert_eq!(fields, ["request_id", "budget.per_quarter"]);
    // Who works on tickets sees no margins.
    let mut technician =
        ReportServiceClient::new(world.house.peer_as("billing", &["quote.read", "billing.read"]));
    let request = GetProfitabilityRequest { period: march(), ..GetProfitabilityRequest::default() };
    assert_eq!(technician.get_profitability(request).await.unwrap_err().code(), Code::PermissionDenied);
    world.house.close().await;
}

#[tokio::test]
async fn b10_credits_are_no_revenue_and_no_longer_owed() {
    let world = World::selling().await;
    let party = world.owing().await;
    let invoice = world.issue(&party).await;
    let lines = vec![CreditedLine { position: 1, net: eur("20.00"), give_back: false }];
    let request =
        CreditInvoiceRequest { name: invoice.name, lines, reason: "Mangel".into(), request_id: id() };
    world.issuing().credit_invoice(request).await.unwrap();
    let by_customer = table(&world, ProfitDimension::Customer).await;
    assert_eq!(amount(&by_customer.rows[0].work), "100.00");
    let peer = world.house.peer_as("billing", &["billing.read"]);
    let mut payments = payment_service_client::PaymentServiceClient::new(peer);
    let open = payments.list_open_items(ListOpenItemsRequest::default()).await.unwrap().into_inner();
    // 142.80 were owed, 23.80 of it are credited.
    assert_eq!((open.items.len(), amount(&open.items[0].open), amount(&open.total)), (1, "119.00", "119.00"));
    world.house.close().await;
}

#[tokio::test]
async fn b10_kilometres_and_materials_cost_what_the_house_says() {
    use kontor_proto::timetracking::v1::TimeEntrySaved;
    use kontor_proto::types::v1::{Decimal, Material, Travel};
    let world = World::open().await;
    rate(&world, "", "60.00").await;
    let party = world.party().await;
    let travel = Some(Travel { visit: "v".into(), kilometers: 40, ..Travel::default() });
    let material = Material {
        text: "Netzteil".into(),
        quantity: Some(Decimal { value: "2".into() }),
        unit: "C62".into(),
        unit_price: eur("50.00"),
        ..Material::default()
    };
    let materials = vec![material];
    world.save(&TimeEntrySaved { travel, materials, ..party.worked("project", 0, 3_600) }).await;
    let cost = async || table(&world, ProfitDimension::Customer).await.total.unwrap();
    assert_eq!((amount(&cost().await.cost), amount(&cost().await.beside_cost)), ("60.00", "0.00"));
    let percent = |value: &str| Some(Decimal { value: value.into() });
    let rates = CostRates { per_kilometer: eur("0.40"), material_percent: percent("65") };
    let request = SetCostRatesRequest { rates: Some(rates.clone()), request_id: id() };
    assert_eq!(reports(&world).set_cost_rates(request).await.unwrap().into_inner(), rates);
    let kept = reports(&world).get_cost_rates(GetCostRatesRequest {}).await.unwrap().into_inner();
    assert_eq!((amount(&kept.per_kilometer), kept.material_percent), ("0.40", percent("65")));
    // 16.00 for the kilometres, 65.00 for what sells at 100.00.
    assert_eq!((amount(&cost().await.cost), amount(&cost().await.beside_cost)), ("141.00", "81.00"));
    let wrong = CostRates { per_kilometer: eur("100.01"), material_percent: percent("100.5") };
    let request = SetCostRatesRequest { rates: Some(wrong), request_id: id() };
    let fields = wrong_fields(reports(&world).set_cost_rates(request).await);
    assert_eq!(fields, ["rates.per_kilometer", "rates.material_percent"]);
    world.house.close().await;
}
