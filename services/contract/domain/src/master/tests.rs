use super::*;
use kontor_ids::{CustomerId, DirectiveId, SequentialIds, UserId};
use kontor_money::{Amount, Currency};
use proptest::prelude::*;
use rust_decimal::dec;

#[test]
fn vat_ids_have_the_form_of_their_country() {
    for good in [
        "DE136695976",
        "DE 136 695 976",
        "ATU12345678",
        "FRXX123456789",
        "NL123456789B01",
        "IE1A23456B",
        "IE1234567AB",
        "ESX1234567X",
        "CHE-123.456.789 MWST",
        "RO12",
        "XI123456789",
    ] {
        assert!(good.parse::<VatId>().is_ok(), "{good}");
    }
    assert_eq!("DE 136.695-976".parse::<VatId>().unwrap().as_str(), "DE136695976");
    for bad in ["DE13669597", "AT12345678", "de136695976", "NL123456789X01", "DE13669597Ä"] {
        assert!(
            matches!(bad.parse::<VatId>(), Err(TaxIdError::WrongForm { .. } | TaxIdError::UnknownCountry)),
            "{bad}"
        );
    }
    assert_eq!("US123".parse::<VatId>(), Err(TaxIdError::UnknownCountry));
}

#[test]
fn german_vat_ids_have_a_check_digit() {
    for good in ["DE129273398", "DE811569869", "DE136695976"] {
        assert!(good.parse::<VatId>().is_ok(), "{good}");
    }
    assert_eq!("DE123456789".parse::<VatId>(), Err(TaxIdError::WrongChecksum));
}

#[test]
fn leitweg_ids_have_check_digits() {
    for good in ["04011000-1234512345-06", "991-01234-38", "05711-ABC7-24"] {
        assert_eq!(good.parse::<LeitwegId>().unwrap().as_str(), good);
    }
    assert_eq!("04011000-1234512345-07".parse::<LeitwegId>(), Err(TaxIdError::WrongChecksum));
    for bad in ["", "04011000", "04011000-06-", "0401-12345-03", "05711-abc7-24", "04011000-1-2-03", "-06"] {
        assert_eq!(bad.parse::<LeitwegId>(), Err(TaxIdError::NotALeitwegId), "{bad}");
    }
}

proptest! {
    /// MOD 97-10 finds every wrong digit and every swap of neighbours.
    #[test]
    fn one_wrong_digit_is_found(place in 0usize..20, digit in 0u8..10) {
        let good = "04011000-1234512345-06";
        let index = good.char_indices().filter(|(_, c)| c.is_ascii_digit()).nth(place).map(|(i, _)| i).unwrap();
        let mut bytes = good.as_bytes().to_vec();
        bytes[index] = b'0' + digit;
        let changed = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(changed.parse::<LeitwegId>().is_ok(), changed == good);
    }
}

#[test]
fn phones_are_e164() {
    for good in ["+49 89 123-456", "+49 (0)89 123456", "+49/89.123456"] {
        assert_eq!(good.parse::<Phone>().unwrap().as_str(), "+4989123456", "{good}");
    }
    for good in ["+43 1 234567", "+1 201 555 0123", "+41 44 668 18 00", "+49 170 1234567"] {
        assert!(good.parse::<Phone>().is_ok(), "{good}");
    }
    for bad in
        ["089123456", "+0491234567", "+4989123456789012", "+49x9123456", "+", "+49 89 123456 ext. 5", ""]
    {
        assert_eq!(bad.parse::<Phone>(), Err(ReachError::NotAPhone), "{bad}");
    }
    for unknown in ["+4989", "+1 201 555 01234", "+49 1234567890"] {
        assert_eq!(unknown.parse::<Phone>(), Err(ReachError::NotInThePlan), "{unknown}");
    }
}

#[test]
fn k5_numbers_are_heard_as_telephone_systems_show_them() {
    for text in ["+49 89 1234567", "089/1234567", "0049 89 123-4567", "+49 (0) 89 1234567", "(089) 1234567"] {
        assert_eq!(
            Phone::heard(text).map(|p| p.as_str().to_owned()).as_deref(),
            Some("+49891234567"),
            "{text}"
        );
    }
    for text in ["1234567", "SRV-02", "it@example.com", "0891234567890123456", "0 apples", ""] {
        assert_eq!(Phone::heard(text), None, "{text}");
    }
}

#[test]
fn mail_addresses_and_countries() {
    assert_eq!("IT@Example.COM".parse::<MailAddress>().unwrap().as_str(), "IT@example.com");
    for bad in [
        "",
        "it",
        "it@",
        "@x.de",
        "a b@x.de",
        "a@x",
        "a..b@x.de",
        ".a@x.de",
        "a@x..de",
        "a@-x.de",
        "a@x.de\r\nBcc: b@x.de",
    ] {
        assert!(bad.parse::<MailAddress>().is_err(), "{bad}");
    }
    assert_eq!("AT".parse::<CountryCode>().unwrap().as_str(), "AT");
    for bad in ["", "D", "de", "XX", "DEU", "AD "] {
        assert!(bad.parse::<CountryCode>().is_err(), "{bad}");
    }
}

