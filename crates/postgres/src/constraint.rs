//! Which constraint refused a statement.

/// The name of the violated constraint. Every constraint in a migration is named, so that code can tell which rule
/// was broken.
#[must_use]
pub fn violated(error: &sqlx::Error) -> Option<&str> {
    error.as_database_error().and_then(sqlx::error::DatabaseError::constraint)
}
