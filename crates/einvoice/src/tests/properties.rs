//! Properties over random invoices.

use crate::data::{DocumentAllowance, InvoiceData, LineAllowance, LineData, Reduction};
use crate::samples::plain;
use crate::{Invoice, Profile, VatCategory, to_cii, to_ubl};
use kontor_money::{Amount, percent};
use proptest::prelude::*;
use rust_decimal::{Decimal, dec};

fn reduction() -> impl Strategy<Value = Reduction> {
    prop_oneof![
        (1i64..10_000).prop_map(|share| Reduction::Percent(Decimal::new(share, 2))),
        (0i64..100).prop_map(|cents| Reduction::Amount(Decimal::new(cents, 2))),
    ]
}

fn allowance(value: Reduction) -> LineAllowance {
    LineAllowance { value, reason: "Kulanz".to_owned(), reason_code: None }
}

fn line() -> impl Strategy<Value = LineData> {
    let rate = prop_oneof![Just(dec!(19)), Just(dec!(7))];
    (
        1i64..100_000,
        200i64..1_000_000,
        rate,
        prop::option::of(reduction()),
        prop::option::of(reduction()),
        any::<bool>(),
    )
        .prop_map(|(quantity, price, rate, down, up, minutes)| LineData {
            quantity: Decimal::new(quantity, if minutes { 0 } else { 2 }),
            price: Decimal::new(price, 2),
            base_quantity: minutes.then_some(dec!(60)),
            unit: if minutes { "MIN" } else { "HUR" }.to_owned(),
            rate,
            allowances: down.map(allowance).into_iter().collect(),
            charges: up.map(allowance).into_iter().collect(),
            ..plain().lines.remove(0)
        })
}

prop_compose! {
    /// Invoices whose document allowance has the rate of the first line; some random ones are refused, e.g. because
    /// an allowance exceeds its line, and are left out by the tests.
    fn data()(
        lines in prop::collection::vec(line(), 1..8),
        down in prop::option::of((1i64..3_000).prop_map(|share| Reduction::Percent(Decimal::new(share, 2)))),
        prepaid in 0i64..10_000,
    ) -> InvoiceData {
        let rate = lines[0].rate;
        let reason = "Rabatt".to_owned();
        let allowances = down
            .map(|value| DocumentAllowance { value, reason, reason_code: None, category: VatCategory::S, rate })
            .into_iter()
            .collect();
        InvoiceData { lines, allowances, prepaid: Decimal::new(prepaid, 2), ..plain() }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn b6_totals_add_up_to_the_cent(data in data()) {
        let Ok(invoice) = Invoice::new(data) else { return Err(TestCaseError::reject("refused")) };
        let totals = invoice.totals();
        let sum = |amounts: Vec<Amount>| Amount::sum(totals.net.currency(), amounts).unwrap();
        prop_assert_eq!(totals.lines, sum(invoice.lines().map(|line| line.net).collect()));
        prop_assert_eq!(totals.net, totals.lines.minus(totals.allowances).unwrap().plus(totals.charges).unwrap());
        prop_assert_eq!(totals.net, sum(invoice.vat().iter().map(|group| group.basis).collect()));
        prop_assert_eq!(totals.tax, sum(invoice.vat().iter().map(|group| group.tax).collect()));
        prop_assert_eq!(totals.gross, totals.net.plus(totals.tax).unwrap());
        prop_assert_eq!(totals.payable, totals.gross.minus(totals.prepaid).unwrap());
        for group in invoice.vat() {
            prop_assert_eq!(group.tax.value(), percent(group.basis.value(), group.rate).unwrap());
        }
    }

    #[test]
    fn b5_a_cancellation_is_the_exact_negative(data in data()) {
        let Ok(invoice) = Invoice::new(data) else { return Err(TestCaseError::reject("refused")) };
        let mirror = invoice.mirrored("S-1", invoice.data().issue_date, "Storno").unwrap();
        for (line, back) in invoice.lines().zip(mirror.lines()) {
            prop_assert_eq!(line.id(), back.id());
            prop_assert_eq!(line.gross.negated(), back.gross);
            prop_assert_eq!(line.net.negated(), back.net);
            for (a, b) in line.allowances.iter().chain(line.charges).zip(back.allowances.iter().chain(back.charges)) {
                prop_assert_eq!(a.amount.negated(), b.amount);
            }
        }
        for (group, back) in invoice.vat().iter().zip(mirror.vat()) {
            prop_assert_eq!((group.category, group.rate), (back.category, back.rate));
            prop_assert_eq!(group.basis.negated(), back.basis);
            prop_assert_eq!(group.tax.negated(), back.tax);
        }
        let (a, b) = (invoice.totals(), mirror.totals());
        prop_assert_eq!(a.gross.negated(), b.gross);
        prop_assert_eq!(a.payable.negated(), b.payable);
    }

    #[test]
    fn b7_no_negative_zero_and_the_order_of_lines_stays(data in data()) {
        let names: Vec<Decimal> = data.lines.iter().map(|line| line.quantity.normalize()).collect();
        let Ok(invoice) = Invoice::new(data) else { return Err(TestCaseError::reject("refused")) };
        let order: Vec<Decimal> = invoice.lines().map(|line| line.data.quantity).collect();
        prop_assert_eq!(names, order);
        let mirror = invoice.mirrored("S-1", invoice.data().issue_date, "Storno").unwrap();
        for xml in [to_ubl(&mirror), to_cii(&mirror, Profile::Xrechnung)] {
            prop_assert!(!xml.contains("-0.00<") && !xml.contains(">-0<"));
            let places: Vec<usize> = (1..=invoice.lines().len())
                .map(|i| xml.find(&format!("ID>{i}<")).unwrap())
                .collect();
            prop_assert!(places.is_sorted());
        }
    }
}