fn customer() -> CustomerInput {
    CustomerInput {
        number: "10017".into(),
        display_name: "Muster GmbH".into(),
        address: Some(AddressInput {
            street: "Hauptstraße 1".into(),
            postal_code: "80331".into(),
            city: "München".into(),
            country_code: String::new(),
        }),
        invoice_email: "rechnung@muster.example".into(),
        ..CustomerInput::default()
    }
}

#[test]
fn a_customer_has_defaults() {
    let parsed = Customer::parse(&customer()).unwrap();
    assert_eq!((parsed.payment_days, parsed.language), (14, Language::German));
    assert_eq!(parsed.address.country, CountryCode::DE);
    assert_eq!((parsed.vat_id, parsed.leitweg_id), (None, None));
}

#[test]
fn everything_wrong_with_a_customer_is_told_at_once() {
    let agent = UserId::new(&SequentialIds::new(1));
    let wrong = CustomerInput {
        number: "10 017".into(),
        display_name: " ".into(),
        address: Some(AddressInput {
            postal_code: "8033".into(),
            country_code: "XX".into(),
            ..AddressInput::default()
        }),
        vat_id: "DE123456789".into(),
        leitweg_id: "1".into(),
        invoice_email: "x".into(),
        payment_days: Some(121),
        language_code: "fr".into(),
        account_agent: Some(agent),
        account_deputy: Some(agent),
        ..CustomerInput::default()
    };
    let violations = Customer::parse(&wrong).unwrap_err();
    let fields: Vec<&str> = violations.iter().map(|v| v.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "customer.number",
            "customer.display_name",
            "customer.address.country_code",
            "customer.address.postal_code",
            "customer.address.street",
            "customer.address.city",
            "customer.vat_id",
            "customer.leitweg_id",
            "customer.invoice_email",
            "customer.payment_days",
            "customer.language_code",
            "customer.account_deputy",
        ]
    );
    for days in [-1, 121, i64::MAX] {
        assert!(Customer::parse(&CustomerInput { payment_days: Some(days), ..customer() }).is_err());
    }
    for days in [0, 120] {
        assert!(Customer::parse(&CustomerInput { payment_days: Some(days), ..customer() }).is_ok());
    }
}

fn euro(value: rust_decimal::Decimal) -> Amount {
    Amount::new(value, Currency::EUR).unwrap()
}

#[test]
fn c8_what_a_contact_may_order() {
    let limited = OrderRight::Limited(euro(dec!(100)));
    assert!(limited.allows(euro(dec!(100))) && !limited.allows(euro(dec!(100.01))));
    assert!(!limited.allows(Amount::new(dec!(1), Currency::CHF).unwrap()));
    assert!(OrderRight::Unlimited.allows(euro(dec!(1_000_000))));
    assert!(!OrderRight::None.allows(euro(dec!(0.01))) && OrderRight::None.allows(euro(dec!(0))));
}

#[test]
fn contacts_have_no_phone_twice_and_a_limit_above_zero() {
    let input = ContactInput {
        customer: CustomerId::new(&SequentialIds::new(1)),
        display_name: "Eva".into(),
        phones: vec!["+4989123456".into(), "+49 89 123456".into(), "x".into()],
        emails: vec!["eva@muster.example".into()],
        order_right: OrderRight::Limited(euro(dec!(0))),
        number: "a b".into(),
    };
    let violations = Contact::parse(&input).unwrap_err();
    let fields: Vec<&str> = violations.iter().map(|v| v.field.as_str()).collect();
    assert_eq!(fields, ["contact.order_limit", "contact.phones[1]", "contact.phones[2]", "contact.number"]);
}

#[test]
fn c7_a_directive_has_a_severity() {
    let ids = SequentialIds::new(1);
    let input = DirectiveInput {
        customer: CustomerId::new(&ids),
        severity: None,
        text: "nur nach 18 Uhr".into(),
        withdrawn: false,
    };
    let violations = Directive::parse(DirectiveId::new(&ids), &input).unwrap_err();
    assert_eq!(violations.to_string(), "directive.severity: choose info, caution or acknowledge");
}

fn refused(input: &CustomerInput) -> Vec<String> {
    Customer::parse(input).unwrap_err().into_iter().map(|v| v.field).collect()
}

#[test]
fn b7_a_receiver_of_xrechnung_needs_a_reference() {
    let wants = CustomerInput { invoice_profile: InvoiceProfile::XRechnung, ..customer() };
    assert_eq!(refused(&wants), ["customer.buyer_reference"]);
    let named = CustomerInput { buyer_reference: "4500-17".into(), ..wants.clone() };
    assert!(Customer::parse(&named).is_ok());
    let routed = CustomerInput { leitweg_id: "991-01234-38".into(), ..wants.clone() };
    assert!(Customer::parse(&routed).is_ok());
    let mistyped = CustomerInput { leitweg_id: "991-01234-39".into(), ..wants };
    assert_eq!(refused(&mistyped), ["customer.leitweg_id"], "told once");
}

