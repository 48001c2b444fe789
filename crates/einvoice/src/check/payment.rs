//! Means and terms of payment.

use super::places;
use crate::data::{Account, InvoiceData, PaymentMeans, Skonto};
use crate::leitweg::{bic_is_valid, iban_is_valid};
use crate::problem::Findings;
use kontor_money::Currency;
use rust_decimal::{Decimal, dec};

pub(super) fn check(data: &InvoiceData, findings: &mut Findings) {
    let payment = &data.payment;
    match &payment.means {
        PaymentMeans::Transfer(account) => transfer(account, data.currency, findings),
        PaymentMeans::DirectDebit { mandate, creditor_id, debtor_iban } => {
            let field = |name: &str| format!("payment.means.direct_debit.{name}");
            findings.unless(
                data.currency == Currency::EUR,
                "currency",
                "must be EUR for a SEPA direct debit",
            );
            findings.unless(
                !mandate.is_empty(),
                field("mandate"),
                "missing, give the mandate reference (BT-89)",
            );
            findings.unless(
                !creditor_id.is_empty(),
                field("creditor_id"),
                "missing, give the creditor id (BT-90)",
            );
            let text = "is no valid IBAN, check its digits";
            findings.unless(iban_is_valid(debtor_iban), field("debtor_iban"), text);
        }
        PaymentMeans::Cash | PaymentMeans::Online | PaymentMeans::Netting | PaymentMeans::Undefined => {}
    }
    if let Some(terms) = &payment.terms {
        let text = "no line may begin with #, state discounts for early payment in payment.skonto";
        findings.unless(!terms.lines().any(|line| line.trim_start().starts_with('#')), "payment.terms", text);
    }
    payment.skonto.iter().enumerate().for_each(|(i, step)| skonto(i, step, findings));
}

fn transfer(account: &Account, currency: Currency, findings: &mut Findings) {
    let field = |name: &str| format!("payment.means.transfer.{name}");
    let good =
        if currency == Currency::EUR { iban_is_valid(&account.iban) } else { !account.iban.is_empty() };
    findings.unless(good, field("iban"), "is no valid IBAN, check its digits");
    findings.unless(
        account.bic.as_deref().is_none_or(bic_is_valid),
        field("bic"),
        "must have 8 or 11 characters",
    );
}

fn skonto(i: usize, step: &Skonto, findings: &mut Findings) {
    let field = |name: &str| format!("payment.skonto[{i}].{name}");
    findings.unless((1..=365).contains(&step.days), field("days"), "must be 1 to 365");
    let good = step.percent > Decimal::ZERO && step.percent < dec!(100) && places(step.percent, 2);
    findings.unless(good, field("percent"), "must be above 0 and below 100 with at most two decimal places");
    findings.unless(
        step.base.is_none_or(|base| places(base, 2)),
        field("base"),
        "must have two decimal places",
    );
}
