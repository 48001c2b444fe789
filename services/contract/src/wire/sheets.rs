//! The kinds of records that files carry.

use super::sheet::{Cells, Known, Sheet};
use super::{keep, values};
use jiff::civil::Date;
use kontor_contract_domain::Violations;
use kontor_contract_domain::master::{
    Address, AddressInput, Asset, AssetInput, Contact, ContactInput, Criticality, Customer, CustomerInput,
    InvoiceProfile, OrderRight, Site, SiteInput,
};
use kontor_ids::UserId;
use kontor_money::{Amount, Currency};
use kontor_proto::types::v1 as types;

impl Sheet for Customer {
    const COLUMNS: &'static [&'static str] = &[
        "number",
        "display_name",
        "street",
        "postal_code",
        "city",
        "country_code",
        "vat_id",
        "leitweg_id",
        "buyer_reference",
        "invoice_email",
        "electronic_scheme",
        "electronic_id",
        "invoice_profile",
        "iban",
        "payment_days",
        "suspended",
        "account_agent",
        "account_deputy",
        "language_code",
        "note",
    ];
    const REQUIRED: &'static [&'static str] =
        &["number", "display_name", "street", "postal_code", "city", "invoice_email"];

    fn read(cells: &Cells, _: &Known, v: &mut Violations) -> Option<Self> {
        let text = |column: &str| cells.get(column).to_owned();
        let electronic = (text("electronic_scheme"), text("electronic_id"));
        let user = |column: &str, v: &mut Violations| {
            let field = format!("customer.{column}");
            values::optional_name(&field, cells.get(column), UserId::from_resource_name, v)
        };
        let input = CustomerInput {
            number: text("number"),
            display_name: text("display_name"),
            address: Some(address(cells)),
            vat_id: text("vat_id"),
            leitweg_id: text("leitweg_id"),
            buyer_reference: text("buyer_reference"),
            invoice_email: text("invoice_email"),
            payment_days: days(cells.get("payment_days")),
            suspended: truth("suspended", cells.get("suspended"), v),
            account_agent: user("account_agent", v),
            account_deputy: user("account_deputy", v),
            language_code: text("language_code"),
            note: text("note"),
            electronic_address: (electronic != (String::new(), String::new())).then_some(electronic),
            invoice_profile: match cells.get("invoice_profile") {
                "" => InvoiceProfile::Automatic,
                word => v.take("customer.invoice_profile", word.parse()).unwrap_or_default(),
            },
            iban: text("iban"),
        };
        keep(v, Self::parse(&input))
    }

    fn print(&self, _: &Cells) -> Vec<String> {
        let user = |id: Option<UserId>| id.map(|id| id.resource_name()).unwrap_or_default();
        let electronic = self.electronic_address.as_ref();
        let [street, postal_code, city, country] = address_cells(Some(&self.address));
        vec![
            self.number.to_string(),
            self.display_name.clone(),
            street,
            postal_code,
            city,
            country,
            self.vat_id.as_ref().map(|id| id.as_str().to_owned()).unwrap_or_default(),
            self.leitweg_id.as_ref().map(|id| id.as_str().to_owned()).unwrap_or_default(),
            self.buyer_reference.clone(),
            self.invoice_email.as_str().to_owned(),
            electronic.map(|address| address.scheme().to_owned()).unwrap_or_default(),
            electronic.map(|address| address.id().to_owned()).unwrap_or_default(),
            self.invoice_profile.as_str().to_owned(),
            self.iban.as_ref().map(|iban| iban.as_str().to_owned()).unwrap_or_default(),
            self.payment_days.to_string(),
            self.suspended.to_string(),
            user(self.account_agent),
            user(self.account_deputy),
            self.language.code().to_owned(),
            self.note.clone(),
        ]
    }
}

impl Sheet for Contact {
    const COLUMNS: &'static [&'static str] =
        &["number", "customer", "display_name", "phones", "emails", "order_right", "order_limit"];
    const REQUIRED: &'static [&'static str] = &["number", "customer", "display_name"];

    /// A limit goes with the right that it limits.
    fn keeps(column: &str, given: &dyn Fn(&str) -> Option<String>) -> bool {
        column != "order_limit" || given("order_right").is_none_or(|right| right == "limited")
    }

    fn read(cells: &Cells, known: &Known, v: &mut Violations) -> Option<Self> {
        let customer = known.customer(cells, v)?;
        let input = ContactInput {
            customer,
            display_name: cells.get("display_name").to_owned(),
            phones: list(cells.get("phones")),
            emails: list(cells.get("emails")),
            order_right: order_right(cells, v),
            number: cells.number().to_owned(),
        };
        keep(v, Self::parse(&input))
    }

    fn print(&self, cells: &Cells) -> Vec<String> {
        let phones: Vec<&str> = self.phones.iter().map(|phone| phone.as_str()).collect();
        let emails: Vec<&str> = self.emails.iter().map(|email| email.as_str()).collect();
        let (right, limit) = match self.order_right {
            OrderRight::Unlimited => ("unlimited", String::new()),
            OrderRight::Limited(limit) => ("limited", format!("{:.2}", limit.value())),
            OrderRight::None => ("none", String::new()),
        };
        vec![
            cells.number().to_owned(),
            cells.get("customer").to_owned(),
            self.display_name.clone(),
            phones.join("; "),
            emails.join("; "),
            right.to_owned(),
            limit,
        ]
    }
}

