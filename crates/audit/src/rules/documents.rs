//! A6: the stored documents are those that were stored, and say what the invoice says (I8, B7).

use crate::AuditError;
use crate::report::Finding;
use crate::snapshot::Snapshot;
use quick_xml::Reader;
use quick_xml::events::Event;
use rust_decimal::Decimal;
use sqlx::FromRow;

/// What reads for it.
const FILE: &str = "a6_documents.sql";

/// `INVOICE_TYPE_USAGE_STATEMENT`.
const USAGE_STATEMENT: i32 = 4;

#[derive(FromRow)]
struct Row {
    tenant: String,
    number: String,
    gross: Decimal,
    kind: i32,
    format: i32,
    content: Vec<u8>,
    whole: bool,
}

/// Hashes and reads every document and tells how many there are.
pub(crate) async fn judge(snapshot: &mut Snapshot, findings: &mut Vec<Finding>) -> Result<usize, AuditError> {
    let seen = snapshot.each(include_str!("../../queries/a6_documents.sql"), |row| one(&row, findings)).await;
    seen.map_err(|source| AuditError::Rule { file: FILE, source })
}

fn one(row: &Row, findings: &mut Vec<Finding>) {
    let name = match row.format {
        1 => "PDF",
        2 => "UBL",
        3 => "CII",
        _ => "CSV",
    };
    let mut wrong = |expected: String, found: String| {
        let key = format!("{} {name}", row.number);
        findings.push(Finding {
            rule: "A6",
            check: FILE,
            tenant: Some(row.tenant.clone()),
            key,
            expected,
            found,
        });
    };
    if !row.whole {
        wrong("the bytes of the stored digest".to_owned(), "other bytes".to_owned());
    }
    // A usage statement carries no electronic invoice: there is nothing to pay (B5a).
    if row.kind == USAGE_STATEMENT {
        return;
    }
    let said = match row.format {
        1 => embedded(&row.content).and_then(|xml| facts(&xml)),
        _ => facts(&row.content),
    };
    let expected = Facts { number: row.number.clone(), gross: row.gross.normalize() };
    match said {
        Ok(facts) if facts == expected => {}
        Ok(facts) => wrong(expected.to_string(), facts.to_string()),
        Err(error) => wrong(expected.to_string(), error),
    }
}

/// What a document says.
#[derive(Debug, PartialEq, Eq)]
struct Facts {
    number: String,
    gross: Decimal,
}

impl std::fmt::Display for Facts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} over {}", self.number, self.gross)
    }
}

/// The invoice in XML that a PDF carries.
fn embedded(pdf: &[u8]) -> Result<Vec<u8>, String> {
    let document = lopdf::Document::load_mem(pdf).map_err(|e| format!("no readable PDF: {e}"))?;
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    let mut files = streams
        .filter(|s| s.dict.get(b"Type").and_then(|t| t.as_name()).is_ok_and(|name| name == b"EmbeddedFile"));
    let file = files.next().ok_or("a PDF without an embedded invoice")?;
    file.get_plain_content().map_err(|e| format!("an embedded file that cannot be read: {e}"))
}

/// Reads number and gross sum, in UBL or CII.
fn facts(xml: &[u8]) -> Result<Facts, String> {
    let text = std::str::from_utf8(xml).map_err(|_| "no UTF-8".to_owned())?;
    let mut reader = Reader::from_str(text);
    let (mut path, mut number, mut gross) = (Vec::<String>::new(), None, None);
    loop {
        match reader.read_event().map_err(|e| format!("no well-formed XML: {e}"))? {
            Event::Start(start) => path.push(start.local_name().as_ref().to_owned()),
            Event::End(_) => drop(path.pop()),
            Event::Text(words) => {
                let words = words.to_string();
                let at: Vec<&str> = path.iter().map(String::as_str).collect();
                match at.as_slice() {
                    ["Invoice" | "CreditNote", "ID"]
                    | ["CrossIndustryInvoice", "ExchangedDocument", "ID"] => {
                        number.get_or_insert(words);
                    }
                    [.., "LegalMonetaryTotal", "TaxInclusiveAmount"]
                    | [.., "SpecifiedTradeSettlementHeaderMonetarySummation", "GrandTotalAmount"] => {
                        gross.get_or_insert(words);
                    }
                    _ => {}
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if !path.is_empty() {
        return Err(format!("an XML that ends within {}", path.join("/")));
    }
    let gross = gross.ok_or("no gross sum")?;
    let gross: Decimal = gross.trim().parse().map_err(|_| format!("the sum `{gross}`"))?;
    Ok(Facts { number: number.ok_or("no number")?, gross: gross.normalize() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a6_number_and_sum_are_read_where_they_stand() {
        let ubl = "<Invoice xmlns:b='b'><b:ID>R-1</b:ID><b:Party><b:ID>X</b:ID></b:Party>\
            <b:LegalMonetaryTotal><b:TaxInclusiveAmount>113.05</b:TaxInclusiveAmount></b:LegalMonetaryTotal></Invoice>";
        assert_eq!(facts(ubl.as_bytes()).unwrap().to_string(), "R-1 over 113.05");
        assert!(facts(&ubl.as_bytes()[..ubl.len() - 10]).is_err(), "cut short");
        assert!(facts(b"<Invoice/>").is_err());
        assert!(embedded(b"%PDF-1.7").is_err());
    }
}
