//! A stand-in for the billing service: quotes one euro a minute, late or not at all where a test wishes, and holds
//! quota or refuses to.

use crate::stand_ins::{NO_TABLES, Voice, rpc};
use kontor_postgres::Schema;
use kontor_proto::billing::v1::{Hold, HoldQuotaRequest, Quote, QuoteWorkRequest, VoidHoldRequest};
use kontor_proto::types::v1::{Decimal, Money};
use kontor_service::{Kit, Parts, Service, StartError};
use kontor_status::{Problem, Reason};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tonic::service::Routes;
use tonic::{Request, Response, Status};

/// How the stand-in answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    #[default]
    Quotes,
    IsGone,
    IsSlow,
    /// No quota holds anything more.
    Refuses,
}

/// What was asked, and how it is answered.
#[derive(Clone, Default)]
pub struct BillingDesk {
    asked: Arc<Mutex<Vec<QuoteWorkRequest>>>,
    mood: Arc<Mutex<Mood>>,
    held: Arc<Mutex<BTreeMap<String, i64>>>,
    pub voice: Voice,
}

impl BillingDesk {
    pub fn feel(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    pub fn asked(&self) -> Vec<QuoteWorkRequest> {
        self.asked.lock().unwrap().clone()
    }

    /// The entries that hold quota, with the seconds they hold.
    pub fn held(&self) -> BTreeMap<String, i64> {
        self.held.lock().unwrap().clone()
    }

    fn hold(&self, request: Request<HoldQuotaRequest>) -> Result<Response<Hold>, Status> {
        if *self.mood.lock().unwrap() == Mood::Refuses {
            let remedy = "the quota lacks 600 seconds for this work";
            return Err(Problem::refused(Reason::QuotaExhausted, "quotas/1", remedy).into());
        }
        let work = request.into_inner().work.unwrap();
        self.held.lock().unwrap().insert(work.entry.clone(), work.duration.unwrap().seconds);
        Ok(Response::new(Hold { entry: work.entry, held: true, ..Hold::default() }))
    }

    fn void(&self, request: Request<VoidHoldRequest>) -> Result<Response<Hold>, Status> {
        let entry = request.into_inner().entry;
        self.held.lock().unwrap().remove(&entry);
        Ok(Response::new(Hold { entry, ..Hold::default() }))
    }

    async fn quote(self, request: Request<QuoteWorkRequest>) -> Result<Response<Quote>, Status> {
        let question = request.into_inner();
        let minutes = question.duration.unwrap().seconds / 60;
        self.asked.lock().unwrap().push(question);
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Quotes | Mood::Refuses => {}
            Mood::IsGone => return Err(Problem::Unavailable("billing".into()).into()),
            Mood::IsSlow => tokio::time::sleep(Duration::from_secs(30)).await,
        }
        let amount = Some(Decimal { value: format!("{minutes}.00") });
        Ok(Response::new(Quote {
            net: Some(Money { currency_code: "EUR".into(), amount }),
            ..Quote::default()
        }))
    }
}

/// The stand-in.
pub struct BillingStandIn;

impl Service for BillingStandIn {
    const NAME: &'static str = "billing";
    const PEERS: &'static [&'static str] = &[];
    type Settings = BillingDesk;

    fn schema() -> Option<Schema> {
        Some(Schema { name: Self::NAME, migrator: &NO_TABLES })
    }

    fn settings(_: &mut kontor_config::Reader) -> Option<BillingDesk> {
        None
    }

    async fn build(kit: Kit, desk: BillingDesk) -> Result<Parts, StartError> {
        desk.voice.give(&kit);
        let (holding, voiding) = (desk.clone(), desk.clone());
        let hold = move |request| std::future::ready(holding.hold(request));
        let void = move |request| std::future::ready(voiding.void(request));
        let quote = move |request| desk.clone().quote(request);
        let routes = rpc("/kontor.billing.v1.BillingService/QuoteWork", quote)
            .merge(rpc("/kontor.billing.v1.RatingService/HoldQuota", hold))
            .merge(rpc("/kontor.billing.v1.RatingService/VoidHold", void));
        Ok(Parts::guarded(&kit, Routes::from(routes)))
    }
}
