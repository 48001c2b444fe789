use super::aging::{Age, by_age};
use super::datev::{Booking, Chart, DatevError, Settings, bookings, windows_1252};
use super::debtors::{Debtor, debtors, names};
use super::matching::{Incoming, OpenItem, Sign, Skonto, Unmatched, recognise, spread};
use super::reminder::{Level, Standing, letter};
use super::sepa::{check_creditor_id, check_reference};
use crate::vat::{Vat, VatCategory};
use jiff::civil::{Date, date};
use kontor_ids::{CustomerId, InvoiceId, Uuid};
use kontor_money::Decimal;
use proptest::prelude::*;
use rust_decimal::dec;

fn customer(n: u128) -> CustomerId {
    CustomerId::from_uuid(Uuid::from_u128(n))
}

fn item(n: u32, open: Decimal) -> OpenItem {
    OpenItem {
        invoice: InvoiceId::from_uuid(Uuid::from_u128(n.into())),
        number: format!("RE-2026-{n:06}"),
        customer: customer(1),
        issued: date(2026, 3, 1),
        gross: open,
        open,
        skonto: Vec::new(),
    }
}

fn pays(amount: Decimal, text: &str) -> Incoming {
    Incoming {
        booked: date(2026, 3, 8),
        amount,
        end_to_end: String::new(),
        remittance: text.to_owned(),
        payer: None,
    }
}

#[test]
fn b8_a_payment_is_recognised_by_the_number_however_the_bank_breaks_it() {
    let open = [item(1, dec!(100)), item(2, dec!(200)), item(10, dec!(10))];
    for text in [
        "RE-2026-000001",
        "Rechnung re-2026-\n0000 01 vom 1.3.",
        "KD 7 RE-2026-000001 5.3.2026",
        "xRE-2026-000001.",
    ] {
        let found = recognise(&pays(dec!(100), text), &open).unwrap();
        assert_eq!(
            (found.shares.len(), found.shares[0].invoice, found.excess),
            (1, open[0].invoice, dec!(0)),
            "{text}"
        );
        assert_eq!(found.sign, Sign::Number);
    }
    for text in ["RE-2026-0000011", "", "RE-2026-00001", "2026-000001"] {
        assert_eq!(recognise(&pays(dec!(100), text), &open), Err(Unmatched::NothingNamed), "{text}");
    }
}

#[test]
fn b8_a_short_series_inside_a_longer_one_is_not_meant() {
    let short = OpenItem { number: "E-2026-000001".into(), ..item(7, dec!(5)) };
    let open = [item(1, dec!(100)), short];
    let found = recognise(&pays(dec!(100), "RE-2026-000001"), &open).unwrap();
    assert_eq!(found.shares.iter().map(|s| s.invoice).collect::<Vec<_>>(), [open[0].invoice]);
    let found = recognise(&pays(dec!(5), "Ihre E-2026-000001"), &open).unwrap();
    assert_eq!(found.shares[0].invoice, open[1].invoice);
}

#[test]
fn b8_account_and_amount_name_an_invoice_only_together_and_only_one() {
    let open = [item(1, dec!(100)), item(2, dec!(200)), item(3, dec!(200))];
    let known = |amount| Incoming { payer: Some(customer(1)), ..pays(amount, "Danke") };
    assert_eq!(recognise(&known(dec!(100)), &open).unwrap().sign, Sign::AccountAndAmount);
    assert_eq!(recognise(&known(dec!(200)), &open), Err(Unmatched::SeveralInvoices));
    assert_eq!(recognise(&known(dec!(99)), &open), Err(Unmatched::NothingNamed));
    assert_eq!(recognise(&pays(dec!(100), "Danke"), &open), Err(Unmatched::NothingNamed));
    let stranger = OpenItem { customer: customer(2), ..item(4, dec!(1)) };
    let both = [open[0].clone(), stranger];
    assert_eq!(
        recognise(&pays(dec!(101), "RE-2026-000001 RE-2026-000004"), &both),
        Err(Unmatched::SeveralCustomers)
    );
}

