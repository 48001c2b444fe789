//! What reads and changes nothing.

pub(crate) mod authenticate;
pub(crate) mod get_self;
pub(crate) mod get_tenant;
pub(crate) mod get_user;
pub(crate) mod list_users;
