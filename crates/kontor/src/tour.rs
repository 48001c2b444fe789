//! The main job, step by step, through the gateway (domain.md, section 2).
//!
//! The tour is an ordinary client: whatever it does, anyone can do with curl or a gRPC client. Each step prints what
//! it asks and the answer it got, and checks what must hold.

mod alarm;
mod books;
mod clocks;
mod job;
mod money;
mod setting;

use crate::client::{CallError, Door};
use kontor_ids::{IdSource as _, RandomIds};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

/// Who signs in where.
#[derive(Debug, Clone)]
pub struct House {
    /// The house's slug.
    pub slug: String,
    /// The password that the demo's people share.
    pub password: String,
}

/// Why the tour ended early.
#[derive(Debug, thiserror::Error)]
pub enum TourError {
    /// A call was refused that should not have been.
    #[error("step {step} ({rpc}) failed: {source}")]
    Call {
        /// The step.
        step: usize,
        /// What was called.
        rpc: String,
        /// Why.
        source: CallError,
    },
    /// What must hold did not.
    #[error("step {step}: {what}")]
    Wrong {
        /// The step.
        step: usize,
        /// What should have been.
        what: String,
    },
}

/// A tour under way.
pub struct Tour {
    door: Door,
    step: usize,
    quiet: bool,
    /// Who has signed in already.
    doors: BTreeMap<String, Door>,
}

impl Tour {
    /// A tour over a way to the gateway.
    #[must_use]
    pub const fn new(door: Door, quiet: bool) -> Self {
        Self { door, step: 0, quiet, doors: BTreeMap::new() }
    }

    /// Goes all the way; tells the number of steps.
    ///
    /// # Errors
    /// [`TourError`] at the first step that is not as it must be.
    pub async fn run(mut self, house: &House) -> Result<usize, TourError> {
        let setting = self.prepare(house).await?;
        let done = self.work(house, &setting).await?;
        self.clocks(house, &setting, &done.agent).await?;
        self.bill(house, &setting, &done).await?;
        self.books(house, &setting, &done).await?;
        Ok(self.step)
    }

    /// A title between steps.
    pub(crate) fn chapter(&self, title: &str) {
        if !self.quiet {
            println!("\n== {title}");
        }
    }

    /// One step: calls, prints, gives the answer.
    pub(crate) async fn ask(
        &mut self,
        door: &Door,
        title: &str,
        rpc: &str,
        request: Value,
    ) -> Result<Value, TourError> {
        self.begin(title, rpc, &request);
        let answer = door.call(rpc, request).await;
        let answer =
            answer.map_err(|source| TourError::Call { step: self.step, rpc: rpc.to_owned(), source })?;
        self.show(&answer);
        Ok(answer)
    }

    /// One step that must be refused for this reason.
    pub(crate) async fn ask_in_vain(
        &mut self,
        door: &Door,
        title: &str,
        (rpc, request): (&str, Value),
        reason: &str,
    ) -> Result<(), TourError> {
        self.begin(title, rpc, &request);
        match door.call(rpc, request).await {
            Err(error) if error.reason() == Some(reason) => {
                if !self.quiet {
                    println!("   refused, as it must be: {error}");
                }
                Ok(())
            }
            Err(source) => Err(TourError::Call { step: self.step, rpc: rpc.to_owned(), source }),
            Ok(_) => Err(self.wrong(&format!("{rpc} should have been refused with {reason}"))),
        }
    }

    /// Asks again until the answer is as it must be: what events bring about takes a moment.
    pub(crate) async fn ask_until(
        &mut self,
        door: &Door,
        title: &str,
        (rpc, request): (&str, Value),
        holds: impl Fn(&Value) -> bool,
    ) -> Result<Value, TourError> {
        self.begin(title, rpc, &request);
        let mut last = None;
        for _ in 0..200 {
            match door.call(rpc, request.clone()).await {
                Ok(answer) if holds(&answer) => {
                    self.show(&answer);
                    return Ok(answer);
                }
                Ok(answer) => last = Some(Ok(answer)),
                Err(error) => last = Some(Err(error)),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        match last {
            Some(Err(source)) => Err(TourError::Call { step: self.step, rpc: rpc.to_owned(), source }),
            other => {
                let seen = other.and_then(Result::ok).unwrap_or_default();
                Err(self.wrong(&format!("{title}: did not come about within 10 s; last seen {seen}")))
            }
        }
    }

    /// Checks what must hold.
    pub(crate) fn check(&self, holds: bool, what: &str) -> Result<(), TourError> {
        if !holds {
            return Err(self.wrong(what));
        }
        if !self.quiet {
            println!("   ✓ {what}");
        }
        Ok(())
    }

    pub(crate) fn wrong(&self, what: &str) -> TourError {
        TourError::Wrong { step: self.step, what: what.to_owned() }
    }

    fn begin(&mut self, title: &str, rpc: &str, request: &Value) {
        self.step += 1;
        if !self.quiet {
            println!("\n{:>2}. {title}\n   → {rpc} {}", self.step, short(request));
        }
    }

    fn show(&self, answer: &Value) {
        if !self.quiet {
            println!("   ← {}", short(answer));
        }
    }

    /// Signs a person of the demo house in, once.
    pub(crate) async fn sign_in(&mut self, house: &House, who: &str) -> Result<Door, TourError> {
        if let Some(door) = self.doors.get(who) {
            return Ok(door.clone());
        }
        let request = serde_json::json!({
            "tenantSlug": house.slug, "email": format!("{who}@{}.example", house.slug), "password": house.password,
        });
        let door = self.door.clone();
        let title = format!("{who} signs in");
        let shown = serde_json::json!({"tenantSlug": house.slug, "email": request["email"], "password": "…"});
        self.begin(&title, "identity.IdentityService/SignIn", &shown);
        let rpc = "identity.IdentityService/SignIn";
        let answer = door.call(rpc, request).await;
        let answer =
            answer.map_err(|source| TourError::Call { step: self.step, rpc: rpc.to_owned(), source })?;
        let token = answer["token"].as_str().ok_or_else(|| self.wrong("a session has a token"))?;
        let door = door.signed_in(token);
        self.doors.insert(who.to_owned(), door.clone());
        Ok(door)
    }
}

/// A fresh request id.
#[must_use]
pub fn request_id() -> String {
    RandomIds.uuid().to_string()
}

/// A text field of an answer.
pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// At most so much of a JSON value fits a line that people read.
fn short(value: &Value) -> String {
    const MOST: usize = 600;
    let text = value.to_string();
    if text.chars().count() <= MOST { text } else { text.chars().take(MOST).chain("…".chars()).collect() }
}
