//! The explanation: the ordered steps in plain words (C1).

use super::case::{Case, Claim, Standing};
use super::checklist::rule_name;
use super::{Contest, PriceFound, ServiceLevel};
use crate::Text;
use crate::facts::ContractFacts;
use crate::master::OrderRight;
use crate::words::{Decision, band_text};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use kontor_money::Amount;

fn of<'a>(claim: &Claim<'a>) -> (&'a str, Text) {
    (&claim.standing.contract.number, rule_name(claim.rule, claim.number()))
}

/// What the question is about.
pub(super) fn opening(case: &Case<'_>, steps: &mut Vec<Text>) {
    let customer = &case.facts.customer.name;
    steps.push(match (case.question.asset, case.asset) {
        (Some(_), Some(asset)) => Text::new(
            format!("Gerät {} ({}) von {customer}", asset.name, asset.class),
            format!("asset {} ({}) of {customer}", asset.name, asset.class),
        ),
        (Some(id), None) => Text::new(
            format!("Gerät {id} ist bei {customer} nicht bekannt"),
            format!("asset {id} is not known at {customer}"),
        ),
        (None, _) => Text::new(format!("Kunde {customer}"), format!("customer {customer}")),
    });
}

pub(super) fn not_running(case: &Case<'_>, contract: &ContractFacts) -> Text {
    let (number, at) = (&contract.number, local(case.question.at, &case.facts.house.zone));
    Text::new(
        format!("Vertrag {number} hat am {} keine gültige Version", at.de),
        format!("contract {number} has no version valid at {}", at.en),
    )
}

pub(super) fn no_rule(standing: &Standing<'_>) -> Text {
    let (number, band) = (&standing.contract.number, band_text(standing.band));
    Text::new(
        format!("Vertrag {number}: keine Regel passt ({})", band.de),
        format!("contract {number}: no rule matches ({})", band.en),
    )
}

pub(super) fn lost(loser: &Claim<'_>, winner: &Claim<'_>) -> Text {
    let ((number, rule), better) = (of(loser), &winner.standing.contract.number);
    let (de, en) = if loser.specificity() < winner.specificity() {
        ("ist spezieller", "is more specific")
    } else {
        ("hat die höhere Priorität", "has the higher priority")
    };
    Text::new(
        format!("Vertrag {number}, {}, unterliegt: Vertrag {better} {de}", rule.de),
        format!("contract {number}, {}, loses: contract {better} {en}", rule.en),
    )
}

pub(super) fn gives_way(claim: &Claim<'_>) -> Text {
    let (number, rule) = of(claim);
    Text::new(
        format!("Vertrag {number} schließt es aus ({}) und tritt zurück", rule.de),
        format!("contract {number} excludes it ({}) and gives way", rule.en),
    )
}

pub(super) fn matched(claim: &Claim<'_>) -> Text {
    let ((number, rule), version) = (of(claim), claim.standing.version);
    let (since, v) = (version.terms.valid.start, version.number);
    let day = since.strftime("%d.%m.%Y");
    Text::new(
        format!("unter Vertrag {number} Version {v} seit {day}: {} passt", rule.de),
        format!("under contract {number} version {v} since {since}: {} matched", rule.en),
    )
}

