//! The RPCs about the weekly sheet.

use super::{Answer, parse};
use crate::queries::get_week_sheet;
use crate::store::week::Question;
use crate::wire;
use kontor_access::Caller;
use kontor_proto::timetracking::v1 as proto;
use kontor_proto::timetracking::v1::sheet_service_server::SheetService;
use kontor_service::Kit;
use kontor_status::{Result, Violations};
use tonic::{Request, Response};

/// The service's RPCs about the weekly sheet.
pub(crate) struct Sheets {
    kit: Kit,
}

impl Sheets {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }

    fn question(
        &self,
        caller: &Caller,
        technician: &str,
        time: Option<&prost_types::Timestamp>,
        zone: &str,
    ) -> Result<Question> {
        let mut v = Violations::new();
        let technician = parse::person(&mut v, technician, caller);
        let at = parse::time_or(&mut v, time, self.kit.clock().now());
        let (zone_name, zone) = parse::zone(&mut v, zone);
        v.finish()?;
        Ok(Question { technician, at, zone, zone_name })
    }
}

#[tonic::async_trait]
impl SheetService for Sheets {
    async fn get_week_sheet(&self, request: Request<proto::GetWeekSheetRequest>) -> Answer<proto::WeekSheet> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let asked = self.question(&caller, &r.technician, r.time.as_ref(), &r.time_zone)?;
        Ok(Response::new(get_week_sheet::run(&self.kit, &caller, &asked).await?))
    }

    async fn export_week_sheet(
        &self,
        request: Request<proto::ExportWeekSheetRequest>,
    ) -> Answer<proto::WeekSheetFile> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let asked = self.question(&caller, &r.technician, r.time.as_ref(), &r.time_zone)?;
        let found = get_week_sheet::find(&self.kit, &caller, &asked).await?;
        Ok(Response::new(wire::sheet_table::table(&asked, &found, caller.language())))
    }
}
