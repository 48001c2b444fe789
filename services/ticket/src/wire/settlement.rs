//! Settlements on the wire, and as a table (N10).

use super::agreement::{duration, print_money};
use jiff::SignedDuration;
use kontor_ids::VerbundAgreementId;
use kontor_proto::ticket::v1 as wire;
use kontor_status::{Problem, Result};
use kontor_ticket_domain::verbund::{Line, Month, Settlement};
use std::fmt::Write as _;

/// A settlement.
///
/// # Errors
/// [`Problem::Internal`] for figures beyond what the wire counts.
pub(crate) fn print(
    agreement: VerbundAgreementId,
    month: Month,
    it: &Settlement,
) -> Result<wire::Settlement> {
    Ok(wire::Settlement {
        agreement: agreement.resource_name(),
        year: month.year().into(),
        month: month.month().into(),
        lines: it.lines.iter().map(line).collect::<Result<_>>()?,
        calls: i32::try_from(it.calls).map_err(Problem::internal)?,
        worked: Some(worked(it.seconds)?),
        minutes: i64::try_from(it.minutes).map_err(Problem::internal)?,
        amount: Some(print_money(it.amount)),
        csv: table(it),
    })
}

fn worked(seconds: u64) -> Result<prost_types::Duration> {
    let seconds = i64::try_from(seconds).map_err(Problem::internal)?;
    Ok(duration(SignedDuration::from_secs(seconds)))
}

fn line(line: &Line) -> Result<wire::SettlementLine> {
    Ok(wire::SettlementLine {
        handover: line.handover.resource_name(),
        ticket_number: line.number.clone(),
        calls: i32::try_from(line.calls).map_err(Problem::internal)?,
        pieces: i32::try_from(line.pieces).map_err(Problem::internal)?,
        worked: Some(worked(line.seconds)?),
        minutes: i64::try_from(line.minutes).map_err(Problem::internal)?,
        amount: Some(print_money(line.amount)),
    })
}

/// The lines as a table. Nothing in it was typed by anyone, so no cell needs quotes.
fn table(it: &Settlement) -> String {
    let mut text = String::from("handover;ticket_number;calls;pieces;seconds;minutes;amount;currency\n");
    for line in &it.lines {
        let Line { handover, number, calls, pieces, seconds, minutes, amount } = line;
        let (value, currency) = (amount.value(), amount.currency());
        let row = format_args!(
            "{handover};{number};{calls};{pieces};{seconds};{minutes};{value};{}",
            currency.code()
        );
        writeln!(text, "{row}").expect("a text takes every line");
    }
    text
}
