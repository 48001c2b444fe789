//! XML as a tree, without namespaces, with limits: no document types, no deep nesting.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

const DEEPEST: usize = 32;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    nodes: Vec<Node>,
}

impl Node {
    /// The first child of this name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.nodes.iter().find(|node| node.name == name)
    }

    /// All children of this name.
    pub(super) fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.nodes.iter().filter(move |node| node.name == name)
    }

    /// The descendant at a path of first children.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, name| node.child(name))
    }

    /// The text of a descendant, trimmed; empty when there is none.
    pub(super) fn text(&self, path: &[&str]) -> String {
        self.at(path).map(Self::own_text).unwrap_or_default()
    }

    /// The text right inside, trimmed.
    pub(super) fn own_text(&self) -> String {
        self.text.trim().to_owned()
    }

    /// An attribute; empty when it is not there.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// The root element.
pub(super) fn read(content: &[u8]) -> Result<Node, String> {
    let text = std::str::from_utf8(content).map_err(|_| "it is not UTF-8".to_owned())?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open = vec![Node::default()];
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) if open.len() <= DEEPEST => open.push(node(&start)?),
            Event::Start(_) => return Err("it is nested too deeply".to_owned()),
            Event::Empty(start) => add(&mut open, node(&start)?),
            Event::End(_) => {
                let closed = open.pop().ok_or("it ends twice")?;
                add(&mut open, closed);
            }
            Event::Text(part) => append(&mut open, &part.xml10_content()),
            Event::CData(part) => append(&mut open, &part.xml10_content()),
            Event::GeneralRef(reference) => {
                let c = match reference.resolve_char_ref().map_err(|error| error.to_string())? {
                    Some(c) => c.to_string(),
                    None => entity(&reference.xml10_content())?.to_owned(),
                };
                append(&mut open, &c);
            }
            Event::DocType(_) => return Err("it has a document type".to_owned()),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    let mut top = open.pop().filter(|_| open.is_empty()).ok_or("it breaks off")?;
    if top.nodes.len() == 1 {
        top.nodes.pop().ok_or_else(|| "it is empty".to_owned())
    } else {
        Err("it has no root".to_owned())
    }
}

fn entity(name: &str) -> Result<&'static str, String> {
    match name {
        "amp" => Ok("&"),
        "lt" => Ok("<"),
        "gt" => Ok(">"),
        "quot" => Ok("\""),
        "apos" => Ok("'"),
        _ => Err(format!("it uses the unknown entity {name}")),
    }
}

fn node(start: &BytesStart<'_>) -> Result<Node, String> {
    let name = String::from_utf8_lossy(start.local_name().as_ref().as_ref()).into_owned();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let key = String::from_utf8_lossy(attribute.key.as_ref().as_ref()).into_owned();
        attributes.push((key, String::from_utf8_lossy(attribute.value.as_ref().as_ref()).into_owned()));
    }
    Ok(Node { name, attributes, ..Node::default() })
}

fn add(open: &mut [Node], node: Node) {
    if let Some(parent) = open.last_mut() {
        parent.nodes.push(node);
    }
}

fn append(open: &mut [Node], text: &str) {
    if let Some(node) = open.last_mut() {
        node.text.push_str(text);
    }
}
