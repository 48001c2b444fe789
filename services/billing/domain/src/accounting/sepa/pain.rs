//! The bank's file of direct debits: ISO 20022 pain.008.001.08 as the German banks' rules (DFÜ, annex 3) want it.

use jiff::civil::{Date, DateTime};
use kontor_money::Decimal;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// By which scheme is debited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// Core.
    Core,
    /// Business to business.
    Business,
}

/// Who collects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creditor {
    /// The name.
    pub name: String,
    /// The account that the money goes to.
    pub iban: String,
    /// The bank's BIC, or empty.
    pub bic: String,
    /// The creditor identifier.
    pub id: String,
}

/// One debit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debit {
    /// The end-to-end id and the text: the number of the invoice.
    pub number: String,
    /// How much, above zero.
    pub amount: Decimal,
    /// The mandate's reference.
    pub mandate: String,
    /// When it was signed.
    pub signed: Date,
    /// The scheme.
    pub scheme: Scheme,
    /// Whether the mandate may be used once only.
    pub once: bool,
    /// Whose account.
    pub holder: String,
    /// The account.
    pub iban: String,
    /// The bank's BIC, or empty.
    pub bic: String,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its id, at most 30 characters, unique at the bank.
    pub id: String,
    /// When it was made, in local time.
    pub made: DateTime,
    /// The day of collection.
    pub collect_on: Date,
    /// Who collects.
    pub creditor: Creditor,
    /// What is collected.
    pub debits: Vec<Debit>,
}

/// The file's text; the same input gives the same bytes. Debits of one scheme and sequence share a block.
#[must_use]
pub fn write(batch: &Batch) -> String {
    let mut blocks: BTreeMap<(Scheme, bool), Vec<&Debit>> = BTreeMap::new();
    for debit in &batch.debits {
        blocks.entry((debit.scheme, debit.once)).or_default().push(debit);
    }
    let mut xml = Xml::default();
    xml.text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.text.push_str("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.008.001.08\">\n");
    xml.depth = 1;
    xml.group("CstmrDrctDbtInitn", |xml| {
        xml.group("GrpHdr", |xml| {
            xml.leaf("MsgId", &batch.id);
            xml.leaf("CreDtTm", &batch.made.strftime("%Y-%m-%dT%H:%M:%S").to_string());
            xml.sums(&batch.debits.iter().collect::<Vec<_>>());
            xml.group("InitgPty", |xml| xml.leaf("Nm", &plain(&batch.creditor.name, 70)));
        });
        for ((key, debits), i) in blocks.iter().zip(1..) {
            block(xml, batch, (i, *key), debits);
        }
    });
    xml.text.push_str("</Document>\n");
    xml.text
}

fn block(xml: &mut Xml, batch: &Batch, (i, (scheme, once)): (usize, (Scheme, bool)), debits: &[&Debit]) {
    let creditor = &batch.creditor;
    xml.group("PmtInf", |xml| {
        xml.leaf("PmtInfId", &format!("{}-{i}", batch.id));
        xml.leaf("PmtMtd", "DD");
        xml.leaf("BtchBookg", "true");
        xml.sums(debits);
        xml.group("PmtTpInf", |xml| {
            xml.group("SvcLvl", |xml| xml.leaf("Cd", "SEPA"));
            let instrument = if scheme == Scheme::Core { "CORE" } else { "B2B" };
            xml.group("LclInstrm", |xml| xml.leaf("Cd", instrument));
            xml.leaf("SeqTp", if once { "OOFF" } else { "RCUR" });
        });
        xml.leaf("ReqdColltnDt", &batch.collect_on.to_string());
        xml.group("Cdtr", |xml| xml.leaf("Nm", &plain(&creditor.name, 70)));
        xml.group("CdtrAcct", |xml| xml.group("Id", |xml| xml.leaf("IBAN", &creditor.iban)));
        xml.bank("CdtrAgt", &creditor.bic);
        xml.leaf("ChrgBr", "SLEV");
        xml.group("CdtrSchmeId", |xml| {
            xml.group("Id", |xml| {
                xml.group("PrvtId", |xml| {
                    xml.group("Othr", |xml| {
                        xml.leaf("Id", &creditor.id);
                        xml.group("SchmeNm", |xml| xml.leaf("Prtry", "SEPA"));
                    });
                });
            });
        });
        for debit in debits {
            transaction(xml, debit);
        }
    });
}

