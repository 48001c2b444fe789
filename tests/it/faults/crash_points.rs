//! A command whose session breaks at its first, second, third ... statement, before and after it is carried out.

use super::client::Client;
use super::kill_loop::{customer, entry, ticket};
use super::proxy::{Break, Trap, listen};
use super::world::World;
use kontor::tour::request_id;
use kontor_ids::{IdSource as _, RandomIds};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// More statements than any command has.
const MOST: i64 = 120;

struct Sweep {
    world: World,
    trap: Arc<Trap>,
    folder: std::path::PathBuf,
}

impl Sweep {
    /// A world whose sessions of `role` run into a trap.
    async fn open(role: &'static str) -> Self {
        let trap = Arc::new(Trap::default());
        // The path of a socket must be short.
        let folder = std::env::temp_dir().join(format!("kx{}", &RandomIds.uuid().simple().to_string()[20..]));
        let (passed, place) = (trap.clone(), folder.clone());
        let world = World::open(move |real| {
            listen(&place, real, role, passed);
            Some(place)
        });
        Self { world: world.await, trap, folder }
    }

    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&mut self.world.owner().await).await.unwrap()
    }

    /// Runs the command with a break at each statement in turn, then repeats it until the answer is definite. `next`
    /// makes the request; `counted` counts its effect. Tells how many points were swept.
    async fn run(
        &self,
        client: &mut Client<'_>,
        rpc: &'static str,
        counted: &'static str,
        mut next: impl AsyncFnMut(&mut Client<'_>) -> Value,
    ) -> usize {
        let mut points = 0;
        for at in [Break::Before, Break::After] {
            let mut unharmed = 0;
            for nth in 1..=MOST {
                let mut request = next(client).await;
                // At rest the next statements of the role are the command's.
                self.world.settle().await;
                request["requestId"] = json!(request_id());
                let before = self.count(counted).await;
                self.trap.arm(nth, at);
                let first = client.once(rpc, &request).await;
                self.trap.disarm();
                let after = self.count(counted).await;
                assert!(
                    after - before <= 1,
                    "{rpc} broken {at:?} statement {nth} had {} effects",
                    after - before
                );
                if let Some(Ok(_)) = &first {
                    assert_eq!(
                        after,
                        before + 1,
                        "{rpc} broken {at:?} statement {nth}: acknowledged, not there"
                    );
                }
                let answer = client.call(rpc, request.clone()).await;
                let answer = answer.unwrap_or_else(|e| panic!("{rpc} broken {at:?} statement {nth}: {e}"));
                assert_eq!(self.count(counted).await, before + 1, "{rpc} broken {at:?} statement {nth}");
                match first {
                    // Beyond its last statement, or the trap caught what the command can do without: the end of a
                    // reading, or a consumer of events.
                    Some(first) => {
                        let first =
                            first.unwrap_or_else(|e| panic!("{rpc} broken {at:?} statement {nth}: {e}"));
                        assert_eq!(first, answer, "{rpc} broken {at:?} statement {nth}");
                        unharmed += 1;
                    }
                    None => (points, unharmed) = (points + 1, 0),
                }
                client.keep(rpc, request, &answer);
                if unharmed == 5 {
                    break;
                }
                assert!(nth < MOST, "{rpc} has more statements than {MOST}");
            }
        }
        points
    }

    /// All events arrive, all answers are the same again, and the auditor finds nothing.
    async fn end(&self, mut client: Client<'_>, least: usize, points: usize) {
        assert!(points >= least, "only {points} points were swept");
        assert!(self.trap.broke.load(Ordering::SeqCst) >= points, "the trap did not spring");
        println!("{points} points swept, {} tries without an answer", client.unknown);
        client.repeat_all().await;
        self.world.settle().await;
        self.world.audit().await;
    }

    async fn close(self) {
        self.world.close().await;
        std::fs::remove_dir_all(&self.folder).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants the machine for itself: cargo xtask test runs it after all others"]
async fn i9_a_ticket_is_created_once_or_not_at_all_wherever_its_session_breaks() {
    let sweep = Sweep::open("kontor_ticket").await;
    let world = &sweep.world;
    let customer = customer(&mut Client::sign_in(world, "management").await, 0).await;
    let mut agent = Client::sign_in(world, "agent").await;
    let counted = "select count(*) from ticket.tickets";
    let mut points = 0;
    // The command is one statement: a round has two points, and the trap may catch a task of the service instead.
    for _round in 0..10 {
        let next = async |_: &mut Client<'_>| ticket(&customer, 1);
        points += sweep.run(&mut agent, "ticket.TicketService/CreateTicket", counted, next).await;
        if points >= 4 {
            break;
        }
    }
    sweep.end(agent, 4, points).await;
    sweep.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants the machine for itself: cargo xtask test runs it after all others"]
async fn i9_a_time_entry_is_created_once_or_not_at_all_wherever_its_session_breaks() {
    let sweep = Sweep::open("kontor_timetracking").await;
    let world = &sweep.world;
    let customer = customer(&mut Client::sign_in(world, "management").await, 0).await;
    let mut agent = Client::sign_in(world, "agent").await;
    let there = agent.command("ticket.TicketService/CreateTicket", ticket(&customer, 1)).await;
    let counted = "select count(*) from timetracking.entries";
    let next = async |_: &mut Client<'_>| entry(&there, 1);
    let points = sweep.run(&mut agent, "timetracking.TimeService/CreateTimeEntry", counted, next).await;
    sweep.end(agent, 6, points).await;
    sweep.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants the machine for itself: cargo xtask test runs it after all others"]
async fn i7_a_draft_is_issued_once_or_not_at_all_wherever_its_session_breaks() {
    let sweep = Sweep::open("kontor_billing").await;
    let world = &sweep.world;
    let customer = customer(&mut Client::sign_in(world, "management").await, 0).await;
    let mut agent = Client::sign_in(world, "agent").await;
    let there = agent.command("ticket.TicketService/CreateTicket", ticket(&customer, 1)).await;
    let mut books = Client::sign_in(world, "accounting").await;
    let counted = "select count(*) from billing.invoices";
    let next = async |books: &mut Client<'_>| {
        agent.command("timetracking.TimeService/CreateTimeEntry", entry(&there, 1)).await;
        world.settle().await;
        let drafts = books.call("billing.BillingService/ListDrafts", json!({})).await.unwrap();
        let name = json!({"name": drafts["drafts"][0]["name"]});
        let draft = books.call("billing.BillingService/GetDraft", name).await.unwrap();
        json!({"name": draft["name"], "etag": draft["etag"]})
    };
    let points = sweep.run(&mut books, "billing.BillingService/IssueDraft", counted, next).await;
    drop(agent);
    sweep.end(books, 20, points).await;
    sweep.close().await;
}
