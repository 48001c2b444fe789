//! Settlement in CII.

use super::{date, period};
use crate::codes::VatCategory;
use crate::data::{InvoiceData, PaymentMeans};
use crate::invoice::Invoice;
use crate::reckon::{Reckoned, VatGroup};
use crate::xml::{Xml, date_102, money, number, terms};
use kontor_money::Currency;
use rust_decimal::Decimal;

pub(super) fn settlement(x: &mut Xml, invoice: &Invoice) {
    let data = invoice.data();
    x.group("ram:ApplicableHeaderTradeSettlement", |x| {
        if let PaymentMeans::DirectDebit { creditor_id, .. } = &data.payment.means {
            x.text("ram:CreditorReferenceID", creditor_id);
        }
        x.text("ram:PaymentReference", invoice.remittance());
        x.text("ram:InvoiceCurrencyCode", data.currency.code());
        x.group("ram:SpecifiedTradeSettlementPaymentMeans", |x| means(x, data));
        invoice.vat().iter().for_each(|group| vat(x, group));
        period(x, data.period);
        for (list, sums, is_charge) in
            [(&data.allowances, invoice.allowances(), false), (&data.charges, invoice.charges(), true)]
        {
            for (entry, sum) in list.iter().zip(sums) {
                let reason = (entry.reason.as_str(), entry.reason_code.as_deref());
                charge(x, is_charge, reason, sum, Some((entry.category, entry.rate)));
            }
        }
        payment_terms(x, invoice);
        totals(x, invoice);
        for earlier in &data.preceding {
            x.group("ram:InvoiceReferencedDocument", |x| {
                x.text("ram:IssuerAssignedID", &earlier.number);
                let day = date_102(earlier.issue_date);
                x.attributed("ram:FormattedIssueDateTime/qdt:DateTimeString", &[("format", "102")], &day);
            });
        }
        x.optional("ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID", data.cost_center.as_deref());
    });
}

fn means(x: &mut Xml, data: &InvoiceData) {
    let means = &data.payment.means;
    let in_euros = data.currency == Currency::EUR;
    x.text("ram:TypeCode", means.code(in_euros));
    match means {
        PaymentMeans::DirectDebit { debtor_iban, .. } => {
            x.text("ram:PayerPartyDebtorFinancialAccount/ram:IBANID", debtor_iban);
        }
        PaymentMeans::Transfer(account) => {
            x.group("ram:PayeePartyCreditorFinancialAccount", |x| {
                x.text("ram:IBANID", &account.iban);
                x.optional("ram:AccountName", account.name.as_deref());
            });
            x.optional("ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID", account.bic.as_deref());
        }
        PaymentMeans::Cash | PaymentMeans::Online | PaymentMeans::Netting | PaymentMeans::Undefined => {}
    }
}

fn vat(x: &mut Xml, group: &VatGroup) {
    x.group("ram:ApplicableTradeTax", |x| {
        x.text("ram:CalculatedAmount", &money(group.tax));
        x.text("ram:TypeCode", "VAT");
        x.optional("ram:ExemptionReason", group.reason.as_deref());
        x.text("ram:BasisAmount", &money(group.basis));
        x.text("ram:CategoryCode", group.category.code());
        x.optional("ram:ExemptionReasonCode", group.reason_code.as_deref());
        x.text("ram:RateApplicablePercent", &number(group.rate));
    });
}

pub(super) fn charge(
    x: &mut Xml,
    charge: bool,
    (reason, code): (&str, Option<&str>),
    sum: &Reckoned,
    tax: Option<(VatCategory, Decimal)>,
) {
    x.group("ram:SpecifiedTradeAllowanceCharge", |x| {
        x.text("ram:ChargeIndicator/udt:Indicator", if charge { "true" } else { "false" });
        if let Some((basis, share)) = sum.share {
            x.text("ram:CalculationPercent", &number(share));
            x.text("ram:BasisAmount", &money(basis));
        }
        x.text("ram:ActualAmount", &money(sum.amount));
        x.optional("ram:ReasonCode", code);
        x.text("ram:Reason", reason);
        if let Some((category, rate)) = tax {
            x.group("ram:CategoryTradeTax", |x| {
                x.text("ram:TypeCode", "VAT");
                x.text("ram:CategoryCode", category.code());
                x.text("ram:RateApplicablePercent", &number(rate));
            });
        }
    });
}

fn payment_terms(x: &mut Xml, invoice: &Invoice) {
    let data = invoice.data();
    let mandate = match &data.payment.means {
        PaymentMeans::DirectDebit { mandate, .. } => Some(mandate.as_str()),
        _ => None,
    };
    let terms = terms(invoice);
    if terms.is_none() && data.due_date.is_none() && mandate.is_none() {
        return;
    }
    x.group("ram:SpecifiedTradePaymentTerms", |x| {
        x.optional("ram:Description", terms.as_deref());
        if let Some(due) = data.due_date {
            date(x, "ram:DueDateDateTime/udt:DateTimeString", due);
        }
        x.optional("ram:DirectDebitMandateID", mandate);
    });
}

fn totals(x: &mut Xml, invoice: &Invoice) {
    let totals = invoice.totals();
    x.group("ram:SpecifiedTradeSettlementHeaderMonetarySummation", |x| {
        x.text("ram:LineTotalAmount", &money(totals.lines));
        if !invoice.charges().is_empty() {
            x.text("ram:ChargeTotalAmount", &money(totals.charges));
        }
        if !invoice.allowances().is_empty() {
            x.text("ram:AllowanceTotalAmount", &money(totals.allowances));
        }
        x.text("ram:TaxBasisTotalAmount", &money(totals.net));
        let currency = [("currencyID", totals.tax.currency().code().to_owned())];
        let currency = currency.each_ref().map(|(name, code)| (*name, code.as_str()));
        x.attributed("ram:TaxTotalAmount", &currency, &money(totals.tax));
        x.text("ram:GrandTotalAmount", &money(totals.gross));
        if !totals.prepaid.is_zero() {
            x.text("ram:TotalPrepaidAmount", &money(totals.prepaid));
        }
        x.text("ram:DuePayableAmount", &money(totals.payable));
    });
}
