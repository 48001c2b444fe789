//! The language of a customer's documents: German, or English where the customer wants it.

use jiff::civil::Date;
use kontor_documents::Language;
use kontor_proto::contract::v1::Customer;

/// The language that a customer reads.
pub(crate) fn of(buyer: Option<&Customer>) -> Language {
    of_code(buyer.map_or("", |buyer| buyer.language_code.as_str()))
}

/// The language of a code such as `en`; German for all that there are no words for.
pub(crate) fn of_code(code: &str) -> Language {
    if code == "en" { Language::English } else { Language::German }
}

/// The code of a language, ISO 639-1.
pub(crate) const fn code(language: Language) -> &'static str {
    match language {
        Language::German => "de",
        Language::English => "en",
    }
}

/// A day in words of the language.
pub(crate) fn day(date: Date, language: Language) -> String {
    let form = match language {
        Language::German => "%d.%m.%Y",
        Language::English => "%-d %b %Y",
    };
    date.strftime(form).to_string()
}

/// The one of two texts that is of the language.
pub(crate) fn said<T>(language: Language, de: T, en: T) -> T {
    match language {
        Language::German => de,
        Language::English => en,
    }
}
