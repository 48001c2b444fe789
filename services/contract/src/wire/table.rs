//! CSV files as people and programs write them: to rows with the lines they begin in, and back.

use kontor_proto::contract::v1::RejectedCell;
use std::collections::BTreeMap;

/// The most bytes of a file.
pub(crate) const MOST_BYTES: usize = 3_900_000;
/// The most rows of a file.
pub(crate) const MOST_ROWS: usize = 50_000;

/// One row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// The line that it begins in; the header is line 1.
    pub line: i32,
    /// Its cells in the order of the columns asked for; nothing where the file has no such column.
    pub cells: Vec<Option<String>>,
}

/// Says that something is wrong.
pub(crate) fn rejected(line: i32, column: &str, value: &str, remedy: impl Into<String>) -> RejectedCell {
    let value = value.chars().take(100).collect();
    RejectedCell { line, column: column.to_owned(), value, remedy: remedy.into() }
}

/// Reads a file with these columns, of which `required` must be there.
///
/// # Errors
/// What is wrong with the file as a whole, or with the form of its rows.
pub(crate) fn read(
    bytes: &[u8],
    columns: &[&'static str],
    required: &[&str],
) -> Result<Vec<Row>, Vec<RejectedCell>> {
    let text = decoded(bytes).map_err(|wrong| vec![wrong])?;
    let separator = separator(&text);
    if let Some(line) = open_quote(&text, separator) {
        let remedy =
            "a quotation mark opens here and is never closed: close it, or double it where it is meant";
        return Err(vec![rejected(line, "", "", remedy)]);
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let Some(Ok(header)) = records.next() else {
        return Err(vec![rejected(1, "", "", "the file is empty: begin with a header of column names")]);
    };
    let places = places(&header, columns, required)?;
    let (mut rows, mut wrong, mut lines) = (Vec::new(), Vec::new(), Lines { text: &text, at: 0, line: 1 });
    for record in records {
        // Bytes are UTF-8 and lengths may differ: nothing else can go wrong.
        let Ok(record) = record else { continue };
        let line = lines.at(record.position().map_or(0, csv::Position::byte));
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.len() != header.len() {
            let remedy = format!(
                "the row has {} cells and the header has {}: quote cells that contain a separator",
                record.len(),
                header.len()
            );
            wrong.push(rejected(line, "", "", remedy));
            continue;
        }
        let cells = places.iter().map(|place| place.and_then(|at| record.get(at)).map(clean)).collect();
        rows.push(Row { line, cells });
        if rows.len() > MOST_ROWS {
            wrong.push(rejected(line, "", "", format!("at most {MOST_ROWS} rows: split the file")));
            break;
        }
    }
    if wrong.is_empty() { Ok(rows) } else { Err(wrong) }
}

/// Counts lines along a text.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: i32,
}

impl Lines<'_> {
    /// The line of the first byte from this one on that is no line break: blank lines belong to no row.
    fn at(&mut self, byte: u64) -> i32 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        for next in self.text.as_bytes().get(self.at..).unwrap_or_default() {
            if self.at >= byte && !matches!(next, b'\r' | b'\n') {
                break;
            }
            self.at += 1;
            self.line += i32::from(*next == b'\n');
        }
        self.line
    }
}

/// Without spaces around it, line breaks as line feeds.
fn clean(cell: &str) -> String {
    cell.trim().replace("\r\n", "\n")
}

/// Where in the file each column is.
fn places(
    header: &csv::StringRecord,
    columns: &[&'static str],
    required: &[&str],
) -> Result<Vec<Option<usize>>, Vec<RejectedCell>> {
    let mut wrong = Vec::new();
    let mut found = BTreeMap::new();
    for (at, name) in header.iter().enumerate() {
        let name = name.trim().to_lowercase();
        match columns.iter().find(|column| **column == name) {
            None => {
                let remedy = format!("there is no such column: choose of {}", columns.join(", "));
                wrong.push(rejected(1, &name, "", remedy));
            }
            Some(column) => {
                if found.insert(*column, at).is_some() {
                    wrong.push(rejected(1, column, "", "the column is there twice: remove one"));
                }
            }
        }
    }
    for column in required.iter().filter(|column| !found.contains_key(**column)) {
        wrong.push(rejected(1, column, "", "the column is missing: add it to the header"));
    }
    if wrong.is_empty() { Ok(columns.iter().map(|c| found.get(c).copied()).collect()) } else { Err(wrong) }
}

/// The text of a file: UTF-8, or UTF-16 with its mark.
fn decoded(bytes: &[u8]) -> Result<String, RejectedCell> {
    let utf16 = |unit: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units)
            .collect::<Result<String, _>>()
            .map_err(|_| rejected(1, "", "", "the file is broken UTF-16: save it as CSV UTF-8"))
    };
    let text = match bytes {
        [0xff, 0xfe, ..] => utf16(u16::from_le_bytes)?,
        [0xfe, 0xff, ..] => utf16(u16::from_be_bytes)?,
        [0xef, 0xbb, 0xbf, rest @ ..] | rest => match std::str::from_utf8(rest) {
            Ok(text) => text.to_owned(),
            Err(error) => {
                let good = rest.get(..error.valid_up_to()).unwrap_or_default();
                let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
                let remedy =
                    "the line is not UTF-8: save the file as CSV UTF-8, in spreadsheets a choice beside CSV";
                return Err(rejected(i32::try_from(line).unwrap_or(i32::MAX), "", "", remedy));
            }
        },
    };
    match text.find('\0') {
        Some(at) => {
            Err(rejected(line_at(&text, at), "", "", "the line has zero bytes: save the file as CSV UTF-8"))
        }
        None => Ok(text),
    }
}

