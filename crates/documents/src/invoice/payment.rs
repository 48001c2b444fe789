//! How and when to pay, with the EPC QR code.

use super::{BREADTH, Letter, RIGHT};
use crate::epc::{draw_code, epc_payload, modules};
use crate::figures::{day, decimal, iban, money};
use crate::length::{Length, mm, pt};
use crate::sheet::{Align, Style};
use crate::words::Language;
use jiff::ToSpan;
use kontor_einvoice::{DocumentKind, PaymentMeans, Skonto};
use kontor_money::{Amount, percent};

/// Side of the QR code.
const CODE: Length = mm(28);

impl Letter<'_> {
    pub(super) fn payment(&mut self) {
        let code = epc_payload(self.invoice).and_then(|text| modules(&text));
        let texts = self.payment_texts();
        let width = if code.is_some() { BREADTH - CODE - mm(10) } else { BREADTH };
        let lines: usize = texts
            .iter()
            .map(|(style, text)| self.faces.lines(text, style.weight, style.size, width).len())
            .sum();
        let text_height = Length::try_from(lines).unwrap_or(10) * Style::TEXT.leading() + mm(8);
        self.need(text_height.max(if code.is_some() { CODE + mm(8) } else { 0 }));
        if let Some(code) = &code {
            self.code(code);
        }
        for (style, text) in texts {
            self.paragraph(width, style, &text);
        }
    }

    fn payment_texts(&self) -> Vec<(Style, String)> {
        let (data, german) = (self.invoice.data(), self.language == Language::German);
        let text = |german_text: String, english: String| if german { german_text } else { english };
        let mut texts = vec![(
            Style::TEXT.bold().colored(self.style.color),
            self.language.say("Zahlung", "Payment").to_owned(),
        )];
        if data.kind != DocumentKind::Invoice {
            let german_text = "Der Betrag wird erstattet oder mit offenen Forderungen verrechnet.";
            let english = "The amount is refunded or set off against open claims.";
            texts.push((Style::TEXT, text(german_text.to_owned(), english.to_owned())));
            return texts;
        }
        if let Some(terms) = &data.payment.terms {
            texts.push((Style::TEXT, terms.clone()));
        }
        if let Some(due) = data.due_date {
            let (due, amount) = (day(due, self.language), self.with_currency(self.invoice.totals().payable));
            let german_text = format!("Bitte zahlen Sie {amount} bis zum {due}.");
            let direct = matches!(data.payment.means, PaymentMeans::DirectDebit { .. });
            let (german_text, english) = if direct {
                (
                    format!("{amount} werden am {due} eingezogen."),
                    format!("{amount} will be collected on {due}."),
                )
            } else {
                (german_text, format!("Please pay {amount} by {due}."))
            };
            texts.push((Style::TEXT, text(german_text, english)));
        }
        texts.extend(data.payment.skonto.iter().map(|step| (Style::TEXT, self.skonto(step))));
        texts.extend(self.means().into_iter().map(|line| (Style::TEXT, line)));
        texts
    }

    fn with_currency(&self, amount: Amount) -> String {
        format!("{} {}", money(amount, self.language), amount.currency())
    }

    fn skonto(&self, step: &Skonto) -> String {
        let data = self.invoice.data();
        let until = day(data.issue_date.saturating_add(i64::from(step.days).days()), self.language);
        let share = decimal(step.percent, 2, self.language);
        let whole = self.invoice.totals().gross;
        let base = step.base.unwrap_or(whole.value());
        let saved = percent(base, step.percent).and_then(|value| Amount::new(value, data.currency));
        let saved = saved.map(|amount| self.with_currency(amount)).unwrap_or_default();
        let base =
            Amount::new(base, data.currency).map(|amount| self.with_currency(amount)).unwrap_or_default();
        match self.language {
            Language::German => {
                format!("Bei Zahlung bis zum {until}: {share} % Skonto auf {base}, das sind {saved}.")
            }
            Language::English => {
                format!("If paid by {until}: {share} % discount on {base}, that is {saved}.")
            }
        }
    }

    fn means(&self) -> Vec<String> {
        let (data, language) = (self.invoice.data(), self.language);
        let say = |german: &str, english: &str| language.say(german, english).to_owned();
        match &data.payment.means {
            PaymentMeans::Transfer(account) => {
                let name = account.name.as_deref().unwrap_or(&data.seller.name);
                let bic = account.bic.as_ref().map(|bic| format!(" · BIC {bic}")).unwrap_or_default();
                vec![
                    format!("{}: {name}", say("Empfänger", "Payee")),
                    format!("IBAN {}{bic}", iban(&account.iban)),
                    format!("{}: {}", say("Verwendungszweck", "Reference"), self.invoice.remittance()),
                ]
            }
            PaymentMeans::DirectDebit { mandate, creditor_id, debtor_iban } => vec![
                format!("{}: {mandate}", say("SEPA-Lastschrift, Mandat", "SEPA direct debit, mandate")),
                format!("{}: {creditor_id}", say("Gläubiger-Identifikationsnummer", "Creditor id")),
                format!("{}: {}", say("Ihr Konto", "Your account"), iban(debtor_iban)),
            ],
            PaymentMeans::Cash => vec![say("Barzahlung", "Cash")],
            PaymentMeans::Online => vec![say("Zahlung über einen Online-Dienst", "Online payment")],
            PaymentMeans::Netting => vec![say("Verrechnung", "Set off against other claims")],
            PaymentMeans::Undefined => Vec::new(),
        }
    }

    fn code(&mut self, code: &[Vec<bool>]) {
        let (left, top) = (RIGHT - CODE, self.y);
        self.end_of_code = top + CODE + mm(6);
        draw_code(self.sheet(), code, (left, top), CODE);
        let label = self.language.say("GiroCode: mit der Banking-App scannen", "Scan with your banking app");
        self.put(RIGHT, top + CODE + mm(4), Align::Right, Style::SMALL.sized(pt(62)), label);
    }
}
