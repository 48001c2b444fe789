//! What changed, as it is shown: columns as fields, ids as names.

use kontor_ids::{AssetId, ContactId, CustomerId, DirectiveId, IdError, SiteId, UserId, Uuid};
use kontor_proto::contract::v1 as wire;
use serde_json::Value;

/// Any record that has a history.
#[derive(Debug)]
pub(crate) struct Record {
    /// Its collection.
    pub collection: &'static str,
    /// Which.
    pub id: Uuid,
}

/// The text names no record of master data.
#[derive(Debug, thiserror::Error)]
#[error(
    "name a record such as customers/01890a5d-ac96-774b-bcce-b302099a8057: customers, contacts, sites, assets, directives"
)]
pub(crate) struct NoRecord;

impl std::str::FromStr for Record {
    type Err = NoRecord;
    fn from_str(text: &str) -> Result<Self, NoRecord> {
        fn read<T>(
            collection: &'static str,
            text: &str,
            read: fn(&str) -> Result<T, IdError>,
            id: fn(T) -> Uuid,
        ) -> Option<Record> {
            read(text).ok().map(|value| Record { collection, id: id(value) })
        }
        read(CustomerId::COLLECTION, text, CustomerId::from_resource_name, CustomerId::uuid)
            .or_else(|| read(ContactId::COLLECTION, text, ContactId::from_resource_name, ContactId::uuid))
            .or_else(|| read(SiteId::COLLECTION, text, SiteId::from_resource_name, SiteId::uuid))
            .or_else(|| read(AssetId::COLLECTION, text, AssetId::from_resource_name, AssetId::uuid))
            .or_else(|| {
                read(DirectiveId::COLLECTION, text, DirectiveId::from_resource_name, DirectiveId::uuid)
            })
            .ok_or(NoRecord)
    }
}

/// The cause by its stored word.
pub(crate) fn cause(word: &str) -> i32 {
    let cause = match word {
        "create" => wire::HistoryCause::Create,
        "update" => wire::HistoryCause::Update,
        "import" => wire::HistoryCause::Import,
        "merge" => wire::HistoryCause::Merge,
        _ => wire::HistoryCause::Unspecified,
    };
    cause as i32
}

/// One column that changed.
pub(crate) fn print(record: &Record, column: &str, (before, after): &(Value, Value)) -> wire::FieldChange {
    let (field, collection) = match column {
        "street" | "postal_code" | "city" | "country_code" => (format!("address.{column}"), None),
        "electronic_scheme" => ("electronic_address.scheme".to_owned(), None),
        "electronic_id" => ("electronic_address.id".to_owned(), None),
        "customer_id" => ("customer".to_owned(), Some(CustomerId::COLLECTION)),
        "site_id" => ("site".to_owned(), Some(SiteId::COLLECTION)),
        "account_agent" | "account_deputy" => (column.to_owned(), Some(UserId::COLLECTION)),
        "merged_into" => (column.to_owned(), Some(record.collection)),
        _ => (column.to_owned(), None),
    };
    wire::FieldChange { field, before: text(before, collection), after: text(after, collection) }
}

fn text(value: &Value, collection: Option<&str>) -> String {
    match (value, collection) {
        (Value::Null, _) => String::new(),
        (Value::String(id), Some(collection)) => format!("{collection}/{id}"),
        (Value::String(text), None) => text.clone(),
        (Value::Array(items), _) => {
            items.iter().map(|item| text(item, collection)).collect::<Vec<_>>().join("; ")
        }
        (other, _) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn columns_are_shown_as_fields_and_ids_as_names() {
        let record: Record = "assets/01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
        let shown = |column: &str, before, after| {
            let change = print(&record, column, &(before, after));
            (change.field, change.before, change.after)
        };
        let all = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(shown("city", json!("Ulm"), json!("Bonn")), all("address.city", "Ulm", "Bonn"));
        assert_eq!(shown("site_id", json!(null), json!("x")), all("site", "", "sites/x"));
        assert_eq!(shown("merged_into", json!(null), json!("x")), all("merged_into", "", "assets/x"));
        assert_eq!(shown("phones", json!(["1", "2"]), json!([])), all("phones", "1; 2", ""));
        assert_eq!(shown("withdrawn", json!(false), json!(true)), all("withdrawn", "false", "true"));
        assert!("tickets/01890a5d-ac96-774b-bcce-b302099a8057".parse::<Record>().is_err());
    }
}
