#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod buyer;
mod camt;
mod commands;
mod language;
mod queries;
mod rendering;
mod rpc;
mod service_report;
mod store;
mod subscriptions;
mod terms_of_invoice;
mod timers;
mod wire;

use kontor_config::Reader;
use kontor_postgres::Schema;
use kontor_proto::billing::v1::accounting_service_server::AccountingServiceServer;
use kontor_proto::billing::v1::billing_service_server::BillingServiceServer;
use kontor_proto::billing::v1::debit_service_server::DebitServiceServer;
use kontor_proto::billing::v1::issue_service_server::IssueServiceServer;
use kontor_proto::billing::v1::payment_service_server::PaymentServiceServer;
use kontor_proto::billing::v1::preview_service_server::PreviewServiceServer;
use kontor_proto::billing::v1::profile_service_server::ProfileServiceServer;
use kontor_proto::billing::v1::rating_service_server::RatingServiceServer;
use kontor_proto::billing::v1::reminder_service_server::ReminderServiceServer;
use kontor_proto::billing::v1::report_service_server::ReportServiceServer;
use kontor_proto::billing::v1::review_service_server::ReviewServiceServer;
use kontor_proto::billing::v1::style_service_server::StyleServiceServer;
use kontor_proto::billing::v1::tax_service_server::TaxServiceServer;
use kontor_proto::billing::v1::what_if_service_server::WhatIfServiceServer;
use kontor_service::{Kit, Parts, Service, StartError};
use sqlx::migrate::Migrator;
use tonic::service::Routes;

static MIGRATOR: Migrator = sqlx::migrate!();

/// The billing service.
pub struct Billing;

impl Service for Billing {
    const NAME: &'static str = "billing";
    const PEERS: &'static [&'static str] = &["identity", "contract", "timetracking", "ticket"];
    type Settings = ();

    fn schema() -> Option<Schema> {
        Some(Schema { name: Self::NAME, migrator: &MIGRATOR })
    }

    fn settings(_: &mut Reader) -> Option<()> {
        Some(())
    }

    async fn build(kit: Kit, (): ()) -> Result<Parts, StartError> {
        let contract = kit.peer("contract")?;
        let rpc = rpc::BillingRpc::new(kit.clone(), contract.clone());
        let rating = rpc::rating::RatingRpc::new(kit.clone(), contract.clone());
        let review = rpc::review::ReviewRpc::new(kit.clone(), contract.clone());
        let preview = rpc::preview::PreviewRpc::new(kit.clone(), contract.clone());
        let issue = rpc::issue::IssueRpc::new(kit.clone(), contract.clone());
        let what_if = rpc::what_if::WhatIfRpc::new(kit.clone(), contract.clone());
        let profile = rpc::profile::ProfileRpc::new(kit.clone(), contract.clone());
        let routes = Routes::default()
            .add_service(BillingServiceServer::new(rpc))
            .add_service(RatingServiceServer::new(rating))
            .add_service(ReviewServiceServer::new(review))
            .add_service(PreviewServiceServer::new(preview))
            .add_service(IssueServiceServer::new(issue))
            .add_service(ProfileServiceServer::new(profile))
            .add_service(WhatIfServiceServer::new(what_if))
            .add_service(ReportServiceServer::new(rpc::reports::ReportRpc::new(kit.clone())))
            .add_service(PaymentServiceServer::new(rpc::payments::PaymentRpc::new(kit.clone())))
            .add_service(DebitServiceServer::new(rpc::debits::DebitRpc::new(kit.clone())))
            .add_service(StyleServiceServer::new(rpc::styles::StyleRpc::new(kit.clone())))
            .add_service(TaxServiceServer::new(rpc::tax::TaxRpc::new(kit.clone())))
            .add_service(ReminderServiceServer::new(rpc::reminders::ReminderRpc::new(kit.clone())))
            .add_service(AccountingServiceServer::new(rpc::accounting::AccountingRpc::new(kit.clone())));
        let timers = kit.clone();
        Parts::guarded(&kit, routes)
            .hears(subscriptions::Contracts::new(kit.clone()))?
            .hears(subscriptions::Tickets::new(kit.clone()))?
            .hears(subscriptions::people::People::new(kit.peer("identity")?))?
            .hears(subscriptions::TimeEntries::new(kit.clone(), contract))
            .map(|parts| parts.does("timers", |stop| timers::run(timers, stop)))
    }
}
