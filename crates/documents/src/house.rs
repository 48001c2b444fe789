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

    /// Reads `#174A7C`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits =
            text.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self::new(part(0)?, part(2)?, part(4)?))
    }

    /// The contrast to white after WCAG 2, in hundredths: 450 is 4.5:1.
    #[must_use]
    pub fn contrast_to_white(self) -> u32 {
        let part = |value: u8, weight: u64| u64::from(LINEAR[usize::from(value)]) * weight;
        let luminance = (part(self.red, 2_126) + part(self.green, 7_152) + part(self.blue, 722)) / 10_000;
        // (1 + 0.05) / (luminance + 0.05), in hundredths.
        u32::try_from(105_000_000 / (luminance + 50_000)).unwrap_or(u32::MAX)
    }
}

/// What a part of a colour gives of light, in millionths (sRGB).
const LINEAR: [u32; 256] = [
    0, 304, 607, 911, 1_214, 1_518, 1_821, 2_125, 2_428, 2_732, 3_035, 3_347, 3_677, 4_025, 4_391, 4_777,
    5_182, 5_605, 6_049, 6_512, 6_995, 7_499, 8_023, 8_568, 9_134, 9_721, 10_330, 10_960, 11_612, 12_286,
    12_983, 13_702, 14_444, 15_209, 15_996, 16_807, 17_642, 18_500, 19_382, 20_289, 21_219, 22_174, 23_153,
    24_158, 25_187, 26_241, 27_321, 28_426, 29_557, 30_713, 31_896, 33_105, 34_340, 35_601, 36_889, 38_204,
    39_546, 40_915, 42_311, 43_735, 45_186, 46_665, 48_172, 49_707, 51_269, 52_861, 54_480, 56_128, 57_805,
    59_511, 61_246, 63_010, 64_803, 66_626, 68_478, 70_360, 72_272, 74_214, 76_185, 78_187, 80_220, 82_283,
    84_376, 86_500, 88_656, 90_842, 93_059, 95_307, 97_587, 99_899, 102_242, 104_616, 107_023, 109_462,
    111_932, 114_435, 116_971, 119_538, 122_139, 124_772, 127_438, 130_136, 132_868, 135_633, 138_432,
    141_263, 144_128, 147_027, 149_960, 152_926, 155_926, 158_961, 162_029, 165_132, 168_269, 171_441,
    174_647, 177_888, 181_164, 184_475, 187_821, 191_202, 194_618, 198_069, 201_556, 205_079, 208_637,
    212_231, 215_861, 219_526, 223_228, 226_966, 230_740, 234_551, 238_398, 242_281, 246_201, 250_158,
    254_152, 258_183, 262_251, 266_356, 270_498, 274_677, 278_894, 283_149, 287_441, 291_771, 296_138,
    300_544, 304_987, 309_469, 313_989, 318_547, 323_143, 327_778, 332_452, 337_164, 341_914, 346_704,
    351_533, 356_400, 361_307, 366_253, 371_238, 376_262, 381_326, 386_429, 391_572, 396_755, 401_978,
    407_240, 412_543, 417_885, 423_268, 428_690, 434_154, 439_657, 445_201, 450_786, 456_411, 462_077,
    467_784, 473_531, 479_320, 485_150, 491_021, 496_933, 502_886, 508_881, 514_918, 520_996, 527_115,
    533_276, 539_479, 545_724, 552_011, 558_340, 564_712, 571_125, 577_580, 584_078, 590_619, 597_202,
    603_827, 610_496, 617_207, 623_960, 630_757, 637_597, 644_480, 651_406, 658_375, 665_387, 672_443,
    679_542, 686_685, 693_872, 701_102, 708_376, 715_694, 723_055, 730_461, 737_910, 745_404, 752_942,
    760_525, 768_151, 775_822, 783_538, 791_298, 799_103, 806_952, 814_847, 822_786, 830_770, 838_799,
    846_873, 854_993, 863_157, 871_367, 879_622, 887_923, 896_269, 904_661, 913_099, 921_582, 930_111,
    938_686, 947_307, 955_973, 964_686, 973_445, 982_251, 991_102, 1_000_000,
];

/// Logo, colour and footer of a house. What the law wants on an invoice comes from the invoice itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseStyle {
    /// The logo, PNG or JPEG, shown top right in at most 60 x 22 mm. Without one the seller's name stands there.
    pub logo: Option<Vec<u8>>,
    /// Colour of titles and rules.
    pub color: Color,
    /// One line below the logo.
    pub header: String,
    /// What stands above the lines of an invoice.
    pub intro: String,
    /// What stands below invoices and reminders.
    pub closing: String,
    /// Up to three further texts of the footer, each with lines; too long ones are cut off after six lines.
    pub footer: Vec<String>,
}

impl Default for HouseStyle {
    fn default() -> Self {
        let (header, intro, closing) = (String::new(), String::new(), String::new());
        Self { logo: None, color: Color::new(0x17, 0x4a, 0x7c), header, intro, closing, footer: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b7_contrast_is_that_of_wcag() {
        let contrast = |text: &str| Color::parse(text).map(Color::contrast_to_white);
        assert_eq!(contrast("#000000"), Some(2_100));
        assert_eq!(contrast("#ffffff"), Some(100));
        // Published values of well-known colours.
        assert_eq!(contrast("#767676"), Some(454));
        assert_eq!(contrast("#FF0000"), Some(399));
        assert_eq!(contrast("#0000FF"), Some(859));
        assert_eq!(contrast("#12345"), None);
        assert_eq!(contrast("123456"), None);
    }
}
