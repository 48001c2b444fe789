//! Issuing a draft: what was last shown becomes an invoice with the next number, all or nothing (B3a, B4, I9).

use super::check_drafts::seller_of;
use super::issue_invoices::{Issuing, Ready};
use crate::buyer;
use crate::queries::difference;
use crate::queries::drafts::{self, Current};
use crate::queries::invoices as read;
use crate::store::book::{Book, today};
use crate::store::debits;
use crate::terms_of_invoice::terms;
use crate::wire::debit::Agreed;
use crate::wire::draft::etag;
use crate::wire::money;
use crate::wire::parse;
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_billing_domain::{Document, IssueRefusal, Outcome};
use kontor_einvoice::Invoice as Terms;
use kontor_idempotency::{Begun, answered, begin};
use kontor_ids::DraftId;
use kontor_proto::billing::v1::{BillingProfile, Invoice, IssueDraftRequest, SellerProfile};
use kontor_proto::contract::v1::Customer;
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Reason, Result, Violations};

pub(crate) async fn issue(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    request: IssueDraftRequest,
) -> Result<Invoice> {
    let (id, date) = check(kit, &request)?;
    // A repetition gets its answer even while the contract service is down (X2).
    if let Some(answer) = answered(kit.db(), caller, "IssueDraft", &request.request_id, &request).await? {
        return Ok(answer);
    }
    let customer = drafts::row(kit, caller, id).await?.customer;
    let buyer = buyer::ask(kit, contract, caller.tenant(), customer).await?;
    let mut fresh = match begin(kit.db(), caller, "IssueDraft", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    Book::lock(fresh.tx(), customer).await?;
    let current = drafts::current(fresh.tx(), kit, id, &buyer::vat_of(&buyer)).await?;
    difference::unchanged(fresh.tx(), id, &request.etag, &current).await?;
    let document = document(&current, &request.etag, &request.name)?;
    let seller = seller_of(fresh.tx()).await?;
    // Checked before a number is taken; the number itself cannot make good terms bad.
    let agreed = debits::agreed(fresh.tx(), customer).await?;
    check_terms(date, &document, (&seller, &buyer), (&current.book.wishes, &agreed))?;
    let issuing = Issuing { kit, caller, seller: &seller, date };
    let ready = Ready { draft: id, current, document, buyer, agreed };
    let invoices = issuing.put(fresh.tx(), &[ready]).await?;
    let invoice = invoices.first().ok_or_else(|| Problem::internal("as many as were given"))?;
    let issued = read::read(fresh.tx(), *invoice).await?;
    fresh.finish(issued.invoice).await
}

/// What is issued: exactly what was shown (B3a).
pub(crate) fn document(current: &Current, shown: &str, name: &str) -> Result<Document> {
    current.draft.issue(&shown.to_owned(), etag).map_err(|refusal| refused(refusal, name))
}

fn check(kit: &Kit, request: &IssueDraftRequest) -> Result<(DraftId, Date)> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let id = wrong.take("name", DraftId::from_resource_name(&request.name));
    wrong.require(!request.etag.is_empty(), "etag", "give the etag of the draft as it was shown");
    let today = today(kit);
    let date = match &request.issue_date {
        None => Some(today),
        Some(date) => money::read_date(date).filter(|d| *d <= today),
    };
    wrong.require(date.is_some(), "issue_date", "give a day of the calendar that is not in the future");
    wrong.finish()?;
    id.zip(date).ok_or_else(|| Problem::internal("checked above"))
}

pub(crate) fn refused(refusal: IssueRefusal, draft: &str) -> Problem {
    match refusal {
        IssueRefusal::NoInvoice(_) => Problem::refused(Reason::DraftEmpty, draft, refusal.to_string()),
        IssueRefusal::Changed | IssueRefusal::Conflicts(_) | IssueRefusal::NegativePrice => {
            Problem::refused(Reason::WrongState, draft, refusal.to_string())
        }
    }
}

/// Whether a document could be issued, before a number is taken. Of a usage statement no receiver demands anything (B5a).
pub(crate) fn check_terms(
    date: Date,
    document: &Document,
    parties: (&SellerProfile, &Customer),
    agreed: (&BillingProfile, &Agreed),
) -> Result<()> {
    if document.outcome == Outcome::UsageStatement {
        return Ok(());
    }
    compute("0000-000000", date, document, parties, agreed).map(drop)
}

/// The business terms, checked as a receiver would check them. What is missing is named by field.
pub(crate) fn compute(
    number: &str,
    date: Date,
    document: &Document,
    parties: (&SellerProfile, &Customer),
    agreed: (&BillingProfile, &Agreed),
) -> Result<Terms> {
    Terms::new(terms(number, date, document, parties, agreed)).map_err(|problems| {
        let fields =
            problems.0.iter().map(|p| format!("{}: {}", p.field, p.text)).collect::<Vec<_>>().join("; ");
        Problem::refused(Reason::BuyerDataIncomplete, parties.1.name.clone(), fields)
    })
}
