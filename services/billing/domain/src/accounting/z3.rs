//! Data for tax auditors: `index.xml` and CSV after the description standard for handing over data (Z3, GoBD).

mod tables;

pub use tables::TABLES;

use jiff::civil::Date;
use kontor_money::Decimal;
use std::fmt::Write as _;

/// The DTD's name; auditors' software looks for it.
pub const DTD_FILE_NAME: &str = "gdpdu-01-09-2004.dtd";

/// The part of the standard's DTD that [`index_xml`] uses, with the standard's order of elements.
pub const DTD: &str = include_str!("z3/gdpdu.dtd");

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A number with so many decimal places.
    Number(u32),
    /// A day, `DD.MM.YYYY`.
    Day,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name in the file.
    pub name: &'static str,
    /// What it means.
    pub description: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its file.
    pub file_name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it holds.
    pub description: &'static str,
    /// How many of its first columns are its key.
    pub key: usize,
    /// Its columns.
    pub columns: &'static [Column],
    /// A column that names a row of another table: column and table.
    pub references: Option<(&'static str, &'static str)>,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// A day; none stays empty.
    Day(Option<Date>),
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// Why a row does not fit its table: a fault of who made it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a row of {table} does not fit its columns at {column}")]
pub struct Unfit {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: usize,
}

/// The table with a name.
#[must_use]
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

impl Table {
    /// The first line of its file.
    #[must_use]
    pub fn head(&self) -> String {
        let names: Vec<String> = self.columns.iter().map(|column| quoted(column.name)).collect();
        format!("{}\r\n", names.join(";"))
    }

    /// A row as a line.
    ///
    /// # Errors
    /// [`Unfit`] when the values are not those of the columns.
    pub fn line(&self, values: &[Value]) -> Result<String, Unfit> {
        let unfit = |column| Unfit { table: self.name, column };
        if values.len() != self.columns.len() {
            return Err(unfit(values.len()));
        }
        let cell = |(i, (column, value)): (usize, (&Column, &Value))| match (column.kind, value) {
            (Kind::Text, Value::Text(text)) => Ok(quoted(text)),
            (Kind::Number(places), Value::Number(number)) => {
                number_text(*number, places).ok_or_else(|| unfit(i))
            }
            (Kind::Day, Value::Day(day)) => {
                Ok(day.map(|d| d.strftime("%d.%m.%Y").to_string()).unwrap_or_default())
            }
            _ => Err(unfit(i)),
        };
        let cells = self.columns.iter().zip(values).enumerate().map(cell).collect::<Result<Vec<_>, _>>()?;
        Ok(format!("{}\r\n", cells.join(";")))
    }
}

/// A text in quotes, in one line.
fn quoted(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{}\"", line.trim().replace('"', "\"\""))
}

/// A number with exactly so many places and a comma; none when places would be lost.
fn number_text(number: Decimal, places: u32) -> Option<String> {
    let mut shown = number.normalize();
    if shown.scale() > places {
        return None;
    }
    shown.rescale(places);
    let text = if shown.is_zero() { shown.abs().to_string() } else { shown.to_string() };
    Some(text.replace('.', ","))
}

/// The description of all tables for a period; the same input gives the same bytes.
#[must_use]
pub fn index_xml(supplier: (&str, &str), (first, last): (Date, Date)) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(xml, "<!DOCTYPE DataSet SYSTEM \"{DTD_FILE_NAME}\">");
    xml.push_str("<DataSet>\n <Version>1.0</Version>\n <DataSupplier>\n");
    let _ = writeln!(
        xml,
        "  <Name>{}</Name>\n  <Location>{}</Location>",
        escaped(supplier.0),
        escaped(supplier.1)
    );
    let period = (first.strftime("%d.%m.%Y").to_string(), last.strftime("%d.%m.%Y").to_string());
    let _ = writeln!(xml, "  <Comment>Kontor, {} bis {}</Comment>\n </DataSupplier>", period.0, period.1);
    xml.push_str(" <Media>\n  <Name>Kontor</Name>\n");
    for table in TABLES {
        described(&mut xml, table, &period);
    }
    xml.push_str(" </Media>\n</DataSet>\n");
    xml
}

