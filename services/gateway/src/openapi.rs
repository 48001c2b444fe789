//! OpenAPI 3.1, generated from the same descriptors that are served.

use crate::rest::routes;
use kontor_proto::descriptor;
use prost_reflect::{
    DescriptorPool, EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;

static TEXT: LazyLock<String> = LazyLock::new(|| document().to_string());

pub(crate) fn text() -> String {
    TEXT.clone()
}

/// The document.
#[must_use]
pub fn document() -> Value {
    let mut paths = Map::new();
    let mut used = Schemas::default();
    for route in routes() {
        let Some(method) = descriptor::method(&route.rpc) else { continue };
        let (path, names) = plain_path(&route.template);
        let input = method.descriptor.input();
        let mut operation = Map::new();
        let comment = comment_of(&method.descriptor);
        operation
            .insert("operationId".into(), json!(format!("{}.{}", method.service, method.descriptor.name())));
        operation.insert("summary".into(), json!(comment.split(". ").next().unwrap_or_default()));
        operation.insert("description".into(), json!(comment));
        operation.insert("tags".into(), json!([method.service]));
        let mut parameters = path_parameters(&names);
        parameters.extend(header_parameter(&input, "request_id", "Idempotency-Key"));
        parameters.extend(header_parameter(&input, "etag", "If-Match"));
        if route.body == crate::rest::BodyRule::None {
            parameters.extend(query_parameters(&input, &names, &mut used));
        } else {
            let given: Vec<&str> = names.iter().map(|(_, field)| field.as_str()).collect();
            let schema = used.object(&input, &given);
            operation.insert(
                "requestBody".into(),
                json!({"required": true, "content": {"application/json": {"schema": schema}}}),
            );
        }
        operation.insert("parameters".into(), json!(parameters));
        let output = used.reference(&method.descriptor.output());
        operation.insert(
            "responses".into(),
            json!({
                "200": {"description": "done", "content": {"application/json": {"schema": output}}},
                "default": {"$ref": "#/components/responses/Problem"},
            }),
        );
        if method.access.anonymous {
            operation.insert("security".into(), json!([]));
        } else {
            operation.insert("x-kontor-permission".into(), json!(method.access.permission));
        }
        let entry = paths.entry(path).or_insert_with(|| json!({}));
        entry[route.verb.as_str().to_lowercase()] = Value::Object(operation);
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Kontor", "version": "1", "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "description": "The helpdesk that bills itself. Canonical proto3 JSON; errors as google.rpc.Status."},
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "responses": {"Problem": {"description": "refused: what, where and what to do (docs/errors.md)",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Status"}}}}},
            "schemas": used.build(),
        },
    })
}

/// `/v1/{name=tickets/*}:hold` → `/v1/tickets/{name}:hold`, with what each parameter stands for.
fn plain_path(template: &str) -> (String, Vec<(String, String)>) {
    let (mut path, mut names, mut rest) = (String::new(), Vec::new(), template);
    while let Some((before, after)) = rest.split_once('{') {
        let (capture, after) = after.split_once('}').unwrap_or((after, ""));
        let (field, pattern) = capture.split_once('=').unwrap_or((capture, "*"));
        let parameter = field.replace('.', "_");
        path.push_str(before);
        path.push_str(&pattern.replace('*', &format!("{{{parameter}}}")));
        names.push((parameter, field.to_owned()));
        rest = after;
    }
    path.push_str(rest);
    (path, names)
}

fn path_parameters(names: &[(String, String)]) -> Vec<Value> {
    let parameter = |(name, field): &(String, String)| {
        json!({"name": name, "in": "path", "required": true, "description": format!("the id in `{field}`"),
            "schema": {"type": "string", "format": "uuid"}})
    };
    names.iter().map(parameter).collect()
}

/// A header that stands for a field.
fn header_parameter(input: &MessageDescriptor, field: &str, header: &str) -> Option<Value> {
    let field = input.get_field_by_name(field)?;
    let description = format!("stands for `{}`", field.json_name());
    Some(json!({"name": header, "in": "header", "description": description, "schema": {"type": "string"}}))
}

fn query_parameters(input: &MessageDescriptor, names: &[(String, String)], used: &mut Schemas) -> Vec<Value> {
    let rest = input.fields().filter(|f| !names.iter().any(|(_, field)| field == f.name()));
    rest.map(|field| {
        json!({"name": field.json_name(), "in": "query", "description": comment_of_field(&field),
            "required": behaviours(&field).contains(&REQUIRED), "schema": used.field(&field)})
    })
    .collect()
}

/// The comment of an RPC.
pub(crate) fn comment_of(method: &MethodDescriptor) -> String {
    comment(method.parent_file().file_descriptor_proto(), method.path())
}

