//! Lines in UBL.

use super::{amount, category, charge_head, period};
use crate::codes::VatCategory;
use crate::data::LineAllowance;
use crate::invoice::Line;
use crate::reckon::Reckoned;
use crate::xml::{Xml, number};
use kontor_money::Currency;

pub(super) fn line(x: &mut Xml, currency: Currency, line: &Line<'_>, credit: bool) {
    let data = line.data;
    let (name, quantity) = if credit {
        ("cac:CreditNoteLine", "cbc:CreditedQuantity")
    } else {
        ("cac:InvoiceLine", "cbc:InvoicedQuantity")
    };
    x.group(name, |x| {
        x.text("cbc:ID", line.id());
        x.optional("cbc:Note", data.note.as_deref());
        x.attributed(quantity, &[("unitCode", &data.unit)], &number(data.quantity));
        amount(x, "cbc:LineExtensionAmount", line.net);
        x.optional("cbc:AccountingCost", data.cost_center.as_deref());
        period(x, data.period);
        x.optional("cac:OrderLineReference/cbc:LineID", data.order_line.as_deref());
        if let Some(object) = &data.object {
            x.group("cac:DocumentReference", |x| {
                x.text("cbc:ID", object);
                x.text("cbc:DocumentTypeCode", "130");
            });
        }
        charges(x, &data.allowances, line.allowances, false);
        charges(x, &data.charges, line.charges, true);
        item(x, line);
        x.group("cac:Price", |x| {
            x.attributed("cbc:PriceAmount", &[("currencyID", currency.code())], &number(data.price));
            if let Some(base) = data.base_quantity {
                x.attributed("cbc:BaseQuantity", &[("unitCode", &data.unit)], &number(base));
            }
        });
    });
}

fn charges(x: &mut Xml, stated: &[LineAllowance], reckoned: &[Reckoned], charge: bool) {
    for (data, sum) in stated.iter().zip(reckoned) {
        x.group("cac:AllowanceCharge", |x| {
            charge_head(x, charge, data.reason_code.as_deref(), &data.reason, sum);
        });
    }
}

fn item(x: &mut Xml, line: &Line<'_>) {
    let data = line.data;
    x.group("cac:Item", |x| {
        x.optional("cbc:Description", data.description.as_deref());
        x.text("cbc:Name", &data.name);
        x.optional("cac:SellersItemIdentification/cbc:ID", data.seller_item_id.as_deref());
        let rate = (data.category != VatCategory::O).then_some(data.rate);
        x.group("cac:ClassifiedTaxCategory", |x| category(x, data.category, rate, None));
        for attribute in &data.attributes {
            x.group("cac:AdditionalItemProperty", |x| {
                x.text("cbc:Name", &attribute.name);
                x.text("cbc:Value", &attribute.value);
            });
        }
    });
}