fn described(xml: &mut String, table: &Table, (first, last): &(String, String)) {
    let _ = writeln!(
        xml,
        "  <Table>\n   <URL>{}</URL>\n   <Name>{}</Name>",
        table.file_name,
        escaped(table.title)
    );
    let _ = writeln!(xml, "   <Description>{}</Description>", escaped(table.description));
    let _ = writeln!(
        xml,
        "   <Validity><Range><From>{first}</From><To>{last}</To></Range><Format>DD.MM.YYYY</Format></Validity>"
    );
    xml.push_str(
        "   <UTF8/>\n   <DecimalSymbol>,</DecimalSymbol>\n   <DigitGroupingSymbol>.</DigitGroupingSymbol>\n",
    );
    // The first line holds the names.
    xml.push_str(
        "   <Range><From>2</From></Range>\n   <VariableLength>\n    <ColumnDelimiter>;</ColumnDelimiter>\n",
    );
    xml.push_str(
        "    <RecordDelimiter>&#13;&#10;</RecordDelimiter>\n    <TextEncapsulator>\"</TextEncapsulator>\n",
    );
    for (i, column) in table.columns.iter().enumerate() {
        let element = if i < table.key { "VariablePrimaryKey" } else { "VariableColumn" };
        let kind = match column.kind {
            Kind::Text => "<AlphaNumeric/>".to_owned(),
            Kind::Number(places) => format!("<Numeric><Accuracy>{places}</Accuracy></Numeric>"),
            Kind::Day => "<Date><Format>DD.MM.YYYY</Format></Date>".to_owned(),
        };
        let (name, description) = (escaped(column.name), escaped(column.description));
        let _ = writeln!(
            xml,
            "    <{element}><Name>{name}</Name><Description>{description}</Description>{kind}</{element}>"
        );
    }
    if let Some((column, other)) = table.references {
        let _ = writeln!(
            xml,
            "    <ForeignKey><Name>{column}</Name><References>{other}</References></ForeignKey>"
        );
    }
    xml.push_str("   </VariableLength>\n  </Table>\n");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use rust_decimal::dec;

    #[test]
    fn b9_a_line_has_what_the_index_says() {
        let table = table("shares").unwrap();
        let row = |paid| {
            vec![Value::from("P-1"), "RE-1;\"x\"\n".into(), Value::Number(paid), Value::Number(dec!(-0.00))]
        };
        assert_eq!(table.line(&row(dec!(1234.5))).unwrap(), "\"P-1\";\"RE-1;\"\"x\"\"\";1234,50;0,00\r\n");
        assert!(table.line(&row(dec!(0.001))).is_err(), "no place is lost");
        assert!(table.line(&row(dec!(1))[..3]).is_err());
        assert!(table.line(&vec![Value::Day(None); 4]).is_err());
    }

    #[test]
    fn b9_the_index_names_every_table_and_column_once_and_references_hold() {
        let xml = index_xml(("Müller & Co", "München"), (date(2026, 1, 1), date(2026, 12, 31)));
        assert!(xml.contains("<Name>Müller &amp; Co</Name>") && xml.contains("<From>01.01.2026</From>"));
        for described in TABLES {
            assert_eq!(xml.matches(&format!("<URL>{}</URL>", described.file_name)).count(), 1);
            assert!((1..=described.columns.len()).contains(&described.key));
            for (i, column) in described.columns.iter().enumerate() {
                let twice = described.columns[..i].iter().any(|other| other.name == column.name);
                assert!(!twice, "{}: {}", described.name, column.name);
            }
            if let Some((column, other)) = described.references {
                assert!(described.columns.iter().any(|c| c.name == column), "{}", described.name);
                assert!(TABLES.iter().any(|table| table.title == other), "{other}");
            }
        }
        let names = DTD.matches("<!ELEMENT ").count();
        assert_eq!(names, 31);
        let used: std::collections::BTreeSet<&str> = xml
            .split('<')
            .filter_map(|part| part.split(['>', '/', ' ']).next())
            .filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
            .collect();
        for element in used {
            assert!(DTD.contains(&format!("<!ELEMENT {element} ")), "{element} is in the DTD");
        }
    }
}
