//! Direct debits that come back.

use crate::debiting::{collect, collecting, day, debits, mandate, sign};
use crate::payments::{IBAN, entry, import, open, payments};
use crate::world::{Party, World, amount, reason};
use kontor_proto::billing::v1::*;
use kontor_status::Reason;
use prost::{Message as _, Name as _};

/// Money that went out because a debit of this name came back, with the bank's charges.
fn back(reference: &str, euros: &str, name: &str, why: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{euros}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
         <BookgDt><Dt>2026-03-18</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls><TxDtls>\
         <Refs><EndToEndId>{name}</EndToEndId></Refs><RtrInf><Rsn><Cd>{why}</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>"
    )
}

/// An invoice of 142.80 that was collected on 16 March.
async fn collected(world: &World) -> (Party, Invoice) {
    let party = world.owing().await;
    sign(world, mandate(&party, "M-1")).await;
    let invoice = world.issue(&party).await;
    debits(world).create_debit_run(collect(day(3, 16))).await.unwrap();
    (party, invoice)
}

async fn told(world: &World) -> Vec<DebitReturned> {
    let mut owner = world.house.database().owner().await;
    let count = "select count(*) from billing.pending";
    while sqlx::query_scalar::<_, i64>(count).fetch_one(&mut owner).await.unwrap() > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let read = "select payload from billing.event_log where kind = $1 order by pos";
    let rows = sqlx::query_scalar::<_, Vec<u8>>(read).bind(DebitReturned::full_name());
    let rows = rows.fetch_all(&mut owner).await.unwrap();
    rows.iter().map(|row| DebitReturned::decode(row.as_slice()).unwrap()).collect()
}

#[tokio::test]
async fn b8_a_debit_that_came_back_opens_its_invoice_again_once_and_is_told() {
    let world = collecting().await;
    let (party, invoice) = collected(&world).await;
    assert_eq!(import(&world, &[entry("B-1", "142.80", IBAN, &invoice.number)], false).await.matched, 1);
    assert!(open(&world, "").await.items.is_empty());
    let entries =
        [back("R-1", "145.80", &invoice.number, "AC04"), back("R-2", "10.00", "RE-2026-999999", "MD06")];
    let dry = import(&world, &entries, true).await;
    assert_eq!((dry.returned, dry.skipped), (1, 1));
    assert!(
        open(&world, "").await.items.is_empty() && told(&world).await.is_empty(),
        "a dry run changes nothing"
    );
    let read = import(&world, &entries, false).await;
    assert_eq!((read.returned, read.skipped, read.matched, read.bad), (1, 1, 0, 0));
    assert_eq!(read.entries[0].outcome(), EntryOutcome::Returned);
    assert!(read.entries[1].problem.contains("no invoice was collected"), "{:?}", read.entries[1]);
    let kept = read.entries[0].debit_return.clone().unwrap();
    assert_eq!(
        (&kept.invoice, &kept.number, &kept.customer),
        (&invoice.name, &invoice.number, &party.customer.name)
    );
    assert_eq!(
        (amount(&kept.amount), amount(&kept.reopened), kept.reason_code.as_str()),
        ("145.80", "142.80", "AC04")
    );
    let list = open(&world, &party.customer.name).await;
    assert_eq!((list.items.len(), amount(&list.items[0].open)), (1, "142.80"));
    let events = told(&world).await;
    assert_eq!((events.len(), &events[0].invoice, amount(&events[0].reopened)), (1, &invoice.name, "142.80"));
    // The money is gone, not free for something else.
    let request = ListPaymentsRequest::default();
    let paid = payments(&world).list_payments(request).await.unwrap().into_inner().payments;
    assert_eq!((paid.len(), amount(&paid[0].unassigned), paid[0].shares[0].returned), (1, "0.00", true));
    let lines = crate::taxing::table(&mut crate::taxing::taxes(&world), "returns").await;
    let line = format!("\"R-1\";18.03.2026;145,80;\"{}\";", invoice.number);
    assert!(lines.len() == 1 && lines[0].starts_with(&line) && lines[0].ends_with(";\"AC04\""), "{lines:?}");
    // Read again it is known; another entry takes it back no second time; it is not collected again.
    assert_eq!(import(&world, &entries[..1], false).await.known, 1);
    let twice = import(&world, &[back("R-3", "142.80", &invoice.number, "AC04")], false).await;
    assert_eq!((twice.returned, twice.skipped), (0, 1));
    assert_eq!(reason(debits(&world).create_debit_run(collect(day(3, 20))).await), Reason::WrongState);
    // Who transfers it then settles it.
    assert_eq!(import(&world, &[entry("B-2", "142.80", IBAN, &invoice.number)], false).await.matched, 1);
    assert!(open(&world, "").await.items.is_empty());
    world.house.close().await;
}

#[tokio::test]
async fn b8_a_statement_is_read_in_its_order_also_what_came_back_in_between() {
    let world = collecting().await;
    let (_, invoice) = collected(&world).await;
    let entries = [
        entry("B-1", "142.80", IBAN, &invoice.number),
        back("R-1", "142.80", &invoice.number, "MD06"),
        entry("B-2", "100.00", IBAN, &invoice.number),
    ];
    let read = import(&world, &entries, false).await;
    assert_eq!((read.matched, read.returned, read.unmatched), (2, 1, 0));
    assert_eq!(amount(&open(&world, "").await.items[0].open), "42.80");
    world.house.close().await;
}

#[tokio::test]
async fn b8_who_takes_a_debit_back_is_reminded_at_once() {
    let world = collecting().await;
    crate::reminding::set(&world).await;
    let (_, invoice) = collected(&world).await;
    // Due on the 16th, to be reminded of from the 23rd; the debit is waited for until the 26th.
    world.house.clock().advance(22 * crate::world::DAY);
    let waiting = crate::reminding::propose(&world).await;
    assert_eq!((waiting.letters.len(), waiting.left_out[0].reason()), (0, UnremindedReason::Debited));
    // The money was never assigned to it: nothing is opened, and nobody waits any longer.
    let read = import(&world, &[back("R-1", "142.80", &invoice.number, "")], false).await;
    assert_eq!(amount(&read.entries[0].debit_return.as_ref().unwrap().reopened), "0.00");
    let proposed = crate::reminding::propose(&world).await;
    assert_eq!((proposed.letters.len(), amount(&proposed.letters[0].open)), (1, "142.80"));
    world.house.close().await;
}
