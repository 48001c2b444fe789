//! Which contract decides (C5).

use super::case::Standing;
use super::{Case, Claim, ServiceLevel, story};
use crate::Text;
use crate::facts::{CalendarFacts, PolicyFacts};
use crate::terms::RuleEffect;
use crate::words::Decision;
use kontor_ids::ContractId;
use std::collections::BTreeSet;

/// How the contest between the contracts ended.
pub(super) enum Contest<'a> {
    /// One decides.
    Won(Claim<'a>),
    /// Several could.
    Tied(Vec<Claim<'a>>),
    /// The one that would decide excludes it, and nothing catches it.
    Left(Claim<'a>),
    /// Contracts run, but no rule of theirs matches.
    Unmatched(Vec<Standing<'a>>),
    /// No contract runs.
    Idle,
}

/// Holds the contest and tells its steps.
pub(super) fn hold<'a>(case: &Case<'a>, steps: &mut Vec<Text>) -> Contest<'a> {
    let mut running = Vec::new();
    for contract in &case.facts.contracts {
        match case.standing(contract) {
            Some(standing) => running.push(standing),
            None => steps.push(story::not_running(case, contract)),
        }
    }
    let mut claims = Vec::new();
    for standing in &running {
        match case.claim(*standing) {
            Some(claim) => claims.push(claim),
            None => steps.push(story::no_rule(standing)),
        }
    }
    let Some(best) = claims.iter().map(Claim::rank).max() else {
        return if running.is_empty() { Contest::Idle } else { Contest::Unmatched(running) };
    };
    let (mut top, lost): (Vec<_>, Vec<_>) = claims.into_iter().partition(|claim| claim.rank() == best);
    steps.extend(lost.iter().map(|loser| story::lost(loser, &top[0])));
    if top.iter().any(|claim| !claim.excludes()) {
        let (excluding, deciding) = top.into_iter().partition(Claim::excludes);
        let excluding: Vec<Claim<'_>> = excluding;
        steps.extend(excluding.iter().map(story::gives_way));
        top = deciding;
    } else {
        return fall_through(case, top, steps);
    }
    settle(top, steps)
}

fn settle<'a>(top: Vec<Claim<'a>>, steps: &mut Vec<Text>) -> Contest<'a> {
    if let [winner] = top[..] {
        steps.push(story::matched(&winner));
        return Contest::Won(winner);
    }
    steps.push(story::tie(&top));
    Contest::Tied(top)
}

/// All of the best exclude it: what catches it decides.
fn fall_through<'a>(case: &Case<'a>, top: Vec<Claim<'a>>, steps: &mut Vec<Text>) -> Contest<'a> {
    let mut caught: Vec<Claim<'a>> = Vec::new();
    for excluding in &top {
        if let Some(claim) = catch(case, *excluding, steps)
            && caught.iter().all(|other| other.standing.contract.id != claim.standing.contract.id)
        {
            caught.push(claim);
        }
    }
    if caught.is_empty() { Contest::Left(top[0]) } else { settle(caught, steps) }
}

/// Follows the fall-through contracts to the first that decides.
fn catch<'a>(case: &Case<'a>, first: Claim<'a>, steps: &mut Vec<Text>) -> Option<Claim<'a>> {
    let mut seen = BTreeSet::new();
    let mut claim = first;
    while claim.excludes() {
        // A ring is refused when it is written; should one exist all the same, nothing catches it.
        if !seen.insert(claim.standing.contract.id) {
            return None;
        }
        let next = claim.standing.contract.fall_through;
        let next = next.and_then(|id| case.facts.contracts.iter().find(|contract| contract.id == id));
        steps.push(story::excluded(&claim, next));
        let standing = next.and_then(|contract| case.standing(contract))?;
        claim = case.claim(standing)?;
    }
    Some(claim)
}

