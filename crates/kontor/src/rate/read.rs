//! What `kontor rate` is given: terms and entries in JSON (docs/rate.md).

use super::field::{Field, Wrong};
use super::quotas::{self, Quota};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kontor_billing_domain::{
    Band, Coverage, Decision, DraftKey, Entry, Ground, Localized, Period, RatingTerms, Rounding,
    RoundingMode, RoundingScope, Span, Standing,
};
use kontor_calendar::{Calendar, ServiceTime};
use kontor_ids::{CustomerId, TicketId, TimeEntryId, UserId, Uuid};
use kontor_money::{Amount, Currency, Decimal};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is rated, with the names that stand for ids.
pub(super) struct Case {
    pub(super) entries: Vec<Entry>,
    pub(super) ground: Ground,
    pub(super) names: BTreeMap<TimeEntryId, String>,
    /// Where each entry stands in the document.
    pub(super) paths: BTreeMap<TimeEntryId, String>,
    pub(super) quotas: Vec<Quota>,
}

pub(super) const BANDS: [(&str, Band); 4] = [
    ("service", Band::Service),
    ("after_hours", Band::AfterHours),
    ("weekend", Band::Weekend),
    ("holiday", Band::Holiday),
];

/// A rule of coverage: the first that matches decides.
struct Rule {
    activities: Vec<String>,
    bands: Vec<Band>,
    decision: Decision,
    quotas: Vec<usize>,
    name: String,
}

struct Price {
    activity: Option<String>,
    per_hour: Amount,
}

struct Terms {
    currency: Currency,
    calendar: Option<ServiceTime>,
    prices: Vec<Price>,
    surcharges: Vec<(Band, Decimal)>,
    rounding: Rounding,
    rules: Vec<Rule>,
    quotas: Vec<Quota>,
}

/// Reads all of it; what is wrong is told all at once.
pub(super) fn case(root: &serde_json::Value) -> Result<Case, Vec<String>> {
    let wrong = Wrong::default();
    let keys =
        ["currency", "as_of", "calendar", "prices", "surcharges", "rounding", "rules", "quotas", "entries"];
    let root = Field::root(root, wrong.clone()).object(&keys);
    let as_of: Option<Date> = root.at("as_of").demand("2026-03-31");
    let terms = terms(&root);
    let entries = root.at("entries");
    if !entries.is_there() {
        entries.refuse("is missing; give a list of entries");
    }
    let (names, paths, entries) = read_entries(&entries, &terms);
    let wrong = wrong.take();
    match as_of {
        Some(as_of) if wrong.is_empty() => {
            let horizon = entries.iter().map(|e| e.service_date).fold(as_of, Date::max);
            let lots = terms.quotas.iter().flat_map(|quota| quota.lots(horizon)).collect();
            let ground = Ground { lots, ..Ground::empty(terms.currency, as_of) };
            Ok(Case { entries, ground, names, paths, quotas: terms.quotas })
        }
        _ => Err(wrong),
    }
}

fn terms(root: &Field<'_>) -> Terms {
    let currency = root.at("currency").read("EUR").unwrap_or(Currency::EUR);
    let calendar = root.at("calendar");
    let example = "\"Europe/Berlin; DE-BY; Mo-Fr 08:00-17:00; PH off\"";
    let calendar = calendar.read::<Calendar>(example).map(|calendar| calendar.compile());
    let quotas: Vec<Quota> = root
        .at("quotas")
        .list()
        .iter()
        .enumerate()
        .filter_map(|(n, f)| quotas::quota(n, f, currency))
        .collect();
    let mut named = BTreeSet::new();
    for name in root.at("quotas").list().iter().map(|quota| quota.at("name")) {
        if name.string().is_some_and(|text| !named.insert(text)) {
            name.refuse("an earlier quota has this name, rules could not tell them apart");
        }
    }
    let prices = root.at("prices").list().into_iter().filter_map(|field| {
        let field = field.object(&["activity", "per_hour"]);
        let per_hour = money(&field.at("per_hour"), currency);
        Some(Price { activity: field.at("activity").text().map(str::to_owned), per_hour: per_hour? })
    });
    let surcharges = root.at("surcharges").list().into_iter().filter_map(|field| {
        let field = field.object(&["band", "percent"]);
        let (band, percent) = (field.at("band").word(&BANDS), field.at("percent").demand("\"50\""));
        percent
            .filter(|p: &Decimal| p.is_sign_negative())
            .inspect(|_| field.at("percent").refuse("give 0 or more"));
        band.zip(percent)
    });
    Terms {
        currency,
        calendar,
        prices: prices.collect(),
        surcharges: surcharges.collect(),
        rounding: rounding(&root.at("rounding")),
        rules: root.at("rules").list().iter().map(|field| rule(field, &quotas)).collect(),
        quotas,
    }
}

