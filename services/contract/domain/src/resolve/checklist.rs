//! The checklist: each named condition with its outcome (C2).

use super::case::{Aspect, Case, Claim, Standing};
use super::{Contest, Predicate, PriceFound, story};
use crate::Text;
use crate::master::OrderRight;
use crate::terms::CoverageRule;
use crate::words::{Outcome, band_text};

/// The checklist of the rule that decided; without one of the rule that came closest.
pub(super) fn of(
    case: &Case<'_>,
    contest: &Contest<'_>,
    found: Option<&PriceFound>,
    priced: bool,
    order: Option<(OrderRight, bool)>,
) -> Vec<Predicate> {
    let closest = closest(case, contest);
    let mut list = vec![customer(case), running(contest, closest.as_ref())];
    for aspect in Aspect::ALL {
        list.push(aspect_of(case, closest.as_ref(), aspect));
    }
    list.push(unambiguous(contest));
    list.push(price(found, priced));
    list.push(may_order(case, order));
    list.push(not_suspended(case, contest));
    list
}

fn closest<'a>(case: &Case<'a>, contest: &Contest<'a>) -> Option<Claim<'a>> {
    match contest {
        Contest::Won(claim) | Contest::Left(claim) => Some(*claim),
        Contest::Tied(claims) => claims.first().copied(),
        Contest::Unmatched(running) => {
            let rules = running.iter().flat_map(|standing| {
                let rules = standing.version.terms.rules.iter().enumerate();
                rules.map(|(index, rule)| Claim { standing: *standing, rule, index })
            });
            rules.min_by_key(|claim| case.misfits(claim.rule, claim.standing.band))
        }
        Contest::Idle => None,
    }
}

fn predicate(key: &'static str, outcome: Outcome, source: String, text: Text) -> Predicate {
    Predicate { key, outcome, source, text }
}

const fn outcome(held: bool) -> Outcome {
    if held { Outcome::Held } else { Outcome::Failed }
}

fn customer(case: &Case<'_>) -> Predicate {
    let customer = &case.facts.customer;
    let text = Text::new(format!("Kunde {}", customer.name), format!("customer {}", customer.name));
    predicate("customer", Outcome::Held, customer.id.resource_name(), text)
}

fn running(contest: &Contest<'_>, closest: Option<&Claim<'_>>) -> Predicate {
    let standing: Option<&Standing<'_>> = closest.map(|claim| &claim.standing).or(match contest {
        Contest::Unmatched(running) => running.first(),
        _ => None,
    });
    match standing {
        Some(Standing { contract, version, .. }) => {
            let (number, start) = (&contract.number, version.terms.valid.start);
            let day = start.strftime("%d.%m.%Y");
            let text = Text::new(
                format!("Vertrag {number} läuft in dieser Version seit {day}"),
                format!("contract {number} runs in this version since {start}"),
            );
            predicate("contract_running", Outcome::Held, contract.id.resource_name(), text)
        }
        None => {
            let text = Text::new("kein Vertrag läuft an diesem Tag", "no contract runs on that day");
            predicate("contract_running", Outcome::Failed, String::new(), text)
        }
    }
}

fn aspect_of(case: &Case<'_>, claim: Option<&Claim<'_>>, aspect: Aspect) -> Predicate {
    let (key, de, en) = match aspect {
        Aspect::Asset => ("asset", "Gerät", "asset"),
        Aspect::AssetClass => ("asset_class", "Geräteklasse", "asset class"),
        Aspect::Site => ("site", "Standort", "site"),
        Aspect::Activity => ("activity", "Tätigkeit", "activity"),
        Aspect::Channel => ("channel", "Arbeitsweg", "channel"),
        Aspect::Band => ("band", "Zeitband", "band"),
        Aspect::Priority => ("priority", "Priorität", "priority"),
        Aspect::Contact => ("contact", "Ansprechpartner", "contact"),
    };
    let fits = claim.and_then(|claim| case.fits(claim.rule, claim.standing.band, aspect));
    let value = value(case, claim, aspect);
    let (result, verb) = match fits {
        None => (Outcome::NotAsked, Text::new("spielt keine Rolle", "does not matter")),
        Some(true) => (Outcome::Held, Text::new("passt", "fits")),
        Some(false) => (Outcome::Failed, Text::new("passt nicht", "does not fit")),
    };
    let source = match (fits, claim) {
        (Some(_), Some(claim)) => format!("rule {}", claim.number()),
        _ => String::new(),
    };
    let text =
        Text::new(format!("{de} {}: {}", value.de, verb.de), format!("{en} {}: {}", value.en, verb.en));
    predicate(key, result, source, text)
}

