//! Review marks, and which drafts carry them (B3).

use crate::wire::money::stamp;
use kontor_access::Caller;
use kontor_ids::{ReviewMarkId, UserId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{DraftMark, ListReviewMarksResponse, ReviewMark};
use kontor_service::Kit;
use kontor_status::Result;
use std::collections::BTreeMap;

/// Marks by draft.
pub(crate) type Carried = BTreeMap<Uuid, Vec<DraftMark>>;

pub(crate) async fn list(kit: &Kit, caller: &Caller) -> Result<ListReviewMarksResponse> {
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    Ok(ListReviewMarksResponse { review_marks: all(&mut tx).await? })
}

pub(crate) async fn all(tx: &mut TenantTx) -> Result<Vec<ReviewMark>> {
    let rows = sqlx::query_file!("queries/mark/list.sql", tx.tenant().uuid()).fetch_all(tx.conn()).await?;
    let mark =
        |id, display_name| ReviewMark { name: ReviewMarkId::from_uuid(id).resource_name(), display_name };
    Ok(rows.into_iter().map(|row| mark(row.id, row.display_name)).collect())
}

/// What these drafts carry, each given with its current etag.
pub(crate) async fn of_drafts(tx: &mut TenantTx, drafts: &BTreeMap<Uuid, String>) -> Result<Carried> {
    let ids: Vec<Uuid> = drafts.keys().copied().collect();
    let rows = sqlx::query_file!("queries/mark/of_drafts.sql", tx.tenant().uuid(), &ids);
    let mut carried = Carried::new();
    for row in rows.fetch_all(tx.conn()).await? {
        carried.entry(row.draft_id).or_default().push(DraftMark {
            mark: ReviewMarkId::from_uuid(row.mark_id).resource_name(),
            by: UserId::from_uuid(row.by_id).resource_name(),
            set_time: stamp(row.at.to_jiff()),
            stale: drafts.get(&row.draft_id) != Some(&row.etag),
        });
    }
    Ok(carried)
}
