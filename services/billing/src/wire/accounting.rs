//! What house and tax adviser agreed on, read and checked.

use super::money;
use kontor_billing_domain::accounting::datev::{Chart, Settings};
use kontor_billing_domain::vat::{Vat, VatCategory};
use kontor_proto::billing::v1::{AccountingSettings, ChartOfAccounts, RevenueAccount};
use kontor_status::Violations;
use rust_decimal::Decimal;

const CATEGORIES: [VatCategory; 7] = [
    VatCategory::Standard,
    VatCategory::Zero,
    VatCategory::Exempt,
    VatCategory::ReverseCharge,
    VatCategory::IntraCommunity,
    VatCategory::Export,
    VatCategory::OutOfScope,
];

/// The category of a code.
pub(crate) fn category(code: &str) -> Option<VatCategory> {
    CATEGORIES.into_iter().find(|category| category.code() == code)
}

/// The settings; what is wrong is noted by field.
pub(crate) fn settings(wrong: &mut Violations, wire: &AccountingSettings) -> Settings {
    let number = |value: i32| u32::try_from(value).unwrap_or_default();
    let (adviser, client) = (number(wire.adviser_number), number(wire.client_number));
    wrong.require((1_001..=9_999_999).contains(&adviser), "settings.adviser_number", "give 1001 to 9999999");
    wrong.require((1..=99_999).contains(&client), "settings.client_number", "give 1 to 99999");
    let chart = match wire.chart() {
        ChartOfAccounts::Skr03 => Some(Chart::Skr03),
        ChartOfAccounts::Skr04 => Some(Chart::Skr04),
        ChartOfAccounts::Unspecified => None,
    };
    wrong.require(chart.is_some(), "settings.chart", "choose SKR03 or SKR04");
    let length = if wire.account_length == 0 { 4 } else { wire.account_length };
    wrong.require((4..=8).contains(&length), "settings.account_length", "give 4 to 8");
    let month = if wire.fiscal_year_start_month == 0 { 1 } else { wire.fiscal_year_start_month };
    wrong.require((1..=12).contains(&month), "settings.fiscal_year_start_month", "give 1 to 12");
    let mut accounts: Vec<(Vat, bool, u64)> = Vec::new();
    for (own, i) in wire.revenue_accounts.iter().zip(0..) {
        let field = format!("settings.revenue_accounts[{i}]");
        if let Some(found) = account(wrong, &field, own, length) {
            let twice = accounts.iter().any(|known| (known.0, known.1) == (found.0, found.1));
            wrong.require(!twice, field, "there is another account for the same category, rate and place");
            accounts.push(found);
        }
    }
    Settings {
        adviser,
        client,
        chart: chart.unwrap_or(Chart::Skr03),
        account_length: u8::try_from(length).unwrap_or(4),
        fiscal_month: i8::try_from(month).unwrap_or(1),
        accounts,
        lock: wire.lock_bookings,
    }
}

fn account(
    wrong: &mut Violations,
    field: &str,
    own: &RevenueAccount,
    length: i32,
) -> Option<(Vat, bool, u64)> {
    let known = category(&own.vat_category);
    wrong.require(known.is_some(), format!("{field}.vat_category"), "choose S, Z, E, AE, K, G or O");
    let percent = money::read_decimal(own.vat_percent.as_ref()).ok().map(|p| p.normalize());
    let standard = known == Some(VatCategory::Standard);
    let fits = percent
        .is_some_and(|p| if standard { p > Decimal::ZERO && p < Decimal::ONE_HUNDRED } else { p.is_zero() });
    wrong.require(fits, format!("{field}.vat_percent"), "give a rate above 0 for S and 0 for all others");
    let digits = own.account.to_string().len();
    let formed = own.account > 0 && i32::try_from(digits).is_ok_and(|d| d == length);
    wrong.require(formed, format!("{field}.account"), format!("give an account of {length} digits"));
    let vat = Vat { category: known?, percent: percent? };
    (fits && formed).then(|| (vat, !own.abroad, own.account.unsigned_abs()))
}
