//! How documents of one house look.

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Color {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green, 0 to 255.
    pub green: u8,
    /// Blue, 0 to 255.
    pub blue: u8,
}

impl Color {
    /// Black of text.
    pub const INK: Self = Self::new(0x1c, 0x22, 0x2b);
    /// Grey of minor text.
    pub const GREY: Self = Self::new(0x5b, 0x64, 0x70);
    /// Light grey of hairlines.
    pub const HAIR: Self = Self::new(0xcf, 0xd5, 0xdc);
    /// Very light grey of shaded rows.
    pub const SHADE: Self = Self::new(0xf2, 0xf4, 0xf7);

    /// The colour with these parts.
    #[must_use]
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }
}

/// Logo, colour and footer of a house. What the law wants on an invoice comes from the invoice itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseStyle {
    /// The logo, PNG or JPEG, shown top right in at most 60 x 22 mm. Without one the seller's name stands there.
    pub logo: Option<Vec<u8>>,
    /// Colour of titles and rules.
    pub color: Color,
    /// Up to three further texts of the footer, each with lines; too long ones are cut off after six lines.
    pub footer: Vec<String>,
}

impl Default for HouseStyle {
    fn default() -> Self {
        Self { logo: None, color: Color::new(0x17, 0x4a, 0x7c), footer: Vec::new() }
    }
}
