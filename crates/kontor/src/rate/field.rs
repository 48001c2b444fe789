//! A place in a JSON document, with all that is wrong collected by path.

use serde_json::{Map, Value};
use std::cell::RefCell;
use std::fmt::Display;
use std::rc::Rc;
use std::str::FromStr;

/// What is wrong, by path.
pub(crate) type Wrong = Rc<RefCell<Vec<String>>>;

/// A value with the path that leads to it.
#[derive(Clone)]
pub(crate) struct Field<'a> {
    value: Option<&'a Value>,
    path: String,
    wrong: Wrong,
}

impl<'a> Field<'a> {
    pub(crate) fn root(value: &'a Value, wrong: Wrong) -> Self {
        Self { value: Some(value), path: String::new(), wrong }
    }

    /// Says what is wrong here, with what to do.
    pub(crate) fn refuse(&self, remedy: impl Display) {
        let path = if self.path.is_empty() { "the document" } else { self.path.as_str() };
        self.wrong.borrow_mut().push(format!("{path}: {remedy}"));
    }

    /// The path that leads here.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) const fn is_there(&self) -> bool {
        self.value.is_some()
    }

    /// The object here; other keys than these are refused.
    pub(crate) fn object(&self, keys: &[&str]) -> Self {
        static NOTHING: Value = Value::Null;
        match self.value {
            Some(Value::Object(map)) => self.refuse_others(map, keys),
            Some(_) => self.refuse(format!("give an object with {}", keys.join(", "))),
            None => {}
        }
        Self { value: self.value.filter(|v| v.is_object()).or(Some(&NOTHING)), ..self.clone() }
    }

    fn refuse_others(&self, map: &Map<String, Value>, keys: &[&str]) {
        for key in map.keys().filter(|key| !keys.contains(&key.as_str())) {
            self.at(key).refuse(format!("is not known here; known are {}", keys.join(", ")));
        }
    }

    /// The field of this name, there or not.
    pub(crate) fn at(&self, key: &str) -> Self {
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        let value = self.value.and_then(|v| v.get(key)).filter(|v| !v.is_null());
        Self { value, path, wrong: self.wrong.clone() }
    }

    /// The members of the list here; none where nothing is there.
    pub(crate) fn list(&self) -> Vec<Self> {
        let Some(value) = self.value else { return Vec::new() };
        let Some(items) = value.as_array() else {
            self.refuse("give a list");
            return Vec::new();
        };
        let member = |(i, item)| Self {
            value: Some(item),
            path: format!("{}[{i}]", self.path),
            wrong: self.wrong.clone(),
        };
        items.iter().enumerate().map(member).collect()
    }

    /// The text here, if it is one.
    pub(crate) fn string(&self) -> Option<&'a str> {
        self.value?.as_str()
    }

    /// The text here.
    pub(crate) fn text(&self) -> Option<&'a str> {
        let text = self.value?.as_str().filter(|text| !text.trim().is_empty());
        if text.is_none() {
            self.refuse("give a text");
        }
        text
    }

    /// A text that has to be there.
    pub(crate) fn required(&self) -> Option<&'a str> {
        if !self.is_there() {
            self.refuse("is missing");
        }
        self.text()
    }

    /// What the text here reads as; `example` shows how it is written. Numbers of money and units are texts, so that
    /// no one rounds them on the way.
    pub(crate) fn read<T: FromStr>(&self, example: &str) -> Option<T> {
        let read = self.text()?.parse().ok();
        if read.is_none() {
            self.refuse(format!("write it as {example}"));
        }
        read
    }

    /// As [`Field::read`] for what has to be there.
    pub(crate) fn demand<T: FromStr>(&self, example: &str) -> Option<T> {
        if !self.is_there() {
            self.refuse(format!("is missing; write it as {example}"));
            return None;
        }
        self.read(example)
    }

    /// The whole number here, within these bounds.
    pub(crate) fn whole(&self, least: u64, most: u64) -> Option<u64> {
        let number = self.value?.as_u64().filter(|n| (least..=most).contains(n));
        if number.is_none() {
            self.refuse(format!("give a whole number from {least} to {most}"));
        }
        number
    }

    /// Yes or no.
    pub(crate) fn flag(&self) -> Option<bool> {
        let flag = self.value?.as_bool();
        if flag.is_none() {
            self.refuse("give true or false");
        }
        flag
    }

    /// One of these words.
    pub(crate) fn word<T: Copy>(&self, words: &[(&str, T)]) -> Option<T> {
        let text = self.text()?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.refuse(format!("'{text}' is none of {}", known.join(", ")));
        }
        found
    }
}