fn line_at(text: &str, at: usize) -> i32 {
    let breaks = text.bytes().take(at).filter(|byte| *byte == b'\n').count();
    i32::try_from(breaks + 1).unwrap_or(i32::MAX)
}

/// What stands between the cells of the header: the most frequent of comma, semicolon and tab.
fn separator(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: u8| header.bytes().filter(|byte| *byte == separator).count();
    // Of equally frequent ones the last counts: the comma.
    [b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

/// The line of a quotation mark that is never closed.
fn open_quote(text: &str, separator: u8) -> Option<i32> {
    let (mut opened, mut at_start) = (None, true);
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        if opened.is_some() {
            if byte == b'"' && bytes.next_if(|(_, next)| *next == b'"').is_none() {
                opened = None;
            }
        } else if byte == b'"' && at_start {
            opened = Some(at);
        }
        at_start = opened.is_none() && (byte == separator || byte == b'\n' || byte == b'\r');
    }
    opened.map(|at| line_at(text, at))
}

/// Rows as a file.
pub(crate) fn write<'a>(rows: impl Iterator<Item = &'a [String]>) -> kontor_status::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(kontor_status::Problem::internal)?;
    }
    let bytes = writer.into_inner().map_err(kontor_status::Problem::internal)?;
    String::from_utf8(bytes).map_err(kontor_status::Problem::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COLUMNS: [&str; 3] = ["number", "name", "note"];

    fn cells(bytes: &[u8]) -> Vec<Vec<Option<String>>> {
        let rows = read(bytes, &COLUMNS, &["number"]).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        rows.into_iter().map(|row| row.cells).collect()
    }

    fn wrong(bytes: &[u8]) -> (i32, String, String) {
        let first = read(bytes, &COLUMNS, &["number"]).expect_err("something is wrong").remove(0);
        (first.line, first.column, first.remedy)
    }

    #[test]
    fn separators_marks_and_encodings_of_spreadsheets_are_read() {
        let rows = [vec![Some("1".to_owned()), Some("Müller; Söhne".to_owned()), None]];
        for text in [
            "number,name\n1,Müller; Söhne\n",
            "number;name\r\n1;\"Müller; Söhne\"\r\n",
            "Name\tNUMBER \nMüller; Söhne\t1",
        ] {
            assert_eq!(cells(text.as_bytes()), rows, "{text}");
            let marked = [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat();
            assert_eq!(cells(&marked), rows, "{text}");
            let little: Vec<u8> =
                "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
            assert_eq!(cells(&little), rows, "{text}");
            let big: Vec<u8> =
                "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
            assert_eq!(cells(&big), rows, "{text}");
        }
    }

    #[test]
    fn quoted_line_breaks_belong_to_the_cell_and_count_as_lines() {
        let rows = read(b"number,note\n1,\"a\r\nb\n\"\"c\"\"\"\n\n;\n2,x\n", &COLUMNS, &["number"]);
        let wrong = rows.expect_err("the row of a semicolon has one cell");
        assert_eq!((wrong.len(), wrong[0].line), (1, 6));
        let rows = read(b"number,note\n1,\"a\r\nb\n\"\"c\"\"\"\n\n,\n2,x\n", &COLUMNS, &["number"]).unwrap();
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 7]);
        assert_eq!(rows[0].cells[2].as_deref(), Some("a\nb\n\"c\""));
    }

    #[test]
    fn x6_what_is_wrong_with_a_file_is_told_with_its_line() {
        assert_eq!((1, ""), (wrong(b"").0, wrong(b"").1.as_str()));
        assert_eq!(wrong(b"name\nx\n").1, "number");
        assert_eq!(wrong(b"number,colour\n1,red\n").1, "colour");
        assert_eq!(wrong(b"number,number\n1,1\n").1, "number");
        assert_eq!(wrong(b"number,name\n1,a\n2,M\xfcller\n").0, 3);
        assert_eq!(wrong(b"number,name\n1,a\n2,\"b\n3,c\n").0, 3);
        assert_eq!(wrong(b"number,name\n1,a\0b\n").0, 2);
        assert_eq!(wrong(b"number,name\n1,a\n2,b,c\n").0, 3);
        let many = "1\n".repeat(MOST_ROWS + 1);
        assert!(wrong(format!("number\n{many}").as_bytes()).2.contains("split the file"));
    }

    proptest! {
        /// Whatever is written is read again.
        #[test]
        fn a_file_is_read_as_it_was_written(
            rows in proptest::collection::vec(("[!-~]{1,5}", "[^\r\0]{0,20}", "[ -~äöü\n\";,\t]{0,20}"), 0..8)
        ) {
            let header = COLUMNS.map(str::to_owned).to_vec();
            let rows: Vec<Vec<String>> = rows.into_iter()
                .map(|(a, b, c)| vec![a.trim().to_owned(), b.trim().to_owned(), c.trim().to_owned()])
                .collect();
            let all: Vec<&[String]> = std::iter::once(&header).chain(&rows).map(Vec::as_slice).collect();
            let file = write(all.into_iter()).unwrap();
            let read = read(file.as_bytes(), &COLUMNS, &COLUMNS).unwrap();
            let again: Vec<Vec<String>> = read.into_iter().map(|row| row.cells.into_iter().flatten().collect()).collect();
            prop_assert_eq!(again, rows);
        }
    }
}
