//! UBL 2.1 Invoice and CreditNote.

mod line;
mod party;

use crate::codes::{DocumentKind, VatCategory};
use crate::data::{Attachment, DocumentAllowance, PaymentMeans, Period};
use crate::invoice::Invoice;
use crate::reckon::{Reckoned, VatGroup};
use crate::xml::{PROCESS, XRECHNUNG, Xml, money, number, terms};
use base64::{Engine, prelude::BASE64_STANDARD};
use kontor_money::{Amount, Currency};
use rust_decimal::Decimal;

const CAC: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
const CBC: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";

/// The invoice as XRechnung 3.0 in UBL: an `Invoice`, or a `CreditNote` for a credit (381).
#[must_use]
pub fn to_ubl(invoice: &Invoice) -> String {
    let credit = invoice.data().kind == DocumentKind::Credit;
    let root = if credit { "CreditNote" } else { "Invoice" };
    let own = format!("urn:oasis:names:specification:ubl:schema:xsd:{root}-2");
    Xml::document(root, &[("xmlns", &own), ("xmlns:cac", CAC), ("xmlns:cbc", CBC)], |x| {
        head(x, invoice, credit);
        references(x, invoice, credit);
        party::parties(x, invoice.data());
        means(x, invoice, credit);
        x.optional("cac:PaymentTerms/cbc:Note", terms(invoice).as_deref());
        let data = invoice.data();
        charges(x, &data.allowances, invoice.allowances(), false);
        charges(x, &data.charges, invoice.charges(), true);
        vat(x, invoice);
        totals(x, invoice);
        invoice.lines().for_each(|entry| line::line(x, data.currency, &entry, credit));
    })
}

/// An amount with its currency.
pub(crate) fn amount(x: &mut Xml, name: &str, value: Amount) {
    x.attributed(name, &[("currencyID", value.currency().code())], &money(value));
}

fn head(x: &mut Xml, invoice: &Invoice, credit: bool) {
    let data = invoice.data();
    x.text("cbc:CustomizationID", XRECHNUNG);
    x.text("cbc:ProfileID", PROCESS);
    x.text("cbc:ID", &data.number);
    x.text("cbc:IssueDate", &data.issue_date.to_string());
    if !credit {
        x.optional("cbc:DueDate", data.due_date.map(|due| due.to_string()).as_deref());
    }
    x.text(if credit { "cbc:CreditNoteTypeCode" } else { "cbc:InvoiceTypeCode" }, data.kind.code());
    for note in &data.notes {
        let subject = note.subject.as_deref().map(|code| format!("#{code}#")).unwrap_or_default();
        x.text("cbc:Note", &format!("{subject}{}", note.text));
    }
    x.text("cbc:DocumentCurrencyCode", data.currency.code());
    x.optional("cbc:AccountingCost", data.cost_center.as_deref());
    x.text("cbc:BuyerReference", &data.buyer_reference);
    period(x, data.period);
}

pub(crate) fn period(x: &mut Xml, period: Option<Period>) {
    if let Some(Period { start, end }) = period {
        x.group("cac:InvoicePeriod", |x| {
            x.text("cbc:StartDate", &start.to_string());
            x.text("cbc:EndDate", &end.to_string());
        });
    }
}

fn references(x: &mut Xml, invoice: &Invoice, credit: bool) {
    let data = invoice.data();
    x.optional("cac:OrderReference/cbc:ID", data.order_reference.as_deref());
    for earlier in &data.preceding {
        x.group("cac:BillingReference", |x| {
            x.group("cac:InvoiceDocumentReference", |x| {
                x.text("cbc:ID", &earlier.number);
                x.text("cbc:IssueDate", &earlier.issue_date.to_string());
            });
        });
    }
    x.optional("cac:ContractDocumentReference/cbc:ID", data.contract_reference.as_deref());
    if let (true, Some(project)) = (credit, &data.project_reference) {
        x.group("cac:AdditionalDocumentReference", |x| {
            x.text("cbc:ID", project);
            x.text("cbc:DocumentTypeCode", "50");
        });
    }
    data.attachments.iter().for_each(|file| attachment(x, file));
    if !credit {
        x.optional("cac:ProjectReference/cbc:ID", data.project_reference.as_deref());
    }
}

