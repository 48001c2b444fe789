//! Rust source as the checks see it: code without comments and strings, the strings apart, the functions by length.

use crate::process::Failure;
use std::fs;
use std::path::{Path, PathBuf};

/// One source file.
#[derive(Debug)]
pub struct Source {
    /// Path from the root, with `/`.
    pub path: String,
    /// The text as it is.
    pub text: String,
    /// The text with comments and the contents of strings blanked; lines stay where they are.
    pub code: String,
    /// The strings: line (from 1) and content.
    pub strings: Vec<(usize, String)>,
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line of its name, from 1.
    pub line: usize,
    /// Lines of its body that hold code.
    pub length: usize,
}

impl Source {
    /// Reads a file below `root`.
    pub fn read(root: &Path, path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).map_err(|e| Failure::said(format!("{}: {e}", path.display())))?;
        let path = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        Ok(Self::new(&path, &text))
    }

    /// Source from memory.
    pub fn new(path: &str, text: &str) -> Self {
        let (code, strings) = split(text);
        Self { path: path.to_owned(), text: text.to_owned(), code, strings }
    }

    /// Whether the whole file is test or benchmark code.
    pub fn is_test(&self) -> bool {
        let mut parts = self.path.split('/');
        parts.any(|part| matches!(part, "tests" | "benches" | "tests.rs" | "testkit"))
    }

    /// The line (from 1) at which a module of tests begins; house style puts it last in the file.
    pub fn tests_from(&self) -> usize {
        if self.is_test() {
            return 1;
        }
        let lines: Vec<&str> = self.code.lines().collect();
        let begins = |pair: &[&str]| {
            pair[0].trim() == "#[cfg(test)]" && pair[1].contains("mod ") && pair[1].contains('{')
        };
        lines.windows(2).position(begins).map_or(usize::MAX, |index| index + 1)
    }

    /// Its functions.
    pub fn functions(&self) -> Vec<Function> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(offset) = self.code[at..].find("fn ") {
            let start = at + offset;
            at = start + 3;
            let fresh_word = !self.code[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let name: String =
                self.code[at..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if let (true, false, Some(body)) = (fresh_word, name.is_empty(), body(&self.code[at..])) {
                let length = body.lines().filter(|line| !line.trim().is_empty()).count();
                found.push(Function { name, line: line_of(&self.code, start), length });
            }
        }
        found
    }
}

/// The line (from 1) of a byte.
pub fn line_of(text: &str, byte: usize) -> usize {
    text[..byte].bytes().filter(|b| *b == b'\n').count() + 1
}

/// The files below `dir` that end in `.extension`, sorted; build output and hidden folders left out.
pub fn files(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            if path.is_dir() && name != "target" && name != "node_modules" && !name.starts_with('.') {
                open.push(path);
            } else if path.is_file() && path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// What lies between the braces of the function whose signature begins `rest`; `None` for one without a body.
fn body(rest: &str) -> Option<&str> {
    let mut nested = 0_i32;
    let open = rest.char_indices().find_map(|(at, c)| {
        match c {
            '(' | '[' => nested += 1,
            ')' | ']' => nested -= 1,
            '{' | ';' if nested == 0 => return Some((at, c)),
            _ => {}
        }
        None
    });
    let (open, '{') = open? else { return None };
    let mut depth = 0_usize;
    for (at, c) in rest[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(&rest[open + 1..open + at]),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Blanks comments and strings and collects the strings.
fn split(text: &str) -> (String, Vec<(usize, String)>) {
    let (mut code, mut strings) = (String::with_capacity(text.len()), Vec::new());
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let after_word = code.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let (kind, length) = token(rest, after_word);
        let piece = &rest[..length];
        match kind {
            Kind::Code => code.push_str(piece),
            Kind::Comment => blank(&mut code, piece),
            Kind::Text { open, close } => {
                strings.push((line_of(text, at), piece[open..length - close].to_owned()));
                code.push_str(&piece[..open]);
                blank(&mut code, &piece[open..length - close]);
                code.push_str(&piece[length - close..]);
            }
        }
        at += length;
    }
    (code, strings)
}

enum Kind {
    Code,
    Comment,
    Text { open: usize, close: usize },
}

fn blank(code: &mut String, piece: &str) {
    code.extend(piece.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
}

/// The kind and length in bytes of what `rest` begins with.
fn token(rest: &str, after_word: bool) -> (Kind, usize) {
    let first = rest.chars().next().expect("the caller stops at the end");
    if rest.starts_with("//") {
        return (Kind::Comment, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (Kind::Comment, block_comment(rest));
    }
    if first == '"' {
        return quoted(rest, 1);
    }
    if !after_word && let Some(found) = raw_string(rest) {
        return found;
    }
    if first == '\'' {
        return quote_mark(rest);
    }
    (Kind::Code, first.len_utf8())
}

/// A character literal such as `'{'` or `'\''` is blanked; a lifetime is code.
fn quote_mark(rest: &str) -> (Kind, usize) {
    let mut chars = rest.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), Some((escaped, c))) => {
            let from = escaped + c.len_utf8();
            (Kind::Comment, rest[from..].find('\'').map_or(rest.len(), |quote| from + quote + 1))
        }
        (Some(_), Some((end, '\''))) => (Kind::Comment, end + 1),
        _ => (Kind::Code, 1),
    }
}

fn quoted(rest: &str, open: usize) -> (Kind, usize) {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(open) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return (Kind::Text { open, close: 1 }, at + 1),
            _ => {}
        }
    }
    (Kind::Comment, rest.len())
}

/// `r"…"`, `r#"…"#`, `br"…"`.
fn raw_string(rest: &str) -> Option<(Kind, usize)> {
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let open = rest.len() - after.len() + hashes + 1;
    after[hashes..].starts_with('"').then_some(())?;
    let close = format!("\"{}", "#".repeat(hashes));
    let end = rest[open..].find(&close)?;
    Some((Kind::Text { open, close: close.len() }, open + end + close.len()))
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests;
