use super::*;

#[test]
fn slugs() {
    for good in ["it", "muster-it", "a1", "haus-24"] {
        assert!(good.parse::<Slug>().is_ok(), "{good}");
    }
    for bad in ["", "a", "-a", "a-", "Muster", "a_b", "ä-b", "a b", &"a".repeat(41)] {
        assert_eq!(bad.parse::<Slug>(), Err(AddressError::NotASlug), "{bad}");
    }
}

#[test]
fn addresses_differ_only_by_spelling() {
    assert_eq!("Anna@Example.COM".parse::<Email>(), " anna@example.com ".parse());
    for bad in [
        "",
        "anna",
        "@example.com",
        "anna@",
        "anna@example",
        "a..b@example.com",
        "a@-b.de",
        "a b@c.de",
        "a@b@c de",
    ] {
        assert_eq!(bad.parse::<Email>(), Err(AddressError::NotAnEmail), "{bad}");
    }
}
