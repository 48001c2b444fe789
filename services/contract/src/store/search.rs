//! What a caller may be known by.

use kontor_ids::{AssetId, ContactId, CustomerId};
use kontor_postgres::TenantTx;
use kontor_status::Result;
use std::collections::BTreeSet;

/// What kind of key it is; the order in which equally good matches are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A phone number.
    Phone = 1,
    /// A mail address.
    Mail = 2,
    /// An asset's name, serial number or host name.
    Asset = 3,
    /// A customer's number, name or a word of it.
    Customer = 4,
    /// A person's name or a word of it.
    Person = 5,
}

/// The keys of one record.
#[derive(Debug, Default)]
pub(crate) struct Keys(BTreeSet<(String, Kind)>);

impl Keys {
    /// Adds a text as a whole.
    pub(crate) fn whole(&mut self, text: &str, kind: Kind) {
        let key: String = folded(text).chars().take(260).collect();
        if !key.is_empty() {
            self.0.insert((key, kind));
        }
    }

    /// Adds a text as a whole and each word of it.
    pub(crate) fn words(&mut self, text: &str, kind: Kind) {
        self.whole(text, kind);
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= 2) {
            self.whole(word, kind);
        }
    }
}

/// In lower case, with single spaces.
pub(crate) fn folded(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whose keys they are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owner {
    /// The customer.
    pub customer: CustomerId,
    /// The contact, where one has them.
    pub contact: Option<ContactId>,
    /// The asset, where one has them.
    pub asset: Option<AssetId>,
}

/// Adds keys.
pub(crate) async fn add(tx: &mut TenantTx, owner: Owner, keys: Keys) -> Result<()> {
    let (keys, kinds): (Vec<String>, Vec<i16>) =
        keys.0.into_iter().map(|(key, kind)| (key, kind as i16)).unzip();
    sqlx::query_file!(
        "queries/search/insert.sql",
        tx.tenant().uuid(),
        owner.customer.uuid(),
        owner.contact.map(ContactId::uuid),
        owner.asset.map(AssetId::uuid),
        &keys,
        &kinds
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Replaces the keys of a customer itself.
pub(crate) async fn replace_of_customer(tx: &mut TenantTx, customer: CustomerId, keys: Keys) -> Result<()> {
    sqlx::query_file!("queries/search/delete_of_customer.sql", customer.uuid()).execute(tx.conn()).await?;
    add(tx, Owner { customer, contact: None, asset: None }, keys).await
}