/// An amount of zero or more.
pub(super) fn money(field: &Field<'_>, currency: Currency) -> Option<Amount> {
    let value: Decimal = field.demand("\"95.00\"")?;
    let amount = Amount::new(value, currency).ok().filter(|a| !a.value().is_sign_negative());
    if amount.is_none() {
        field.refuse("give an amount of zero or more, to the cent");
    }
    amount
}

fn rounding(field: &Field<'_>) -> Rounding {
    if !field.is_there() {
        return Rounding::EXACT;
    }
    let field = field.object(&["increment_seconds", "minimum_seconds", "free_seconds", "mode", "scope"]);
    let seconds = |key: &str| {
        field.at(key).whole(0, 86_400).and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or_default()
    };
    let modes = [("up", RoundingMode::Up), ("nearest", RoundingMode::Nearest), ("none", RoundingMode::None)];
    let scopes = [
        ("entry", RoundingScope::Entry),
        ("ticket", RoundingScope::Ticket),
        ("ticket_day", RoundingScope::TicketDay),
        ("customer_day", RoundingScope::CustomerDay),
        ("invoice", RoundingScope::Invoice),
    ];
    Rounding {
        increment: seconds("increment_seconds"),
        minimum: seconds("minimum_seconds"),
        free: seconds("free_seconds"),
        mode: field.at("mode").word(&modes).unwrap_or(RoundingMode::Up),
        scope: field.at("scope").word(&scopes).unwrap_or(RoundingScope::Entry),
    }
}

fn rule(field: &Field<'_>, quotas: &[Quota]) -> Rule {
    let field = field.object(&["name", "activities", "bands", "decision", "quotas"]);
    let decisions = [
        ("included", Decision::Included),
        ("quota", Decision::Quota),
        ("billable", Decision::Billable),
        ("not_covered", Decision::NotCovered),
        ("undecided", Decision::Undecided),
    ];
    if !field.at("decision").is_there() {
        field.at("decision").refuse("is missing; give included, quota, billable, not_covered or undecided");
    }
    let decision = field.at("decision").word(&decisions).unwrap_or(Decision::Undecided);
    let named = field.at("quotas").list().into_iter().filter_map(|name| {
        let text = name.text()?;
        let found = quotas.iter().position(|quota| quota.name == text);
        if found.is_none() {
            name.refuse(format!("no quota is named '{text}'"));
        }
        found
    });
    let named: Vec<usize> = named.collect();
    let fits = (decision == Decision::Quota) == field.at("quotas").is_there();
    if !fits {
        field.at("quotas").refuse("name the quotas where the decision is quota, and only there");
    }
    Rule {
        activities: field.at("activities").list().iter().filter_map(Field::text).map(str::to_owned).collect(),
        bands: field.at("bands").list().iter().filter_map(|band| band.word(&BANDS)).collect(),
        decision,
        quotas: named,
        name: field.at("name").text().unwrap_or_default().to_owned(),
    }
}

type Entries = (BTreeMap<TimeEntryId, String>, BTreeMap<TimeEntryId, String>, Vec<Entry>);

fn read_entries(list: &Field<'_>, terms: &Terms) -> Entries {
    let fields: Vec<Field<'_>> = list
        .list()
        .into_iter()
        .map(|field| field.object(&["id", "ticket", "activity", "start", "seconds"]))
        .collect();
    // Ids in the order of their names: equal instants are rated in this order, as ids are.
    let mut ids: BTreeMap<&str, u128> = BTreeMap::new();
    let mut tickets: BTreeMap<&str, u128> = BTreeMap::new();
    for field in &fields {
        let id = field.at("id");
        if let Some(name) = id.required()
            && ids.insert(name, 0).is_some()
        {
            id.refuse(format!("'{name}' is the id of an earlier entry as well"));
        }
        tickets.insert(field.at("ticket").text().unwrap_or_default(), 0);
    }
    for numbers in [&mut ids, &mut tickets] {
        numbers.values_mut().zip(1..).for_each(|(number, n)| *number = n);
    }
    let (mut names, mut paths, mut entries) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    for field in &fields {
        let start: Option<Timestamp> = field.at("start").demand("2026-01-05T08:00:00Z");
        let seconds = field.at("seconds");
        if !seconds.is_there() {
            seconds.refuse("is missing; give the whole seconds that were worked");
        }
        let (Some(start), Some(length)) = (start, seconds.whole(1, 31 * 86_400)) else { continue };
        let Some(number) = field.at("id").text().and_then(|name| ids.get(name)) else { continue };
        let ticket = tickets.get(field.at("ticket").text().unwrap_or_default()).copied().unwrap_or_default();
        let activity = field.at("activity").text().unwrap_or("support");
        let id = TimeEntryId::from_uuid(Uuid::from_u128(*number));
        names.insert(id, field.at("id").text().unwrap_or_default().to_owned());
        paths.insert(id, field.path().to_owned());
        entries.push(entry(
            (id, TicketId::from_uuid(Uuid::from_u128(ticket))),
            (start, length),
            activity,
            terms,
        ));
    }
    (names, paths, entries)
}