impl<'a> Contest<'a> {
    pub fn winner(&self) -> Option<&Claim<'a>> {
        if let Self::Won(claim) = self { Some(claim) } else { None }
    }

    pub fn decision(&self) -> Decision {
        match self {
            Self::Won(Claim { rule, .. }) => match rule.effect {
                RuleEffect::Decides(decision) => decision,
                RuleEffect::Excludes => Decision::NotCovered,
            },
            Self::Tied(_) => Decision::Undecided,
            Self::Left(_) | Self::Unmatched(_) | Self::Idle => Decision::NotCovered,
        }
    }

    pub fn candidates(&self) -> Vec<ContractId> {
        let Self::Tied(claims) = self else { return Vec::new() };
        let mut ids: Vec<ContractId> = claims.iter().map(|claim| claim.standing.contract.id).collect();
        ids.sort_unstable();
        ids
    }

    /// The contracts that decided, could decide or excluded it.
    pub fn concerned(&self) -> impl Iterator<Item = &Standing<'a>> {
        let claims = match self {
            Self::Won(claim) | Self::Left(claim) => std::slice::from_ref(claim),
            Self::Tied(claims) => claims.as_slice(),
            Self::Unmatched(_) | Self::Idle => &[],
        };
        claims.iter().map(|claim| &claim.standing)
    }

    /// The SLA that holds: the winner's; of a tie the one that all share; else the one that the best contract
    /// lends which covers the case at other hours, by another channel or for another activity.
    pub fn service_level(&self, case: &Case<'a>, steps: &mut Vec<Text>) -> Option<ServiceLevel> {
        let lender = match self {
            Self::Won(claim) => claim.standing,
            Self::Tied(claims) => shared(claims)?,
            Self::Left(_) | Self::Unmatched(_) | Self::Idle => {
                let Some(standing) = lender(case) else { return of_the_house(case, steps) };
                if standing.version.sla_policy.is_some() {
                    steps.push(story::lent(&standing));
                }
                standing
            }
        };
        let level = level(case, &lender.version.calendar, lender.version.sla_policy.as_ref()?);
        steps.push(story::deadlines(Some(&lender), lender.version.calendar.zone(), &level));
        Some(level)
    }
}

fn shared<'a>(claims: &[Claim<'a>]) -> Option<Standing<'a>> {
    let sla = |claim: &Claim<'_>| {
        let version = claim.standing.version;
        (version.sla_policy.as_ref().map(|policy| policy.id), version.calendar.id, version.calendar.version)
    };
    let first = claims.first()?;
    claims.iter().all(|claim| sla(claim) == sla(first)).then_some(first.standing)
}

fn lender<'a>(case: &Case<'a>) -> Option<Standing<'a>> {
    let running = case.facts.contracts.iter().filter_map(|contract| case.standing(contract));
    let claims: Vec<Claim<'a>> = running.filter_map(|standing| case.claim_by_subject(standing)).collect();
    let best = claims.iter().map(Claim::rank).max()?;
    let top: Vec<Claim<'a>> = claims.into_iter().filter(|claim| claim.rank() == best).collect();
    shared(&top)
}

/// What the house promises where no contract does.
fn of_the_house(case: &Case<'_>, steps: &mut Vec<Text>) -> Option<ServiceLevel> {
    let (calendar, policy) = case.facts.house.level.as_ref()?;
    let level = level(case, calendar, policy);
    steps.push(story::deadlines(None, calendar.zone(), &level));
    Some(level)
}

fn level(case: &Case<'_>, calendar: &CalendarFacts, policy: &PolicyFacts) -> ServiceLevel {
    let target = policy.policy.target(case.question.priority);
    let due = |seconds: Option<u32>| {
        seconds.and_then(|seconds| calendar.time.add(case.question.at, i64::from(seconds)).ok())
    };
    ServiceLevel {
        policy: policy.id,
        policy_version: policy.version,
        calendar: calendar.id,
        calendar_version: calendar.version,
        response: due(target.and_then(|target| target.response)),
        resolution: due(target.and_then(|target| target.resolution)),
    }
}
