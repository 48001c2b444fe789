//! The limits of the door, in one table.

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use kontor_config::Reader;
use kontor_ids::{TenantId, Uuid};
use kontor_status::{Problem, Result};
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

/// Most bytes of a request's body.
pub(crate) const BODY_BYTES: usize = 4 * 1024 * 1024;
/// Most bytes of a sign-in, which alone is read at the door.
pub(crate) const SIGN_IN_BYTES: usize = 4 * 1024;
/// Most bytes of an answer that REST turns into JSON.
pub(crate) const ANSWER_BYTES: usize = 64 * 1024 * 1024;
/// Deepest nesting of JSON.
pub(crate) const JSON_DEPTH: usize = 64;
/// Longest time for a call until its answer begins; through REST, until it is complete.
pub(crate) const CALL: Duration = Duration::from_secs(30);
/// Most bytes of a bearer token.
pub(crate) const TOKEN_BYTES: usize = 512;

/// How much each may ask for.
#[derive(Debug, Clone, Copy)]
pub struct GatewaySettings {
    /// Calls per second of one house; four seconds' worth at once.
    pub house_per_second: u32,
    /// Calls per second of one person or token; four seconds' worth at once.
    pub principal_per_second: u32,
    /// Sign-ins per minute of one account.
    pub sign_ins_per_minute: u32,
    /// Sign-ins per minute from one address.
    pub sign_ins_per_minute_and_address: u32,
    /// Bearer tokens that are nobody's, per minute from one address; the same one again counts once in a while.
    pub guesses_per_minute_and_address: u32,
    /// How many proxies stand before the gateway: so many of the last addresses in `x-forwarded-for` are believed.
    pub proxies: usize,
}

impl Default for GatewaySettings {
    fn default() -> Self {
        Self {
            house_per_second: 50,
            principal_per_second: 20,
            sign_ins_per_minute: 5,
            sign_ins_per_minute_and_address: 30,
            guesses_per_minute_and_address: 60,
            proxies: 0,
        }
    }
}

impl GatewaySettings {
    /// For an installation that only its own machine reaches, such as the demo and benchmarks.
    #[must_use]
    pub fn private() -> Self {
        Self {
            house_per_second: 1_000_000,
            principal_per_second: 1_000_000,
            sign_ins_per_minute: 600,
            sign_ins_per_minute_and_address: 6_000,
            guesses_per_minute_and_address: 6_000,
            proxies: 0,
        }
    }

    /// Reads the limits; each has a default.
    pub(crate) fn read(reader: &mut Reader) -> Self {
        let default = Self::default();
        Self {
            house_per_second: reader.or("KONTOR_LIMIT_HOUSE_PER_SECOND", default.house_per_second),
            principal_per_second: reader
                .or("KONTOR_LIMIT_PRINCIPAL_PER_SECOND", default.principal_per_second),
            sign_ins_per_minute: reader.or("KONTOR_LIMIT_SIGN_INS_PER_MINUTE", default.sign_ins_per_minute),
            sign_ins_per_minute_and_address: reader
                .or("KONTOR_LIMIT_SIGN_INS_PER_MINUTE_AND_ADDRESS", default.sign_ins_per_minute_and_address),
            guesses_per_minute_and_address: reader
                .or("KONTOR_LIMIT_GUESSES_PER_MINUTE_AND_ADDRESS", default.guesses_per_minute_and_address),
            proxies: reader.or("KONTOR_PROXIES", default.proxies),
        }
    }
}

/// How long an address that guessed too much is refused whatever token is not known here.
const SHUT: Duration = Duration::from_secs(10);

/// Counts calls per house, per principal, per account, and guesses per address.
pub(crate) struct Rates {
    houses: DefaultKeyedRateLimiter<TenantId>,
    principals: DefaultKeyedRateLimiter<Uuid>,
    accounts: DefaultKeyedRateLimiter<String>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    guesses: DefaultKeyedRateLimiter<IpAddr>,
    shut: moka::sync::Cache<IpAddr, ()>,
    proxies: usize,
}

fn at_least_one(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN)
}

fn per_second(count: u32) -> Quota {
    Quota::per_second(at_least_one(count)).allow_burst(at_least_one(count.saturating_mul(4)))
}

fn per_minute(count: u32) -> Quota {
    Quota::per_minute(at_least_one(count))
}

impl Rates {
    pub(crate) fn new(settings: GatewaySettings) -> Self {
        Self {
            houses: RateLimiter::keyed(per_second(settings.house_per_second)),
            principals: RateLimiter::keyed(per_second(settings.principal_per_second)),
            accounts: RateLimiter::keyed(per_minute(settings.sign_ins_per_minute)),
            addresses: RateLimiter::keyed(per_minute(settings.sign_ins_per_minute_and_address)),
            guesses: RateLimiter::keyed(per_minute(settings.guesses_per_minute_and_address)),
            shut: moka::sync::Cache::builder().max_capacity(10_000).time_to_live(SHUT).build(),
            proxies: settings.proxies,
        }
    }

    /// How many proxies stand before the gateway.
    pub(crate) const fn proxies(&self) -> usize {
        self.proxies
    }

    /// Counts a call of a principal.
    pub(crate) fn call(&self, house: TenantId, principal: Uuid) -> Result<()> {
        check(&self.principals, &principal, "of this person or token")?;
        check(&self.houses, &house, "of this house")
    }

    /// Counts a sign-in of an account, known or not, and from an address. However the account is spelled, it is one.
    pub(crate) fn sign_in(&self, house: &str, email: &str, address: Option<IpAddr>) -> Result<()> {
        if let Some(address) = address {
            check(&self.addresses, &address, "to sign in from this address")?;
        }
        let account = format!("{} {}", house.trim(), email.trim().to_lowercase());
        check(&self.accounts, &account, "to sign in to this account")
    }

    /// Refuses an address that guessed too much, before anyone is asked whose its token is.
    pub(crate) fn may_guess(&self, address: Option<IpAddr>) -> Result<()> {
        if address.is_some_and(|address| self.shut.contains_key(&address)) {
            let remedy = format!("too many unknown tokens from this address: wait {} s", SHUT.as_secs());
            return Err(Problem::Limit { remedy, retry_after: Some(SHUT) });
        }
        Ok(())
    }

    /// Counts a token that was nobody's.
    pub(crate) fn guessed(&self, address: Option<IpAddr>) {
        if let Some(address) = address.filter(|address| self.guesses.check_key(address).is_err()) {
            self.shut.insert(address, ());
        }
    }

    /// Forgets who has not called for a while.
    pub(crate) fn tidy(&self) {
        self.houses.retain_recent();
        self.principals.retain_recent();
        self.accounts.retain_recent();
        self.addresses.retain_recent();
        self.guesses.retain_recent();
    }
}

fn check<K: Clone + Eq + Hash>(limiter: &DefaultKeyedRateLimiter<K>, key: &K, whose: &str) -> Result<()> {
    limiter.check_key(key).map_err(|until| {
        let wait = until.wait_time_from(DefaultClock::default().now());
        // In whole seconds, so that the header, which knows no less, says the same.
        let wait = Duration::from_secs(wait.as_secs() + 1);
        let remedy = format!("too many requests {whose}: wait {} s and try again", wait.as_secs());
        Problem::Limit { remedy, retry_after: Some(wait) }
    })
}
