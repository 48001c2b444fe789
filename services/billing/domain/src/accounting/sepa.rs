//! Mandates for direct debits (B8): what is wrong is told when it is entered.

pub mod pain;

/// What is wrong with a mandate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SepaError {
    /// The creditor identifier's form or checksum is wrong.
    #[error("give a creditor identifier such as DE98ZZZ09999999999; its check digits must fit")]
    CreditorId,
    /// The reference has characters that banks refuse.
    #[error("give 1 to 35 of A-Z a-z 0-9 + ? / : ( ) . , ' - and spaces inside")]
    Reference,
}

/// Checks a creditor identifier: country, check digits after ISO 7064 mod 97-10, three characters of the creditor's
/// own choice that the checksum leaves out, then the national part.
///
/// # Errors
/// [`SepaError::CreditorId`].
pub fn check_creditor_id(id: &str) -> Result<(), SepaError> {
    let bytes = id.as_bytes();
    let formed = (8..=35).contains(&bytes.len())
        && bytes.iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..4].iter().all(u8::is_ascii_digit)
        && (!id.starts_with("DE") || bytes.len() == 18);
    if !formed {
        return Err(SepaError::CreditorId);
    }
    // The national part, then country and check digits.
    let rest = bytes[7..].iter().chain(&bytes[..4]);
    let remainder = rest.fold(0_u32, |sum, b| match b {
        b'0'..=b'9' => (sum * 10 + u32::from(b - b'0')) % 97,
        _ => (sum * 100 + u32::from(b - b'A') + 10) % 97,
    });
    if remainder == 1 { Ok(()) } else { Err(SepaError::CreditorId) }
}

/// Checks a mandate's reference.
///
/// # Errors
/// [`SepaError::Reference`].
pub fn check_reference(reference: &str) -> Result<(), SepaError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+?/:().,'- ".contains(c);
    let length = reference.chars().count();
    let formed = (1..=35).contains(&length)
        && reference.chars().all(allowed)
        && reference.trim() == reference
        && !reference.starts_with('/')
        && !reference.contains("//");
    if formed { Ok(()) } else { Err(SepaError::Reference) }
}
