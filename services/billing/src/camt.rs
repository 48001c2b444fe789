//! Bank statements in CAMT.053: what came in, entry by entry.

mod tree;

use jiff::civil::Date;
use rust_decimal::Decimal;
use tree::Node;

/// More entries than this no house reads at once.
pub(crate) const MOST_ENTRIES: usize = 10_000;

/// An entry of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Money that came in.
    Incoming(Incoming),
    /// A direct debit of ours that came back.
    Returned(Returned),
    /// Nothing that settles an invoice.
    Skipped {
        /// The bank's reference.
        reference: String,
        /// Why.
        why: &'static str,
    },
    /// It cannot be read.
    Bad {
        /// The bank's reference.
        reference: String,
        /// What is wrong.
        problem: String,
    },
}

/// Money that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Incoming {
    /// The bank's reference; empty when it gave none.
    pub(crate) reference: String,
    pub(crate) booked: Date,
    pub(crate) amount: Decimal,
    pub(crate) payer_name: String,
    pub(crate) payer_iban: String,
    pub(crate) end_to_end: String,
    pub(crate) remittance: String,
    /// The account it came to.
    pub(crate) account: String,
}

/// A direct debit that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Returned {
    /// The bank's reference; empty when it gave none.
    pub(crate) reference: String,
    pub(crate) booked: Date,
    /// What the bank took, with its charges.
    pub(crate) amount: Decimal,
    /// What the debit was called: the number of the invoice.
    pub(crate) end_to_end: String,
    /// The bank's code of the reason; may be empty.
    pub(crate) reason: String,
    /// The account it was taken from.
    pub(crate) account: String,
}

/// Why a file is no statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CamtError {
    #[error("it is no XML: {0}")]
    NotXml(String),
    #[error("it is no bank statement: give a CAMT.053 file, whose root Document holds BkToCstmrStmt")]
    NotAStatement,
    #[error("it has more than {MOST_ENTRIES} entries: split it")]
    TooMany,
}

/// All entries of all statements in the file, in order. A bad one does not spoil the others.
pub(crate) fn read(content: &[u8]) -> Result<Vec<Entry>, CamtError> {
    let root = tree::read(content).map_err(CamtError::NotXml)?;
    let report = root.child("BkToCstmrStmt").ok_or(CamtError::NotAStatement)?;
    let mut entries = Vec::new();
    for statement in report.children("Stmt") {
        let account = statement.text(&["Acct", "Id", "IBAN"]);
        for entry in statement.children("Ntry") {
            read_entry(entry, &account, &mut entries);
            if entries.len() > MOST_ENTRIES {
                return Err(CamtError::TooMany);
            }
        }
    }
    Ok(entries)
}

fn read_entry(entry: &Node, account: &str, entries: &mut Vec<Entry>) {
    let own = [entry.text(&["AcctSvcrRef"]), entry.text(&["NtryRef"])];
    let reference = own.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    let details: Vec<&Node> = entry.children("NtryDtls").flat_map(|d| d.children("TxDtls")).collect();
    let came_back = came_back(entry, &details);
    if let Some(why) = skipped(entry, came_back) {
        entries.push(Entry::Skipped { reference, why });
        return;
    }
    let read = if came_back { returned } else { incoming };
    if details.len() <= 1 {
        entries.push(read(entry, details.first().copied(), &reference, account));
        return;
    }
    // A collective entry: each payment in it is one of its own.
    for (detail, n) in details.iter().zip(1..) {
        let reference = match detail.text(&["Refs", "AcctSvcrRef"]) {
            own if !own.is_empty() => own,
            _ if reference.is_empty() => String::new(),
            _ => format!("{reference}/{n}"),
        };
        entries.push(read(entry, Some(detail), &reference, account));
    }
}

/// Whether money went out because a direct debit of ours came back: the bank says why, or by its code of the entry.
fn came_back(entry: &Node, details: &[&Node]) -> bool {
    let family = ["BkTxCd", "Domn", "Fmly", "Cd"];
    let issued_debit = |node: &Node| node.text(&family) == "IDDT";
    entry.text(&["CdtDbtInd"]) == "DBIT"
        && (issued_debit(entry) || details.iter().any(|d| d.child("RtrInf").is_some() || issued_debit(d)))
}

fn skipped(entry: &Node, came_back: bool) -> Option<&'static str> {
    // Older versions say `BOOK`, newer ones `<Cd>BOOK</Cd>`.
    let status = [entry.text(&["Sts", "Cd"]), entry.text(&["Sts"])];
    let status = status.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    if entry.text(&["CdtDbtInd"]) == "DBIT" && !came_back {
        Some("the money went out")
    } else if entry.text(&["RvslInd"]) == "true" && !came_back {
        Some("it reverses an earlier entry")
    } else if !status.is_empty() && status != "BOOK" {
        Some("it is not booked yet")
    } else {
        None
    }
}

