//! What records may be found by; the words themselves are made by the database (migration 0012).

use kontor_contract_domain::master::Phone;
use kontor_ids::Uuid;
use kontor_postgres::TenantTx;
use kontor_status::Result;

/// What was typed, as the statements take it.
#[derive(Debug)]
pub(crate) struct Typed {
    /// The text itself.
    pub text: String,
    /// The number that it is, where it is one.
    pub phone: Option<String>,
    /// Its digits, where it may be the end of a number.
    pub digits: Option<String>,
}

impl Typed {
    /// Reads what was typed.
    pub(crate) fn new(text: &str) -> Self {
        let phone = Phone::heard(text).map(|phone| phone.as_str().to_owned());
        let dialled = text.chars().all(|c| c.is_ascii_digit() || " +-/().\u{a0}".contains(c));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let digits = digits.trim_start_matches('0').to_owned();
        Self { text: text.to_owned(), phone, digits: Some(digits).filter(|d| dialled && d.len() >= 4) }
    }
}

/// A record that fits.
#[derive(Debug)]
pub(crate) struct HitRow {
    pub whole: bool,
    pub customer_id: Uuid,
    pub contact_id: Option<Uuid>,
    pub asset_id: Option<Uuid>,
    pub site_id: Option<Uuid>,
    pub number: String,
    pub display_name: String,
    pub customer_name: String,
}

/// Records that fit, best first.
pub(crate) async fn records(tx: &mut TenantTx, typed: &Typed, limit: i64) -> Result<Vec<HitRow>> {
    let Typed { text, phone, digits } = typed;
    let rows = sqlx::query_file_as!(
        HitRow,
        "queries/search/records.sql",
        text,
        phone.as_deref() as _,
        digits.as_deref() as _,
        limit
    );
    Ok(rows.fetch_all(tx.conn()).await?)
}

#[cfg(test)]
mod tests {
    use super::Typed;

    #[test]
    fn k5_what_is_typed_may_be_a_number_or_its_end() {
        let typed = Typed::new("089 / 123 45 67");
        assert_eq!(typed.phone.as_deref(), Some("+49891234567"));
        assert_eq!(typed.digits.as_deref(), Some("891234567"));
        let end = Typed::new("4567");
        assert_eq!((end.phone, end.digits.as_deref()), (None, Some("4567")));
        for text in ["456", "SRV-02", "CZ3412", "it@example.com"] {
            let typed = Typed::new(text);
            assert_eq!((typed.phone, typed.digits), (None, None), "{text}");
        }
    }
}
