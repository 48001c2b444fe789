use super::*;
use crate::role::{Role, permissions_of};
use std::path::{Path, PathBuf};

fn protos(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            protos(&path, found);
        } else if path.extension().is_some_and(|e| e == "proto") {
            found.push(path);
        }
    }
}

/// The words after `permission:` in all protos.
fn demanded() -> BTreeSet<String> {
    let mut files = Vec::new();
    protos(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../proto/kontor"), &mut files);
    assert!(files.len() > 10, "the protos were not found");
    let mut words = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        for rest in text.split("permission: \"").skip(1) {
            words.insert(rest.split('"').next().unwrap().to_owned());
        }
    }
    words
}

#[test]
fn permissions_are_exactly_what_the_protos_demand() {
    let ours: BTreeSet<String> = Permission::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(ours, demanded());
}

#[test]
fn words_are_read_back() {
    for permission in Permission::ALL {
        assert_eq!(permission.as_str().parse(), Ok(*permission));
    }
    assert!("billing.*".parse::<Permission>().is_err());
    assert!(!permissions_of([Role::Accounting]).hold_word("billing.root"));
}

#[test]
fn tokens_carry_only_what_their_maker_holds() {
    let admin = permissions_of([Role::HouseAdmin]);
    let token = Permissions::of_token(["ticket.import", "ticket.read"], &admin).unwrap();
    assert!(token.within(&admin) && token.hold(Permission::SelfRead) && !token.hold(Permission::SelfWrite));
    assert_eq!(
        Permissions::of_token(["ticket.read", "billing.issue"], &admin),
        Err(ScopeError::NotHeld(Permission::BillingIssue))
    );
    assert_eq!(
        Permissions::of_token(["token.write"], &admin),
        Err(ScopeError::Administers(Permission::TokenWrite))
    );
    assert_eq!(Permissions::of_token([], &admin), Err(ScopeError::Empty));
    assert!(matches!(Permissions::of_token(["*"], &admin), Err(ScopeError::Unknown(_))));
}

#[test]
fn tokens_never_carry_what_services_hold() {
    let all: Permissions = Permission::ALL.iter().copied().collect();
    for permission in Permission::ALL.iter().filter(|p| p.is_internal()) {
        assert_eq!(Permissions::of_token([permission.as_str()], &all), Err(ScopeError::NotHeld(*permission)));
    }
}
