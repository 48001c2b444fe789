//! What was used or handed over (T1).

use crate::field::{Field, MaterialField, Problem, checked};
use kontor_money::{Amount, Currency, Decimal, price};

/// Most materials of one entry.
const MOST: usize = 50;

/// A material as it came in; numbers as they were typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MaterialInput {
    /// The article.
    pub article: String,
    /// What stands on the invoice; empty for what the price list says.
    pub text: String,
    /// How much.
    pub quantity: String,
    /// The unit's code; empty for pieces.
    pub unit: String,
    /// Currency and net price of one unit; none for the price list's.
    pub unit_price: Option<(String, String)>,
}

/// Net price of one unit.
pub type UnitPrice = Amount;

/// Something that was used or handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// The article as the price list names it, 1 to 60 characters.
    pub article: String,
    /// What stands on the invoice, at most 200 characters; empty for what the price list says.
    pub text: String,
    /// How much: greater than zero, at most four decimal places.
    pub quantity: Decimal,
    /// The unit's code of UN/ECE recommendation 20.
    pub unit: String,
    /// Net price of one unit; none for the price list's.
    pub unit_price: Option<UnitPrice>,
}

impl Material {
    /// Reads materials. What is wrong is added to `problems`.
    #[must_use]
    pub fn read_all(inputs: &[MaterialInput], problems: &mut Vec<Problem>) -> Vec<Self> {
        if inputs.len() > MOST {
            problems.push(Problem::new(Field::Materials, format!("give at most {MOST}")));
            return Vec::new();
        }
        inputs.iter().enumerate().filter_map(|(place, input)| Self::read(place, input, problems)).collect()
    }

    fn read(place: usize, input: &MaterialInput, problems: &mut Vec<Problem>) -> Option<Self> {
        let before = problems.len();
        let at = |field| Field::Material(place, field);
        let mut text = |field, text: &str, min, max| {
            checked(at(field), text, min, max).unwrap_or_else(|problem| {
                problems.push(problem);
                String::new()
            })
        };
        let article = text(MaterialField::Article, &input.article, 1, 60);
        let words = text(MaterialField::Text, &input.text, 0, 200);
        let quantity = quantity(&input.quantity);
        if quantity.is_none() {
            let remedy = "give a number greater than 0, at most 999999.9999, with at most four decimals";
            problems.push(Problem::new(at(MaterialField::Quantity), remedy));
        }
        let unit = if input.unit.is_empty() { "C62" } else { input.unit.as_str() };
        let known = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
        if unit.len() > 3 || !unit.bytes().all(known) {
            let remedy = "give the unit's code of UN/ECE recommendation 20, such as C62 or MTR";
            problems.push(Problem::new(at(MaterialField::Unit), remedy));
        }
        let unit_price = match &input.unit_price {
            None => None,
            Some((currency, amount)) => {
                match unit_price(currency, amount, quantity.unwrap_or(Decimal::ONE)) {
                    Ok(price) => Some(price),
                    Err(remedy) => {
                        problems.push(Problem::new(at(MaterialField::UnitPrice), remedy));
                        None
                    }
                }
            }
        };
        if problems.len() > before {
            return None;
        }
        Some(Self { article, text: words, quantity: quantity?, unit: unit.to_owned(), unit_price })
    }

    /// As it would come in again.
    #[must_use]
    pub fn input(&self) -> MaterialInput {
        let price = |price: &UnitPrice| (price.currency().code().to_owned(), price.value().to_string());
        MaterialInput {
            article: self.article.clone(),
            text: self.text.clone(),
            quantity: self.quantity.to_string(),
            unit: self.unit.clone(),
            unit_price: self.unit_price.as_ref().map(price),
        }
    }
}

/// Plain digits with an optional point: no sign, no exponent, no blanks.
fn number(text: &str) -> Option<Decimal> {
    let plain = text.len() <= 28 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if plain { Decimal::from_str_exact(text).ok() } else { None }
}

fn quantity(text: &str) -> Option<Decimal> {
    let most = Decimal::new(9_999_999_999, 4);
    let read = number(text)?.normalize();
    (read > Decimal::ZERO && read <= most && read.scale() <= 4).then_some(read)
}

fn unit_price(currency: &str, amount: &str, quantity: Decimal) -> Result<UnitPrice, &'static str> {
    if currency != Currency::EUR.code() {
        return Err("give the price in EUR: the house bills in no other currency");
    }
    let value = number(amount).ok_or("give zero or more with at most two decimals, such as 12.50")?;
    let price_of_one = Amount::new(value, Currency::EUR)
        .map_err(|_| "give zero to 9999999999.99 with at most two decimals, such as 12.50")?;
    let all = price(quantity, value, Decimal::ONE).and_then(|all| Amount::new(all, Currency::EUR));
    all.map_err(|_| "lower it: quantity times price exceeds 9999999999.99")?;
    Ok(price_of_one)
}
