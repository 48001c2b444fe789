//! Agreement and delivery in CII.

use super::date;
use crate::data::{Address, Attachment, InvoiceData, Party};
use crate::xml::Xml;
use base64::{Engine, prelude::BASE64_STANDARD};

pub(super) fn agreement(x: &mut Xml, data: &InvoiceData) {
    x.group("ram:ApplicableHeaderTradeAgreement", |x| {
        x.text("ram:BuyerReference", &data.buyer_reference);
        x.group("ram:SellerTradeParty", |x| party(x, &data.seller));
        x.group("ram:BuyerTradeParty", |x| party(x, &data.buyer));
        let order = data.order_reference.as_deref();
        x.optional("ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID", order);
        let contract = data.contract_reference.as_deref();
        x.optional("ram:ContractReferencedDocument/ram:IssuerAssignedID", contract);
        data.attachments.iter().for_each(|file| attachment(x, file));
        if let Some(project) = &data.project_reference {
            x.group("ram:SpecifiedProcuringProject", |x| {
                x.text("ram:ID", project);
                x.text("ram:Name", "Project reference");
            });
        }
    });
}

fn party(x: &mut Xml, party: &Party) {
    x.optional("ram:ID", party.id.as_deref());
    x.text("ram:Name", &party.name);
    x.optional("ram:Description", party.legal_info.as_deref());
    x.optional("ram:SpecifiedLegalOrganization/ram:ID", party.registration.as_deref());
    if let Some(contact) = &party.contact {
        x.group("ram:DefinedTradeContact", |x| {
            x.text("ram:PersonName", &contact.name);
            if !contact.phone.is_empty() {
                x.text("ram:TelephoneUniversalCommunication/ram:CompleteNumber", &contact.phone);
            }
            if !contact.email.is_empty() {
                x.text("ram:EmailURIUniversalCommunication/ram:URIID", &contact.email);
            }
        });
    }
    x.group("ram:PostalTradeAddress", |x| address(x, &party.address));
    let scheme = [("schemeID", party.endpoint.scheme.as_str())];
    x.attributed("ram:URIUniversalCommunication/ram:URIID", &scheme, &party.endpoint.id);
    for (scheme, number) in [("VA", &party.vat_id), ("FC", &party.tax_number)] {
        if let Some(number) = number {
            x.attributed("ram:SpecifiedTaxRegistration/ram:ID", &[("schemeID", scheme)], number);
        }
    }
}

fn address(x: &mut Xml, address: &Address) {
    x.text("ram:PostcodeCode", &address.post_code);
    x.optional("ram:LineOne", address.street.as_deref());
    x.optional("ram:LineTwo", address.additional.as_deref());
    x.text("ram:CityName", &address.city);
    x.text("ram:CountryID", &address.country);
}

fn attachment(x: &mut Xml, file: &Attachment) {
    x.group("ram:AdditionalReferencedDocument", |x| {
        x.text("ram:IssuerAssignedID", &file.id);
        x.text("ram:TypeCode", "916");
        x.optional("ram:Name", file.description.as_deref());
        let attributes = [("mimeCode", file.mime_type.as_str()), ("filename", file.file_name.as_str())];
        x.attributed("ram:AttachmentBinaryObject", &attributes, &BASE64_STANDARD.encode(&file.content));
    });
}

/// BG-13. Without a place of its own the receiver of the supply is the buyer: CII demands the element and the rules
/// refuse it empty.
pub(super) fn delivery(x: &mut Xml, data: &InvoiceData) {
    x.group("ram:ApplicableHeaderTradeDelivery", |x| {
        x.group("ram:ShipToTradeParty", |x| match &data.deliver_to {
            Some(place) => {
                x.text("ram:Name", &place.name);
                x.group("ram:PostalTradeAddress", |x| address(x, &place.address));
            }
            None => x.text("ram:Name", &data.buyer.name),
        });
        if let Some(day) = data.delivery_date {
            x.group("ram:ActualDeliverySupplyChainEvent", |x| {
                date(x, "ram:OccurrenceDateTime/udt:DateTimeString", day);
            });
        }
    });
}
