//! A page being filled.

use crate::font::{Faces, Weight};
use crate::house::Color;
use crate::length::{Length, pt};

/// How a piece of text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Font size.
    pub size: Length,
    /// Weight.
    pub weight: Weight,
    /// Colour.
    pub color: Color,
}

impl Style {
    /// Running text.
    pub const TEXT: Self = Self { size: pt(90), weight: Weight::Regular, color: Color::INK };
    /// Minor text.
    pub const SMALL: Self = Self { size: pt(75), weight: Weight::Regular, color: Color::GREY };

    /// The same in bold.
    #[must_use]
    pub const fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    /// The same in another colour.
    #[must_use]
    pub const fn colored(self, color: Color) -> Self {
        Self { color, ..self }
    }

    /// The same in another size.
    #[must_use]
    pub const fn sized(self, size: Length) -> Self {
        Self { size, ..self }
    }

    /// Distance from one line to the next.
    #[must_use]
    pub const fn leading(self) -> Length {
        self.size * 135 / 100
    }
}

/// Which side of a cell text keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// Left.
    #[default]
    Left,
    /// Right.
    Right,
}

/// Something drawn. Positions are from the top left corner of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// One line of text; `y` is its base line.
    Text {
        /// Left end.
        x: Length,
        /// Base line.
        y: Length,
        /// Look.
        style: Style,
        /// The text.
        text: String,
    },
    /// A filled rectangle.
    Area {
        /// Left.
        x: Length,
        /// Top.
        y: Length,
        /// Width.
        width: Length,
        /// Height.
        height: Length,
        /// Colour.
        color: Color,
    },
    /// The logo, within a box, kept to its top right corner.
    Logo {
        /// Left.
        x: Length,
        /// Top.
        y: Length,
        /// Width.
        width: Length,
        /// Height.
        height: Length,
    },
}

/// One page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    marks: Vec<Mark>,
}

impl Sheet {
    /// What was drawn, in order.
    #[must_use]
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Adds a mark.
    pub fn push(&mut self, mark: Mark) {
        self.marks.push(mark);
    }

    /// One line of text with its base line at `y`, starting or ending at `x`.
    pub fn text(&mut self, faces: &Faces, (x, y): (Length, Length), align: Align, style: Style, text: &str) {
        if text.is_empty() {
            return;
        }
        let x = match align {
            Align::Left => x,
            Align::Right => x - faces.width(text, style.weight, style.size),
        };
        self.push(Mark::Text { x, y, style, text: text.to_owned() });
    }

    /// Text broken into lines from the base line `y` downwards; returns the base line after the last one.
    pub fn lines(
        &mut self,
        faces: &Faces,
        (x, y): (Length, Length),
        width: Length,
        style: Style,
        text: &str,
    ) -> Length {
        let mut y = y;
        for line in faces.lines(text, style.weight, style.size, width) {
            self.text(faces, (x, y), Align::Left, style, &line);
            y += style.leading();
        }
        y
    }

    /// A filled rectangle.
    pub fn area(&mut self, (x, y): (Length, Length), (width, height): (Length, Length), color: Color) {
        self.push(Mark::Area { x, y, width, height, color });
    }

    /// A horizontal rule.
    pub fn rule(&mut self, (x, y): (Length, Length), width: Length, thickness: Length, color: Color) {
        self.area((x, y), (width, thickness), color);
    }
}