#[test]
fn b8_skonto_is_let_off_in_time_and_to_the_cent_only() {
    let steps = vec![
        Skonto { days: 7, percent: dec!(3), base: None },
        Skonto { days: 14, percent: dec!(2), base: None },
    ];
    let open = [OpenItem { skonto: steps, ..item(1, dec!(119)) }];
    let on = |day, amount| Incoming { booked: date(2026, 3, day), ..pays(amount, "RE-2026-000001") };
    let share = |payment: &Incoming| {
        let found = recognise(payment, &open).unwrap();
        (found.shares[0].paid, found.shares[0].skonto, found.excess)
    };
    assert_eq!(share(&on(8, dec!(115.43))), (dec!(115.43), dec!(3.57), dec!(0)));
    assert_eq!(
        share(&on(9, dec!(115.43))),
        (dec!(115.43), dec!(0), dec!(0)),
        "a day late: a partial payment"
    );
    assert_eq!(share(&on(15, dec!(116.62))), (dec!(116.62), dec!(2.38), dec!(0)));
    assert_eq!(share(&on(8, dec!(115))), (dec!(115), dec!(0), dec!(0)), "not to the cent");
    assert_eq!(share(&on(8, dec!(119))), (dec!(119), dec!(0), dec!(0)));
    assert_eq!(
        share(&on(8, dec!(120))),
        (dec!(119), dec!(0), dec!(1)),
        "an overpayment stays the customer's"
    );
}

proptest! {
    #[test]
    fn b8_no_cent_of_a_payment_is_lost_and_nothing_is_paid_twice(
        cents in proptest::collection::vec(1_i64..100_000, 1..8), amount in 1_i64..500_000, percent in 0_i64..5,
    ) {
        let euros = |cents: i64| Decimal::new(cents, 2);
        let step = Skonto { days: 30, percent: Decimal::from(percent), base: None };
        let items: Vec<_> = cents.iter().zip(1..).map(|(c, n)| OpenItem { skonto: vec![step], ..item(n, euros(*c)) }).collect();
        let all: Vec<&OpenItem> = items.iter().collect();
        let matched = spread(&pays(euros(amount), ""), &all, Sign::Person);
        let paid: Decimal = matched.shares.iter().map(|s| s.paid).sum();
        prop_assert_eq!(paid + matched.excess, euros(amount));
        for share in &matched.shares {
            let item = items.iter().find(|i| i.invoice == share.invoice).unwrap();
            prop_assert!(share.paid > Decimal::ZERO && share.skonto >= Decimal::ZERO);
            prop_assert!(share.paid + share.skonto <= item.open);
        }
        prop_assert!(matched.excess.is_zero() || matched.shares.len() == items.len());
        let mut turned = all.clone();
        turned.reverse();
        prop_assert_eq!(spread(&pays(euros(amount), ""), &turned, Sign::Person), matched);
    }

    #[test]
    fn b8_ages_sum_to_all_that_is_open(items in proptest::collection::vec((0_i32..400, 1_i64..100_000), 0..30)) {
        let today = date(2026, 12, 31);
        let items: Vec<_> = items.iter().map(|(days, cents)| (today.saturating_sub(jiff::ToSpan::days(i64::from(*days))), Decimal::new(*cents, 2))).collect();
        let total: Decimal = items.iter().map(|(_, open)| *open).sum();
        prop_assert_eq!(by_age(&items, today).iter().sum::<Decimal>(), total);
    }
}

#[test]
fn b8_the_day_of_each_age() {
    let due = date(2026, 1, 31);
    let age = |day: Date| Age::of(due, day);
    assert_eq!((age(date(2026, 1, 31)), age(date(2026, 2, 1))), (Age::NotDue, Age::To30));
    assert_eq!((age(date(2026, 3, 2)), age(date(2026, 3, 3))), (Age::To30, Age::To60));
    assert_eq!((age(date(2026, 5, 1)), age(date(2026, 5, 2))), (Age::To90, Age::Over90));
}

