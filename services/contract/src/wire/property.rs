//! Sites, assets and directives as they came in.

use super::{customer, values, words};
use kontor_contract_domain::Violations;
use kontor_contract_domain::master::{
    Asset, AssetInput, Criticality, Directive, DirectiveInput, Site, SiteInput,
};
use kontor_ids::{CustomerId, DirectiveId, SiteId};
use kontor_proto::contract::v1 as wire;
use kontor_status::Result;

fn owner(field: &str, name: &str, v: &mut Violations) -> CustomerId {
    values::name(field, name, CustomerId::from_resource_name, CustomerId::from_uuid, v)
}

/// Reads a site.
///
/// # Errors
/// Everything that is wrong, by field.
pub(crate) fn site(site: Option<&wire::Site>) -> Result<Site> {
    let mut v = Violations::new();
    let Some(site) = site else {
        v.add("site", "give the site");
        return Err(super::refusal(v));
    };
    let input = SiteInput {
        customer: owner("site.customer", &site.customer, &mut v),
        display_name: site.display_name.clone(),
        address: site.address.as_ref().map(customer::address),
        number: site.number.clone(),
    };
    let parsed = super::keep(&mut v, Site::parse(&input));
    super::accept(v, parsed)
}

/// Reads an asset.
///
/// # Errors
/// Everything that is wrong, by field.
pub(crate) fn asset(asset: Option<&wire::Asset>) -> Result<Asset> {
    let mut v = Violations::new();
    let Some(asset) = asset else {
        v.add("asset", "give the asset");
        return Err(super::refusal(v));
    };
    let input = AssetInput {
        customer: owner("asset.customer", &asset.customer, &mut v),
        display_name: asset.display_name.clone(),
        asset_class: asset.asset_class.clone(),
        site: values::optional_name("asset.site", &asset.site, SiteId::from_resource_name, &mut v),
        serial_number: asset.serial_number.clone(),
        host_name: asset.host_name.clone(),
        number: asset.number.clone(),
        criticality: criticality(asset.criticality, &mut v),
        warranty_until: values::optional_day("asset.warranty_until", asset.warranty_until.as_ref(), &mut v),
        maintenance_contract: asset.maintenance_contract.clone(),
        maintenance_until: values::optional_day(
            "asset.maintenance_until",
            asset.maintenance_until.as_ref(),
            &mut v,
        ),
    };
    let parsed = super::keep(&mut v, Asset::parse(&input));
    super::accept(v, parsed)
}

fn criticality(number: i32, v: &mut Violations) -> Option<Criticality> {
    match wire::Criticality::try_from(number) {
        Ok(wire::Criticality::Unspecified) => None,
        Ok(wire::Criticality::Critical) => Some(Criticality::Critical),
        Ok(wire::Criticality::High) => Some(Criticality::High),
        Ok(wire::Criticality::Normal) => Some(Criticality::Normal),
        Ok(wire::Criticality::Low) => Some(Criticality::Low),
        Err(_) => {
            v.add("asset.criticality", "choose critical, high, normal or low, or leave it unset");
            None
        }
    }
}

/// Reads a directive that gets this id.
///
/// # Errors
/// Everything that is wrong, by field.
pub(crate) fn directive(id: DirectiveId, directive: Option<&wire::Directive>) -> Result<Directive> {
    let mut v = Violations::new();
    let Some(directive) = directive else {
        v.add("directive", "give the directive");
        return Err(super::refusal(v));
    };
    let input = DirectiveInput {
        customer: owner("directive.customer", &directive.customer, &mut v),
        severity: words::required("directive.severity", directive.severity, &mut v),
        text: directive.text.clone(),
        withdrawn: directive.withdrawn,
    };
    let parsed = super::keep(&mut v, Directive::parse(id, &input));
    super::accept(v, parsed)
}