#[test]
fn wrong_accounts_and_electronic_addresses_are_told() {
    let good = CustomerInput { iban: "DE75 5121 0800 1245 1261 99".into(), ..customer() };
    assert_eq!(Customer::parse(&good).unwrap().iban.unwrap().as_str(), "DE75512108001245126199");
    assert_eq!(
        refused(&CustomerInput { iban: "DE75512108001245126198".into(), ..customer() }),
        ["customer.iban"]
    );
    let address = |scheme: &str, id: &str| CustomerInput {
        electronic_address: Some((scheme.into(), id.into())),
        ..customer()
    };
    for (scheme, id) in
        [("EM", "a@b.de"), ("0204", "991-01234-38"), ("9930", "DE129273398"), ("0088", "4000001000005")]
    {
        assert!(Customer::parse(&address(scheme, id)).is_ok(), "{scheme}");
    }
    for (scheme, id, field) in [
        ("mail", "a@b.de", "scheme"),
        ("EM", "nobody", "id"),
        ("0204", "991-01234-39", "id"),
        ("9930", "DE123456789", "id"),
        ("0088", "", "id"),
    ] {
        assert_eq!(
            refused(&address(scheme, id)),
            [format!("customer.electronic_address.{field}")],
            "{scheme} {id}"
        );
    }
}

fn contact(ids: &SequentialIds, phones: &[&str], right: OrderRight) -> Contact {
    Contact::parse(&ContactInput {
        customer: CustomerId::new(ids),
        display_name: "Eva".into(),
        phones: phones.iter().map(|p| (*p).to_owned()).collect(),
        emails: vec!["eva@muster.example".into()],
        order_right: right,
        number: String::new(),
    })
    .unwrap()
}

#[test]
fn c8_contacts_merge_without_losing_a_number_and_never_against_their_rights() {
    let ids = SequentialIds::new(1);
    let loser = contact(&ids, &["+49 89 123456", "+49 170 1234567"], OrderRight::None);
    let winner = Contact { customer: loser.customer, ..contact(&ids, &["+49 89 123456"], OrderRight::None) };
    let merged = merge_contacts(&loser, &winner).unwrap();
    let numbers: Vec<&str> = merged.phones.iter().map(Phone::as_str).collect();
    assert_eq!((numbers, merged.emails.len()), (vec!["+4989123456", "+491701234567"], 1));
    let free = Contact { order_right: OrderRight::Unlimited, ..winner.clone() };
    assert_eq!(merge_contacts(&loser, &free).unwrap_err().len(), 1);
    let elsewhere = Contact { customer: CustomerId::new(&ids), ..free };
    assert_eq!(merge_contacts(&loser, &elsewhere).unwrap_err().len(), 2, "all reasons at once");
}

fn asset(ids: &SequentialIds, serial: &str) -> Asset {
    Asset::parse(&AssetInput {
        customer: CustomerId::new(ids),
        display_name: "SRV-02".into(),
        asset_class: "server".into(),
        site: None,
        serial_number: serial.into(),
        host_name: String::new(),
        number: String::new(),
        criticality: Some(Criticality::High),
        warranty_until: None,
        maintenance_contract: String::new(),
        maintenance_until: None,
    })
    .unwrap()
}

#[test]
fn c4_assets_merge_where_class_and_serial_number_agree() {
    let ids = SequentialIds::new(1);
    let loser = asset(&ids, "CZ1");
    let winner = Asset { criticality: None, customer: loser.customer, ..asset(&ids, "") };
    let merged = merge_assets(&loser, &winner).unwrap();
    assert_eq!((merged.serial_number.as_str(), merged.criticality), ("CZ1", Some(Criticality::High)));
    let other = Asset { serial_number: "CZ2".into(), class: "printer".parse().unwrap(), ..winner };
    assert_eq!(merge_assets(&loser, &other).unwrap_err().len(), 2);
}

#[test]
fn c5_c9_customers_merge_where_nothing_contradicts() {
    let loser =
        Customer::parse(&CustomerInput { vat_id: "DE129273398".into(), note: "alt".into(), ..customer() })
            .unwrap();
    let winner = Customer::parse(&CustomerInput { note: "neu".into(), ..customer() }).unwrap();
    let pair = CustomerPair { loser: &loser, winner: &winner, same_assets: &[], price_lists_overlap: false };
    let merged = merge_customers(&pair).unwrap();
    assert_eq!((merged.vat_id, merged.note.as_str()), (loser.vat_id.clone(), "neu"));
    let held =
        Customer::parse(&CustomerInput { vat_id: "DE811569869".into(), suspended: true, ..customer() })
            .unwrap();
    let names = ["SRV-02".to_owned()];
    let pair = CustomerPair { winner: &held, same_assets: &names, price_lists_overlap: true, ..pair };
    assert_eq!(merge_customers(&pair).unwrap_err().len(), 4, "all reasons at once");
}
