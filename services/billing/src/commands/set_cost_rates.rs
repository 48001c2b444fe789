//! Setting what kilometres and materials cost the house (B10).

use crate::store::reports;
use crate::wire::change::read_amount;
use crate::wire::{money, parse};
use kontor_access::Caller;
use kontor_billing_domain::profit::Costs;
use kontor_idempotency::{Begun, begin};
use kontor_proto::billing::v1::{CostRates, SetCostRatesRequest};
use kontor_service::Kit;
use kontor_status::{Problem, Result, Violations};
use rust_decimal::{Decimal, dec};

pub(crate) async fn set(kit: &Kit, caller: &Caller, request: SetCostRatesRequest) -> Result<CostRates> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let rates = request.rates.clone().unwrap_or_default();
    wrong.require(request.rates.is_some(), "rates", "give what a kilometre and materials cost");
    let per_kilometre = match &rates.per_kilometer {
        None => Some(Decimal::ZERO),
        Some(price) => {
            let fits = |v: Decimal| v >= Decimal::ZERO && v <= dec!(100);
            read_amount(&mut wrong, "rates.per_kilometer", price, fits).map(|price| price.value())
        }
    };
    let percent = money::read_decimal(rates.material_percent.as_ref()).ok();
    let percent = percent.filter(|p| *p >= Decimal::ZERO && *p <= dec!(100) && p.scale() <= 2);
    let remedy = "give 0 to 100 with at most two decimal places";
    wrong.require(percent.is_some(), "rates.material_percent", remedy);
    wrong.finish()?;
    let (per_kilometre, material_percent) =
        per_kilometre.zip(percent).ok_or_else(|| Problem::internal("checked above"))?;
    match begin(kit.db(), caller, "SetCostRates", &request.request_id, &request).await? {
        Begun::Answered(answer) => Ok(answer),
        Begun::Fresh(mut fresh) => {
            let costs = Costs { per_kilometre, material_percent };
            let who = (caller.principal().uuid(), kit.clock().now());
            reports::set_costs(fresh.tx(), costs, who).await?;
            fresh.finish(rates).await
        }
    }
}
