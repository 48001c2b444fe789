//! Where a cluster listens, and the URLs made from it.

use crate::error::ClusterError;
use std::fmt::Write as _;
use std::path::Path;

/// Where a cluster listens and who administers it; makes connection URLs that libpq and sqlx both read.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    scheme: String,
    admin: String,
    host: String,
    query: String,
}

impl Address {
    /// A socket in `folder`, administered by `role` without a password.
    pub(crate) fn socket(folder: &Path, role: &str) -> Self {
        let query = format!("?host={}", encode(&folder.to_string_lossy()));
        Self { scheme: "postgres".into(), admin: role.into(), host: "localhost".into(), query }
    }

    /// Reads `postgres://role[:password]@host[:port]/database[?options]`; the database is forgotten.
    ///
    /// # Errors
    /// [`ClusterError::BadAddress`], naming `source` (such as the variable that held it) and never the address itself,
    /// which may hold a password.
    pub fn parse(url: &str, source: &str) -> Result<Self, ClusterError> {
        let bad = || ClusterError::BadAddress { what: source.to_owned() };
        let (scheme, rest) = url.split_once("://").ok_or_else(bad)?;
        if !matches!(scheme, "postgres" | "postgresql") {
            return Err(bad());
        }
        let (rest, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
        let authority = rest.split('/').next().unwrap_or_default();
        let (admin, host) = authority.rsplit_once('@').ok_or_else(bad)?;
        if admin.is_empty() {
            return Err(bad());
        }
        Ok(Self { scheme: scheme.into(), admin: admin.into(), host: host.into(), query: query.into() })
    }

    /// The URL of `database` for the administrator (superuser: it passes row-level security by).
    #[must_use]
    pub fn admin_url(&self, database: &str) -> String {
        self.url(&self.admin, database)
    }

    /// The URL of `database` for `role`, without a password (the private cluster trusts who can reach its socket).
    #[must_use]
    pub fn url_for(&self, role: &str, database: &str) -> String {
        self.url(&encode(role), database)
    }

    fn url(&self, user: &str, database: &str) -> String {
        format!("{}://{user}@{}/{}{}", self.scheme, self.host, encode(database), self.query)
    }
}

impl std::fmt::Debug for Address {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let role = self.admin.split(':').next().unwrap_or_default();
        write!(f, "Address({role}@{})", self.host)
    }
}

/// Percent-encodes all but the unreserved characters and the slash.
fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _infallible = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_address_makes_urls() {
        let address = Address::socket(Path::new("/tmp/a b/socket"), "kontor_admin");
        assert_eq!(
            address.admin_url("postgres"),
            "postgres://kontor_admin@localhost/postgres?host=/tmp/a%20b/socket"
        );
        assert_eq!(
            address.url_for("ticket", "t@1"),
            "postgres://ticket@localhost/t%401?host=/tmp/a%20b/socket"
        );
    }

    #[test]
    fn a_foreign_address_keeps_its_password_for_the_administrator_only() {
        let address = Address::parse("postgresql://root:se%40cret@db:5433/x?sslmode=require", "URL").unwrap();
        assert_eq!(address.admin_url("y"), "postgresql://root:se%40cret@db:5433/y?sslmode=require");
        assert_eq!(address.url_for("ticket", "y"), "postgresql://ticket@db:5433/y?sslmode=require");
        assert!(!format!("{address:?}").contains("cret"));
    }

    #[test]
    fn what_is_no_address_is_refused_without_being_repeated() {
        for bad in ["", "db", "mysql://a:geheim@b/c", "postgres://b/c", "postgres://@b/c"] {
            let text = Address::parse(bad, "KONTOR_TEST_ADMIN_URL").unwrap_err().to_string();
            assert!(text.starts_with("KONTOR_TEST_ADMIN_URL is not a Postgres address"), "{text}");
            assert!(!text.contains("geheim"));
        }
    }
}
