//! The words of documents in German and English.

use kontor_einvoice::{DocumentKind, UNITS};

/// The language of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// German, the default; also the language of what the law words.
    #[default]
    German,
    /// English.
    English,
}

impl Language {
    /// The BCP 47 tag.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::German => "de-DE",
            Self::English => "en",
        }
    }

    /// One of two words.
    pub(crate) const fn say<'a>(self, german: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::German => german,
            Self::English => english,
        }
    }

    /// The title of a document. A credit is never called "Gutschrift", which is self-billing in German VAT law.
    pub(crate) const fn title(self, kind: DocumentKind) -> &'static str {
        match kind {
            DocumentKind::Invoice => self.say("Rechnung", "Invoice"),
            DocumentKind::Cancellation => self.say("Stornorechnung", "Cancellation invoice"),
            DocumentKind::Credit => self.say("Rechnungskorrektur", "Credit note"),
        }
    }

    /// The name of a unit of measure.
    pub(crate) fn unit(self, code: &str) -> &str {
        UNITS
            .iter()
            .find(|(known, ..)| *known == code)
            .map_or(code, |(_, german, english)| self.say(german, english))
    }
}