pub(super) fn tie(claims: &[Claim<'_>]) -> Text {
    let numbers: Vec<&str> = claims.iter().map(|claim| claim.standing.contract.number.as_str()).collect();
    let numbers = numbers.join(", ");
    Text::new(
        format!("gleich speziell und gleiche Priorität: {numbers}; jemand muss entscheiden"),
        format!("equally specific and of equal priority: {numbers}; someone has to decide"),
    )
}

pub(super) fn excluded(claim: &Claim<'_>, next: Option<&ContractFacts>) -> Text {
    let (number, rule) = of(claim);
    let (de, en) = match next {
        Some(next) => {
            (format!("weiter mit Vertrag {}", next.number), format!("on with contract {}", next.number))
        }
        None => ("kein Auffangvertrag".to_owned(), "no fall-through contract".to_owned()),
    };
    Text::new(
        format!("Vertrag {number} schließt es aus ({}): {de}", rule.de),
        format!("contract {number} excludes it ({}): {en}", rule.en),
    )
}

pub(super) fn lent(standing: &Standing<'_>) -> Text {
    let number = &standing.contract.number;
    Text::new(
        format!(
            "Vertrag {number} deckt den Fall zu anderer Zeit oder auf anderem Weg: seine SLA-Ziele gelten"
        ),
        format!(
            "contract {number} covers the case at other hours or by another channel: its SLA targets hold"
        ),
    )
}

/// The deadlines in the zone of the calendar; of the house where no contract is given.
pub(super) fn deadlines(standing: Option<&Standing<'_>>, zone: &TimeZone, level: &ServiceLevel) -> Text {
    let shown = |at: Option<Timestamp>| at.map_or_else(|| Text::new("–", "–"), |at| local(at, zone));
    let (response, resolution) = (shown(level.response), shown(level.resolution));
    let source = match standing.map(|standing| &standing.contract.number) {
        Some(number) => Text::new(format!("aus Vertrag {number}"), format!("of contract {number}")),
        None => Text::new("des Hauses", "of the house"),
    };
    Text::new(
        format!("SLA {}: Reaktion bis {}, Lösung bis {}", source.de, response.de, resolution.de),
        format!("SLA {}: response by {}, resolution by {}", source.en, response.en, resolution.en),
    )
}

/// An instant as people read it, such as `04.03.2026 12:00` and `2026-03-04 12:00`.
fn local(at: Timestamp, zone: &TimeZone) -> Text {
    let wall = zone.to_datetime(at);
    Text::new(wall.strftime("%d.%m.%Y %H:%M").to_string(), wall.strftime("%Y-%m-%d %H:%M").to_string())
}

/// An amount as people write it, such as `1234,50 EUR` and `1234.50 EUR`.
pub(super) fn amount(amount: Amount) -> Text {
    let en = amount.to_string();
    Text::new(en.replace('.', ","), en)
}

pub(super) fn no_price(case: &Case<'_>, winner: Option<&Claim<'_>>) -> Text {
    let activity = &case.question.activity;
    let channel = case.question.channel.text();
    let (de, en) = match winner {
        Some(claim) => {
            let number = &claim.standing.contract.number;
            (
                format!("weder in Vertrag {number} noch in einer Preisliste"),
                format!("neither in contract {number} nor in a list"),
            )
        }
        None => ("in keiner Preisliste".to_owned(), "in no price list".to_owned()),
    };
    Text::new(
        format!(
            "für {activity} ({}) gilt an diesem Tag kein Preis, {de}; jemand muss entscheiden",
            channel.de
        ),
        format!("no price for {activity} ({}) is valid on that day, {en}; someone has to decide", channel.en),
    )
}

/// The decision itself.
pub(super) fn closing(
    decision: Decision,
    price: Option<&PriceFound>,
    winner: Option<&Claim<'_>>,
    steps: &mut Vec<Text>,
) {
    let quotas = winner.map_or(&[][..], |claim| &claim.standing.version.terms.quotas);
    let names: Vec<String> = quotas.iter().map(|quota| quota.display_name.clone()).collect();
    let names = names.join(", ");
    steps.push(match decision {
        Decision::Included => Text::new("im Pauschalpreis enthalten", "included in the flat fee"),
        Decision::Quota => Text::new(format!("Abruf aus: {names}"), format!("drawn from: {names}")),
        Decision::Billable => Text::new("wird berechnet", "billed"),
        Decision::NotCovered => Text::new(
            "nicht abgedeckt: der Kunde muss vorher zustimmen",
            "not covered: the customer has to agree first",
        ),
        Decision::Undecided => Text::new("unentschieden: wird nicht bewertet", "undecided: it is not priced"),
    });
    steps.extend(price.map(priced));
}

/// The price with where it was read.
pub(super) fn priced(found: &PriceFound) -> Text {
    let (source, price) = (found.source.text(), amount(found.per_hour));
    Text::new(
        format!("{} je Stunde ({})", price.de, source.de),
        format!("{} per hour ({})", price.en, source.en),
    )
}

/// What the agent has to know besides (C8, C9).
pub(super) fn warnings(
    case: &Case<'_>,
    contest: &Contest<'_>,
    right: Option<OrderRight>,
    steps: &mut Vec<Text>,
) {
    let contact = case.question.contact.and_then(|id| case.facts.contacts.get(&id));
    if let (Some(right), Some(contact)) = (right, contact) {
        let text = right.text();
        let name = &contact.name;
        steps.push(Text::new(format!("{name} {}", text.de), format!("{name} {}", text.en)));
    }
    if case.facts.customer.suspended {
        steps.push(Text::new("der Kunde ist gesperrt", "the customer is suspended"));
    }
    for standing in contest.concerned().filter(|standing| standing.contract.suspended) {
        let number = &standing.contract.number;
        steps.push(Text::new(
            format!("Vertrag {number} ist ausgesetzt"),
            format!("contract {number} is suspended"),
        ));
    }
}
