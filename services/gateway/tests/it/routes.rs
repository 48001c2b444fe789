//! The routes that the descriptors promise, read independently of the gateway.

use kontor_ids::{IdSource as _, RandomIds};
use kontor_proto::descriptor::{self, Method};

/// How an RPC is reached over REST.
pub(crate) struct Route {
    pub(crate) method: &'static Method,
    pub(crate) verb: &'static str,
    pub(crate) template: String,
    /// The fields that the path names.
    pub(crate) captures: Vec<String>,
}

impl Route {
    /// The path with ids that exist nowhere.
    pub(crate) fn example(&self) -> String {
        self.fill(|collection| format!("{collection}/{}", RandomIds.uuid()))
    }

    /// The path with what `value` gives for each collection.
    pub(crate) fn fill(&self, value: impl Fn(&str) -> String) -> String {
        let mut path = String::new();
        let mut rest = self.template.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (capture, after) = after.split_once('}').expect("a template closes its captures");
            let (_, pattern) = capture.split_once('=').expect("a capture has a pattern");
            path.push_str(before);
            path.push_str(&value(pattern.trim_end_matches("/*")));
            rest = after;
        }
        path + rest
    }

    pub(crate) fn has_body(&self) -> bool {
        self.verb != "GET"
    }
}

fn captures(template: &str) -> Vec<String> {
    let parts = template.split('{').skip(1);
    parts.map(|part| part.split(['=', '}']).next().unwrap_or_default().to_owned()).collect()
}

/// All routes.
pub(crate) fn routes() -> Vec<Route> {
    let extension = descriptor::pool().get_extension_by_name("google.api.http").expect("it is declared");
    let mut routes = Vec::new();
    for method in descriptor::methods() {
        let options = method.descriptor.options();
        if !options.has_extension(&extension) {
            continue;
        }
        let rule = options.get_extension(&extension);
        let rule = rule.as_message().expect("a rule is a message");
        for (field, verb) in
            [("get", "GET"), ("put", "PUT"), ("post", "POST"), ("patch", "PATCH"), ("delete", "DELETE")]
        {
            let template = rule.get_field_by_name(field).and_then(|v| v.as_str().map(str::to_owned));
            if let Some(template) = template.filter(|t| !t.is_empty()) {
                routes.push(Route { method, verb, captures: captures(&template), template });
            }
        }
    }
    routes
}

#[test]
fn every_rpc_for_people_has_exactly_one_route_and_none_for_services() {
    let routes = routes();
    for method in descriptor::methods() {
        let count = routes.iter().filter(|r| r.method.path == method.path).count();
        // A stream has no place in one JSON answer: it is gRPC's alone.
        let is_one_answer = !method.access.internal && !method.descriptor.is_server_streaming();
        assert_eq!(count, usize::from(is_one_answer), "{}", method.path);
    }
    let mut shapes: Vec<String> =
        routes.iter().map(|r| format!("{} {}", r.verb, r.fill(|c| format!("{c}/_")))).collect();
    shapes.sort();
    let all = shapes.len();
    shapes.dedup();
    assert_eq!(shapes.len(), all, "two RPCs share a route");
    assert!(all > 60);
}
