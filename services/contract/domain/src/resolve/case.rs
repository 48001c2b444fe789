//! The question beside the facts it is about, and what contracts say to it.

use super::{DecidedBy, Question};
use crate::facts::{AssetFacts, ContractFacts, Facts, VersionFacts};
use crate::terms::{CoverageRule, RuleEffect};
use crate::words::Band;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kontor_ids::SiteId;

/// A question with what the facts add to it.
pub(super) struct Case<'a> {
    pub facts: &'a Facts,
    pub question: &'a Question,
    pub asset: Option<&'a AssetFacts>,
    pub site: Option<SiteId>,
}

/// A contract that runs at the instant.
#[derive(Clone, Copy)]
pub(super) struct Standing<'a> {
    pub contract: &'a ContractFacts,
    pub version: &'a VersionFacts,
    pub band: Band,
}

/// What a rule is about; the more specific is the greater (C5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Specificity {
    Customer,
    Site,
    AssetClass,
    Asset,
}

/// The first rule of a running contract that matches (C4).
#[derive(Clone, Copy)]
pub(super) struct Claim<'a> {
    pub standing: Standing<'a>,
    pub rule: &'a CoverageRule,
    /// From zero.
    pub index: usize,
}

/// What a rule may ask, in the order of the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aspect {
    Asset,
    AssetClass,
    Site,
    Activity,
    Channel,
    Band,
    Priority,
    Contact,
}

impl Aspect {
    pub const ALL: [Self; 8] = [
        Self::Asset,
        Self::AssetClass,
        Self::Site,
        Self::Activity,
        Self::Channel,
        Self::Band,
        Self::Priority,
        Self::Contact,
    ];

    /// Whether it tells how and when work is done, not whom and what it is for.
    pub const fn is_manner(self) -> bool {
        matches!(self, Self::Activity | Self::Channel | Self::Band)
    }
}

impl<'a> Case<'a> {
    pub fn new(facts: &'a Facts, question: &'a Question) -> Self {
        let asset = question.asset.and_then(|id| facts.assets.get(&id));
        let site = question.site.or_else(|| asset.and_then(|asset| asset.site));
        Self { facts, question, asset, site }
    }

    /// Whether a rule's aspect fits; nothing when the rule says nothing about it.
    pub fn fits(&self, rule: &CoverageRule, band: Band, aspect: Aspect) -> Option<bool> {
        let question = self.question;
        match aspect {
            Aspect::Asset => within(&rule.assets, question.asset.as_ref()),
            Aspect::AssetClass => within(&rule.asset_classes, self.asset.map(|asset| &asset.class)),
            Aspect::Site => within(&rule.sites, self.site.as_ref()),
            Aspect::Activity => within(&rule.activities, Some(&question.activity)),
            Aspect::Channel => within(&rule.channels, Some(&question.channel)),
            Aspect::Band => within(&rule.bands, Some(&band)),
            Aspect::Priority => within(&rule.priorities, Some(&question.priority)),
            Aspect::Contact => within(&rule.contacts, question.contact.as_ref()),
        }
    }

    /// How many aspects of a rule do not fit.
    pub fn misfits(&self, rule: &CoverageRule, band: Band) -> usize {
        Aspect::ALL.iter().filter(|aspect| self.fits(rule, band, **aspect) == Some(false)).count()
    }

    /// The contract's version that holds at the instant, by the day in its calendar's zone (C3).
    pub fn standing(&self, contract: &'a ContractFacts) -> Option<Standing<'a>> {
        let at = self.question.at;
        let holds = |v: &&VersionFacts| v.terms.valid.contains(day(at, v.calendar.zone()));
        // Only versions in different zones can hold at once, for some hours: the newer decides.
        let version = contract.versions.iter().filter(holds).max_by_key(|v| v.number)?;
        Some(Standing { contract, version, band: version.calendar.time.band(at) })
    }

    /// The first rule that matches (C4).
    pub fn claim(&self, standing: Standing<'a>) -> Option<Claim<'a>> {
        let rules = standing.version.terms.rules.iter().enumerate();
        let (index, rule) = rules.into_iter().find(|(_, rule)| self.misfits(rule, standing.band) == 0)?;
        Some(Claim { standing, rule, index })
    }

    /// The rule that would match at another hour, by another channel or for another activity.
    pub fn claim_by_subject(&self, standing: Standing<'a>) -> Option<Claim<'a>> {
        let suits = |rule: &CoverageRule| {
            let speaks = |aspect: &Aspect| self.fits(rule, standing.band, *aspect);
            let subject = Aspect::ALL.iter().filter(|a| !a.is_manner()).all(|a| speaks(a) != Some(false));
            // An exclusion of an hour or a channel leaves the rest covered.
            let whole = !Aspect::ALL.iter().any(|a| a.is_manner() && speaks(a).is_some());
            subject && (rule.effect != RuleEffect::Excludes || whole)
        };
        let rules = &standing.version.terms.rules;
        let index = rules.iter().position(suits)?;
        let claim = Claim { standing, rule: &rules[index], index };
        (claim.rule.effect != RuleEffect::Excludes).then_some(claim)
    }
}

impl Claim<'_> {
    pub fn excludes(&self) -> bool {
        self.rule.effect == RuleEffect::Excludes
    }

    pub fn specificity(&self) -> Specificity {
        if !self.rule.assets.is_empty() {
            Specificity::Asset
        } else if !self.rule.asset_classes.is_empty() {
            Specificity::AssetClass
        } else if !self.rule.sites.is_empty() {
            Specificity::Site
        } else {
            Specificity::Customer
        }
    }

    /// What decides between contracts: specificity, then priority (C5).
    pub fn rank(&self) -> (Specificity, u8) {
        (self.specificity(), self.standing.contract.priority)
    }

    pub fn decided_by(&self) -> DecidedBy {
        DecidedBy {
            contract: self.standing.contract.id,
            contract_number: self.standing.contract.number.clone(),
            version: self.standing.version.id,
            version_number: self.standing.version.number,
            rule: self.number(),
        }
    }

    /// The rule's number, from one.
    pub fn number(&self) -> u32 {
        u32::try_from(self.index + 1).expect("terms have at most 100 rules")
    }
}

/// The day of an instant.
pub(super) fn day(at: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(at).date()
}

fn within<T: PartialEq>(list: &[T], item: Option<&T>) -> Option<bool> {
    if list.is_empty() { None } else { Some(item.is_some_and(|item| list.contains(item))) }
}
