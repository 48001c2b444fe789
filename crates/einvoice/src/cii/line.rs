//! Lines in CII.

use super::period;
use super::settlement::charge;
use crate::codes::VatCategory;
use crate::invoice::Line;
use crate::xml::{Xml, money, number};

pub(super) fn line(x: &mut Xml, line: &Line<'_>) {
    let data = line.data;
    x.group("ram:IncludedSupplyChainTradeLineItem", |x| {
        x.group("ram:AssociatedDocumentLineDocument", |x| {
            x.text("ram:LineID", line.id());
            x.optional("ram:IncludedNote/ram:Content", data.note.as_deref());
        });
        x.group("ram:SpecifiedTradeProduct", |x| {
            x.optional("ram:SellerAssignedID", data.seller_item_id.as_deref());
            x.text("ram:Name", &data.name);
            x.optional("ram:Description", data.description.as_deref());
            for attribute in &data.attributes {
                x.group("ram:ApplicableProductCharacteristic", |x| {
                    x.text("ram:Description", &attribute.name);
                    x.text("ram:Value", &attribute.value);
                });
            }
        });
        x.group("ram:SpecifiedLineTradeAgreement", |x| {
            x.optional("ram:BuyerOrderReferencedDocument/ram:LineID", data.order_line.as_deref());
            x.group("ram:NetPriceProductTradePrice", |x| {
                x.text("ram:ChargeAmount", &number(data.price));
                if let Some(base) = data.base_quantity {
                    x.attributed("ram:BasisQuantity", &[("unitCode", &data.unit)], &number(base));
                }
            });
        });
        let quantity = "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity";
        x.attributed(quantity, &[("unitCode", &data.unit)], &number(data.quantity));
        x.group("ram:SpecifiedLineTradeSettlement", |x| settlement(x, line));
    });
}

fn settlement(x: &mut Xml, line: &Line<'_>) {
    let data = line.data;
    x.group("ram:ApplicableTradeTax", |x| {
        x.text("ram:TypeCode", "VAT");
        x.text("ram:CategoryCode", data.category.code());
        if data.category != VatCategory::O {
            x.text("ram:RateApplicablePercent", &number(data.rate));
        }
    });
    period(x, data.period);
    for (list, sums, is_charge) in
        [(&data.allowances, line.allowances, false), (&data.charges, line.charges, true)]
    {
        for (entry, sum) in list.iter().zip(sums) {
            charge(x, is_charge, (&entry.reason, entry.reason_code.as_deref()), sum, None);
        }
    }
    x.text("ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount", &money(line.net));
    if let Some(object) = &data.object {
        x.group("ram:AdditionalReferencedDocument", |x| {
            x.text("ram:IssuerAssignedID", object);
            x.text("ram:TypeCode", "130");
        });
    }
    x.optional("ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID", data.cost_center.as_deref());
}
