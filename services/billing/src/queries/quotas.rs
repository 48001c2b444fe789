//! What is left of quotas, and their ledger (R7).

use crate::store::ledger;
use crate::wire;
use kontor_access::Caller;
use kontor_billing_domain::ledger::{Cause, Level, TransferKind};
use kontor_ids::{QuotaId, TransferId};
use kontor_paging::page_size;
use kontor_proto::billing::v1::{self as pb, ListTransfersRequest, ListTransfersResponse, QuotaBalance};
use kontor_proto::types::v1::LocalizedText;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

pub(crate) async fn balance(kit: &Kit, caller: &Caller, name: &str) -> Result<QuotaBalance> {
    let quota = QuotaId::from_resource_name(name).map_err(|e| Problem::field("quota", e.to_string()))?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let row = ledger::quota(&mut tx, quota).await?.ok_or_else(|| Problem::NotFound(name.to_owned()))?;
    let level = Level { granted: row.granted.normalize(), balance: row.balance.normalize() };
    Ok(wire::rated::balance(quota, &row.display_name, row.kind, level))
}

pub(crate) async fn transfers(
    kit: &Kit,
    caller: &Caller,
    request: ListTransfersRequest,
) -> Result<ListTransfersResponse> {
    let quota =
        QuotaId::from_resource_name(&request.quota).map_err(|e| Problem::field("quota", e.to_string()))?;
    let size = page_size(request.page_size, 100, 200)?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListTransfers", request.quota.as_str()];
    let after: i64 = kit.seal().open(&binding, &request.page_token)?.unwrap_or_default();
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    if ledger::quota(&mut tx, quota).await?.is_none() {
        return Err(Problem::NotFound(request.quota));
    }
    let rows = sqlx::query_file!("queries/quota/transfers.sql", caller.tenant().uuid(), quota.uuid());
    // The balance after a row is a sum over all rows before it, so all are read; a quota has few.
    let rows = rows.fetch_all(tx.conn()).await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let rest: Vec<_> = rows.into_iter().filter(|row| row.seq > after).collect();
    let more = rest.len() > size;
    let mut transfers = Vec::new();
    let mut last = after;
    for row in rest.into_iter().take(size) {
        last = row.seq;
        let cause: Cause = row.cause.parse().map_err(Problem::internal)?;
        let kind = ledger::kind(row.kind)?;
        transfers.push(pb::Transfer {
            name: TransferId::from_uuid(row.id).resource_name(),
            kind: wire_kind(kind, row.relation == 1).into(),
            amount: wire::money::decimal(row.amount.normalize()),
            entry: if let Cause::Entry(id) = cause { id.resource_name() } else { String::new() },
            balance_after: wire::money::decimal(row.balance_after.normalize()),
            post_time: wire::money::stamp(row.posted_at.to_jiff()),
            cause: Some(words(kind, row.relation == 1)),
        });
    }
    let next_page_token = if more { kit.seal().close(&binding, &last)? } else { String::new() };
    Ok(ListTransfersResponse { transfers, next_page_token })
}

const fn wire_kind(kind: TransferKind, reverses: bool) -> pb::TransferKind {
    if reverses {
        return pb::TransferKind::Reverse;
    }
    match kind {
        TransferKind::Grant => pb::TransferKind::Grant,
        // Paying back what was drawn ahead is an adjustment in the wire's words.
        TransferKind::Adjust | TransferKind::Move => pb::TransferKind::Adjust,
        TransferKind::Draw => pb::TransferKind::Draw,
        TransferKind::Expire => pb::TransferKind::Expire,
    }
}

fn words(kind: TransferKind, reverses: bool) -> LocalizedText {
    let (de, en) = match kind {
        TransferKind::Grant => ("Gutschrift eines Kontingents", "a lot was granted"),
        TransferKind::Adjust => ("Anpassung", "adjusted"),
        TransferKind::Move => ("Ausgleich des Vorgriffs", "what was drawn ahead was paid back"),
        TransferKind::Draw => ("Abruf durch Arbeit", "drawn by work"),
        TransferKind::Expire => ("Verfall", "expired"),
    };
    if reverses {
        LocalizedText { de: format!("zurückgenommen: {de}"), en: format!("taken back: {en}") }
    } else {
        LocalizedText { de: de.to_owned(), en: en.to_owned() }
    }
}
