//! Whose public holidays count.

use std::fmt;
use std::str::FromStr;

/// A German Land.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Land {
    /// Baden-Württemberg.
    Bw,
    /// Bayern.
    By,
    /// Berlin.
    Be,
    /// Brandenburg.
    Bb,
    /// Bremen.
    Hb,
    /// Hamburg.
    Hh,
    /// Hessen.
    He,
    /// Mecklenburg-Vorpommern.
    Mv,
    /// Niedersachsen.
    Ni,
    /// Nordrhein-Westfalen.
    Nw,
    /// Rheinland-Pfalz.
    Rp,
    /// Saarland.
    Sl,
    /// Sachsen.
    Sn,
    /// Sachsen-Anhalt.
    St,
    /// Schleswig-Holstein.
    Sh,
    /// Thüringen.
    Th,
}

impl Land {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Bw,
        Self::By,
        Self::Be,
        Self::Bb,
        Self::Hb,
        Self::Hh,
        Self::He,
        Self::Mv,
        Self::Ni,
        Self::Nw,
        Self::Rp,
        Self::Sl,
        Self::Sn,
        Self::St,
        Self::Sh,
        Self::Th,
    ];

    /// Its ISO 3166-2 code without the country, such as `BY`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Bw => "BW",
            Self::By => "BY",
            Self::Be => "BE",
            Self::Bb => "BB",
            Self::Hb => "HB",
            Self::Hh => "HH",
            Self::He => "HE",
            Self::Mv => "MV",
            Self::Ni => "NI",
            Self::Nw => "NW",
            Self::Rp => "RP",
            Self::Sl => "SL",
            Self::Sn => "SN",
            Self::St => "ST",
            Self::Sh => "SH",
            Self::Th => "TH",
        }
    }
}

/// A holiday that the law gives to some municipalities of a Land only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LocalHoliday {
    /// 15 August in the mainly Catholic municipalities of Bayern; `assumption`.
    Assumption,
    /// 8 August in the city of Augsburg, the peace festival; `augsburg`.
    Augsburg,
    /// Corpus Christi in some municipalities of Sachsen and Thüringen; `corpus-christi`.
    CorpusChristi,
}

impl LocalHoliday {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Assumption, Self::Augsburg, Self::CorpusChristi];

    /// How it is written behind the Land.
    #[must_use]
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Assumption => "assumption",
            Self::Augsburg => "augsburg",
            Self::CorpusChristi => "corpus-christi",
        }
    }

    /// The Länder that know it.
    #[must_use]
    pub const fn lands(self) -> &'static [Land] {
        match self {
            Self::Assumption | Self::Augsburg => &[Land::By],
            Self::CorpusChristi => &[Land::Sn, Land::Th],
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Germany as a whole or one of its Länder, with the local holidays that count.
///
/// Written `DE`, `DE-BY` or `DE-BY+assumption+augsburg`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Region {
    land: Option<Land>,
    local: u8,
}

impl Region {
    /// Only the holidays that all of Germany keeps; `DE`.
    pub const GERMANY: Self = Self { land: None, local: 0 };

    /// The holidays of a Land.
    #[must_use]
    pub const fn land(land: Land) -> Self {
        Self { land: Some(land), local: 0 }
    }

    /// The same with a local holiday; `None` where the Land does not know it.
    #[must_use]
    pub fn with(self, local: LocalHoliday) -> Option<Self> {
        let land = self.land?;
        local.lands().contains(&land).then_some(Self { local: self.local | local.bit(), ..self })
    }

    /// The Land, none for Germany as a whole.
    #[must_use]
    pub const fn subdivision(self) -> Option<Land> {
        self.land
    }

    /// Whether a local holiday counts.
    #[must_use]
    pub const fn keeps(self, local: LocalHoliday) -> bool {
        self.local & local.bit() != 0
    }

    /// The public holidays of a year, in order of date.
    #[must_use]
    pub fn holidays(self, year: i16) -> Vec<crate::Holiday> {
        crate::holidays(self, year)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DE")?;
        if let Some(land) = self.land {
            write!(f, "-{}", land.code())?;
        }
        for local in LocalHoliday::ALL.into_iter().filter(|local| self.keeps(*local)) {
            write!(f, "+{}", local.keyword())?;
        }
        Ok(())
    }
}

impl FromStr for Region {
    type Err = RegionError;

    fn from_str(text: &str) -> Result<Self, RegionError> {
        let mut words = text.split('+');
        let place = words.next().unwrap_or_default();
        let mut region = match place.strip_prefix("DE-") {
            Some(code) => Self::land(
                Land::ALL
                    .into_iter()
                    .find(|land| land.code() == code)
                    .ok_or_else(|| RegionError::Land(place.to_owned()))?,
            ),
            None if place == "DE" => Self::GERMANY,
            None => return Err(RegionError::Land(place.to_owned())),
        };
        for word in words {
            region = LocalHoliday::ALL
                .into_iter()
                .find(|local| local.keyword() == word)
                .and_then(|local| region.with(local))
                .ok_or_else(|| RegionError::Local(word.to_owned(), place.to_owned()))?;
        }
        Ok(region)
    }
}

/// Why a text is no region.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegionError {
    /// The country or Land is not known.
    #[error("`{0}` is no region")]
    Land(String),
    /// The Land does not know the local holiday.
    #[error("`{0}` is no local holiday of {1}")]
    Local(String, String),
}

impl RegionError {
    /// What to write instead.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Land(_) => {
                "write DE or DE- and one of BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH, such as DE-BY"
            }
            Self::Local(..) => {
                "write DE-BY+assumption, DE-BY+augsburg, DE-SN+corpus-christi or DE-TH+corpus-christi"
            }
        }
    }
}