#[test]
fn b8_reminders_come_level_by_level() {
    let level = |after_days, fee| Level { after_days, fee, respite_days: 7, interest: false };
    let levels = [level(7, dec!(0)), level(14, dec!(5)), level(14, dec!(10))];
    let due = date(2026, 3, 1);
    let fresh = Standing { due, reached: 0, reminded: None };
    assert_eq!(fresh.due_level(&levels, date(2026, 3, 7)), None);
    assert_eq!(fresh.due_level(&levels, date(2026, 3, 8)), Some(1));
    assert_eq!(fresh.due_level(&levels, date(2026, 12, 1)), Some(1), "none is skipped");
    let once = Standing { due, reached: 1, reminded: Some(date(2026, 3, 20)) };
    assert_eq!(
        (once.due_level(&levels, date(2026, 4, 2)), once.due_level(&levels, date(2026, 4, 3))),
        (None, Some(2))
    );
    let last = Standing { due, reached: 3, reminded: Some(date(2026, 3, 20)) };
    assert_eq!(last.due_level(&levels, date(2030, 1, 1)), None, "no fourth");
    assert_eq!(letter(&levels, &[1, 2]), Some((2, dec!(5))), "one letter, one fee");
    assert_eq!(letter(&levels, &[]), None);
}

#[test]
fn b8_a_mandate_with_a_wrong_digit_is_refused() {
    for good in ["DE98ZZZ09999999999", "DE98ABC09999999999", "AT61ZZZ01234567890"] {
        assert!(check_creditor_id(good).is_ok(), "{good}");
    }
    for bad in [
        "DE97ZZZ09999999999",
        "DE98ZZZ0999999999",
        "de98ZZZ09999999999",
        "",
        "DE98ZZZ09999999998",
        "DEÄÄZZZ0999999999",
    ] {
        assert!(check_creditor_id(bad).is_err(), "{bad}");
    }
    for good in ["M-10042-1", "K 7", "(a.b):'c'?"] {
        assert!(check_reference(good).is_ok(), "{good}");
    }
    for bad in ["", " K", "K ", "Ä", "/K", "K//7", &"K".repeat(36)] {
        assert!(check_reference(bad).is_err(), "{bad}");
    }
}

fn settings(chart: Chart) -> Settings {
    Settings {
        adviser: 29098,
        client: 55003,
        chart,
        account_length: 4,
        fiscal_month: 1,
        accounts: Vec::new(),
        lock: false,
    }
}

fn booking(gross: Decimal) -> Booking {
    Booking {
        gross,
        debtor: 10042,
        revenue: 8400,
        date: date(2027, 1, 31),
        number: "R-2027-000001".into(),
        due: Some(date(2027, 2, 14)),
        text: "Größe \"AG\"; Łódź\tJanuar – 5 €".into(),
        document: Some(Uuid::from_u128(7)),
        cost_center: "KST/1".into(),
        vat_id: String::new(),
        service: Some(date(2027, 1, 31)),
    }
}

const JANUARY: (Date, Date) = (date(2027, 1, 1), date(2027, 1, 31));

fn lines(bytes: &[u8]) -> Vec<String> {
    // Each byte as one character: enough to look at structure.
    let text: String = bytes.iter().map(|b| char::from(*b)).collect();
    text.split_terminator("\r\n").map(str::to_owned).collect()
}

