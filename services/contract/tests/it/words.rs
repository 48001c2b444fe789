//! All words of terms come back as they were written, and what does not belong together is refused by field.

use crate::world::{World, day, decimal, fields, money, new_contract, rule};
use kontor_proto::contract::v1 as wire;

fn full(terms: wire::Terms) -> wire::Terms {
    let quota = wire::QuotaTerms {
        replenishment: wire::Replenishment::Quarterly as i32,
        overage_rule: wire::OverageRule::NextPeriod as i32,
        overage_per_hour: money("110.00"),
        carry_over: Some(wire::CarryOver {
            rule: wire::CarryOverRule::UpTo as i32,
            cap: decimal("7200"),
            periods: 0,
        }),
        legal_kind: wire::LegalKind::Prepayment as i32,
        overdraft_limit: decimal("3600"),
        thresholds: vec![50, 100],
        lot_price: money("950.00"),
        ..terms.quotas[0].clone()
    };
    let calls = wire::QuotaTerms {
        display_name: "20 Vorgänge".to_owned(),
        kind: wire::QuotaKind::Calls as i32,
        amount: decimal("20"),
        replenishment: wire::Replenishment::Yearly as i32,
        overage_rule: wire::OverageRule::Replenish as i32,
        carry_over: Some(wire::CarryOver {
            rule: wire::CarryOverRule::Periods as i32,
            cap: None,
            periods: 2,
        }),
        legal_kind: wire::LegalKind::Credit as i32,
        call_trigger: wire::CallTrigger::Closing as i32,
        reopening_days: 14,
        replenish: Some(wire::ReplenishingLot { amount: decimal("5"), price: money("400.00") }),
        thresholds: vec![80, 100],
        ..wire::QuotaTerms::default()
    };
    let fee = wire::RecurringFee {
        display_name: "Arbeitsplatz".to_owned(),
        amount: money("39.00"),
        period: wire::Replenishment::Monthly as i32,
        in_advance: true,
        proration: wire::Proration::None as i32,
        quantity: 25,
    };
    let zone = |name: &str, up_to_km, flat: &str, per_km: Option<&str>| wire::TravelZone {
        display_name: name.to_owned(),
        up_to_km,
        flat: money(flat),
        per_hour: money("60.00"),
        per_km: per_km.and_then(money),
        ..wire::TravelZone::default()
    };
    wire::Terms {
        quotas: vec![quota, calls],
        fees: vec![fee],
        kind: wire::ContractKind::TimeQuota as i32,
        travel_zones: vec![zone("Nahbereich", 30, "45.00", None), zone("sonst", 0, "0.00", Some("0.80"))],
        renewal: Some(wire::Renewal {
            term_end: day((2027, 1, 1)),
            notice_months: 3,
            notice_days: 0,
            renewal_months: 12,
            remind_days: 60,
        }),
        ..terms
    }
}

#[tokio::test]
async fn c3_all_words_of_terms_are_kept_and_told() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let written = full(world.terms().await);
    let contract = world.contract(&customer, "W-1", written.clone()).await;
    let shown = contract.versions[0].terms.clone().unwrap();
    let named = |terms: &wire::Terms| terms.quotas.iter().map(|quota| quota.name.clone()).collect::<Vec<_>>();
    assert!(named(&shown).iter().all(|name| name.starts_with("quotas/")));
    let mut nameless = shown.clone();
    nameless.quotas.iter_mut().for_each(|quota| quota.name.clear());
    // Defaults are spelled out; all else is as it was written.
    let rounding = wire::Rounding {
        increment_seconds: 900,
        mode: wire::RoundingMode::Up as i32,
        scope: wire::RoundingScope::Entry as i32,
        ..wire::Rounding::default()
    };
    assert_eq!(nameless, wire::Terms { rounding: Some(rounding), ..written });
    let read = wire::GetContractRequest { name: contract.name.clone() };
    let read = world.contracts().get_contract(read).await.unwrap().into_inner();
    assert_eq!(read.versions[0].terms.as_ref(), Some(&shown));
    let payload = world.payload::<wire::ContractVersionAdded>(&contract.name).await;
    assert_eq!(payload.terms, Some(shown));
}

#[tokio::test]
async fn terms_whose_words_contradict_each_other_are_refused_all_at_once() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let mut terms = world.terms().await;
    terms.quotas[0] = wire::QuotaTerms {
        call_trigger: wire::CallTrigger::Opening as i32,
        reopening_days: 3,
        carry_over: Some(wire::CarryOver {
            rule: wire::CarryOverRule::LastPeriod as i32,
            cap: decimal("1"),
            periods: 1,
        }),
        overdraft_limit: decimal("1"),
        replenish: Some(wire::ReplenishingLot::default()),
        legal_kind: 9,
        thresholds: vec![300],
        ..terms.quotas[0].clone()
    };
    terms.kind = wire::ContractKind::FlatMaintenance as i32;
    terms.rules.insert(0, rule(wire::Decision::Billable));
    let mut wrong =
        fields(world.contracts().create_contract(new_contract(&customer.name, "W-1", terms)).await);
    wrong.sort();
    let quota = |name: &str| format!("terms.quotas[0].{name}");
    let mut expected = vec![
        quota("call_trigger"),
        quota("reopening_days"),
        quota("carry_over.cap"),
        quota("carry_over.periods"),
        quota("overdraft_limit"),
        quota("replenish"),
        quota("legal_kind"),
        "terms.rules[1]".to_owned(),
        "terms.rules[2]".to_owned(),
        "terms.rules".to_owned(),
        "terms.fees".to_owned(),
    ];
    expected.sort();
    assert_eq!(wrong, expected);
}
