//! What happens to an invoice after it was issued: paid, reminded of, booked (B8, B9).

pub mod aging;
pub mod datev;
pub mod debtors;
pub mod matching;
pub mod reminder;
pub mod sepa;
pub mod z3;

#[cfg(test)]
mod tests;
