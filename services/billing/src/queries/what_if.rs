//! A customer's real work under terms that are only a draft (N6), by the code that rates it. Nothing is stored.

use crate::store::book::{Book, today};
use crate::store::decisions::{self, Choice};
use crate::wire::entry::{decided_question, question};
use crate::wire::money;
use crate::wire::terms::Version;
use crate::wire::what_if::comparison;
use jiff::ToSpan as _;
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_billing_domain::Period;
use kontor_ids::{ContractId, CustomerId, TimeEntryId};
use kontor_proto::billing::v1::{CompareTermsRequest, TermsComparison};
use kontor_proto::contract::v1::coverage_service_client::CoverageServiceClient;
use kontor_proto::contract::v1::{
    BatchResolveTermsRequest, DraftTerms, QuotaKind, ResolveTermsRequest, ResolveTermsResponse, Terms,
};
use kontor_proto::timetracking::v1::TimeEntrySaved;
use kontor_proto::types::v1::{Channel, DateRange, Priority};
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Result, Violations};
use std::collections::BTreeMap;

/// The longest period that is compared, in days.
const LONGEST: i64 = 1_100;
/// So many questions go in one message: their answers carry terms and explanations.
const AT_ONCE: usize = 250;

/// What is asked, once it is right.
struct Asked {
    customer: CustomerId,
    period: Period,
    draft: DraftTerms,
}

pub(crate) async fn compare(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    request: CompareTermsRequest,
) -> Result<TermsComparison> {
    let asked = check(kit, request)?;
    let counts_calls = asked.draft.terms.iter().flat_map(|terms| &terms.quotas);
    let counts_calls = counts_calls.clone().any(|quota| quota.kind() == QuotaKind::Calls);
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut book = Book::load(&mut tx, asked.customer, today(kit)).await?;
    if counts_calls {
        book.learn_all(&mut tx).await?;
    }
    let decided = decisions::of_customer(&mut tx, asked.customer).await?;
    drop(tx);
    let (terms, cuts) = ask(contract, caller, &asked, questions(&book, &asked, &decided)).await?;
    let replaced = ContractId::from_resource_name(&asked.draft.contract);
    let draft = Version {
        contract: replaced.unwrap_or_else(|_| ContractId::new(kit.ids())),
        terms,
        from: asked.period.start,
        until: None,
    };
    let now = book.tally(&book.side_now(asked.period), asked.period)?;
    let then = book.side_then(asked.period, draft, (&cuts, asked.draft.alone))?;
    let then = book.tally(&then, asked.period)?;
    comparison(asked.customer, asked.period, (&now, &then)).map_err(Problem::internal)
}

/// What the contract service is asked about the work of the period. What people decided about entries stays where the
/// draft takes the place of a contract; beside other contracts everything is open again.
fn questions(
    book: &Book,
    asked: &Asked,
    decided: &BTreeMap<TimeEntryId, Choice>,
) -> Vec<ResolveTermsRequest> {
    let stays = !asked.draft.alone && !asked.draft.contract.is_empty();
    let work = book.work_of(asked.period).into_iter().map(|stored| {
        let choice = decided.get(&stored.entry.id).filter(|_| stays).copied();
        decided_question(&stored.saved, choice)
    });
    work.collect()
}

/// The draft with the names of its quotas, and how it cuts the work.
async fn ask(
    contract: &Peer,
    caller: &Caller,
    asked: &Asked,
    mut questions: Vec<ResolveTermsRequest>,
) -> Result<(Terms, Vec<ResolveTermsResponse>)> {
    let work = questions.len();
    if questions.is_empty() {
        // Without work the draft is checked, and its quotas are named, by a second that nobody worked.
        questions.push(probe(asked));
    }
    let mut client = CoverageServiceClient::new(contract.on_own_behalf(caller.tenant()));
    let (mut draft, mut cuts) = (asked.draft.clone(), Vec::with_capacity(questions.len()));
    for some in questions.chunks(AT_ONCE) {
        let request = BatchResolveTermsRequest { requests: some.to_vec(), draft: Some(draft.clone()) };
        let answer = client.batch_resolve_terms(request).await.map_err(Problem::from)?.into_inner();
        if answer.responses.len() != some.len() {
            return Err(Problem::internal("the contract service answered another number of questions"));
        }
        cuts.extend(answer.responses);
        // Its quotas have names from the first answer on, so that all work draws from the same.
        draft.terms = answer.draft;
    }
    cuts.truncate(work);
    draft.terms.map(|terms| (terms, cuts)).ok_or_else(|| Problem::internal("a draft without terms"))
}

fn probe(asked: &Asked) -> ResolveTermsRequest {
    let noon = asked.period.start.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
    question(&TimeEntrySaved {
        customer: asked.customer.resource_name(),
        activity: "support".to_owned(),
        channel: Channel::Remote.into(),
        priority: Priority::Normal.into(),
        start_time: noon.ok().and_then(|noon| money::stamp(noon.timestamp())),
        duration: money::duration(1),
        ..TimeEntrySaved::default()
    })
}

fn check(kit: &Kit, request: CompareTermsRequest) -> Result<Asked> {
    let mut wrong = Violations::new();
    let customer = wrong.take("customer", CustomerId::from_resource_name(&request.customer));
    let mut draft = request.draft.unwrap_or_default();
    if !draft.contract.is_empty() {
        wrong.take("draft.contract", ContractId::from_resource_name(&draft.contract));
    }
    wrong.require(draft.terms.is_some(), "draft.terms", "give the terms as they might be");
    let period = match request.period {
        None => Some(last_twelve_months(today(kit))),
        Some(days) => read_period(&days),
    };
    let fits = period.is_some_and(|period| (1..=LONGEST).contains(&period.days()));
    wrong.require(fits, "period", "give 1 to 1100 days of the calendar, the end exclusive");
    wrong.finish()?;
    let (customer, period) = customer.zip(period).ok_or_else(|| Problem::internal("checked above"))?;
    if let Some(terms) = &mut draft.terms {
        // A day earlier: the draft's zone may be another than the one its work is dated in.
        let before = period.start.yesterday().unwrap_or(period.start);
        terms.valid = Some(DateRange { start: money::date(before), end: None });
    }
    Ok(Asked { customer, period, draft })
}

fn read_period(days: &DateRange) -> Option<Period> {
    let (start, end) = (days.start.as_ref()?, days.end.as_ref()?);
    Some(Period { start: money::read_date(start)?, end: money::read_date(end)? })
}

/// The last twelve calendar months, this one included.
fn last_twelve_months(today: Date) -> Period {
    let end = Period::month_of(today).end;
    Period { start: end.checked_sub(12.months()).unwrap_or(end), end }
}
