//! Lengths on paper.

/// A length in thousandths of a point (1/72 inch).
pub type Length = i32;

/// Width of A4.
pub(crate) const WIDTH: Length = mm(210);
/// Height of A4.
pub(crate) const HEIGHT: Length = mm(297);

/// Millimetres.
#[must_use]
pub const fn mm(millimetres: i32) -> Length {
    // an inch is 25.4 mm or 72 points
    millimetres * 360_000 / 127
}

/// Tenths of a point.
#[must_use]
pub const fn pt(tenths: i32) -> Length {
    tenths * 100
}

/// A length as the PDF writer wants it, in points.
#[expect(
    clippy::float_arithmetic,
    reason = "the PDF writer takes binary fractions; nothing is decided after this"
)]
pub(crate) fn points(length: Length) -> f32 {
    length as f32 / 1000.0
}
