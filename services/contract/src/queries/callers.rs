//! Who calls (N1, K5).

use crate::store::assets::AssetRow;
use crate::store::contacts::ContactRow;
use crate::store::customers::CustomerRow;
use crate::store::search::Typed;
use crate::wire::coverage::Asked;
use jiff::Timestamp;
use kontor_contract_domain::master::Activity;
use kontor_contract_domain::{Channel, Priority, Question};
use kontor_ids::{AssetId, ContactId, CustomerId};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1 as wire;
use kontor_status::Result;

/// One who may be calling.
pub(crate) struct Match {
    /// The customer.
    pub customer: CustomerId,
    /// The contact.
    pub contact: Option<ContactId>,
    /// The asset.
    pub asset: Option<AssetId>,
    /// As it is shown, without coverage.
    pub shown: wire::CallerMatch,
}

impl Match {
    /// Whether remote support of normal priority would be covered now: what the agent sees first (N1).
    pub(crate) fn asked(&self, now: Timestamp) -> Asked {
        let question = Question {
            contact: self.contact,
            asset: self.asset,
            site: None,
            activity: Activity::support(),
            channel: Channel::Remote,
            priority: Priority::Normal,
            at: now,
        };
        Asked { customer: self.customer, question }
    }
}

/// The rest of a record of which one part is there.
macro_rules! whole {
    ($part:expr) => {
        $part
            .ok_or_else(|| kontor_status::Problem::internal(concat!("half a record: ", stringify!($part))))?
    };
}

/// The customer of a row of the statement.
macro_rules! customer_of {
    ($row:expr) => {
        CustomerRow {
            id: $row.id,
            number: $row.number,
            display_name: $row.display_name,
            street: $row.street,
            postal_code: $row.postal_code,
            city: $row.city,
            country_code: $row.country_code,
            vat_id: $row.vat_id,
            leitweg_id: $row.leitweg_id,
            buyer_reference: $row.buyer_reference,
            invoice_email: $row.invoice_email,
            payment_days: $row.payment_days,
            suspended: $row.suspended,
            account_agent: $row.account_agent,
            account_deputy: $row.account_deputy,
            language_code: $row.language_code,
            note: $row.note,
            electronic_scheme: $row.electronic_scheme,
            electronic_id: $row.electronic_id,
            invoice_profile: $row.invoice_profile,
            iban: $row.iban,
            merged_into: $row.merged_into,
            version: $row.version,
            create_time: $row.create_time,
        }
    };
}

/// Who it may be, best first, at most 20, in one statement.
pub(crate) async fn find(tx: &mut TenantTx, query: &str) -> Result<Vec<Match>> {
    let Typed { text, phone, digits } = Typed::new(query);
    let rows =
        sqlx::query_file!("queries/caller/find.sql", text, phone.as_deref() as _, digits.as_deref() as _);
    let mut matches = Vec::new();
    for row in rows.fetch_all(tx.conn()).await? {
        let contact = match row.contact_id {
            Some(id) => Some(ContactRow {
                id,
                number: whole!(row.contact_number),
                customer_id: row.id,
                display_name: whole!(row.contact_name),
                phones: whole!(row.phones),
                emails: whole!(row.emails),
                order_right: whole!(row.order_right),
                order_limit: row.order_limit,
                merged_into: None,
                version: whole!(row.contact_version),
                create_time: whole!(row.contact_time),
            }),
            None => None,
        };
        let asset = match row.asset_id {
            Some(id) => Some(AssetRow {
                id,
                number: whole!(row.asset_number),
                customer_id: row.id,
                display_name: whole!(row.asset_name),
                asset_class: whole!(row.asset_class),
                site_id: row.site_id,
                serial_number: whole!(row.serial_number),
                host_name: whole!(row.host_name),
                criticality: whole!(row.criticality),
                warranty_until: row.warranty_until,
                maintenance_contract: whole!(row.maintenance_contract),
                maintenance_until: row.maintenance_until,
                merged_into: None,
                version: whole!(row.asset_version),
                create_time: whole!(row.asset_time),
            }),
            None => None,
        };
        let customer = customer_of!(row);
        matches.push(matched(customer, contact, asset)?);
    }
    Ok(matches)
}

fn matched(customer: CustomerRow, contact: Option<ContactRow>, asset: Option<AssetRow>) -> Result<Match> {
    Ok(Match {
        customer: CustomerId::from_uuid(customer.id),
        contact: contact.as_ref().map(|row| ContactId::from_uuid(row.id)),
        asset: asset.as_ref().map(|row| AssetId::from_uuid(row.id)),
        shown: wire::CallerMatch {
            customer: Some(customer.print()),
            contact: contact.map(ContactRow::print).transpose()?,
            asset: asset.map(AssetRow::print),
            coverage: None,
        },
    })
}
