//! What changes houses, people and tokens.

pub(crate) mod create_api_token;
pub(crate) mod create_tenant;
pub(crate) mod create_user;
pub(crate) mod disable_user;
pub(crate) mod revoke_api_token;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
