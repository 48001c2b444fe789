//! What is due, prorated and settled (R9).

use super::*;
use jiff::civil::date;
use kontor_ids::SequentialIds;
use kontor_money::Currency;
use rust_decimal::dec;

fn eur(value: Decimal) -> Amount {
    Amount::new(value, Currency::EUR).unwrap()
}

fn fee(every: Recurrence, in_advance: bool, from: Date, until: Option<Date>) -> FeeStretch {
    let key = FeeKey { contract: ContractId::new(&SequentialIds::new(1)), name: "Wartung".into() };
    let amount = eur(dec!(100));
    FeeStretch { key, amount, every, in_advance, count: 1, by_day: true, from, until }
}

fn shown(charges: &[FeeCharge]) -> Vec<(Date, String, Decimal)> {
    charges
        .iter()
        .map(|c| (c.due, format!("{} {}", c.quantity.value, c.quantity.unit.code()), c.net.value()))
        .collect()
}

#[test]
fn r9_prorated_by_day_at_start_and_end() {
    let monthly = fee(Recurrence::Monthly, true, date(2026, 1, 22), Some(date(2026, 3, 11)));
    assert_eq!(
        shown(&fees(std::slice::from_ref(&monthly), date(2026, 12, 31)).unwrap()),
        [
            (date(2026, 1, 22), "10 DAY".into(), dec!(32.26)),
            (date(2026, 2, 1), "1 MON".into(), dec!(100)),
            (date(2026, 3, 1), "10 DAY".into(), dec!(32.26)),
        ]
    );
    let arrears = FeeStretch { in_advance: false, ..monthly };
    let due: Vec<Date> = fees(&[arrears], date(2026, 12, 31)).unwrap().iter().map(|c| c.due).collect();
    assert_eq!(due, [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 10)]);
}

#[test]
fn r9_quarters_and_years_are_of_the_calendar() {
    let quarterly = fee(Recurrence::Quarterly, true, date(2026, 2, 1), None);
    assert_eq!(
        shown(&fees(&[quarterly], date(2026, 4, 1)).unwrap()),
        [(date(2026, 2, 1), "59 DAY".into(), dec!(65.56)), (date(2026, 4, 1), "1 C62".into(), dec!(100))]
    );
    let yearly = fee(Recurrence::Yearly, false, date(2026, 1, 1), None);
    assert_eq!(
        shown(&fees(&[yearly], date(2027, 6, 1)).unwrap()),
        [(date(2026, 12, 31), "1 ANN".into(), dec!(100))]
    );
}

#[test]
fn r9_seats_multiply_and_a_begun_period_may_count_in_full() {
    let seats = FeeStretch { count: 5, ..fee(Recurrence::Monthly, true, date(2026, 1, 17), None) };
    assert_eq!(
        shown(&fees(std::slice::from_ref(&seats), date(2026, 2, 1)).unwrap()),
        [(date(2026, 1, 17), "75 DAY".into(), dec!(241.94)), (date(2026, 2, 1), "5 C62".into(), dec!(500))]
    );
    let full = FeeStretch { by_day: false, until: Some(date(2026, 2, 3)), ..seats };
    assert_eq!(
        shown(&fees(&[full], date(2026, 3, 1)).unwrap()),
        [(date(2026, 1, 17), "5 C62".into(), dec!(500)), (date(2026, 2, 1), "5 C62".into(), dec!(500))]
    );
}

#[test]
fn r9_a_change_cuts_the_period_and_a_new_version_alone_does_not() {
    let first = fee(Recurrence::Monthly, true, date(2026, 1, 1), Some(date(2026, 1, 16)));
    let same = FeeStretch { from: date(2026, 1, 16), until: None, ..first.clone() };
    assert_eq!(
        shown(&fees(&[first.clone(), same.clone()], date(2026, 1, 31)).unwrap()),
        [(date(2026, 1, 1), "1 MON".into(), dec!(100))]
    );
    let dearer = FeeStretch { amount: eur(dec!(200)), ..same };
    assert_eq!(
        shown(&fees(&[dearer, first], date(2026, 1, 31)).unwrap()),
        [
            (date(2026, 1, 1), "15 DAY".into(), dec!(48.39)),
            (date(2026, 1, 16), "16 DAY".into(), dec!(103.23))
        ]
    );
}

/// As though it stood on an invoice, with so much of it given.
fn on_invoice(charge: &FeeCharge, given: Decimal) -> InvoicedFee {
    InvoicedFee { key: charge.key.clone(), period: charge.period, list_net: charge.net, given: eur(given) }
}

#[test]
fn r9_what_was_invoiced_in_advance_is_settled_exactly() {
    let open = fee(Recurrence::Monthly, true, date(2026, 1, 1), None);
    let wanted = fees(std::slice::from_ref(&open), date(2026, 1, 31)).unwrap();
    let invoiced: Vec<InvoicedFee> = wanted.iter().map(|c| on_invoice(c, dec!(0))).collect();
    assert_eq!(open_fees(&wanted, &invoiced, date(2026, 2, 3)).unwrap(), []);
    let ended = FeeStretch { until: Some(date(2026, 1, 11)), ..open };
    let wanted = fees(&[ended], date(2026, 2, 28)).unwrap();
    let settled = open_fees(&wanted, &invoiced, date(2026, 2, 3)).unwrap();
    assert_eq!(shown(&settled), [(date(2026, 2, 3), "-1 C62".into(), dec!(-67.74))]);
    assert_eq!(settled[0].quantity.net(settled[0].price).unwrap(), settled[0].net);
    assert_eq!(settled[0].settling, 1);
    let all: Vec<InvoicedFee> =
        invoiced.into_iter().chain(settled.iter().map(|c| on_invoice(c, dec!(0)))).collect();
    assert_eq!(open_fees(&wanted, &all, date(2026, 3, 1)).unwrap(), [], "settled once");
}

#[test]
fn r9_never_more_is_given_back_than_was_paid() {
    let open = fee(Recurrence::Monthly, true, date(2026, 1, 1), None);
    let charged = fees(std::slice::from_ref(&open), date(2026, 1, 31)).unwrap();
    let ended = FeeStretch { until: Some(date(2026, 1, 11)), ..open.clone() };
    let ended = fees(&[ended], date(2026, 2, 28)).unwrap();
    let dearer = fees(&[FeeStretch { amount: eur(dec!(120)), ..open }], date(2026, 1, 31)).unwrap();
    for (given, back) in [(dec!(0), dec!(-67.74)), (dec!(60), dec!(-7.74)), (dec!(100), dec!(0))] {
        let invoiced = [on_invoice(&charged[0], given)];
        let settled = open_fees(&ended, &invoiced, date(2026, 2, 3)).unwrap();
        let net: Decimal = settled.iter().map(|c| c.net.value()).sum();
        assert_eq!(net, back, "{given} was given");
        // What was given stays given when the fee is right or rises.
        assert_eq!(open_fees(&charged, &invoiced, date(2026, 2, 3)).unwrap(), []);
        let more = open_fees(&dearer, &invoiced, date(2026, 2, 3)).unwrap();
        assert_eq!(more.iter().map(|c| c.net.value()).sum::<Decimal>(), dec!(20));
    }
}
