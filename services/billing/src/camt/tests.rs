use super::{CamtError, Entry, Incoming, Returned, read};
use jiff::civil::date;
use rust_decimal::dec;

fn statement(entries: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\
         <BkToCstmrStmt><Stmt><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>{entries}</Stmt></BkToCstmrStmt></Document>"
    )
}

fn entry(amount: &str, detail: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
         <BookgDt><Dt>2026-03-05</Dt></BookgDt><AcctSvcrRef>B-1</AcctSvcrRef><NtryDtls>{detail}</NtryDtls></Ntry>"
    )
}

const DETAIL: &str = "<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>M&#xFC;ller &amp; Co</Nm></Pty></Dbtr>\
    <DbtrAcct><Id><IBAN>DE02 1203 0000 0000 2020 51</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>RE-2026-</Ustrd><Ustrd>000001</Ustrd></RmtInf></TxDtls>";

#[test]
fn b8_a_statement_is_read() {
    let read = read(statement(&entry("119.00", DETAIL)).as_bytes()).unwrap();
    let expected = Incoming {
        reference: "B-1".into(),
        booked: date(2026, 3, 5),
        amount: dec!(119),
        payer_name: "Müller & Co".into(),
        payer_iban: "DE02120300000000202051".into(),
        end_to_end: String::new(),
        remittance: "RE-2026- 000001".into(),
        account: "DE89370400440532013000".into(),
    };
    assert_eq!(read, [Entry::Incoming(expected)]);
}

#[test]
fn b8_payments_of_a_collective_entry_stand_for_themselves() {
    let part = |amount: &str| {
        DETAIL.replace(
            "<RltdPties>",
            &format!("<AmtDtls><TxAmt><Amt Ccy=\"EUR\">{amount}</Amt></TxAmt></AmtDtls><RltdPties>"),
        )
    };
    let read =
        read(statement(&entry("30.00", &format!("{}{}", part("10.00"), part("20.00")))).as_bytes()).unwrap();
    let found: Vec<_> = read
        .iter()
        .map(|e| match e {
            Entry::Incoming(i) => (i.reference.as_str(), i.amount),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(found, [("B-1/1", dec!(10)), ("B-1/2", dec!(20))]);
}

#[test]
fn b8_a_debit_that_came_back_is_told_apart_from_money_that_went_out() {
    let name = "<TxDtls><Refs><EndToEndId>RE-2026-000001</EndToEndId></Refs>";
    let why = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls>";
    let out = |detail: &str| entry("145.80", detail).replace(">CRDT<", ">DBIT<");
    let by_reason = out(&format!("{name}{why}"));
    let reversed = by_reason.replace("<Sts>", "<RvslInd>true</RvslInd><Sts>");
    let code =
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>UPDD</SubFmlyCd></Fmly></Domn></BkTxCd>";
    let by_code = out(&format!("{name}{code}</TxDtls>"));
    let expected = |reason: &str| {
        Entry::Returned(Returned {
            reference: "B-1".into(),
            booked: date(2026, 3, 5),
            amount: dec!(145.8),
            end_to_end: "RE-2026-000001".into(),
            reason: reason.into(),
            account: "DE89370400440532013000".into(),
        })
    };
    for (xml, reason) in [(&by_reason, "AC04"), (&reversed, "AC04"), (&by_code, "")] {
        assert_eq!(read(statement(xml).as_bytes()).unwrap(), [expected(reason)]);
    }
    let pending = by_reason.replace("<Sts><Cd>BOOK</Cd></Sts>", "<Sts>PDNG</Sts>");
    for xml in [out(&format!("{name}</TxDtls>")), pending] {
        let read = read(statement(&xml).as_bytes()).unwrap();
        assert!(matches!(read.as_slice(), [Entry::Skipped { .. }]), "{read:?}");
    }
}

#[test]
fn b8_every_bad_entry_is_told_and_spoils_no_other() {
    let good = entry("1.00", DETAIL);
    let cases = [
        (good.replace(">CRDT<", ">DBIT<"), "went out"),
        (good.replace("<Sts><Cd>BOOK</Cd></Sts>", "<Sts>PDNG</Sts>"), "not booked"),
        (good.replace("<Sts>", "<RvslInd>true</RvslInd><Sts>"), "reverses"),
        (good.replace(">CRDT<", ">X<"), "CdtDbtInd"),
        (good.replace("Ccy=\"EUR\"", "Ccy=\"USD\""), "only EUR"),
        (good.replace(">1.00<", ">1,00<"), "no amount"),
        (good.replace(">1.00<", ">0.00<"), "above zero"),
        (good.replace(">1.00<", ">-1.00<"), "above zero"),
        (good.replace(">1.00<", ">1.001<"), "two places"),
        (good.replace("2026-03-05", "2026-02-30"), "no date"),
        (good.replace("<BookgDt><Dt>2026-03-05</Dt></BookgDt>", ""), "date is missing"),
    ];
    let all: String = cases.iter().map(|(xml, _)| xml.as_str()).chain([good.as_str()]).collect();
    let read = read(statement(&all).as_bytes()).unwrap();
    assert_eq!(read.len(), cases.len() + 1);
    for (entry, (_, expected)) in read.iter().zip(&cases) {
        let text = match entry {
            Entry::Skipped { why, .. } => (*why).to_owned(),
            Entry::Bad { problem, .. } => problem.clone(),
            other => panic!("{expected}: {other:?}"),
        };
        assert!(text.contains(expected), "{text} / {expected}");
    }
    assert!(matches!(read.last(), Some(Entry::Incoming(_))));
}

#[test]
fn b8_what_is_no_statement_is_refused_as_a_whole() {
    assert_eq!(read(b"<Document><BkToCstmrAcctRpt/></Document>"), Err(CamtError::NotAStatement));
    let bomb = "<!DOCTYPE a [<!ENTITY b \"c\">]><Document/>";
    let deep = "<a>".repeat(100);
    for text in ["", "Hallo", "<Document>", "<a></b>", "<a/><b/>", bomb, &deep, "<Document>&b;</Document>"] {
        assert!(matches!(read(text.as_bytes()), Err(CamtError::NotXml(_))), "{text}");
    }
    assert!(matches!(read(&[0xff, 0xfe, 0x00]), Err(CamtError::NotXml(_))));
    assert_eq!(read(statement("").as_bytes()), Ok(Vec::new()));
}
