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
    assert_eq!("+49 89 123-456".parse::<Phone>().unwrap().as_str(), "+4989123456");
    for bad in
        ["089123456", "+49 (0)89 123456", "+0491234567", "+4989", "+4989123456789012", "+49x9123456", ""]
    {
        assert_eq!(bad.parse::<Phone>(), Err(ReachError::NotAPhone), "{bad}");
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
    };
    let violations = Contact::parse(&input).unwrap_err();
    let fields: Vec<&str> = violations.iter().map(|v| v.field.as_str()).collect();
    assert_eq!(fields, ["contact.order_limit", "contact.phones[1]", "contact.phones[2]"]);
}

#[test]
fn c7_a_directive_has_a_severity() {
    let ids = SequentialIds::new(1);
    let input =
        DirectiveInput { customer: CustomerId::new(&ids), severity: None, text: "nur nach 18 Uhr".into() };
    let violations = Directive::parse(DirectiveId::new(&ids), &input).unwrap_err();
    assert_eq!(violations.to_string(), "directive.severity: choose info, caution or acknowledge");
}
