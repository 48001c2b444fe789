//! The description of the procedure (GoBD 151 to 155), made from the running house: its settings, number circles, what
//! this version can do and who may.

use crate::store::{bookings, debits, reminders, seller, styles};
use kontor_access::Caller;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{
    GetProcedureDescriptionRequest, ProcedureDescription, ReminderSettings, SellerProfile,
};
use kontor_proto::descriptor;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What does not depend on the house: the parts that the law asks for, as this version does them.
const GERMAN: &str = include_str!("procedure/de.md");
const ENGLISH: &str = include_str!("procedure/en.md");

pub(crate) async fn describe(
    kit: &Kit,
    caller: &Caller,
    request: GetProcedureDescriptionRequest,
) -> Result<ProcedureDescription> {
    let english = match request.language_code.as_str() {
        "" | "de" => false,
        "en" => true,
        _ => return Err(Problem::field("language_code", "choose de or en")),
    };
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let facts = Facts::gather(&mut tx, english).await?;
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let text = if english { ENGLISH } else { GERMAN };
    let markdown = text
        .replace("{version}", &version)
        .replace("{house}", &facts.house)
        .replace("{settings}", &facts.settings)
        .replace("{series}", &facts.series)
        .replace("{history}", &facts.history)
        .replace("{rights}", &rights());
    Ok(ProcedureDescription { markdown, version })
}

struct Facts {
    house: String,
    settings: String,
    series: String,
    history: String,
}

impl Facts {
    async fn gather(tx: &mut TenantTx, english: bool) -> Result<Self> {
        let say = |de: &'static str, en: &'static str| if english { en } else { de };
        let seller = seller::current(tx).await?.unwrap_or_default();
        let mut settings = String::new();
        let mut line = |label: &str, value: &str| {
            if !value.is_empty() {
                let _ = writeln!(settings, "- {label}: {value}");
            }
        };
        line(say("Umsatzsteuer-Identifikationsnummer", "VAT id"), &seller.vat_id);
        line(say("Steuernummer", "Tax number"), &seller.tax_number);
        line("IBAN", &seller.iban);
        if let Some(books) = bookings::settings(tx).await? {
            let chart = books.chart().as_str_name().trim_start_matches("CHART_OF_ACCOUNTS_");
            line(say("Kontenrahmen", "Chart of accounts"), chart);
            let numbers = format!("{} / {}", books.adviser_number, books.client_number);
            line(say("Berater und Mandant (DATEV)", "Adviser and client (DATEV)"), &numbers);
            line(
                say("Wirtschaftsjahr ab Monat", "Fiscal year from month"),
                &books.fiscal_year_start_month.to_string(),
            );
        }
        if let Some(debits) = debits::settings(tx).await? {
            line(say("Gläubiger-Identifikationsnummer", "Creditor id"), &debits.creditor_id);
        }
        if let Some(reminding) = reminders::settings(tx).await? {
            line(say("Mahnstufen", "Levels of reminding"), &levels(&reminding, english));
        }
        let styled = styles::current(tx).await?.is_some();
        let look = if styled { say("eigene Gestaltung", "own style") } else { say("Standard", "default") };
        line(say("Gestaltung der Belege", "Look of documents"), look);
        Ok(Self {
            house: house(&seller),
            settings,
            series: series(tx, english).await?,
            history: history(tx).await?,
        })
    }
}

fn house(seller: &SellerProfile) -> String {
    let address = seller.address.clone().unwrap_or_default();
    format!("{}, {}, {} {}", seller.legal_name, address.street, address.postal_code, address.city)
}

fn levels(settings: &ReminderSettings, english: bool) -> String {
    let level = |level: &kontor_proto::billing::v1::ReminderLevel| {
        let title = level.title.clone().unwrap_or_default();
        let days = if english { "days" } else { "Tage" };
        format!("{} ({} {days})", if english { title.en } else { title.de }, level.after_days)
    };
    settings.levels.iter().map(level).collect::<Vec<_>>().join(", ")
}

/// The number circles with what is missing in them.
async fn series(tx: &mut TenantTx, english: bool) -> Result<String> {
    let mut text = String::from(if english {
        "| circle | year | first | last | documents | missing |\n|---|---|---|---|---|---|\n"
    } else {
        "| Kreis | Jahr | erste | letzte | Belege | fehlend |\n|---|---|---|---|---|---|\n"
    });
    let rows = sqlx::query_file!("queries/tax/series.sql", tx.tenant().uuid());
    for row in rows.fetch_all(tx.conn()).await? {
        let missing = row.last - row.count;
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | {} | {missing} |",
            row.prefix, row.year, row.first, row.last, row.count
        );
    }
    let rows = sqlx::query_file!("queries/tax/other_series.sql", tx.tenant().uuid());
    for row in rows.fetch_all(tx.conn()).await? {
        let _ =
            writeln!(text, "| `{}` | {} | 1 | {} | {} | 0 |", row.prefix, row.year, row.counter, row.counter);
    }
    Ok(text)
}

/// How often each setting was changed, and when last.
async fn history(tx: &mut TenantTx) -> Result<String> {
    let rows = sqlx::query_file!("queries/tax/settings.sql", tx.tenant().uuid());
    let mut known: BTreeMap<String, (u32, String)> = BTreeMap::new();
    for row in rows.fetch_all(tx.conn()).await? {
        let at = row.at.to_jiff().to_string();
        let entry = known.entry(row.what).or_default();
        entry.0 += 1;
        entry.1 = entry.1.clone().max(at);
    }
    let mut text = String::new();
    for (what, (count, last)) in known {
        let _ = writeln!(text, "- `{what}`: {count}, {last}");
    }
    Ok(text)
}

/// Every permission with the calls that demand it, from the descriptors of this version.
fn rights() -> String {
    let mut rights: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for method in descriptor::methods() {
        let name = method.path.rsplit('/').next().unwrap_or_default();
        if !method.access.permission.is_empty() {
            rights.entry(&method.access.permission).or_default().push(name);
        }
    }
    let mut text = String::new();
    for (permission, mut names) in rights {
        names.sort_unstable();
        let _ = writeln!(text, "- `{permission}`: {}", names.join(", "));
    }
    text
}
