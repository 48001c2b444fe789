//! Customers.

use super::{
    Address, AddressInput, CustomerNumber, ElectronicAddress, Iban, InvoiceProfile, Language, LeitwegId,
    MailAddress, VatId,
};
use crate::Violations;
use kontor_ids::UserId;

/// A customer as it came in.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "each field is explained at the field of the same name of Customer")]
pub struct CustomerInput {
    pub number: String,
    pub display_name: String,
    pub address: Option<AddressInput>,
    pub vat_id: String,
    pub leitweg_id: String,
    pub buyer_reference: String,
    pub invoice_email: String,
    /// Nothing for the default of 14.
    pub payment_days: Option<i64>,
    pub suspended: bool,
    pub account_agent: Option<UserId>,
    pub account_deputy: Option<UserId>,
    pub language_code: String,
    pub note: String,
    /// Scheme and id as they came in; nothing for none.
    pub electronic_address: Option<(String, String)>,
    pub invoice_profile: InvoiceProfile,
    pub iban: String,
}

/// A customer of the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// The house's number for it.
    pub number: CustomerNumber,
    /// Its name, 1 to 200 characters.
    pub display_name: String,
    /// Where its invoices go.
    pub address: Address,
    /// Its VAT id.
    pub vat_id: Option<VatId>,
    /// Its routing id; makes XRechnung the invoice format.
    pub leitweg_id: Option<LeitwegId>,
    /// The reference it wants on invoices (BT-10), at most 100 characters; empty for none.
    pub buyer_reference: String,
    /// Where electronic invoices go (BT-49).
    pub invoice_email: MailAddress,
    /// Days until an invoice is due, 0 to 120.
    pub payment_days: u8,
    /// Whether its account is on hold (C9).
    pub suspended: bool,
    /// Its first contact person in the house.
    pub account_agent: Option<UserId>,
    /// The deputy.
    pub account_deputy: Option<UserId>,
    /// The language of its documents.
    pub language: Language,
    /// Notes for agents, at most 5000 characters.
    pub note: String,
    /// Where electronic invoices go (BT-49); the mail address where there is none.
    pub electronic_address: Option<ElectronicAddress>,
    /// Which form its electronic invoices have.
    pub invoice_profile: InvoiceProfile,
    /// The account it pays from.
    pub iban: Option<Iban>,
}

impl Customer {
    /// Reads a customer.
    ///
    /// # Errors
    /// Everything that is wrong, by field below `customer`.
    pub fn parse(input: &CustomerInput) -> Result<Self, Violations> {
        let mut v = Violations::new();
        let number = v.take("customer.number", input.number.parse());
        let display_name = v.text("customer.display_name", &input.display_name, 1, 200);
        let address = match &input.address {
            Some(address) => Some(Address::parse(address, "customer.address", &mut v)),
            None => {
                v.add("customer.address", "give street, postal_code and city");
                None
            }
        };
        let vat_id = v.optional("customer.vat_id", &input.vat_id);
        let leitweg_id = v.optional("customer.leitweg_id", &input.leitweg_id);
        let buyer_reference = v.text("customer.buyer_reference", &input.buyer_reference, 0, 100);
        let invoice_email = v.take("customer.invoice_email", input.invoice_email.trim().parse());
        let payment_days = u8::try_from(input.payment_days.unwrap_or(14)).ok().filter(|days| *days <= 120);
        v.require(payment_days.is_some(), "customer.payment_days", "give 0 to 120 days");
        let language = v.optional("customer.language_code", &input.language_code).unwrap_or_default();
        let note = v.text("customer.note", &input.note, 0, 5000);
        let same = input.account_agent.is_some() && input.account_agent == input.account_deputy;
        v.require(!same, "customer.account_deputy", "choose another person than account_agent");
        let electronic_address = input.electronic_address.as_ref().and_then(|(scheme, id)| {
            ElectronicAddress::parse(scheme, id, "customer.electronic_address", &mut v)
        });
        let iban = v.optional("customer.iban", &input.iban);
        // A Leitweg-ID that could not be read is one all the same: it is told once.
        let routed = !input.leitweg_id.trim().is_empty() || !buyer_reference.is_empty();
        let demanded = input.invoice_profile == InvoiceProfile::XRechnung;
        v.require(
            routed || !demanded,
            "customer.buyer_reference",
            "give the reference that the buyer named (BT-10), or its leitweg_id: XRechnung demands one",
        );
        let (Some(number), Some(address), Some(invoice_email), Some(payment_days)) =
            (number, address, invoice_email, payment_days)
        else {
            return Err(v);
        };
        v.finish(Self {
            number,
            display_name,
            address,
            vat_id,
            leitweg_id,
            buyer_reference,
            invoice_email,
            payment_days,
            suspended: input.suspended,
            account_agent: input.account_agent,
            account_deputy: input.account_deputy,
            language,
            note,
            electronic_address,
            invoice_profile: input.invoice_profile,
            iban,
        })
    }
}
