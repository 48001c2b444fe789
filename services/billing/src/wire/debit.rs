//! Mandates, discounts for early payment, and how a customer pays.

use super::money;
use jiff::ToSpan as _;
use jiff::civil::Date;
use kontor_billing_domain::accounting::sepa::{check_creditor_id, check_reference};
use kontor_einvoice::{PaymentMeans, Skonto};
use kontor_proto::billing::v1::{DebitScheme, DebitSettings, Mandate, MandateFrequency, PaymentTerms};
use kontor_status::Violations;
use rust_decimal::{Decimal, dec};

/// How a customer pays what is issued now.
#[derive(Debug, Clone, Default)]
pub(crate) struct Agreed {
    /// The mandate by which is debited; none for a transfer.
    pub(crate) debit: Option<PaymentMeans>,
    /// Discounts for early payment of a transfer.
    pub(crate) skonto: Vec<Skonto>,
}

pub(crate) fn settings(wrong: &mut Violations, asked: &DebitSettings) -> DebitSettings {
    let mut settings = asked.clone();
    settings.creditor_id.retain(|c| c != ' ');
    wrong.take("settings.creditor_id", check_creditor_id(&settings.creditor_id));
    if settings.lead_days == 0 {
        settings.lead_days = 1;
    }
    wrong.require((1..=14).contains(&settings.lead_days), "settings.lead_days", "give 1 to 14 days");
    settings
}

/// The mandate with its defaults filled in.
pub(crate) fn mandate(wrong: &mut Violations, asked: &Mandate, today: Date) -> (Mandate, Option<Date>) {
    let mut mandate = asked.clone();
    wrong.take("mandate.reference", check_reference(&mandate.reference));
    let oldest = today.checked_sub(36.months()).unwrap_or(today);
    let signed = mandate.signature_date.as_ref().and_then(money::read_date);
    let signed = signed.filter(|day| (oldest..=today).contains(day));
    let remedy = "give a day of the last 36 months that is not in the future: older mandates have lapsed";
    wrong.require(signed.is_some(), "mandate.signature_date", remedy);
    mandate.iban.retain(|c| c != ' ');
    let valid = mandate.iban.parse::<iban::Iban>().is_ok();
    wrong.require(valid, "mandate.iban", "its checksum is wrong, correct the iban");
    let bic = &mandate.bic;
    let formed = bic.is_empty()
        || matches!(bic.len(), 8 | 11) && bic.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    wrong.require(formed, "mandate.bic", "give 8 or 11 capital letters and digits, or nothing");
    mandate.account_holder = wrong.text("mandate.account_holder", &mandate.account_holder, 1, 70);
    mandate.scheme = match DebitScheme::try_from(mandate.scheme) {
        Ok(DebitScheme::B2b) => DebitScheme::B2b.into(),
        Ok(_) => DebitScheme::Core.into(),
        Err(_) => {
            wrong.add("mandate.scheme", "choose CORE or B2B");
            0
        }
    };
    mandate.frequency = match MandateFrequency::try_from(mandate.frequency) {
        Ok(MandateFrequency::OneOff) => MandateFrequency::OneOff.into(),
        Ok(_) => MandateFrequency::Recurrent.into(),
        Err(_) => {
            wrong.add("mandate.frequency", "choose recurrent or one-off");
            0
        }
    };
    (mandate, signed)
}

/// Discounts for early payment; what is wrong is noted by field.
pub(crate) fn skonto(wrong: &mut Violations, terms: &PaymentTerms) -> Vec<Skonto> {
    wrong.require(terms.skonto.len() <= 3, "terms.skonto", "give at most 3 steps");
    let mut steps: Vec<Skonto> = Vec::new();
    for (step, i) in terms.skonto.iter().zip(0..) {
        let days = u16::try_from(step.days).ok().filter(|days| (1..=365).contains(days));
        wrong.require(days.is_some(), format!("terms.skonto[{i}].days"), "give 1 to 365 days");
        let percent = step.percent.as_ref().and_then(|p| money::read_decimal(Some(p)).ok());
        let percent = percent.filter(|p| *p > Decimal::ZERO && *p <= dec!(10) && p.scale() <= 2);
        let remedy = "give a percentage above 0 and at most 10 with at most two places";
        wrong.require(percent.is_some(), format!("terms.skonto[{i}].percent"), remedy);
        if let Some((days, percent)) = days.zip(percent) {
            let falls = steps.last().is_none_or(|last| last.days < days && last.percent > percent);
            let remedy = "later steps have more days and a lower percentage";
            wrong.require(falls, format!("terms.skonto[{i}]"), remedy);
            steps.push(Skonto { days, percent, base: None });
        }
    }
    steps
}
