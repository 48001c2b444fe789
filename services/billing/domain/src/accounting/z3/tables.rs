//! The tables that are handed over. Names are German: they are for German auditors.

use super::{Column, Kind, Table};

const fn text(name: &'static str, description: &'static str) -> Column {
    Column { name, description, kind: Kind::Text }
}

const fn number(name: &'static str, description: &'static str, places: u32) -> Column {
    Column { name, description, kind: Kind::Number(places) }
}

const fn day(name: &'static str, description: &'static str) -> Column {
    Column { name, description, kind: Kind::Day }
}

/// All tables.
pub const TABLES: &[Table] = &[
    Table {
        name: "invoices",
        file_name: "rechnungen.csv",
        title: "Rechnungen",
        description: "Ausgestellte Rechnungen, Stornorechnungen und Rechnungskorrekturen",
        key: 1,
        references: None,
        columns: &[
            text("Belegnummer", "Nummer des Belegs"),
            text("Belegart", "380 Rechnung, 384 Stornorechnung, 381 Rechnungskorrektur"),
            day("Belegdatum", "Ausstellungsdatum"),
            day("Faellig", "Fälligkeit"),
            text("Kundennummer", "Nummer des Kunden"),
            text("Kunde", "Name des Kunden"),
            number("Netto", "Summe netto", 2),
            number("Steuer", "Umsatzsteuer", 2),
            number("Brutto", "Summe brutto", 2),
            text("Waehrung", "ISO 4217"),
            text("Storniert", "Nummer der Rechnung, die dieser Beleg storniert"),
            text("Ausgestellt", "Zeitpunkt (UTC)"),
            text("Ausgestellt_von", "Kennung der Person"),
            text("SHA256_PDF", "Prüfsumme des gespeicherten PDF"),
            text("SHA256_UBL", "Prüfsumme der gespeicherten XRechnung (UBL)"),
            text("SHA256_CII", "Prüfsumme der gespeicherten XRechnung (CII)"),
        ],
    },
    Table {
        name: "lines",
        file_name: "positionen.csv",
        title: "Positionen",
        description: "Positionen der Belege",
        key: 2,
        references: Some(("Belegnummer", "Rechnungen")),
        columns: &[
            text("Belegnummer", "Nummer des Belegs"),
            number("Position", "Laufende Nummer", 0),
            text("Text", "Leistung"),
            text("Ticket", "Nummer des Tickets"),
            number("Menge", "Menge", 6),
            text("Einheit", "UN/ECE Rec 20"),
            number("Preis", "Einzelpreis netto", 6),
            number("Preisbasis", "Menge, für die der Preis gilt", 6),
            number("Nachlass", "Nachlass auf die Position", 2),
            text("Nachlassgrund", "Grund des Nachlasses"),
            number("Netto", "Positionssumme", 2),
            number("Steuersatz", "Prozent", 2),
            text("Kostenstelle", "Kostenstelle des Kunden"),
            text("Zeiteintrag", "Kennung des Zeiteintrags"),
        ],
    },
    Table {
        name: "vat",
        file_name: "steuern.csv",
        title: "Steuern",
        description: "Umsatzsteuer der Belege je Kategorie und Satz",
        key: 3,
        references: Some(("Belegnummer", "Rechnungen")),
        columns: &[
            text("Belegnummer", "Nummer des Belegs"),
            text("Kategorie", "S, Z, E, AE, K, G oder O (EN 16931)"),
            number("Steuersatz", "Prozent", 2),
            number("Bemessung", "Summe der Entgelte", 2),
            number("Steuer", "Umsatzsteuer", 2),
        ],
    },
    Table {
        name: "work",
        file_name: "leistungen.csv",
        title: "Leistungen",
        description: "Zeiteinträge, die auf Rechnungen stehen",
        key: 2,
        references: Some(("Belegnummer", "Rechnungen")),
        columns: &[
            text("Belegnummer", "Nummer der Rechnung"),
            text("Zeiteintrag", "Kennung"),
            number("Version", "Version des Zeiteintrags", 0),
            day("Leistungstag", "Tag der Leistung"),
            text("Beginn", "Zeitpunkt (UTC)"),
            number("Sekunden", "Dauer", 0),
            text("Ticket", "Nummer des Tickets"),
            text("Taetigkeit", "Tätigkeit"),
            text("Person", "Kennung des Technikers"),
            text("Text", "Text für den Kunden"),
        ],
    },
    Table {
        name: "payments",
        file_name: "zahlungen.csv",
        title: "Zahlungen",
        description: "Eingegangene Zahlungen",
        key: 1,
        references: None,
        columns: &[
            text("Zahlung", "Kennung"),
            day("Buchungstag", "Tag der Buchung"),
            number("Betrag", "Betrag in EUR", 2),
            number("Quelle", "1 erfasst, 2 Kontoauszug", 0),
            text("Zahler", "Name laut Bank"),
            text("IBAN", "Konto des Zahlers"),
            text("Text", "Verwendungszweck"),
            text("Bankreferenz", "Referenz der Bank"),
        ],
    },
    Table {
        name: "shares",
        file_name: "zuordnungen.csv",
        title: "Zuordnungen",
        description: "Welche Zahlung welche Rechnung ausgleicht",
        key: 2,
        references: Some(("Belegnummer", "Rechnungen")),
        columns: &[
            text("Zahlung", "Kennung der Zahlung"),
            text("Belegnummer", "Nummer der Rechnung"),
            number("Betrag", "Anteil der Zahlung", 2),
            number("Skonto", "Nachgelassenes Skonto", 2),
        ],
    },
    Table {
        name: "reminders",
        file_name: "mahnungen.csv",
        title: "Mahnungen",
        description: "Mahnungen",
        key: 1,
        references: None,
        columns: &[
            text("Nummer", "Nummer der Mahnung"),
            day("Datum", "Datum"),
            number("Stufe", "Mahnstufe", 0),
            text("Kunde", "Name des Kunden"),
            number("Offen", "Offener Betrag", 2),
            number("Zinsen", "Verzugszinsen", 2),
            number("Gebuehr", "Mahngebühr", 2),
            text("Rechnungen", "Nummern der Rechnungen"),
            text("SHA256", "Prüfsumme des gespeicherten PDF"),
        ],
    },
    Table {
        name: "bookings",
        file_name: "buchungslaeufe.csv",
        title: "Buchungslaeufe",
        description: "Welcher Lauf welchen Beleg an die Buchhaltung übergab",
        key: 1,
        references: Some(("Belegnummer", "Rechnungen")),
        columns: &[
            text("Belegnummer", "Nummer des Belegs"),
            number("Lauf", "Nummer des Laufs", 0),
            text("Zeitpunkt", "Zeitpunkt (UTC)"),
        ],
    },
    Table {
        name: "settings",
        file_name: "einstellungen.csv",
        title: "Einstellungen",
        description: "Protokoll der Einstellungen, die Belege bestimmen; alle Versionen",
        key: 3,
        references: None,
        columns: &[
            text("Einstellung", "Was"),
            text("Kunde", "Kennung des Kunden oder leer"),
            number("Version", "Laufende Nummer", 0),
            text("Zeitpunkt", "Seit wann (UTC)"),
            text("Person", "Kennung dessen, der sie setzte"),
            text("SHA256", "Prüfsumme der gespeicherten Fassung"),
        ],
    },
];