impl Sheet for Site {
    const COLUMNS: &'static [&'static str] =
        &["number", "customer", "display_name", "street", "postal_code", "city", "country_code"];
    const REQUIRED: &'static [&'static str] = &["number", "customer", "display_name"];

    fn read(cells: &Cells, known: &Known, v: &mut Violations) -> Option<Self> {
        let customer = known.customer(cells, v)?;
        let nowhere = ["street", "postal_code", "city"].iter().all(|column| cells.get(column).is_empty());
        let input = SiteInput {
            customer,
            display_name: cells.get("display_name").to_owned(),
            address: (!nowhere).then(|| address(cells)),
            number: cells.number().to_owned(),
        };
        keep(v, Self::parse(&input))
    }

    fn print(&self, cells: &Cells) -> Vec<String> {
        let [street, postal_code, city, country] = address_cells(self.address.as_ref());
        let (number, customer) = (cells.number().to_owned(), cells.get("customer").to_owned());
        vec![number, customer, self.display_name.clone(), street, postal_code, city, country]
    }
}

impl Sheet for Asset {
    const COLUMNS: &'static [&'static str] = &[
        "number",
        "customer",
        "display_name",
        "asset_class",
        "site",
        "serial_number",
        "host_name",
        "criticality",
        "warranty_until",
        "maintenance_contract",
        "maintenance_until",
    ];
    const REQUIRED: &'static [&'static str] = &["number", "customer", "display_name", "asset_class"];

    fn read(cells: &Cells, known: &Known, v: &mut Violations) -> Option<Self> {
        let customer = known.customer(cells, v)?;
        let input = AssetInput {
            customer,
            display_name: cells.get("display_name").to_owned(),
            asset_class: cells.get("asset_class").to_owned(),
            site: known.site(cells, customer, v),
            serial_number: cells.get("serial_number").to_owned(),
            host_name: cells.get("host_name").to_owned(),
            number: cells.number().to_owned(),
            criticality: v.optional::<Criticality>("asset.criticality", cells.get("criticality")),
            warranty_until: day("warranty_until", cells, v),
            maintenance_contract: cells.get("maintenance_contract").to_owned(),
            maintenance_until: day("maintenance_until", cells, v),
        };
        keep(v, Self::parse(&input))
    }

    fn print(&self, cells: &Cells) -> Vec<String> {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        vec![
            cells.number().to_owned(),
            cells.get("customer").to_owned(),
            self.display_name.clone(),
            self.class.to_string(),
            cells.get("site").to_owned(),
            self.serial_number.clone(),
            self.host_name.clone(),
            self.criticality.map_or("", Criticality::as_str).to_owned(),
            day(self.warranty_until),
            self.maintenance_contract.clone(),
            day(self.maintenance_until),
        ]
    }
}

fn address(cells: &Cells) -> AddressInput {
    AddressInput {
        street: cells.get("street").to_owned(),
        postal_code: cells.get("postal_code").to_owned(),
        city: cells.get("city").to_owned(),
        country_code: cells.get("country_code").to_owned(),
    }
}

fn address_cells(address: Option<&Address>) -> [String; 4] {
    address.map_or_else(Default::default, |address| {
        let country = address.country.as_str().to_owned();
        [address.street.clone(), address.postal_code.clone(), address.city.clone(), country]
    })
}

/// Several values in one cell.
fn list(cell: &str) -> Vec<String> {
    cell.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Days; what is no number at all is out of every range.
fn days(cell: &str) -> Option<i64> {
    (!cell.is_empty()).then(|| cell.parse().unwrap_or(-1))
}

fn truth(column: &str, cell: &str, v: &mut Violations) -> bool {
    match cell.to_lowercase().as_str() {
        "" | "false" | "no" | "nein" | "falsch" | "0" => false,
        "true" | "yes" | "ja" | "wahr" | "1" => true,
        _ => {
            v.add(format!("customer.{column}"), "give true or false");
            false
        }
    }
}

/// A day as `2027-12-31` or `31.12.2027`.
fn day(column: &str, cells: &Cells, v: &mut Violations) -> Option<Date> {
    let cell = cells.get(column);
    if cell.is_empty() {
        return None;
    }
    let day = Date::strptime("%Y-%m-%d", cell).or_else(|_| Date::strptime("%d.%m.%Y", cell));
    v.take(format!("asset.{column}"), day.map_err(|_| "give a day such as 2027-12-31 or 31.12.2027"))
}

fn order_right(cells: &Cells, v: &mut Violations) -> OrderRight {
    let limit = cells.get("order_limit");
    match cells.get("order_right") {
        "limited" => {
            // Spreadsheets of German houses write 500,00.
            let value = if limit.contains('.') { limit.to_owned() } else { limit.replace(',', ".") };
            let value = types::Decimal { value };
            let value = values::decimal("contact.order_limit", Some(&value), v);
            let limit =
                value.and_then(|value| v.take("contact.order_limit", Amount::new(value, Currency::EUR)));
            limit.map_or(OrderRight::Unlimited, OrderRight::Limited)
        }
        "" | "unlimited" | "none" if !limit.is_empty() => {
            v.add("contact.order_limit", "leave it empty, or set order_right to limited");
            OrderRight::None
        }
        "" | "unlimited" => OrderRight::Unlimited,
        "none" => OrderRight::None,
        _ => {
            v.add("contact.order_right", "choose unlimited, limited or none");
            OrderRight::None
        }
    }
}

#[cfg(test)]
mod tests;
