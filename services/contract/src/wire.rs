//! Messages from and to the values of the domain. What is wrong is collected by field.

pub(crate) mod contact;
pub(crate) mod coverage;
pub(crate) mod customer;
pub(crate) mod history;
pub(crate) mod house;
pub(crate) mod merge;
pub(crate) mod policy;
pub(crate) mod price;
pub(crate) mod print_terms;
pub(crate) mod property;
pub(crate) mod quota;
pub(crate) mod sheet;
pub(crate) mod sheets;
pub(crate) mod table;
pub(crate) mod template;
pub(crate) mod terms;
pub(crate) mod travel;
pub(crate) mod values;
pub(crate) mod words;

use kontor_contract_domain::Violations;
use kontor_status::{Problem, Violation};

/// Adds what the domain refused.
pub(crate) fn merge(into: &mut Violations, more: Violations) {
    for violation in more {
        // One remedy for one field: what the parser could not read it also does not judge.
        if !into.iter().any(|known| known.field == violation.field) {
            into.add(violation.field, violation.remedy);
        }
    }
}

/// The value of a domain result, or nothing with what is wrong noted.
pub(crate) fn keep<T>(violations: &mut Violations, parsed: Result<T, Violations>) -> Option<T> {
    parsed.map_err(|more| merge(violations, more)).ok()
}

/// As [`keep`], for lists that leave out what could not be read: there the domain's numbers would be wrong, so of these
/// lists only what could not be read is named.
pub(crate) fn keep_but<T>(
    violations: &mut Violations,
    parsed: Result<T, Violations>,
    lists: &[&str],
) -> Option<T> {
    let within = |field: &str| lists.iter().find(|list| field.starts_with(**list)).copied();
    let unread: Vec<&str> = violations.iter().filter_map(|v| within(&v.field)).collect();
    let sure = |field: &str| within(field).is_none_or(|list| !unread.contains(&list));
    parsed
        .map_err(|more| {
            let mut judged = Violations::new();
            more.into_iter().filter(|v| sure(&v.field)).for_each(|v| judged.add(v.field, v.remedy));
            merge(violations, judged);
        })
        .ok()
}

/// The problem that names all fields.
pub(crate) fn refusal(violations: Violations) -> Problem {
    let list = violations.into_iter().map(|v| Violation { field: v.field, remedy: v.remedy });
    Problem::Invalid(list.collect())
}

/// The value when nothing is wrong.
pub(crate) fn accept<T>(violations: Violations, value: Option<T>) -> kontor_status::Result<T> {
    match value {
        Some(value) if violations.is_empty() => Ok(value),
        _ => Err(refusal(violations)),
    }
}

/// What was read of a write, judged together with the request's id so that one answer names everything.
pub(crate) fn with_request_id<T>(
    request_id: &str,
    parsed: kontor_status::Result<T>,
) -> kontor_status::Result<T> {
    if request_id.parse::<kontor_ids::Uuid>().is_ok() {
        return parsed;
    }
    let mut list = match parsed {
        Ok(_) => Vec::new(),
        Err(Problem::Invalid(list)) => list,
        Err(other) => return Err(other),
    };
    let remedy = "give a fresh UUID, such as 01890a5d-ac96-774b-bcce-b302099a8057".to_owned();
    list.push(Violation { field: "request_id".to_owned(), remedy });
    Err(Problem::Invalid(list))
}
