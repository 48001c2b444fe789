//! Seller, buyer and delivery in UBL.

use crate::data::{Address, InvoiceData, Party, PaymentMeans};
use crate::xml::Xml;

pub(super) fn parties(x: &mut Xml, data: &InvoiceData) {
    let creditor = match &data.payment.means {
        PaymentMeans::DirectDebit { creditor_id, .. } => Some(creditor_id.as_str()),
        _ => None,
    };
    party(x, "cac:AccountingSupplierParty", &data.seller, creditor);
    party(x, "cac:AccountingCustomerParty", &data.buyer, None);
    delivery(x, data);
}

fn party(x: &mut Xml, name: &str, party: &Party, creditor: Option<&str>) {
    x.group(name, |x| {
        x.group("cac:Party", |x| {
            x.attributed("cbc:EndpointID", &[("schemeID", &party.endpoint.scheme)], &party.endpoint.id);
            x.optional("cac:PartyIdentification/cbc:ID", party.id.as_deref());
            if let Some(creditor) = creditor {
                x.attributed("cac:PartyIdentification/cbc:ID", &[("schemeID", "SEPA")], creditor);
            }
            x.group("cac:PostalAddress", |x| address(x, &party.address));
            for (scheme, number) in [("VAT", &party.vat_id), ("FC", &party.tax_number)] {
                if let Some(number) = number {
                    x.group("cac:PartyTaxScheme", |x| {
                        x.text("cbc:CompanyID", number);
                        x.text("cac:TaxScheme/cbc:ID", scheme);
                    });
                }
            }
            x.group("cac:PartyLegalEntity", |x| {
                x.text("cbc:RegistrationName", &party.name);
                x.optional("cbc:CompanyID", party.registration.as_deref());
                x.optional("cbc:CompanyLegalForm", party.legal_info.as_deref());
            });
            if let Some(contact) = &party.contact {
                x.group("cac:Contact", |x| {
                    x.text("cbc:Name", &contact.name);
                    x.optional("cbc:Telephone", given(&contact.phone));
                    x.optional("cbc:ElectronicMail", given(&contact.email));
                });
            }
        });
    });
}

fn given(text: &str) -> Option<&str> {
    if text.is_empty() { None } else { Some(text) }
}

fn address(x: &mut Xml, address: &Address) {
    x.optional("cbc:StreetName", address.street.as_deref());
    x.optional("cbc:AdditionalStreetName", address.additional.as_deref());
    x.text("cbc:CityName", &address.city);
    x.text("cbc:PostalZone", &address.post_code);
    x.text("cac:Country/cbc:IdentificationCode", &address.country);
}

/// BG-13. Without a place of its own the receiver of the supply is the buyer.
fn delivery(x: &mut Xml, data: &InvoiceData) {
    x.group("cac:Delivery", |x| {
        x.optional("cbc:ActualDeliveryDate", data.delivery_date.map(|date| date.to_string()).as_deref());
        if let Some(place) = &data.deliver_to {
            x.group("cac:DeliveryLocation", |x| x.group("cac:Address", |x| address(x, &place.address)));
        }
        let name = data.deliver_to.as_ref().map_or(&data.buyer.name, |place| &place.name);
        x.text("cac:DeliveryParty/cac:PartyName/cbc:Name", name);
    });
}
