//! What rows of a file mean.

use kontor_contract_domain::Violations;
use kontor_ids::{CustomerId, SiteId, Uuid};
use std::collections::HashMap;

/// A kind of record that files carry. The first column is the number.
pub(crate) trait Sheet: Sized {
    /// The columns, in the order of exports.
    const COLUMNS: &'static [&'static str];
    /// The columns that a file must have.
    const REQUIRED: &'static [&'static str];

    /// Reads a row; nothing with everything that is wrong noted by field.
    fn read(cells: &Cells, known: &Known, v: &mut Violations) -> Option<Self>;

    /// The row as an export shows it. Numbers of other records are as they were given.
    fn print(&self, cells: &Cells) -> Vec<String>;

    /// Whether a column that the file does not have stays as it is, by what the file says otherwise.
    fn keeps(_column: &str, _given: &dyn Fn(&str) -> Option<String>) -> bool {
        true
    }

    /// The customer's and the site's column, where there are such.
    fn names(cells: &Cells) -> (Option<&str>, Option<&str>) {
        let given = |column| Some(cells.get(column)).filter(|cell: &&str| !cell.is_empty());
        (given("customer"), given("site"))
    }
}

/// The cells of a row, all columns of its sheet.
#[derive(Debug, Clone)]
pub(crate) struct Cells {
    columns: &'static [&'static str],
    values: Vec<String>,
}

impl Cells {
    /// What the file gives, the rest as it is already, or empty.
    pub(crate) fn new<S: Sheet>(given: &[Option<String>], before: Option<&[String]>) -> Self {
        let in_file = |column: &str| {
            let at = S::COLUMNS.iter().position(|name| *name == column)?;
            given.get(at).cloned().flatten()
        };
        let value = |at: usize| {
            let before = before.filter(|_| S::keeps(S::COLUMNS[at], &in_file));
            let before = || before.and_then(|cells| cells.get(at)).cloned().unwrap_or_default();
            given.get(at).cloned().flatten().unwrap_or_else(before)
        };
        Self { columns: S::COLUMNS, values: (0..S::COLUMNS.len()).map(value).collect() }
    }

    /// A cell; empty for a column that the sheet does not have.
    pub(crate) fn get(&self, column: &str) -> &str {
        let at = self.columns.iter().position(|name| *name == column);
        at.and_then(|at| self.values.get(at)).map_or("", String::as_str)
    }

    /// The record's number.
    pub(crate) fn number(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }
}

/// What rows refer to by number.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Customers; with the one that stays, where one was merged.
    pub customers: HashMap<String, (CustomerId, Option<Uuid>)>,
    /// Sites with their customers.
    pub sites: HashMap<String, (SiteId, CustomerId)>,
}

impl Known {
    /// The customer of a row.
    pub(super) fn customer(&self, cells: &Cells, v: &mut Violations) -> Option<CustomerId> {
        match self.customers.get(cells.get("customer")) {
            Some((id, None)) => Some(*id),
            Some((_, Some(_))) => {
                v.add("customer", "the customer was merged into another: give that one's number");
                None
            }
            None => {
                v.add("customer", "there is no customer with this number: import customers first");
                None
            }
        }
    }

    /// The site of a row.
    pub(super) fn site(&self, cells: &Cells, customer: CustomerId, v: &mut Violations) -> Option<SiteId> {
        let number = cells.get("site");
        if number.is_empty() {
            return None;
        }
        match self.sites.get(number) {
            Some((id, owner)) if *owner == customer => Some(*id),
            Some(_) => {
                v.add("site", "the site is another customer's: give one of the same customer");
                None
            }
            None => {
                v.add("site", "there is no site with this number: import sites first");
                None
            }
        }
    }
}

/// The column that a violation of the domain is about: `contact.phones[1]` is about `phones`.
pub(crate) fn column_of(field: &str) -> String {
    let path: Vec<&str> = field.split('.').map(|part| part.split('[').next().unwrap_or_default()).collect();
    match path.as_slice() {
        [_, "electronic_address", part] => format!("electronic_{part}"),
        [_, "address", part] => (*part).to_owned(),
        [_, column, ..] => (*column).to_owned(),
        _ => field.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::column_of;

    #[test]
    fn fields_of_the_domain_are_columns() {
        for (field, column) in [
            ("customer.vat_id", "vat_id"),
            ("customer.address.street", "street"),
            ("customer.electronic_address.id", "electronic_id"),
            ("contact.phones[1]", "phones"),
            ("contact.order_limit.currency_code", "order_limit"),
            ("customer", "customer"),
        ] {
            assert_eq!(column_of(field), column, "{field}");
        }
    }
}
