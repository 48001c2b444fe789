use super::*;
use crate::HouseStyle;
use jiff::Timestamp;
use jiff::civil::{date, time};
use rust_decimal::dec;

fn row(n: i8, cover: Cover, seconds: u64, net: Decimal) -> ReportRow {
    ReportRow {
        day: date(2027, 1, n),
        start: time(9, 10, 0, 0),
        seconds,
        ticket: "T-2027-000123".into(),
        technician: "M. Weiß".into(),
        text: "Anmeldung repariert".into(),
        cost_center: if n % 2 == 0 { "KST 4711".into() } else { String::new() },
        cover,
        net,
    }
}

fn report(rows: Vec<ReportRow>) -> ServiceReport {
    ServiceReport {
        number: None,
        note: String::new(),
        seller: "Systemhaus Beispiel GmbH".into(),
        customer: "Musterkunde AG".into(),
        period: (date(2027, 1, 1), date(2027, 1, 31)),
        rows,
    }
}

fn mixed() -> ServiceReport {
    report(vec![
        row(4, Cover::Billed, 3000, dec!(79.17)),
        row(5, Cover::Quota, 1800, dec!(0)),
        row(6, Cover::Goodwill, 930, dec!(0)),
        row(7, Cover::Included, 600, dec!(0)),
    ])
}

#[test]
fn n8_the_free_part_is_in_the_sums() {
    let report = mixed();
    assert_eq!((report.seconds(), report.net()), (6330, dec!(79.17)));
    let by_cover = report.by_cover();
    assert_eq!(by_cover.iter().map(|(_, s, _)| s).sum::<u64>(), report.seconds());
    assert_eq!(by_cover.len(), 4, "only what occurs");
    let centers = report.by_cost_center();
    assert_eq!(centers["KST 4711"], (3930, dec!(79.17)));
    assert_eq!(centers.values().map(|(s, _)| s).sum::<u64>(), report.seconds());
    assert_eq!((clock(5400), clock(6330), clock(0)), ("1:30".into(), "1:45:30".into(), "0:00".into()));
}

#[test]
fn n8_the_table_is_plain_text_and_no_formula() {
    let mut report = mixed();
    report.rows[0].text = "=HYPERLINK(\"x\")\nzweite Zeile; mit Semikolon".into();
    let csv = String::from_utf8(service_report_csv(&report, Language::German)).unwrap();
    let lines: Vec<&str> = csv.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 6);
    assert_eq!(
        lines[1],
        "04.01.2027;09:10;0:50;3000;\"T-2027-000123\";\"M. Weiß\";\"'=HYPERLINK(\"\"x\"\") zweite Zeile; mit Semikolon\";\
         \"KST 4711\";berechnet;79,17"
    );
    assert_eq!(lines[5], "Summe;;1:45:30;6330;;;;;;79,17");
    assert!(service_report_csv(&report, Language::English).ends_with(b";79.17\r\n"));
}

#[test]
fn n8_the_pages_are_the_same_for_the_same_work() {
    let at: Timestamp = "2027-02-01T08:00:00Z".parse().unwrap();
    let style = HouseStyle::default();
    let mut long = mixed();
    long.rows = (0..120)
        .map(|i| ReportRow {
            text: "Analyse ".repeat(i % 40),
            ..row(1 + (i % 28) as i8, Cover::ALL[i % 5], 60, dec!(1))
        })
        .collect();
    for report in [report(Vec::new()), mixed(), long] {
        let pdf = service_report_pdf(&report, Language::German, at, &style).unwrap();
        assert!(pdf.starts_with(b"%PDF-1.7"));
        assert_eq!(pdf, service_report_pdf(&report, Language::German, at, &style).unwrap());
    }
}