fn transaction(xml: &mut Xml, debit: &Debit) {
    xml.group("DrctDbtTxInf", |xml| {
        xml.group("PmtId", |xml| xml.leaf("EndToEndId", &plain(&debit.number, 35)));
        xml.attributed("InstdAmt", "Ccy=\"EUR\"", &cents(debit.amount));
        xml.group("DrctDbtTx", |xml| {
            xml.group("MndtRltdInf", |xml| {
                xml.leaf("MndtId", &debit.mandate);
                xml.leaf("DtOfSgntr", &debit.signed.to_string());
                xml.leaf("AmdmntInd", "false");
            });
        });
        xml.bank("DbtrAgt", &debit.bic);
        xml.group("Dbtr", |xml| xml.leaf("Nm", &plain(&debit.holder, 70)));
        xml.group("DbtrAcct", |xml| xml.group("Id", |xml| xml.leaf("IBAN", &debit.iban)));
        let text = plain(&format!("Rechnung {}", debit.number), 140);
        xml.group("RmtInf", |xml| xml.leaf("Ustrd", &text));
    });
}

fn cents(amount: Decimal) -> String {
    format!("{amount:.2}")
}

/// The text in the characters that every bank of the area takes, at most so many.
#[must_use]
pub fn plain(text: &str, most: usize) -> String {
    let mut plain = String::new();
    for c in text.chars() {
        match c {
            'ä' => plain.push_str("ae"),
            'ö' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'Ä' => plain.push_str("Ae"),
            'Ö' => plain.push_str("Oe"),
            'Ü' => plain.push_str("Ue"),
            'ß' => plain.push_str("ss"),
            '&' => plain.push('+'),
            c if c.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(c) => plain.push(c),
            'à'..='å' => plain.push('a'),
            'è'..='ë' => plain.push('e'),
            'ì'..='ï' => plain.push('i'),
            'ò'..='õ' => plain.push('o'),
            'ù'..='û' => plain.push('u'),
            _ => plain.push('.'),
        }
    }
    plain.trim().chars().take(most).collect()
}

/// Elements in order, indented.
#[derive(Default)]
struct Xml {
    text: String,
    depth: usize,
}

impl Xml {
    fn group(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        let _ = writeln!(self.text, "{:1$}<{name}>", "", self.depth);
        self.depth += 1;
        content(self);
        self.depth -= 1;
        let _ = writeln!(self.text, "{:1$}</{name}>", "", self.depth);
    }

    fn leaf(&mut self, name: &str, value: &str) {
        let value = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let _ = writeln!(self.text, "{:1$}<{name}>{value}</{name}>", "", self.depth);
    }

    fn attributed(&mut self, name: &str, attribute: &str, value: &str) {
        let _ = writeln!(self.text, "{:1$}<{name} {attribute}>{value}</{name}>", "", self.depth);
    }

    fn sums(&mut self, debits: &[&Debit]) {
        self.leaf("NbOfTxs", &debits.len().to_string());
        self.leaf("CtrlSum", &cents(debits.iter().map(|debit| debit.amount).sum()));
    }

