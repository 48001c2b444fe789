use super::*;
use kontor_ids::{CustomerId, SequentialIds, SiteId};
use proptest::prelude::*;

fn known() -> Known {
    let ids = SequentialIds::new(1);
    let (customer, merged) = (CustomerId::new(&ids), CustomerId::new(&ids));
    let mut known = Known::default();
    known.customers.insert("K-1".into(), (customer, None));
    known.customers.insert("K-2".into(), (merged, Some(customer.uuid())));
    known.sites.insert("S-1".into(), (SiteId::new(&ids), customer));
    known.sites.insert("S-2".into(), (SiteId::new(&ids), merged));
    known
}

/// Reads one row given by columns.
fn read<S: Sheet>(given: &[(&str, &str)]) -> Result<Vec<String>, Vec<String>> {
    let cell =
        |column: &&str| given.iter().find(|(name, _)| name == column).map(|(_, value)| (*value).to_owned());
    let cells = Cells::new::<S>(&S::COLUMNS.iter().map(cell).collect::<Vec<_>>(), None);
    let mut v = Violations::new();
    match S::read(&cells, &known(), &mut v) {
        Some(record) if v.is_empty() => Ok(record.print(&cells)),
        _ => Err(v.into_iter().map(|v| super::super::sheet::column_of(&v.field)).collect()),
    }
}

const CUSTOMER: [(&str, &str); 6] = [
    ("number", "10017"),
    ("display_name", "Muster GmbH"),
    ("street", "Hauptstr. 1"),
    ("postal_code", "80331"),
    ("city", "München"),
    ("invoice_email", "rechnung@muster.example"),
];

#[test]
fn x6_each_wrong_cell_of_a_row_is_told_by_its_column() {
    let mut customer = CUSTOMER.to_vec();
    customer[3].1 = "803";
    customer.extend([
        ("vat_id", "DE123456789"),
        ("leitweg_id", "991-01234-39"),
        ("electronic_scheme", "post"),
        ("iban", "DE00"),
        ("payment_days", "bald"),
        ("suspended", "vielleicht"),
        ("account_agent", "Maier"),
        ("invoice_profile", "fax"),
    ]);
    let mut wrong = read::<Customer>(&customer).unwrap_err();
    wrong.sort();
    wrong.dedup();
    assert_eq!(
        wrong,
        [
            "account_agent",
            "electronic_id",
            "electronic_scheme",
            "iban",
            "invoice_profile",
            "leitweg_id",
            "payment_days",
            "postal_code",
            "suspended",
            "vat_id"
        ]
    );
    let contact = [("number", "C 1"), ("customer", "K-1"), ("phones", "089 1"), ("order_limit", "5")];
    let mut wrong = read::<Contact>(&contact).unwrap_err();
    wrong.sort();
    assert_eq!(wrong, ["display_name", "number", "order_limit", "phones"]);
    for customer in ["", "K-9", "K-2"] {
        assert_eq!(
            read::<Site>(&[("number", "S"), ("customer", customer)]).unwrap_err(),
            ["customer"],
            "{customer}"
        );
    }
    let asset = |site, day| {
        [
            ("number", "A"),
            ("customer", "K-1"),
            ("display_name", "x"),
            ("asset_class", "pc"),
            ("site", site),
            ("warranty_until", day),
        ]
    };
    assert_eq!(read::<Asset>(&asset("S-2", "32.1.2027")).unwrap_err(), ["site", "warranty_until"]);
    assert_eq!(read::<Asset>(&asset("S-1", "31.12.2027")).unwrap()[8], "2027-12-31");
}

#[test]
fn cells_are_read_as_spreadsheets_write_them() {
    let mut customer = CUSTOMER.to_vec();
    customer.extend([("suspended", "WAHR"), ("payment_days", "0")]);
    let printed = read::<Customer>(&customer).unwrap();
    assert_eq!((printed[14].as_str(), printed[15].as_str()), ("0", "true"));
    let contact = [
        ("number", "C-1"),
        ("customer", "K-1"),
        ("display_name", "Eva"),
        ("phones", "+49 89 123456;+49 170 1234567 ;"),
        ("order_right", "limited"),
        ("order_limit", "500,5"),
    ];
    let printed = read::<Contact>(&contact).unwrap();
    assert_eq!(printed[3], "+4989123456; +491701234567");
    assert_eq!(printed[6], "500.50");
}

proptest! {
    /// What an export shows is read as the same record.
    #[test]
    fn a_row_that_was_read_is_read_the_same_again(
        name in "[A-Za-zäöüß&.,;\"' \n-]{1,40}[a-z]",
        serial in "[A-Z0-9/ -]{0,20}",
        host in "[a-z0-9.-]{0,30}",
        class in "[a-z0-9_]{1,10}",
        criticality in prop::sample::select(vec!["", "critical", "high", "normal", "low"]),
        site in prop::sample::select(vec!["", "S-1"]),
        day in (2000i16..2100, 1i8..13, 1i8..29).prop_map(|(y, m, d)| format!("{d:02}.{m:02}.{y}")),
        limit in 1u32..1_000_000,
        right in prop::sample::select(vec!["", "unlimited", "none"]),
        limited in any::<bool>(),
    ) {
        let asset = [("number", "A-1"), ("customer", "K-1"), ("display_name", &name), ("asset_class", &class),
            ("site", site), ("serial_number", &serial), ("host_name", &host), ("criticality", criticality),
            ("warranty_until", &day), ("maintenance_contract", &serial), ("maintenance_until", "")];
        let printed = read::<Asset>(&asset).unwrap();
        let again: Vec<(&str, &str)> = Asset::COLUMNS.iter().copied().zip(printed.iter().map(String::as_str)).collect();
        prop_assert_eq!(read::<Asset>(&again).unwrap(), printed.clone());
        let limit = format!("{},{:02}", limit / 100, limit % 100);
        let (right, limit) = if limited { ("limited", limit.as_str()) } else { (right, "") };
        let contact = [("number", "C-1"), ("customer", "K-1"), ("display_name", name.as_str()),
            ("phones", "+49 89 123456"), ("emails", "a@b.de; c@d.example"), ("order_right", right), ("order_limit", limit)];
        let printed = read::<Contact>(&contact).unwrap();
        let again: Vec<(&str, &str)> = Contact::COLUMNS.iter().copied().zip(printed.iter().map(String::as_str)).collect();
        prop_assert_eq!(read::<Contact>(&again).unwrap(), printed);
    }
}