/// What the case has where a rule may ask.
fn value(case: &Case<'_>, claim: Option<&Claim<'_>>, aspect: Aspect) -> Text {
    let question = case.question;
    let same = |text: &str| Text::new(text, text);
    let known = match aspect {
        Aspect::Asset => case.asset.map(|asset| same(&asset.name)),
        Aspect::AssetClass => case.asset.map(|asset| same(asset.class.as_str())),
        Aspect::Site => case.site.and_then(|id| case.facts.sites.get(&id)).map(|name| same(name)),
        Aspect::Activity => Some(same(question.activity.as_str())),
        Aspect::Channel => Some(question.channel.text()),
        Aspect::Band => claim.map(|claim| band_text(claim.standing.band)),
        Aspect::Priority => Some(question.priority.text()),
        Aspect::Contact => {
            question.contact.and_then(|id| case.facts.contacts.get(&id)).map(|contact| same(&contact.name))
        }
    };
    known.unwrap_or_else(|| Text::new("(keine Angabe)", "(not given)"))
}

fn unambiguous(contest: &Contest<'_>) -> Predicate {
    let text = match contest {
        Contest::Tied(_) => {
            Text::new("mehrere Verträge kommen gleich in Frage", "several contracts fit alike")
        }
        _ => Text::new("kein zweiter Vertrag kommt gleich in Frage", "no second contract fits alike"),
    };
    predicate("unambiguous", outcome(!matches!(contest, Contest::Tied(_))), String::new(), text)
}

fn price(found: Option<&PriceFound>, priced: bool) -> Predicate {
    match found {
        Some(found) => {
            let (source, price) = (found.source.text(), story::amount(found.per_hour));
            let text = Text::new(
                format!("{} je Stunde: {}", price.de, source.de),
                format!("{} per hour: {}", price.en, source.en),
            );
            let result = if priced { Outcome::Held } else { Outcome::NotAsked };
            predicate("price_valid", result, source.en, text)
        }
        None => {
            let text = Text::new("an diesem Tag gilt kein Preis", "no price is valid on that day");
            let result = if priced { Outcome::Failed } else { Outcome::NotAsked };
            predicate("price_valid", result, String::new(), text)
        }
    }
}

fn may_order(case: &Case<'_>, order: Option<(OrderRight, bool)>) -> Predicate {
    let source = case.question.contact.map(|id| id.resource_name()).unwrap_or_default();
    match order {
        Some((right, true)) => {
            predicate("may_order", outcome(right != OrderRight::None), source, right.text())
        }
        Some((right, false)) => predicate("may_order", Outcome::NotAsked, source, right.text()),
        None => {
            let text = Text::new("kein Ansprechpartner genannt", "no contact named");
            predicate("may_order", Outcome::NotAsked, source, text)
        }
    }
}

fn not_suspended(case: &Case<'_>, contest: &Contest<'_>) -> Predicate {
    let customer = &case.facts.customer;
    if customer.suspended {
        let text = Text::new("der Kunde ist gesperrt", "the customer is suspended");
        return predicate("not_suspended", Outcome::Failed, customer.id.resource_name(), text);
    }
    if let Some(standing) = contest.concerned().find(|standing| standing.contract.suspended) {
        let number = &standing.contract.number;
        let text =
            Text::new(format!("Vertrag {number} ist ausgesetzt"), format!("contract {number} is suspended"));
        return predicate("not_suspended", Outcome::Failed, standing.contract.id.resource_name(), text);
    }
    let text =
        Text::new("weder Kunde noch Vertrag sind gesperrt", "neither customer nor contract is suspended");
    predicate("not_suspended", Outcome::Held, String::new(), text)
}

/// How a rule is called in explanations.
pub(super) fn rule_name(rule: &CoverageRule, number: u32) -> Text {
    let name = &rule.display_name;
    Text::new(format!("Regel {number} „{name}“"), format!("rule {number} '{name}'"))
}