fn incoming(entry: &Node, detail: Option<&Node>, reference: &str, account: &str) -> Entry {
    match parse(entry, detail, reference, account) {
        Ok(found) => Entry::Incoming(found),
        Err(problem) => Entry::Bad { reference: reference.to_owned(), problem },
    }
}

fn parse(entry: &Node, detail: Option<&Node>, reference: &str, account: &str) -> Result<Incoming, String> {
    if entry.text(&["CdtDbtInd"]) != "CRDT" {
        return Err("CdtDbtInd is neither CRDT nor DBIT".to_owned());
    }
    let (amount, booked) = (amount(entry, detail)?, booked(entry)?);
    let text = |path: &[&str]| detail.map(|d| d.text(path)).unwrap_or_default();
    let first =
        |paths: &[&[&str]]| paths.iter().map(|path| text(path)).find(|t| !t.is_empty()).unwrap_or_default();
    let end_to_end = text(&["Refs", "EndToEndId"]);
    let unstructured = detail.and_then(|d| d.child("RmtInf")).map(|r| {
        let lines = r.children("Ustrd").map(Node::own_text);
        lines.chain([r.text(&["Strd", "CdtrRefInf", "Ref"])]).collect::<Vec<_>>().join(" ").trim().to_owned()
    });
    let remittance = unstructured.filter(|t| !t.is_empty()).unwrap_or_else(|| entry.text(&["AddtlNtryInf"]));
    Ok(Incoming {
        reference: limited(reference, 140),
        booked,
        amount,
        payer_name: limited(
            &first(&[&["RltdPties", "Dbtr", "Pty", "Nm"], &["RltdPties", "Dbtr", "Nm"]]),
            140,
        ),
        payer_iban: limited(&text(&["RltdPties", "DbtrAcct", "Id", "IBAN"]).replace(' ', ""), 34),
        end_to_end: if end_to_end == "NOTPROVIDED" { String::new() } else { limited(&end_to_end, 140) },
        remittance: limited(&remittance, 1000),
        account: account.to_owned(),
    })
}

fn returned(entry: &Node, detail: Option<&Node>, reference: &str, account: &str) -> Entry {
    let parsed = amount(entry, detail).and_then(|amount| Ok((amount, booked(entry)?)));
    let text = |path: &[&str]| detail.map(|d| d.text(path)).unwrap_or_default();
    match parsed {
        Ok((amount, booked)) => Entry::Returned(Returned {
            reference: limited(reference, 140),
            booked,
            amount,
            end_to_end: limited(&text(&["Refs", "EndToEndId"]), 140),
            reason: limited(&text(&["RtrInf", "Rsn", "Cd"]), 4),
            account: account.to_owned(),
        }),
        Err(problem) => Entry::Bad { reference: reference.to_owned(), problem },
    }
}

/// What was moved, in EUR.
fn amount(entry: &Node, detail: Option<&Node>) -> Result<Decimal, String> {
    let of_detail = detail.and_then(|d| d.at(&["Amt"]).or_else(|| d.at(&["AmtDtls", "TxAmt", "Amt"])));
    let amount = of_detail.or_else(|| entry.at(&["Amt"])).ok_or("the amount is missing")?;
    let currency = amount.attribute("Ccy");
    if currency != "EUR" {
        return Err(format!("the currency is {currency:?}: only EUR is read"));
    }
    let value: Decimal =
        amount.own_text().parse().map_err(|_| format!("{:?} is no amount", amount.own_text()))?;
    let normal = value.normalize();
    if normal <= Decimal::ZERO || normal.scale() > 2 || normal >= Decimal::from(10_000_000_000_i64) {
        return Err(format!("{value} is no amount above zero with at most two places"));
    }
    Ok(normal)
}

/// The day it was booked.
fn booked(entry: &Node) -> Result<Date, String> {
    let day =
        [entry.text(&["BookgDt", "Dt"]), entry.text(&["BookgDt", "DtTm"]), entry.text(&["ValDt", "Dt"])];
    let day = day.into_iter().find(|text| !text.is_empty()).ok_or("the booking date is missing")?;
    day.get(..10).unwrap_or(&day).parse().map_err(|_| format!("{day:?} is no date"))
}

fn limited(text: &str, most: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(most).collect()
}

#[cfg(test)]
mod tests;
