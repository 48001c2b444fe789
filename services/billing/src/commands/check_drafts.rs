//! What would stop drafts from being issued, told before anyone tries (B3a, B4, B5a, C9).

use super::issue_draft::{check_terms, refused};
use crate::buyer;
use crate::queries::drafts::{self, Current};
use crate::store::book::today;
use crate::store::{debits, seller};
use crate::wire;
use crate::wire::debit::Agreed;
use kontor_access::Caller;
use kontor_ids::DraftId;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{
    CheckDraftsRequest, CheckDraftsResponse, DraftCheck, DraftObstacle, SellerProfile,
};
use kontor_proto::contract::v1::Customer;
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Reason, Result, Violations};

pub(crate) async fn check(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    request: CheckDraftsRequest,
) -> Result<CheckDraftsResponse> {
    let mut wrong = Violations::new();
    wrong.require((1..=200).contains(&request.names.len()), "names", "name 1 to 200 drafts");
    let mut ids = Vec::with_capacity(request.names.len());
    for (n, name) in request.names.iter().take(200).enumerate() {
        ids.extend(wrong.take(format!("names[{n}]"), DraftId::from_resource_name(name)));
    }
    wrong.finish()?;
    let mut checks = Vec::with_capacity(ids.len());
    for id in ids {
        let customer = drafts::row(kit, caller, id).await?.customer;
        let buyer = buyer::ask(kit, contract, caller.tenant(), customer).await?;
        let mut tx = kit.db().tenant(caller.tenant()).await?;
        let current = drafts::current(&mut tx, kit, id, &buyer::vat_of(&buyer)).await?;
        let seller = seller::current(&mut tx).await?;
        let agreed = debits::agreed(&mut tx, customer).await?;
        checks.push(DraftCheck {
            name: id.resource_name(),
            customer: buyer.name.clone(),
            etag: wire::draft::etag(&current.draft.canonical()),
            obstacles: obstacles(kit, &current, (seller.as_ref(), &buyer), &agreed),
        });
    }
    Ok(CheckDraftsResponse { checks })
}

/// Everything that stops it, not only the first.
fn obstacles(
    kit: &Kit,
    current: &Current,
    (seller, buyer): (Option<&SellerProfile>, &Customer),
    agreed: &Agreed,
) -> Vec<DraftObstacle> {
    let told = |problem: &Problem| DraftObstacle {
        reason: problem.reason().as_str_name().to_owned(),
        text: problem.to_string(),
    };
    let mut obstacles: Vec<DraftObstacle> = parked(current, buyer).iter().map(told).collect();
    let etag = wire::draft::etag(&current.draft.canonical());
    match current.draft.issue(&etag, wire::draft::etag) {
        Err(refusal) => obstacles.push(told(&refused(refusal, &buyer.name))),
        Ok(document) => {
            if let Some(seller) = seller {
                let parties = (seller, buyer);
                let agreed = (&current.book.wishes, agreed);
                let checked = check_terms(today(kit), &document, parties, agreed);
                obstacles.extend(checked.err().as_ref().map(told));
            }
        }
    }
    if seller.is_none() {
        let remedy = "the house has no seller profile: set it with PUT /v1/sellerProfile";
        obstacles.push(told(&Problem::refused(Reason::SellerProfileMissing, "sellerProfile", remedy)));
    }
    obstacles
}

/// Why nobody issues it unattended: someone has to look first, nothing is guessed (C2, C9).
pub(crate) fn parked(current: &Current, buyer: &Customer) -> Option<Problem> {
    if buyer.suspended {
        let remedy = "the customer is suspended: lift the suspension, or issue the draft by itself";
        return Some(Problem::refused(Reason::WrongState, buyer.name.clone(), remedy));
    }
    let waiting = current.draft.waiting.len();
    let remedy = format!(
        "{waiting} entries of the draft wait for a decision: decide them, or issue the draft by itself"
    );
    (waiting > 0).then(|| Problem::refused(Reason::EntriesUndecided, buyer.name.clone(), remedy))
}

/// The seller that issues.
pub(crate) async fn seller_of(tx: &mut TenantTx) -> Result<SellerProfile> {
    seller::current(tx).await?.ok_or_else(|| {
        let remedy = "the house has no seller profile: set it with PUT /v1/sellerProfile";
        Problem::refused(Reason::SellerProfileMissing, "sellerProfile", remedy)
    })
}