#[test]
fn b9_bookings_have_datevs_form() {
    let made = date(2027, 2, 1).at(12, 0, 0, 0);
    let all = [booking(dec!(1190)), booking(dec!(0)), booking(dec!(-119.5))];
    let file = bookings(&settings(Chart::Skr03), JANUARY, made, "Rechnungsausgang 01/2027", &all).unwrap();
    assert_eq!(
        file,
        bookings(&settings(Chart::Skr03), JANUARY, made, "Rechnungsausgang 01/2027", &all).unwrap()
    );
    let lines = lines(&file);
    assert_eq!(lines.len(), 4, "nothing is booked for zero");
    assert!(lines[0].starts_with("\"EXTF\";700;21;\"Buchungsstapel\";13;20270201120000000;;\"RE\";\"\";\"\";29098;55003;20270101;4;20270101;20270131;\"Rechnungsausgang 01/2027\""), "{}", lines[0]);
    assert_eq!(lines[0].split(';').count(), 31);
    assert_eq!(lines[1].split(';').count(), 125);
    assert!(lines[2].starts_with("1190,00;\"S\";\"EUR\";;;\"\";10042;8400;\"\";3101;\"R-2027-000001\";\"\";;\"Gr\u{f6}\u{df}e \"\"AG\"\"; L\u{f3}dz Januar \u{96} 5 \u{80}\";"), "{}", lines[2]);
    assert!(lines[2].contains("\"BEDI \"\"00000000-0000-0000-0000-000000000007\"\"\""));
    assert!(lines[3].starts_with("119,50;\"H\";"));
    assert_eq!(windows_1252("ŐžŸ中"), [b'O', 0x9e, 0x9f, b'?']);
}

#[test]
fn b9_a_file_holds_one_fiscal_year() {
    let made = date(2027, 8, 1).at(12, 0, 0, 0);
    let july = Settings { fiscal_month: 7, ..settings(Chart::Skr04) };
    assert_eq!(july.fiscal_year(date(2027, 6, 30)), date(2026, 7, 1));
    let crossing = (date(2027, 6, 1), date(2027, 7, 31));
    assert!(matches!(bookings(&july, crossing, made, "", &[]), Err(DatevError::FiscalYears(..))));
    assert!(bookings(&settings(Chart::Skr04), crossing, made, "", &[]).is_ok());
}

#[test]
fn b9_accounts_follow_chart_vat_and_country() {
    let vat = |category, percent| Vat { category, percent };
    let standard = vat(VatCategory::Standard, dec!(19));
    let table = [
        (standard, true, 8400, 4400),
        (vat(VatCategory::Standard, dec!(7)), true, 8300, 4300),
        (vat(VatCategory::Exempt, dec!(0)), true, 8195, 4185),
        (vat(VatCategory::ReverseCharge, dec!(0)), true, 8337, 4337),
        (vat(VatCategory::ReverseCharge, dec!(0)), false, 8336, 4336),
        (vat(VatCategory::OutOfScope, dec!(0)), false, 8338, 4338),
    ];
    for (vat, domestic, skr03, skr04) in table {
        assert_eq!(settings(Chart::Skr03).revenue(vat, domestic), skr03);
        assert_eq!(settings(Chart::Skr04).revenue(vat, domestic), skr04);
    }
    let long =
        Settings { account_length: 6, accounts: vec![(standard, true, 440_001)], ..settings(Chart::Skr04) };
    assert_eq!((long.revenue(standard, true), long.revenue(standard, false)), (440_001, 440_000));
    assert_eq!((long.first_debtor(), long.last_debtor()), (1_000_000, 6_999_999));
}

#[test]
fn b9_debtors_have_datevs_form() {
    let debtor = Debtor {
        account: 10042,
        name: "Müller & Söhne".into(),
        vat_id: "FR40303265045".into(),
        number: "K-42".into(),
        ..Debtor::default()
    };
    let file = debtors(&settings(Chart::Skr03), date(2027, 2, 1).at(12, 0, 0, 0), &[debtor]);
    let lines = lines(&file);
    assert!(lines[0].starts_with("\"EXTF\";700;16;\"Debitoren/Kreditoren\";5;"));
    assert_eq!(
        (lines[0].split(';').count(), lines[1].split(';').count(), lines[2].split(';').count()),
        (31, 254, 254)
    );
    let names = names();
    for (column, name) in [
        (9, "EU-Land"),
        (16, "Straße"),
        (20, "Land"),
        (33, "E-Mail"),
        (45, "IBAN-Nr. 1"),
        (99, "Kundennummer"),
        (222, "Mandatsreferenz 1"),
    ] {
        assert_eq!(names[column - 1], name);
    }
    assert!(lines[2].starts_with("10042;\"M\u{fc}ller & S\u{f6}hne\";"));
}
