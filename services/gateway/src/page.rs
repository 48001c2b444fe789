//! The page that lists all routes.

use crate::rest::routes;
use kontor_proto::descriptor;
use std::fmt::Write as _;

/// The page as HTML, without scripts.
pub(crate) fn html() -> String {
    let mut page = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Kontor API</title>\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <style>body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}\
         table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;\
         border-bottom:1px solid #ddd;vertical-align:top}code{white-space:nowrap}</style>\
         <h1>Kontor</h1><p>The helpdesk that bills itself. Every RPC is served over gRPC, gRPC-Web and, where a route is \
         given, REST/JSON on this port. Machine-readable: <a href=\"/v1/openapi.json\">/v1/openapi.json</a>; gRPC \
         reflection is on. Sign in with <code>POST /v1/sessions:signIn</code> and send the token as \
         <code>authorization: Bearer …</code>.</p>\
         <table><tr><th>Route<th>RPC<th>Permission<th>What it does",
    );
    let routes = routes();
    for method in descriptor::methods().into_iter().filter(|m| !m.access.internal) {
        let route = routes.iter().find(|r| r.rpc == method.path);
        let route = route.map_or_else(|| "gRPC only".to_owned(), |r| format!("{} {}", r.verb, r.template));
        let permission = if method.access.anonymous { "none" } else { &method.access.permission };
        let comment = crate::openapi::comment_of(&method.descriptor);
        // Everything here comes from the protos; it is escaped all the same.
        let cells = [route.as_str(), method.path.as_str(), permission, comment.as_str()].map(escape);
        let _ = write!(
            page,
            "<tr><td><code>{}</code><td><code>{}</code><td><code>{}</code><td>{}",
            cells[0], cells[1], cells[2], cells[3]
        );
    }
    page.push_str("</table></html>");
    page
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
