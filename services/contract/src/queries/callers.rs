//! Who calls (N1, K5).

use crate::store::customers::{CustomerRow, print_order_right, read_order_right};
use crate::store::search::folded;
use crate::wire::coverage::Asked;
use jiff::Timestamp;
use kontor_contract_domain::master::{Activity, OrderRight};
use kontor_contract_domain::{Channel, Priority, Question};
use kontor_ids::{AssetId, ContactId, CustomerId, SiteId};
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

/// Who it may be, best first, at most 20, in one statement.
pub(crate) async fn find(tx: &mut TenantTx, query: &str) -> Result<Vec<Match>> {
    let text = folded(query);
    let mut keys = vec![text.clone()];
    keys.extend(phone(query));
    // The greatest character ends the range of all texts that begin alike.
    let end = format!("{text}\u{10ffff}");
    let rows = sqlx::query_file!("queries/caller/find.sql", &keys, text, end).fetch_all(tx.conn()).await?;
    let mut matches = Vec::new();
    for row in rows {
        let customer = CustomerId::from_uuid(row.id);
        let contact = row.contact_id.map(ContactId::from_uuid);
        let asset = row.asset_id.map(AssetId::from_uuid);
        let right = row.order_right.map(|word| read_order_right(&word, row.order_limit)).transpose()?;
        let shown_contact = contact.map(|id| {
            let (order_right, order_limit) = print_order_right(right.unwrap_or(OrderRight::Unlimited));
            wire::Contact {
                name: id.resource_name(),
                customer: customer.resource_name(),
                display_name: row.contact_name.unwrap_or_default(),
                phones: row.phones.unwrap_or_default(),
                emails: row.emails.unwrap_or_default(),
                order_right,
                order_limit,
            }
        });
        let shown_asset = asset.map(|id| wire::Asset {
            name: id.resource_name(),
            customer: customer.resource_name(),
            display_name: row.asset_name.unwrap_or_default(),
            asset_class: row.asset_class.unwrap_or_default(),
            site: row.site_id.map(|id| SiteId::from_uuid(id).resource_name()).unwrap_or_default(),
            serial_number: row.serial_number.unwrap_or_default(),
            host_name: row.host_name.unwrap_or_default(),
        });
        let shown_customer = CustomerRow {
            id: row.id,
            number: row.number,
            display_name: row.display_name,
            street: row.street,
            postal_code: row.postal_code,
            city: row.city,
            country_code: row.country_code,
            vat_id: row.vat_id,
            leitweg_id: row.leitweg_id,
            buyer_reference: row.buyer_reference,
            invoice_email: row.invoice_email,
            payment_days: row.payment_days,
            suspended: row.suspended,
            account_agent: row.account_agent,
            account_deputy: row.account_deputy,
            language_code: row.language_code,
            note: row.note,
            version: row.version,
            create_time: row.create_time,
        };
        let shown = wire::CallerMatch {
            customer: Some(shown_customer.print()),
            contact: shown_contact,
            asset: shown_asset,
            coverage: None,
        };
        matches.push(Match { customer, contact, asset, shown });
    }
    Ok(matches)
}

/// A phone number as telephone systems show it, in E.164: `0` begins a national number, here a German one, `00` an
/// international one. Nothing for what is no phone number.
fn phone(text: &str) -> Option<String> {
    let text = text.replace("(0)", "");
    let written = text.chars().all(|c| c.is_ascii_digit() || " +-/().\u{a0}".contains(c));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let number = if text.trim_start().starts_with('+') {
        digits
    } else if let Some(rest) = digits.strip_prefix("00") {
        rest.to_owned()
    } else if let Some(rest) = digits.strip_prefix('0') {
        format!("49{rest}")
    } else {
        return None;
    };
    (written && (7..=15).contains(&number.len())).then(|| format!("+{number}"))
}

#[cfg(test)]
mod tests {
    use super::phone;

    #[test]
    fn k5_numbers_are_read_as_telephone_systems_show_them() {
        for text in
            ["+49 89 1234567", "089/1234567", "0049 89 123-4567", "+49 (0) 89 1234567", "(089) 1234567"]
        {
            assert_eq!(phone(text).as_deref(), Some("+49891234567"), "{text}");
        }
        for text in ["1234567", "SRV-02", "012", "it@example.com", "0891234567890123"] {
            assert_eq!(phone(text), None, "{text}");
        }
    }
}