fn comment_of_field(field: &FieldDescriptor) -> String {
    comment(field.parent_file().file_descriptor_proto(), field.path())
}

fn comment(file: &prost_reflect::prost_types::FileDescriptorProto, path: &[i32]) -> String {
    let locations = file.source_code_info.iter().flat_map(|info| &info.location);
    let found = locations.filter(|l| l.path == path).find_map(|l| l.leading_comments.as_deref());
    found.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The messages and enums that are referred to.
#[derive(Default)]
struct Schemas {
    wanted: Vec<String>,
    seen: BTreeSet<String>,
}

impl Schemas {
    fn want(&mut self, full_name: &str) -> Value {
        if self.seen.insert(full_name.to_owned()) {
            self.wanted.push(full_name.to_owned());
        }
        json!({"$ref": format!("#/components/schemas/{full_name}")})
    }

    fn reference(&mut self, message: &MessageDescriptor) -> Value {
        match message.full_name() {
            "google.protobuf.Timestamp" => json!({"type": "string", "format": "date-time"}),
            "google.protobuf.Duration" => json!({"type": "string", "examples": ["900s"]}),
            "google.protobuf.FieldMask" => json!({"type": "string"}),
            name => self.want(name),
        }
    }

    fn field(&mut self, field: &FieldDescriptor) -> Value {
        let one = match field.kind() {
            Kind::Bool => json!({"type": "boolean"}),
            Kind::String => json!({"type": "string"}),
            Kind::Bytes => json!({"type": "string", "format": "byte"}),
            Kind::Int64 | Kind::Uint64 | Kind::Sint64 | Kind::Fixed64 | Kind::Sfixed64 => {
                json!({"type": "string", "format": "int64"})
            }
            Kind::Double | Kind::Float => json!({"type": "number"}),
            Kind::Message(message) => self.reference(&message),
            Kind::Enum(words) => self.want(words.full_name()),
            _ => json!({"type": "integer", "format": "int32"}),
        };
        if field.is_list() { json!({"type": "array", "items": one}) } else { one }
    }

    fn build(mut self) -> Value {
        let pool = descriptor::pool();
        let mut schemas = Map::new();
        while let Some(name) = self.wanted.pop() {
            let schema = self.schema(pool, &name);
            schemas.insert(name, schema);
        }
        schemas.insert(
            "Status".into(),
            json!({"type": "object", "required": ["code", "message", "details"],
            "properties": {"code": {"type": "integer"}, "message": {"type": "string"},
                "details": {"type": "array", "items": {"type": "object"}}}}),
        );
        schemas.sort_keys();
        Value::Object(schemas)
    }

    fn schema(&mut self, pool: &DescriptorPool, name: &str) -> Value {
        if let Some(words) = pool.get_enum_by_name(name) {
            return enumeration(&words);
        }
        match pool.get_message_by_name(name) {
            Some(message) => self.object(&message, &[]),
            None => json!({"type": "object"}),
        }
    }

    /// A message but for what the path gives.
    fn object(&mut self, message: &MessageDescriptor, given: &[&str]) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for field in message.fields().filter(|field| !given.contains(&field.name())) {
            let mut schema = self.field(&field);
            // A sibling of $ref is allowed since 3.1.
            schema["description"] = json!(comment_of_field(&field));
            let behaviours = behaviours(&field);
            if behaviours.contains(&OUTPUT_ONLY) {
                schema["readOnly"] = json!(true);
            }
            if behaviours.contains(&REQUIRED) {
                required.push(field.json_name().to_owned());
            }
            properties.insert(field.json_name().to_owned(), schema);
        }
        let description = comment(message.parent_file().file_descriptor_proto(), message.path());
        let mut schema = json!({"type": "object", "description": description, "properties": properties});
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        schema
    }
}

/// `google.api.FieldBehavior`.
const REQUIRED: i32 = 2;
const OUTPUT_ONLY: i32 = 3;

/// How a field is used.
fn behaviours(field: &FieldDescriptor) -> Vec<i32> {
    let extension = descriptor::pool().get_extension_by_name("google.api.field_behavior");
    let Some(extension) = extension else { return Vec::new() };
    let options = field.options();
    let values = options.get_extension(&extension);
    values.as_list().unwrap_or_default().iter().filter_map(prost_reflect::Value::as_enum_number).collect()
}

fn enumeration(words: &EnumDescriptor) -> Value {
    let description = comment(words.parent_file().file_descriptor_proto(), words.path());
    let names: Vec<String> =
        words.values().filter(|v| v.number() != 0).map(|v| v.name().to_owned()).collect();
    json!({"type": "string", "description": description, "enum": names})
}
