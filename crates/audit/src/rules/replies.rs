//! A20: what was answered can be answered again (X2, I18): the stored replies decode.
//!
//! The auditor knows none of the messages; it walks their wire form, which anything that is cut off or overwritten does
//! not survive.

use crate::AuditError;
use crate::report::Finding;
use crate::snapshot::Snapshot;
use sqlx::FromRow;

/// What reads for it.
const FILE: &str = "a20_replies.sql";

#[derive(FromRow)]
struct Row {
    tenant: String,
    method: String,
    key: String,
    digest: i32,
    response: Vec<u8>,
}

/// Walks every reply of every schema.
pub(crate) async fn judge(
    snapshot: &mut Snapshot,
    schemas: &[String],
    findings: &mut Vec<Finding>,
) -> Result<(), AuditError> {
    for schema in schemas {
        let sql = include_str!("../../queries/a20_replies.sql").replace("{schema}", schema);
        let seen = snapshot.each(&sql, |row| one(schema, &row, findings)).await;
        seen.map_err(|source| AuditError::Rule { file: FILE, source })?;
    }
    Ok(())
}

fn one(schema: &str, row: &Row, findings: &mut Vec<Finding>) {
    let mut wrong = |expected: &str, found: String| {
        findings.push(Finding {
            rule: "A20",
            check: FILE,
            tenant: Some(row.tenant.clone()),
            key: format!("{schema} {} {}", row.method, row.key),
            expected: expected.to_owned(),
            found,
        });
    };
    if row.digest != 32 {
        wrong("a request's digest of 32 bytes", format!("{} bytes", row.digest));
    }
    if let Err(error) = walk(&row.response) {
        wrong("a reply that decodes", error);
    }
}

/// Whether these bytes are fields one after the other, each whole.
fn walk(mut bytes: &[u8]) -> Result<(), String> {
    let whole = bytes.len();
    while !bytes.is_empty() {
        let at = whole - bytes.len();
        let broken = |what: &str| format!("{what} at byte {at} of {whole}");
        let tag = varint(&mut bytes).ok_or_else(|| broken("no field"))?;
        if tag >> 3 == 0 {
            return Err(broken("a field without a number"));
        }
        let length = match tag & 7 {
            0 => {
                varint(&mut bytes).ok_or_else(|| broken("a number that is cut off"))?;
                0
            }
            1 => 8,
            2 => varint(&mut bytes).ok_or_else(|| broken("a length that is cut off"))?,
            5 => 4,
            other => return Err(broken(&format!("a field of the unknown kind {other}"))),
        };
        let rest = usize::try_from(length).ok().and_then(|length| bytes.get(length..));
        bytes = rest.ok_or_else(|| broken("a field that is cut off"))?;
    }
    Ok(())
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::walk;

    #[test]
    fn a20_whole_messages_pass_and_broken_ones_do_not() {
        // Field 1 the text "ab", field 2 the number 300, field 3 four bytes.
        let whole = [0x0a, 2, b'a', b'b', 0x10, 0xac, 0x02, 0x1d, 1, 2, 3, 4];
        for length in [0, 4, 7, 12] {
            assert_eq!(walk(&whole[..length]), Ok(()), "{length}");
        }
        for length in [1, 2, 3, 5, 6, 8, 11] {
            assert!(walk(&whole[..length]).is_err(), "{length}");
        }
        for strange in [&[0x00, 1][..], &[0x0b], &[0xff; 12]] {
            assert!(walk(strange).is_err(), "{strange:?}");
        }
    }
}
