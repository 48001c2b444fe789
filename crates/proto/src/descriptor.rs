//! What the protos say about each RPC, readable at run time.

use prost_reflect::{DescriptorPool, MethodDescriptor, Value};
use std::collections::HashMap;
use std::sync::LazyLock;

/// The encoded descriptors of all files with comments and options, for reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

/// What an RPC demands of its caller (`kontor.options.v1.access`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// The permission the caller must hold.
    pub permission: String,
    /// Anyone may call it without signing in.
    pub anonymous: bool,
    /// Only services may call it; the gateway never forwards it.
    pub internal: bool,
    /// It changes nothing and needs no `request_id`.
    pub read_only: bool,
}

/// One RPC.
#[derive(Debug, Clone)]
pub struct Method {
    /// Its path, such as `/kontor.ticket.v1.TicketService/GetTicket`.
    pub path: String,
    /// Its demand. Without one every call is refused.
    pub access: Access,
    /// Its descriptor.
    pub descriptor: MethodDescriptor,
    /// The short name of the service that answers it, such as `ticket`; for the feed, which every service
    /// serves, `event`.
    pub service: String,
}

static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("the build wrote valid descriptors"));

static METHODS: LazyLock<HashMap<String, Method>> = LazyLock::new(|| {
    let methods = POOL.services().filter(|s| s.full_name().starts_with("kontor."));
    methods.flat_map(|s| s.methods().collect::<Vec<_>>()).map(read).map(|m| (m.path.clone(), m)).collect()
});

/// All descriptors.
#[must_use]
pub fn pool() -> &'static DescriptorPool {
    &POOL
}

/// Looks an RPC up by its path.
#[must_use]
pub fn method(path: &str) -> Option<&'static Method> {
    METHODS.get(path)
}

/// All RPCs of Kontor, by path.
#[must_use]
pub fn methods() -> Vec<&'static Method> {
    let mut all: Vec<_> = METHODS.values().collect();
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

fn read(descriptor: MethodDescriptor) -> Method {
    let service = descriptor.parent_service().package_name().split('.').nth(1).unwrap_or_default().to_owned();
    Method {
        path: format!("/{}/{}", descriptor.parent_service().full_name(), descriptor.name()),
        access: read_access(&descriptor).unwrap_or_default(),
        service,
        descriptor,
    }
}

fn read_access(descriptor: &MethodDescriptor) -> Option<Access> {
    let extension = POOL.get_extension_by_name("kontor.options.v1.access")?;
    let options = descriptor.options();
    let value = options.get_extension(&extension);
    let message = value.as_message()?;
    let flag = |name: &str| message.get_field_by_name(name).and_then(|v| v.as_bool()).unwrap_or_default();
    Some(Access {
        permission: message.get_field_by_name("permission").and_then(text).unwrap_or_default(),
        anonymous: flag("anonymous"),
        internal: flag("internal"),
        read_only: flag("read_only"),
    })
}

fn text(value: std::borrow::Cow<'_, Value>) -> Option<String> {
    value.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i20_every_rpc_states_its_demand() {
        assert!(methods().len() > 60);
        for method in methods() {
            let access = &method.access;
            assert!(
                access.anonymous == access.permission.is_empty(),
                "{} states no single demand",
                method.path
            );
        }
    }

    #[test]
    fn x2_every_write_carries_a_request_id() {
        for method in methods().into_iter().filter(|m| !m.access.read_only && !m.access.anonymous) {
            let input = method.descriptor.input();
            assert!(input.get_field_by_name("request_id").is_some(), "{} cannot be retried", method.path);
        }
    }
}
