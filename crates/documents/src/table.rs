//! Tables that run over pages.

use crate::font::Faces;
use crate::length::Length;
use crate::sheet::{Align, Sheet, Style};

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Left edge.
    pub x: Length,
    /// Width.
    pub width: Length,
    /// Which side its texts keep to.
    pub align: Align,
}

/// One line of text in one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Index of the column.
    pub column: usize,
    /// Look.
    pub style: Style,
    /// The text, not wider than the column.
    pub text: String,
}

/// The texts of a row that share a base line: the smallest piece that a page break keeps together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strip {
    /// Its height.
    pub height: Length,
    /// Its texts.
    pub cells: Vec<Cell>,
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its strips from top to bottom.
    pub strips: Vec<Strip>,
}

impl Row {
    /// Its whole height.
    #[must_use]
    pub fn height(&self) -> Length {
        self.strips.iter().map(|strip| strip.height).sum()
    }

    /// Adds texts side by side, below what their columns already have; a long one is broken and makes the row higher.
    pub fn add(&mut self, faces: &Faces, columns: &[Column], texts: &[(usize, Style, &str)]) {
        let taken = |strip: &Strip| {
            strip.cells.iter().any(|cell| texts.iter().any(|(column, ..)| *column == cell.column))
        };
        let start = self.strips.iter().rposition(taken).map_or(0, |last| last + 1);
        for &(column, style, text) in texts {
            let lines = faces.lines(text, style.weight, style.size, columns[column].width);
            for (i, text) in lines.into_iter().enumerate() {
                if self.strips.len() == start + i {
                    self.strips.push(Strip { height: 0, cells: Vec::new() });
                }
                let strip = &mut self.strips[start + i];
                strip.height = strip.height.max(style.leading());
                strip.cells.push(Cell { column, style, text });
            }
        }
    }
}

impl Strip {
    /// Draws the strip with its top at `y`.
    pub fn draw(&self, sheet: &mut Sheet, faces: &Faces, columns: &[Column], y: Length) {
        for Cell { column, style, text } in &self.cells {
            let column = &columns[*column];
            let x = match column.align {
                Align::Left => column.x,
                Align::Right => column.x + column.width,
            };
            sheet.text(faces, (x, y + style.size), column.align, *style, text);
        }
    }
}
