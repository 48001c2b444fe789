//! Travel and materials in rows.

use jiff::SignedDuration;
use kontor_status::{Problem, Result};
use kontor_timetracking_domain::{Material, MaterialInput, Travel, TravelInput};
use serde::{Deserialize, Serialize};

/// A material as it is kept with an entry. Numbers are texts: they stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MaterialRow {
    pub(crate) article: String,
    pub(crate) text: String,
    pub(crate) quantity: String,
    pub(crate) unit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unit_price: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) currency: Option<String>,
}

impl MaterialRow {
    fn new(material: &Material) -> Self {
        let MaterialInput { article, text, quantity, unit, unit_price } = material.input();
        let (currency, unit_price) = unit_price.unzip();
        Self { article, text, quantity, unit, unit_price, currency }
    }

    fn input(self) -> MaterialInput {
        let Self { article, text, quantity, unit, unit_price, currency } = self;
        MaterialInput { article, text, quantity, unit, unit_price: currency.zip(unit_price) }
    }
}

/// Materials as they are stored.
pub(crate) fn write(materials: &[Material]) -> Result<serde_json::Value> {
    let rows: Vec<MaterialRow> = materials.iter().map(MaterialRow::new).collect();
    serde_json::to_value(rows).map_err(Problem::internal)
}

/// Stored materials as they came in.
pub(crate) fn read(stored: &serde_json::Value) -> Result<Vec<MaterialInput>> {
    let rows = Vec::<MaterialRow>::deserialize(stored).map_err(Problem::internal)?;
    Ok(rows.into_iter().map(MaterialRow::input).collect())
}

/// The columns of a way to the customer; empty where there is none.
#[derive(Debug, Clone, Default)]
pub(crate) struct TravelColumns {
    pub(crate) zone: String,
    pub(crate) visit: String,
    pub(crate) seconds: i32,
    pub(crate) kilometers: i32,
}

impl TravelColumns {
    pub(crate) fn new(travel: Option<&Travel>) -> Result<Self> {
        let Some(travel) = travel else { return Ok(Self::default()) };
        Ok(Self {
            zone: travel.zone().to_owned(),
            visit: travel.visit().to_owned(),
            seconds: i32::try_from(travel.seconds()).map_err(Problem::internal)?,
            kilometers: i32::try_from(travel.kilometers()).map_err(Problem::internal)?,
        })
    }

    pub(crate) fn input(self) -> Option<TravelInput> {
        let Self { zone, visit, seconds, kilometers } = self;
        let duration = SignedDuration::from_secs(seconds.into());
        let input = TravelInput { zone, visit, duration, kilometers };
        (input != TravelInput::default()).then_some(input)
    }
}