fn entry(
    (id, ticket): (TimeEntryId, TicketId),
    (start, seconds): (Timestamp, u64),
    activity: &str,
    terms: &Terms,
) -> Entry {
    let customer = CustomerId::from_uuid(Uuid::nil());
    let zone = terms.calendar.as_ref().map(|c| c.zone().clone());
    let service_date = zone.unwrap_or(jiff::tz::TimeZone::UTC).to_datetime(start).date();
    Entry {
        id,
        version: 1,
        standing: Standing::Saved,
        ticket,
        customer,
        technician: UserId::from_uuid(Uuid::nil()),
        service_date,
        start,
        spans: spans(start, seconds, activity, terms),
        draft: DraftKey { customer, period: Period::month_of(service_date), split: String::new() },
    }
}

/// Cut at the bands of the calendar, to the second (C6); all of it is service time where there is none.
fn spans(start: Timestamp, seconds: u64, activity: &str, terms: &Terms) -> Vec<Span> {
    let length = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    let end = start.saturating_add(length).unwrap_or(Timestamp::MAX);
    let Some(calendar) = &terms.calendar else {
        return vec![span((start, seconds), Band::Service, activity, terms)];
    };
    let mut spans: Vec<Span> = Vec::new();
    for part in calendar.bands(start, end) {
        let (from, to) = (part.start.max(start), part.end.min(end));
        let seconds = u64::try_from(to.as_second() - from.as_second()).unwrap_or_default();
        let band = match part.band {
            kontor_calendar::Band::Service => Band::Service,
            kontor_calendar::Band::AfterHours => Band::AfterHours,
            kontor_calendar::Band::Weekend => Band::Weekend,
            kontor_calendar::Band::Holiday => Band::Holiday,
        };
        match spans.last_mut() {
            Some(last) if last.band == band => last.seconds += seconds,
            _ if seconds == 0 => {}
            _ => spans.push(span((from, seconds), band, activity, terms)),
        }
    }
    spans
}

fn span((start, seconds): (Timestamp, u64), band: Band, activity: &str, terms: &Terms) -> Span {
    let matching = terms.rules.iter().zip(1..).find(|(rule, _)| {
        (rule.activities.is_empty() || rule.activities.iter().any(|a| a == activity))
            && (rule.bands.is_empty() || rule.bands.contains(&band))
    });
    let decision = matching.map_or(Decision::Billable, |(rule, _)| rule.decision);
    let price = terms.prices.iter().find(|p| p.activity.as_deref().is_none_or(|a| a == activity));
    let quotas = matching.map_or(&[][..], |(rule, _)| &rule.quotas);
    let source = matching.map_or_else(String::new, |(rule, _)| rule.name.clone());
    let rated = RatingTerms {
        per_hour: price.map(|p| p.per_hour),
        price_source: if source.is_empty() {
            Localized { de: "Preisliste".to_owned(), en: "price list".to_owned() }
        } else {
            Localized { de: source.clone(), en: source }
        },
        rounding: terms.rounding,
        surcharges: terms.surcharges.iter().filter(|(b, _)| *b == band).map(|(_, p)| *p).collect(),
        quotas: quotas.iter().filter_map(|n| terms.quotas.get(*n)).map(|q| q.terms.clone()).collect(),
    };
    Span {
        start,
        seconds,
        band,
        coverage: Coverage { decision, contract: None, version: None, rule: matching.map_or(0, |(_, n)| n) },
        candidates: Vec::new(),
        terms: (decision != Decision::Undecided).then(|| Arc::new(rated)),
    }
}
