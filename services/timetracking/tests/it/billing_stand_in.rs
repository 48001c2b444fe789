//! A stand-in for the billing service: quotes one euro a minute, late or not at all where a test wishes.

use crate::stand_ins::{NO_TABLES, Voice, answering};
use kontor_postgres::Schema;
use kontor_proto::billing::v1::{Quote, QuoteWorkRequest};
use kontor_proto::types::v1::{Decimal, Money};
use kontor_service::{Kit, Parts, Service, StartError};
use kontor_status::Problem;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tonic::{Request, Response, Status};

/// How the stand-in answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    #[default]
    Quotes,
    IsGone,
    IsSlow,
}

/// What was asked, and how it is answered.
#[derive(Clone, Default)]
pub struct BillingDesk {
    asked: Arc<Mutex<Vec<QuoteWorkRequest>>>,
    mood: Arc<Mutex<Mood>>,
    pub voice: Voice,
}

impl BillingDesk {
    pub fn feel(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    pub fn asked(&self) -> Vec<QuoteWorkRequest> {
        self.asked.lock().unwrap().clone()
    }

    async fn quote(self, request: Request<QuoteWorkRequest>) -> Result<Response<Quote>, Status> {
        let question = request.into_inner();
        let minutes = question.duration.unwrap().seconds / 60;
        self.asked.lock().unwrap().push(question);
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Quotes => {}
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
        let answer = move |request| desk.clone().quote(request);
        Ok(answering(&kit, "/kontor.billing.v1.BillingService/QuoteWork", answer))
    }
}
