//! A client as it must be: each command has a request id and is repeated until the answer is definite.

use super::world::World;
use kontor::client::CallError;
use kontor::seed;
use kontor::tour::request_id;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// A command that was acknowledged.
#[derive(Debug, Clone)]
pub(crate) struct Acknowledged {
    pub(crate) rpc: &'static str,
    pub(crate) request: Value,
    pub(crate) answer: Value,
}

/// A person at work.
pub(crate) struct Client<'w> {
    world: &'w World,
    token: String,
    /// Gives up waiting for an answer after this time, as if the answer were lost on the way.
    pub(crate) patience: Duration,
    pub(crate) acknowledged: Vec<Acknowledged>,
    /// Tries without a definite answer.
    pub(crate) unknown: usize,
    /// What the last of them told.
    last: String,
}

/// What may be otherwise next time.
fn is_passing(error: &CallError) -> bool {
    match error {
        CallError::Unreachable(..) => true,
        // Two changes met; every other reason to break off is for the person to look at.
        CallError::Refused { code, .. } if code == "Aborted" => error.reason() == Some("CONFLICT"),
        CallError::Refused { code, .. } => {
            ["Unavailable", "DeadlineExceeded", "ResourceExhausted"].contains(&code.as_str())
        }
        _ => false,
    }
}

impl<'w> Client<'w> {
    pub(crate) async fn sign_in(world: &'w World, person: &str) -> Self {
        let door = world.generation().door;
        let email = format!("{person}@{}.example", seed::SLUG);
        let request =
            json!({"tenantSlug": world.address.slug, "email": email, "password": world.address.password});
        let session =
            door.call("identity.IdentityService/SignIn", request).await.unwrap_or_else(|e| panic!("{e}"));
        let token = session["token"].as_str().unwrap().to_owned();
        Self {
            world,
            token,
            patience: Duration::from_secs(20),
            acknowledged: Vec::new(),
            unknown: 0,
            last: String::new(),
        }
    }

    /// One try. None: nobody knows what became of it.
    pub(crate) async fn once(
        &mut self,
        rpc: &'static str,
        request: &Value,
    ) -> Option<Result<Value, CallError>> {
        let generation = self.world.try_generation()?;
        let door = generation.door.signed_in(&self.token);
        let call = timeout(self.patience, door.call(rpc, request.clone()));
        let answer = tokio::select! {
            answer = call => answer.ok(),
            () = generation.killed.cancelled() => None,
        };
        self.last = format!("{answer:?}");
        // Of a generation that was killed meanwhile only answers count.
        let error_counts = !generation.killed.is_cancelled();
        let definite =
            answer.filter(|a| a.as_ref().map_or_else(|e| error_counts && !is_passing(e), |_| true));
        self.unknown += usize::from(definite.is_none());
        definite
    }

    /// Repeats until the answer is definite, at most 60 s.
    pub(crate) async fn call(&mut self, rpc: &'static str, request: Value) -> Result<Value, CallError> {
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(answer) = self.once(rpc, &request).await {
                return answer;
            }
            assert!(Instant::now() < end, "{rpc} had no answer for a minute: {}", self.last);
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// A command that must succeed in the end.
    pub(crate) async fn command(&mut self, rpc: &'static str, mut request: Value) -> Value {
        request["requestId"] = json!(request_id());
        let answer = self.call(rpc, request.clone()).await.unwrap_or_else(|e| panic!("{rpc} {request}: {e}"));
        self.keep(rpc, request, &answer);
        answer
    }

    pub(crate) fn keep(&mut self, rpc: &'static str, request: Value, answer: &Value) {
        self.acknowledged.push(Acknowledged { rpc, request, answer: answer.clone() });
    }

    /// Repeats all that was acknowledged: each must answer as it did (I18).
    pub(crate) async fn repeat_all(&mut self) {
        for done in self.acknowledged.clone() {
            let again = self.call(done.rpc, done.request.clone()).await;
            let again = again.unwrap_or_else(|e| panic!("{} is not there any more: {e}", done.rpc));
            assert_eq!(again, done.answer, "{}", done.rpc);
        }
    }
}
