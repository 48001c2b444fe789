use super::*;

#[test]
fn length_counts_in_characters_at_least_and_bytes_at_most() {
    assert_eq!(Password::new("elfZeichen!", &[]), Err(PasswordError::TooShort));
    assert!(Password::new("äöüßÄÖÜ-zwölf", &[]).is_ok());
    let longest: String = "Korrekt-Pferd-Batterie ".chars().cycle().take(256).collect();
    assert!(Password::new(&longest, &[]).is_ok());
    assert_eq!(Password::new(&format!("{longest}x"), &[]), Err(PasswordError::TooLong));
}

#[test]
fn well_known_ones_are_refused_with_ornaments_too() {
    for weak in [
        "Passwort2026!",
        "123456789012",
        "passwordpassword",
        "Sommer2026!!!",
        "qwertzuiop123",
        "Willkommen01#",
        "AdminAdmin123",
    ] {
        assert_eq!(Password::new(weak, &[]), Err(PasswordError::Common), "{weak}");
    }
    assert_eq!(Password::new("aaaabbbbcccc", &[]), Err(PasswordError::Monotonous));
    assert!(Password::new("ein sommer in der bretagne", &[]).is_ok());
}

#[test]
fn the_persons_own_words_are_refused() {
    let personal = ["anna.muster", "muster-it", "it"];
    assert_eq!(Password::new("xx-Anna.Muster-99", &personal), Err(PasswordError::Personal));
    assert!(Password::new("Mitternachtszug 4711", &personal).is_ok());
}

#[test]
fn it_does_not_show_itself() {
    let password = Password::new("Mitternachtszug 4711", &[]).unwrap();
    assert_eq!(format!("{password:?}"), "Password(..)");
}
