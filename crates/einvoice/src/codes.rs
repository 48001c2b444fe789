//! Code lists: document kinds, VAT categories, units, countries, address schemes, reasons.

use serde::{Deserialize, Serialize};

/// The kind of document (BT-3, UNTDID 1001).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// An invoice, 380.
    #[default]
    Invoice,
    /// The exact negative mirror of an invoice, 384 (B5).
    Cancellation,
    /// A credit of a part with positive amounts, 381 (B5).
    Credit,
}

impl DocumentKind {
    /// The UNTDID 1001 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invoice => "380",
            Self::Cancellation => "384",
            Self::Credit => "381",
        }
    }
}

/// The VAT category of a line or group (BT-151, BT-118, UNTDID 5305).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum VatCategory {
    /// Standard or reduced rate, above 0 %.
    #[default]
    S,
    /// Zero rate, e.g. photovoltaics (§ 12 (3) UStG).
    Z,
    /// Exempt, e.g. a small business (§ 19 UStG); needs a reason.
    E,
    /// Reverse charge (§ 13b UStG, or a service to a business elsewhere in the EU).
    AE,
    /// Intra-community supply of goods.
    K,
    /// Export of goods to a third country.
    G,
    /// Not subject to VAT, e.g. a service to a business outside the EU.
    O,
}

impl VatCategory {
    /// The UNTDID 5305 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::Z => "Z",
            Self::E => "E",
            Self::AE => "AE",
            Self::K => "K",
            Self::G => "G",
            Self::O => "O",
        }
    }

    /// The reason code (BT-121, VATEX) and the German text (BT-120) that the law wants when nothing else is given.
    /// `None` where no reason is allowed (S, Z) or only the seller knows it (E).
    #[must_use]
    pub const fn standard_reason(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::AE => Some(("VATEX-EU-AE", "Steuerschuldnerschaft des Leistungsempfängers")),
            Self::K => Some(("VATEX-EU-IC", "Steuerfreie innergemeinschaftliche Lieferung")),
            Self::G => Some(("VATEX-EU-G", "Steuerfreie Ausfuhrlieferung")),
            Self::O => Some(("VATEX-EU-O", "Nicht im Inland steuerbare Leistung")),
            Self::S | Self::Z | Self::E => None,
        }
    }
}

/// Units of measure that may be billed (BT-130, UN/ECE Rec 20 and 21) with their German and English names.
pub const UNITS: &[(&str, &str, &str)] = &[
    ("HUR", "Std.", "h"),
    ("MIN", "Min.", "min"),
    ("SEC", "Sek.", "s"),
    ("DAY", "Tage", "days"),
    ("WEE", "Wochen", "weeks"),
    ("MON", "Monate", "months"),
    ("QAN", "Quartale", "quarters"),
    ("ANN", "Jahre", "years"),
    ("KMT", "km", "km"),
    ("MTR", "m", "m"),
    ("MTK", "m²", "m²"),
    ("KGM", "kg", "kg"),
    ("LTR", "l", "l"),
    ("C62", "Einh.", "units"),
    ("H87", "Stk.", "pcs"),
    ("XPP", "Stk.", "pcs"),
    ("SET", "Sätze", "sets"),
    ("LS", "pausch.", "flat"),
    ("E34", "GB", "GB"),
    ("E35", "TB", "TB"),
];

/// ISO 3166-1 alpha-2 country codes accepted in addresses.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS \
BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK \
FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM \
JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS \
MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW \
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM \
US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// Electronic address schemes (EAS) accepted in BT-34 and BT-49: e-mail, Leitweg-ID, GLN, DUNS and the VAT and
/// register numbers of the countries around Germany.
const SCHEMES: &str = "EM 0204 9930 0088 0060 0002 0007 0009 0096 0106 0183 0184 0190 0192 0208 9914 9915 9925 9927 9929 \
9938 9944 9945 9957";

/// Reasons of allowances (BT-140, BT-98; UNTDID 5189 as EN 16931 allows it).
const ALLOWANCE_REASONS: &str = "41 42 60 62 63 64 65 66 67 68 70 71 88 95 100 102 103 104 105";

/// Reasons of charges (BT-145, BT-105; UNTDID 7161) that occur in a system house.
const CHARGE_REASONS: &str = "ADC ABL FC INS PC SH TAC";

/// Currencies with two decimal places that an invoice may use.
const CURRENCIES: &str = "EUR CHF USD GBP DKK SEK NOK PLN CZK";

/// File types of attachments (BT-125).
const MIME_TYPES: &str = "application/pdf image/png image/jpeg text/csv \
application/vnd.openxmlformats-officedocument.spreadsheetml.sheet application/vnd.oasis.opendocument.spreadsheet";

fn among(list: &str, code: &str) -> bool {
    list.split(' ').any(|known| known == code)
}

pub(crate) fn is_unit(code: &str) -> bool {
    UNITS.iter().any(|(known, ..)| *known == code)
}

pub(crate) fn is_country(code: &str) -> bool {
    among(COUNTRIES, code)
}

pub(crate) fn is_scheme(code: &str) -> bool {
    among(SCHEMES, code)
}

pub(crate) fn is_allowance_reason(code: &str) -> bool {
    among(ALLOWANCE_REASONS, code)
}

pub(crate) fn is_charge_reason(code: &str) -> bool {
    among(CHARGE_REASONS, code)
}

pub(crate) fn is_currency(code: &str) -> bool {
    among(CURRENCIES, code)
}

pub(crate) fn is_mime_type(code: &str) -> bool {
    among(MIME_TYPES, code)
}
