use super::*;
use kontor_ids::SequentialIds;
use proptest::prelude::*;

fn token(secret: [u8; 32]) -> BearerToken {
    BearerToken { id: TokenId::new(&SequentialIds::new(3)), secret: Secret::new(secret) }
}

#[test]
fn tokens_have_one_spelling() {
    let text = token([0xab; 32]).reveal();
    assert_eq!(text.len(), 7 + 32 + 1 + 64);
    for wrong in [
        text.to_uppercase(),
        format!(" {text}"),
        format!("{text}0"),
        text.replace("kontor_", "contor_"),
        text[..text.len() - 1].to_owned(),
        text.replacen("kontor_", "kontor__", 1),
        String::new(),
        "kontor_".to_owned(),
        "kontor_ä_ö".to_owned(),
    ] {
        assert!(BearerToken::parse(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn secrets_do_not_show_in_debug() {
    let token = token([0xab; 32]);
    assert!(!format!("{token:?}").contains("ab, ab") && !format!("{token:?}").contains("171"));
    assert!(format!("{token:?}").contains("Secret(..)"));
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(secret in any::<[u8; 32]>()) {
        let token = token(secret);
        let back = BearerToken::parse(&token.reveal()).unwrap();
        prop_assert_eq!(back.id, token.id);
        prop_assert_eq!(back.secret.as_bytes(), &secret);
    }

    #[test]
    fn no_text_makes_it_panic(text in "(kontor_)?[0-9a-f_é]{0,120}") {
        if let Ok(token) = BearerToken::parse(&text) {
            prop_assert_eq!(token.reveal(), text);
        }
    }
}
