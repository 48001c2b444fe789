use super::*;

#[test]
fn words_are_read_back() {
    for role in Role::ALL {
        assert_eq!(role.as_str().parse(), Ok(role));
    }
    assert_eq!("root".parse::<Role>(), Err(UnknownRole));
}

/// The column "never" of reliability.md 4.3; only the quote at the phone goes beyond it (domain.md, N1).
#[test]
fn roles_never_hold_what_they_must_not() {
    let never: &[(Role, &[P])] = &[
        (Role::FirstLevel, &[P::ContractRead, P::BillingRead, P::BillingWrite, P::UserWrite]),
        (Role::SecondLevel, &[P::ContractRead, P::BillingRead, P::BillingWrite, P::UserWrite]),
        (Role::Technician, &[P::ContractRead, P::BillingRead, P::BillingWrite, P::UserWrite]),
        (Role::Dispatcher, &[P::BillingRead, P::BillingIssue, P::QuoteRead, P::TokenWrite]),
        (Role::Accounting, &[P::TicketWrite, P::UserWrite, P::TokenWrite, P::ContractWrite]),
        (Role::Management, &[P::UserWrite, P::TokenWrite, P::BillingIssue, P::TenantCreate]),
        (
            Role::HouseAdmin,
            &[P::BillingRead, P::BillingWrite, P::BillingIssue, P::TicketWrite, P::TenantCreate],
        ),
        (Role::Integrator, &[P::UserWrite, P::TokenWrite, P::TicketWrite]),
    ];
    for (role, permissions) in never {
        for permission in *permissions {
            assert!(!role.permissions().contains(permission), "{role} holds {permission}");
        }
    }
}

#[test]
fn who_sees_money() {
    // Beside the quote, which says what one call costs.
    let shows = |p: &P| p.shows_money() && *p != P::QuoteRead;
    let sees = Role::ALL.into_iter().filter(|role| role.permissions().iter().any(shows));
    assert_eq!(sees.collect::<Vec<_>>(), [Role::Accounting, Role::Management]);
}

#[test]
fn the_operator_founds_houses_and_sees_none() {
    assert_eq!(Role::Operator.permissions(), [P::SelfRead, P::SelfWrite, P::TenantCreate]);
    assert!(!Role::Operator.is_of_a_house());
    let founders = Role::ALL.into_iter().filter(|role| role.permissions().contains(&P::TenantCreate));
    assert_eq!(founders.count(), 1);
}

#[test]
fn every_permission_of_people_is_in_some_role_and_none_of_services() {
    let all = permissions_of(Role::ALL);
    for permission in P::ALL {
        assert_eq!(all.hold(*permission), !permission.is_internal(), "{permission}");
    }
}

#[test]
fn everyone_can_see_who_they_are_and_sign_out() {
    for role in Role::ALL {
        assert!(role.permissions().contains(&P::SelfRead) && role.permissions().contains(&P::SelfWrite));
    }
}

#[test]
fn technicians_capture_time() {
    for role in [Role::FirstLevel, Role::SecondLevel, Role::Technician] {
        assert!(role.permissions().contains(&P::TimeWrite) && role.permissions().contains(&P::TicketWrite));
    }
}