    /// A bank by its BIC, or the word for one whose BIC follows from the IBAN.
    fn bank(&mut self, name: &str, bic: &str) {
        self.group(name, |xml| {
            xml.group("FinInstnId", |xml| match bic {
                "" => xml.group("Othr", |xml| xml.leaf("Id", "NOTPROVIDED")),
                bic => xml.leaf("BICFI", bic),
            });
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};
    use proptest::prelude::*;
    use rust_decimal::dec;

    fn debit(i: i64, scheme: Scheme, once: bool) -> Debit {
        Debit {
            number: format!("RE-2026-{i:06}"),
            amount: Decimal::new(14_280 + i, 2),
            mandate: format!("M-{i}"),
            signed: date(2026, 1, 5),
            scheme,
            once,
            holder: "Müller & Söhne <KG>".to_owned(),
            iban: "DE02120300000000202051".to_owned(),
            bic: String::new(),
        }
    }

    fn batch(debits: Vec<Debit>) -> Batch {
        Batch {
            id: "LS-2026-000001".to_owned(),
            made: datetime(2026, 3, 2, 10, 0, 0, 0),
            collect_on: date(2026, 3, 20),
            creditor: Creditor {
                name: "Systemhaus Beispiel GmbH".to_owned(),
                iban: "DE89370400440532013000".to_owned(),
                bic: "COBADEFFXXX".to_owned(),
                id: "DE98ZZZ09999999999".to_owned(),
            },
            debits,
        }
    }

    fn count(xml: &str, what: &str) -> usize {
        xml.matches(what).count()
    }

    #[test]
    fn b8_a_debit_stands_in_the_file_in_the_order_of_the_schema() {
        let xml = write(&batch(vec![debit(1, Scheme::Core, false)]));
        let order = [
            "<MsgId>LS-2026-000001<",
            "<CreDtTm>2026-03-02T10:00:00<",
            "<NbOfTxs>1<",
            "<CtrlSum>142.81<",
            "<InitgPty>",
            "<PmtInfId>LS-2026-000001-1<",
            "<PmtMtd>DD<",
            "<BtchBookg>",
            "<NbOfTxs>1<",
            "<CtrlSum>142.81<",
            "<Cd>SEPA<",
            "<Cd>CORE<",
            "<SeqTp>RCUR<",
            "<ReqdColltnDt>2026-03-20<",
            "<Cdtr>",
            "<CdtrAcct>",
            "<BICFI>COBADEFFXXX<",
            "<ChrgBr>SLEV<",
            "<Id>DE98ZZZ09999999999<",
            "<Prtry>SEPA<",
            "<EndToEndId>RE-2026-000001<",
            "<InstdAmt Ccy=\"EUR\">142.81<",
            "<MndtId>M-1<",
            "<DtOfSgntr>2026-01-05<",
            "<Id>NOTPROVIDED<",
            "<Nm>Mueller + Soehne .KG.<",
            "<IBAN>DE02120300000000202051<",
            "<Ustrd>Rechnung RE-2026-000001<",
        ];
        let mut rest = xml.as_str();
        for piece in order {
            let at = rest.find(piece);
            assert!(at.is_some(), "{piece} is not in its place in\n{xml}");
            rest = &rest[at.unwrap_or_default()..];
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn b8_every_debit_is_in_one_block_and_the_sums_agree(
            kinds in prop::collection::vec((any::<bool>(), any::<bool>()), 1..40)
        ) {
            let scheme = |core| if core { Scheme::Core } else { Scheme::Business };
            let debits: Vec<Debit> =
                kinds.iter().zip(1..).map(|((core, once), i)| debit(i, scheme(*core), *once)).collect();
            let total: Decimal = debits.iter().map(|d| d.amount).sum();
            let blocks: std::collections::BTreeSet<_> = kinds.iter().collect();
            let xml = write(&batch(debits.clone()));
            prop_assert_eq!(count(&xml, "<PmtInf>"), blocks.len());
            prop_assert_eq!(count(&xml, "<DrctDbtTxInf>"), debits.len());
            for debit in &debits {
                let id = format!("<EndToEndId>{}<", debit.number);
                prop_assert_eq!(count(&xml, &id), 1);
            }
            let sums: Vec<Decimal> = xml.split("<CtrlSum>").skip(1)
                .map(|rest| rest.split('<').next().unwrap_or_default().parse().unwrap_or(dec!(-1))).collect();
            prop_assert_eq!(sums[0], total);
            prop_assert_eq!(sums[1..].iter().sum::<Decimal>(), total);
        }

        #[test]
        fn b8_any_text_becomes_one_that_banks_take(text in ".*", most in 1_usize..80) {
            let plain = plain(&text, most);
            prop_assert!(plain.chars().count() <= most);
            prop_assert!(plain.chars().all(|c| c.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(c)));
        }
    }
}
