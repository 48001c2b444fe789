//! Routes, as the annotations give them.

use http::Method as Verb;
use kontor_proto::descriptor::{self, Method};
use prost_reflect::DynamicMessage;

/// What of a request's body goes where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BodyRule {
    /// There is no body; fields come from the query.
    None,
    /// The body is the message.
    Whole,
    /// The body is this field.
    Field(String),
}

/// One route.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    pub(crate) verb: Verb,
    /// As it stands in the annotation.
    pub(crate) template: String,
    pub(crate) body: BodyRule,
    /// The path of its RPC.
    pub(crate) rpc: String,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone)]
enum Piece {
    Literal(String),
    /// A field, and what its value looks like: segments, `*` for any one.
    Capture {
        field: String,
        pattern: String,
    },
}

/// All routes.
pub(crate) fn routes() -> Vec<Route> {
    descriptor::methods().into_iter().filter(|m| !m.access.internal).flat_map(of_method).collect()
}

fn of_method(method: &Method) -> Vec<Route> {
    let Some(extension) = descriptor::pool().get_extension_by_name("google.api.http") else {
        return Vec::new();
    };
    let options = method.descriptor.options();
    if !options.has_extension(&extension) {
        return Vec::new();
    }
    let rule = options.get_extension(&extension);
    let Some(rule) = rule.as_message() else { return Vec::new() };
    let more = rule.get_field_by_name("additional_bindings");
    let more = more.as_ref().and_then(|m| m.as_list()).into_iter().flatten().filter_map(|v| v.as_message());
    [rule].into_iter().chain(more).filter_map(|rule| read(method, rule)).collect()
}

fn read(method: &Method, rule: &DynamicMessage) -> Option<Route> {
    let text = |name: &str| {
        let value = rule.get_field_by_name(name)?;
        value.as_str().filter(|t| !t.is_empty()).map(str::to_owned)
    };
    let verbs = [
        ("get", Verb::GET),
        ("post", Verb::POST),
        ("put", Verb::PUT),
        ("patch", Verb::PATCH),
        ("delete", Verb::DELETE),
    ];
    let (verb, template) = verbs.into_iter().find_map(|(name, verb)| Some((verb, text(name)?)))?;
    let body = match text("body").as_deref() {
        None => BodyRule::None,
        Some("*") => BodyRule::Whole,
        Some(field) => BodyRule::Field(field.to_owned()),
    };
    Some(Route { verb, pieces: pieces(&template), template, body, rpc: method.path.clone() })
}

fn pieces(template: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (capture, after) = after.split_once('}').unwrap_or((after, ""));
        let (field, pattern) = capture.split_once('=').unwrap_or((capture, "*"));
        pieces.push(Piece::Literal(before.to_owned()));
        pieces.push(Piece::Capture { field: field.to_owned(), pattern: pattern.to_owned() });
        rest = after;
    }
    pieces.push(Piece::Literal(rest.to_owned()));
    pieces
}

/// Fields with what the path gives for them; nothing where that is no percent-encoded UTF-8.
pub(crate) type Captured = Vec<(String, Option<String>)>;

impl Route {
    /// The fields that a path gives, when it is this route's.
    pub(crate) fn captures(&self, path: &str) -> Option<Captured> {
        let mut rest = path;
        let mut captured = Vec::new();
        let mut pieces = self.pieces.iter().peekable();
        while let Some(piece) = pieces.next() {
            match piece {
                Piece::Literal(text) => rest = rest.strip_prefix(text.as_str())?,
                Piece::Capture { field, pattern } => {
                    let next = match pieces.peek() {
                        Some(Piece::Literal(next)) => next.as_str(),
                        _ => "",
                    };
                    let end = if next.is_empty() { rest.len() } else { rest.find(next)? };
                    let value = &rest[..end];
                    if !fits(value, pattern) {
                        return None;
                    }
                    captured.push((field.clone(), decode(value)));
                    rest = &rest[end..];
                }
            }
        }
        rest.is_empty().then_some(captured)
    }
}

/// Segment by segment; a verb behind a colon belongs to no value.
fn fits(value: &str, pattern: &str) -> bool {
    let mut segments = value.split('/');
    let fit = pattern.split('/').all(|want| {
        segments
            .next()
            .is_some_and(|have| !have.is_empty() && !have.contains(':') && (want == "*" || want == have))
    });
    fit && segments.next().is_none()
}

/// Percent-decoding; none for what is no UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if first == b'%' {
            // Digits only: the number reader would take a sign as well.
            let digit = |at: usize| after.get(at).and_then(|b| char::from(*b).to_digit(16));
            bytes.push(u8::try_from(digit(0)? * 16 + digit(1)?).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(verb: Verb, path: &str) -> Vec<(String, Captured)> {
        let routes = routes().into_iter().filter(|route| route.verb == verb);
        let fitting = routes.filter_map(|route| Some((route.rpc.clone(), route.captures(path)?)));
        fitting
            .map(|(rpc, captured)| (rpc.rsplit('/').next().unwrap_or_default().to_owned(), captured))
            .collect()
    }

    fn found(rpc: &str, given: &[(&str, &str)]) -> Vec<(String, Captured)> {
        let given = given.iter().map(|(field, value)| ((*field).to_owned(), Some((*value).to_owned())));
        vec![(rpc.to_owned(), given.collect())]
    }

    #[test]
    fn paths_find_one_rpc_and_its_fields() {
        assert_eq!(find(Verb::GET, "/v1/tickets/7"), found("GetTicket", &[("name", "tickets/7")]));
        assert_eq!(find(Verb::POST, "/v1/tickets/7:start"), found("StartTicket", &[("name", "tickets/7")]));
        assert_eq!(find(Verb::POST, "/v1/tickets:import"), found("ImportTicket", &[]));
        let log = find(Verb::GET, "/v1/tickets/7/logEntries");
        assert_eq!(log, found("ListLogEntries", &[("name", "tickets/7")]));
        let corrected = find(Verb::POST, "/v1/timeEntries/7:correct");
        assert_eq!(corrected, found("CorrectTimeEntry", &[("entry.name", "timeEntries/7")]));
    }

    #[test]
    fn what_fits_nothing_finds_nothing() {
        for path in ["/v1/tickets/", "/v1/tickets/7:nothing", "/v1/tickets/7/8", "/v1//tickets", "/", ""] {
            assert_eq!(find(Verb::GET, path), [], "{path}");
        }
    }

    #[test]
    fn percent_encoding_is_read_strictly() {
        assert_eq!(decode("a+b%C3%A4%20").as_deref(), Some("a+bä "));
        for bad in ["%", "%2", "%zz", "%+1", "%ff"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }
}
