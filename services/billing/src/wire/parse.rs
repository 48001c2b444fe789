//! What requests have in common.

use kontor_ids::Uuid;
use kontor_status::Violations;

/// The id of a request, told with whatever else is wrong.
pub(crate) fn request_id(wrong: &mut Violations, id: &str) {
    let remedy = "give a fresh UUID, such as 01890a5d-ac96-774b-bcce-b302099a8057";
    wrong.require(id.parse::<Uuid>().is_ok(), "request_id", remedy);
}