fn attachment(x: &mut Xml, file: &Attachment) {
    x.group("cac:AdditionalDocumentReference", |x| {
        x.text("cbc:ID", &file.id);
        x.optional("cbc:DocumentDescription", file.description.as_deref());
        let attributes = [("mimeCode", file.mime_type.as_str()), ("filename", file.file_name.as_str())];
        let content = BASE64_STANDARD.encode(&file.content);
        x.attributed("cac:Attachment/cbc:EmbeddedDocumentBinaryObject", &attributes, &content);
    });
}

fn means(x: &mut Xml, invoice: &Invoice, credit: bool) {
    let data = invoice.data();
    let means = &data.payment.means;
    x.group("cac:PaymentMeans", |x| {
        x.text("cbc:PaymentMeansCode", means.code(data.currency == Currency::EUR));
        if credit {
            x.optional("cbc:PaymentDueDate", data.due_date.map(|due| due.to_string()).as_deref());
        }
        x.text("cbc:PaymentID", invoice.remittance());
        match means {
            PaymentMeans::Transfer(account) => x.group("cac:PayeeFinancialAccount", |x| {
                x.text("cbc:ID", &account.iban);
                x.optional("cbc:Name", account.name.as_deref());
                x.optional("cac:FinancialInstitutionBranch/cbc:ID", account.bic.as_deref());
            }),
            PaymentMeans::DirectDebit { mandate, debtor_iban, .. } => x.group("cac:PaymentMandate", |x| {
                x.text("cbc:ID", mandate);
                x.text("cac:PayerFinancialAccount/cbc:ID", debtor_iban);
            }),
            PaymentMeans::Cash | PaymentMeans::Online | PaymentMeans::Netting | PaymentMeans::Undefined => {}
        }
    });
}

fn charges(x: &mut Xml, stated: &[DocumentAllowance], reckoned: &[Reckoned], charge: bool) {
    for (data, sum) in stated.iter().zip(reckoned) {
        x.group("cac:AllowanceCharge", |x| {
            charge_head(x, charge, data.reason_code.as_deref(), &data.reason, sum);
            x.group("cac:TaxCategory", |x| category(x, data.category, Some(data.rate), None));
        });
    }
}

pub(crate) fn charge_head(x: &mut Xml, charge: bool, code: Option<&str>, reason: &str, sum: &Reckoned) {
    x.text("cbc:ChargeIndicator", if charge { "true" } else { "false" });
    x.optional("cbc:AllowanceChargeReasonCode", code);
    x.text("cbc:AllowanceChargeReason", reason);
    x.optional("cbc:MultiplierFactorNumeric", sum.share.map(|(_, share)| number(share)).as_deref());
    amount(x, "cbc:Amount", sum.amount);
    if let Some((basis, _)) = sum.share {
        amount(x, "cbc:BaseAmount", basis);
    }
}

pub(crate) fn category(x: &mut Xml, category: VatCategory, rate: Option<Decimal>, group: Option<&VatGroup>) {
    x.text("cbc:ID", category.code());
    x.optional("cbc:Percent", rate.map(number).as_deref());
    if let Some(group) = group {
        x.optional("cbc:TaxExemptionReasonCode", group.reason_code.as_deref());
        x.optional("cbc:TaxExemptionReason", group.reason.as_deref());
    }
    x.text("cac:TaxScheme/cbc:ID", "VAT");
}

fn vat(x: &mut Xml, invoice: &Invoice) {
    x.group("cac:TaxTotal", |x| {
        amount(x, "cbc:TaxAmount", invoice.totals().tax);
        for group in invoice.vat() {
            x.group("cac:TaxSubtotal", |x| {
                amount(x, "cbc:TaxableAmount", group.basis);
                amount(x, "cbc:TaxAmount", group.tax);
                x.group("cac:TaxCategory", |x| category(x, group.category, Some(group.rate), Some(group)));
            });
        }
    });
}

fn totals(x: &mut Xml, invoice: &Invoice) {
    let totals = invoice.totals();
    x.group("cac:LegalMonetaryTotal", |x| {
        amount(x, "cbc:LineExtensionAmount", totals.lines);
        amount(x, "cbc:TaxExclusiveAmount", totals.net);
        amount(x, "cbc:TaxInclusiveAmount", totals.gross);
        if !invoice.allowances().is_empty() {
            amount(x, "cbc:AllowanceTotalAmount", totals.allowances);
        }
        if !invoice.charges().is_empty() {
            amount(x, "cbc:ChargeTotalAmount", totals.charges);
        }
        if !totals.prepaid.is_zero() {
            amount(x, "cbc:PrepaidAmount", totals.prepaid);
        }
        amount(x, "cbc:PayableAmount", totals.payable);
    });
}
