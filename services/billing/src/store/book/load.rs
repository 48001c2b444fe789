//! Loading books: as many statements for a thousand customers as for one.

use super::{Book, fees, tickets};
use crate::store::{entries, holds, ledger, profiles, reviews};
use crate::wire::money::read_money;
use crate::wire::terms::Version;
use jiff::civil::Date;
use kontor_billing_domain::{InvoicedFee, LineKey};
use kontor_ids::{ContractId, CustomerId, Uuid};
use kontor_money::Amount;
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::Terms;
use kontor_status::{Problem, Result};
use prost::Message as _;
use std::collections::{BTreeMap, BTreeSet};

/// Records of several books, each with those of its own.
pub(crate) type ByBook<T> = BTreeMap<CustomerId, Vec<T>>;

/// Puts records to the books they belong to, in their order.
pub(crate) fn by_book<T>(records: impl IntoIterator<Item = Result<(Uuid, T)>>) -> Result<ByBook<T>> {
    let mut books = ByBook::new();
    for record in records {
        let (book, record) = record?;
        books.entry(CustomerId::from_uuid(book)).or_default().push(record);
    }
    Ok(books)
}

impl Book {
    /// Loads one; `today` is the day up to which lots begin and fees fall due.
    pub(crate) async fn load(tx: &mut TenantTx, customer: CustomerId, today: Date) -> Result<Self> {
        let book = Self::load_all(tx, &[customer], today).await?.pop();
        book.ok_or_else(|| Problem::internal("a book for each customer"))
    }

    /// Loads the books of customers, in their order.
    pub(crate) async fn load_all(
        tx: &mut TenantTx,
        customers: &[CustomerId],
        today: Date,
    ) -> Result<Vec<Self>> {
        let ids: Vec<Uuid> = customers.iter().map(|customer| customer.uuid()).collect();
        let mut entries = entries::of_books(tx, &ids).await?;
        let mut holds = holds::of_books(tx, &ids).await?;
        let mut known = tickets::known(tx, customers, &entries, &holds).await?;
        let mut claims = claims(tx, &ids).await?;
        let mut quotas = ledger::quotas(tx, &ids).await?;
        let mut transfers = ledger::transfers(tx, &ids).await?;
        let mut versions = versions(tx, &ids).await?;
        let mut reviews = reviews::of_books(tx, &ids).await?;
        let mut wishes = profiles::profiles(tx, &ids).await?;
        let mut buyers = profiles::known_buyers(tx, &ids).await?;
        let mut order_numbers = profiles::order_numbers(tx, &ids).await?;
        let goodwill_limit = limit(tx).await?;
        let book = |customer: &CustomerId| {
            let (claimed, invoiced_fees) = settled(claims.remove(customer).unwrap_or_default());
            let held = holds.remove(customer).unwrap_or_default();
            Ok(Self {
                customer: *customer,
                today,
                entries: entries.remove(customer).unwrap_or_default(),
                tickets: known.remove(customer).unwrap_or_default(),
                quotas: quotas.remove(customer).unwrap_or_default(),
                transfers: transfers.remove(customer).unwrap_or_default(),
                versions: versions.remove(customer).unwrap_or_default(),
                holds: held.into_iter().map(|(held, _)| held).collect(),
                reviews: reviews.remove(customer).unwrap_or_default(),
                wishes: wishes.remove(customer).unwrap_or_else(|| profiles::unsaid(*customer)),
                buyer: buyers.remove(customer),
                order_numbers: order_numbers.remove(customer).unwrap_or_default().into_iter().collect(),
                goodwill_limit,
                claimed,
                invoiced_fees,
            })
        };
        customers.iter().map(book).collect()
    }
}

async fn versions(tx: &mut TenantTx, customers: &[Uuid]) -> Result<ByBook<Version>> {
    let rows = sqlx::query_file!("queries/version/of_books.sql", tx.tenant().uuid(), customers);
    let rows = rows.fetch_all(tx.conn()).await?;
    by_book(rows.into_iter().map(|row| {
        let terms = Terms::decode(row.terms.as_slice()).map_err(Problem::internal)?;
        let (from, own_end) = Version::validity(&terms)?;
        let next = row.next_from.map(|d| d.to_jiff());
        let until = [own_end, next].into_iter().flatten().min();
        Ok((row.book, Version { contract: ContractId::from_uuid(row.contract_id), terms, from, until }))
    }))
}

/// A line that stands on an invoice; of a fee, with what the invoice holds of it.
type Claim = (String, Option<(LineKey, Option<InvoicedFee>)>);

async fn claims(tx: &mut TenantTx, customers: &[Uuid]) -> Result<ByBook<Claim>> {
    let rows = sqlx::query_file!("queries/invoice/claimed_by_books.sql", tx.tenant().uuid(), customers);
    let rows = rows.fetch_all(tx.conn()).await?;
    by_book(rows.into_iter().map(|row| {
        let fee = match row.line_key.parse() {
            Ok(key @ (LineKey::Fee { .. } | LineKey::Settling { .. })) => {
                let sums = row.list_net.zip(row.net);
                let sums = sums.map(|(list_net, net)| (list_net, list_net - net + row.credited));
                let known = sums.map(|sums| fees::invoiced(&key, sums)).transpose()?.flatten();
                Some((key, known))
            }
            _ => None,
        };
        Ok((row.book, (row.line_key, fee)))
    }))
}

/// The lines that stand on invoices, and what they hold of fees.
fn settled(claims: Vec<Claim>) -> (BTreeSet<String>, Vec<(LineKey, Option<InvoicedFee>)>) {
    let (lines, fees): (BTreeSet<String>, Vec<_>) = claims.into_iter().unzip();
    (lines, fees.into_iter().flatten().collect())
}

/// Goodwill on a line above this needs a second person.
async fn limit(tx: &mut TenantTx) -> Result<Option<Amount>> {
    let settings = profiles::settings(tx).await?;
    settings.second_person_above.as_ref().map(read_money).transpose()
}
