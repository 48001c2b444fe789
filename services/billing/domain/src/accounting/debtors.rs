//! Customers as debtors in DATEV's format: EXTF 700, category 16, version 5 (B9).

use super::datev::text::{Line, file, short};
use super::datev::{Category, Settings, header};
use jiff::civil::DateTime;

/// A customer as a debtor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Debtor {
    /// The account.
    pub account: u64,
    /// The name.
    pub name: String,
    /// The customer's number with the house.
    pub number: String,
    /// The VAT id with its country, or empty.
    pub vat_id: String,
    /// The street.
    pub street: String,
    /// The post code.
    pub post_code: String,
    /// The place.
    pub city: String,
    /// ISO 3166-1, two letters.
    pub country: String,
    /// Where invoices are sent.
    pub mail: String,
    /// The account debits are taken from, or empty.
    pub iban: String,
    /// The mandate for them, or empty.
    pub mandate: String,
}

/// The file, as bytes; the same input gives the same bytes.
#[must_use]
pub fn debtors(settings: &Settings, made: DateTime, debtors: &[Debtor]) -> Vec<u8> {
    let mut lines = vec![header(settings, Category::Debtors, None, made, "Debitoren"), columns().join(";")];
    lines.extend(debtors.iter().map(line));
    file(&lines)
}

/// Columns that are filled, counted from 1.
fn line(debtor: &Debtor) -> String {
    let (country, id) = match debtor.vat_id.split_at_checked(2) {
        Some((country, id)) => (country, id),
        None => ("", ""),
    };
    let filled: [(usize, &str, usize); 13] = [
        (2, &debtor.name, 50),
        // 2: a company
        (7, "2", 1),
        (8, &debtor.name, 15),
        (9, country, 2),
        (10, id, 13),
        // STR: a street, not a box
        (15, if debtor.street.is_empty() { "" } else { "STR" }, 3),
        (16, &debtor.street, 36),
        (18, &debtor.post_code, 10),
        (19, &debtor.city, 30),
        (20, &debtor.country, 2),
        (33, &debtor.mail, 60),
        (45, &debtor.iban, 34),
        (222, &debtor.mandate, 35),
    ];
    let mut line = Line::default();
    line.number(debtor.account);
    for column in 2..=COLUMNS {
        match filled.iter().find(|(at, ..)| *at == column) {
            Some((_, value, most)) => line.text(&short(value, *most)),
            None if column == CUSTOMER_NUMBER => line.text(&short(&debtor.number, 15)),
            None => line.empty(),
        };
    }
    line.finish()
}

const COLUMNS: usize = 254;
const CUSTOMER_NUMBER: usize = 99;

const PERSON: &str = "Konto;Name (Adressattyp Unternehmen);Unternehmensgegenstand;Name (Adressattyp natürl. Person);\
    Vorname (Adressattyp natürl. Person);Name (Adressattyp keine Angabe);Adressattyp;Kurzbezeichnung;EU-Land;EU-UStID;\
    Anrede;Titel/Akad. Grad;Adelstitel;Namensvorsatz";
const ADDRESS: &str = "Adressart;Straße;Postfach;Postleitzahl;Ort;Land;Versandzusatz;Adresszusatz";
const REACH: &str = "Telefon;Bemerkung (Telefon);Telefon GL;Bemerkung (Telefon GL);E-Mail;Bemerkung (E-Mail);Internet;\
    Bemerkung (Internet);Fax;Bemerkung (Fax);Sonstige;Bemerkung (Sonstige)";
const TERMS: &str = "Leerfeld;Briefanrede;Grußformel;Kundennummer;Steuernummer;Sprache;Ansprechpartner;Vertreter;\
    Sachbearbeiter;Diverse-Konto;Ausgabeziel;Währungssteuerung;Kreditlimit (Debitor);Zahlungsbedingung;\
    Fälligkeit in Tagen (Debitor);Skonto in Prozent (Debitor);Kreditoren-Ziel 1 Tg.;Kreditoren-Skonto 1 %;\
    Kreditoren-Ziel 2 Tg.;Kreditoren-Skonto 2 %;Kreditoren-Ziel 3 Brutto Tg.;Kreditoren-Ziel 4 Tg.;\
    Kreditoren-Skonto 4 %;Kreditoren-Ziel 5 Tg.;Kreditoren-Skonto 5 %;Mahnung;Kontoauszug;Mahntext 1;Mahntext 2;\
    Mahntext 3;Kontoauszugstext;Mahnlimit Betrag;Mahnlimit %;Zinsberechnung;Mahnzinssatz 1;Mahnzinssatz 2;\
    Mahnzinssatz 3;Lastschrift;Verfahren;Mandantenbank;Zahlungsträger";
const REST: &str = "Verknüpftes OPOS-Konto;Mahnsperre bis;Lastschriftsperre bis;Zahlungssperre bis;Gebührenberechnung;\
    Mahngebühr 1;Mahngebühr 2;Mahngebühr 3;Pauschalenberechnung;Verzugspauschale 1;Verzugspauschale 2;\
    Verzugspauschale 3;Alternativer Suchname;Status;Anschrift manuell geändert (Korrespondenzadresse);\
    Anschrift individuell (Korrespondenzadresse);Anschrift manuell geändert (Rechnungsadresse);\
    Anschrift individuell (Rechnungsadresse);Fristberechnung bei Debitor;Mahnfrist 1;Mahnfrist 2;Mahnfrist 3;\
    Letzte Frist";

/// The names of the columns.
fn columns() -> Vec<String> {
    let words = |text: &str| text.split(';').map(str::to_owned).collect::<Vec<_>>();
    let validity = |suffix: &str| {
        ["Abw. Zustellbezeichnung 1", "Abw. Zustellbezeichnung 2"].map(|name| format!("{name}{suffix}"))
    };
    let dates =
        |suffix: &str| ["Adresse Gültig von", "Adresse Gültig bis"].map(|name| format!("{name}{suffix}"));
    let invoice = " (Rechnungsadresse)";
    let mut names = [words(PERSON), words(ADDRESS), words("Abweichende Anrede")].concat();
    names.extend(validity(""));
    names.push("Kennz. Korrespondenzadresse".to_owned());
    names.extend(dates(""));
    names.extend(words(REACH));
    names.extend((1..=5).flat_map(bank));
    names.extend(words(TERMS));
    names.extend((1..=15).map(|i| format!("Indiv. Feld {i}")));
    names.push(format!("Abweichende Anrede{invoice}"));
    names.extend(words(ADDRESS).into_iter().map(|name| format!("{name}{invoice}")));
    names.extend(validity(invoice));
    names.extend(dates(invoice));
    names.extend((6..=10).flat_map(bank));
    names.extend(words("Nummer Fremdsystem;Insolvent"));
    names.extend((1..=10).map(|i| format!("Mandatsreferenz {i}")));
    names.extend(words(REST));
    names
}

fn bank(i: u8) -> [String; 11] {
    [
        format!("Bankleitzahl {i}"),
        format!("Bankbezeichnung {i}"),
        format!("Bank-Kontonummer {i}"),
        format!("Länderkennzeichen {i}"),
        format!("IBAN-Nr. {i}"),
        format!("IBAN{i} korrekt"),
        format!("SWIFT-Code {i}"),
        format!("Abw. Kontoinhaber {i}"),
        format!("Kennz. Hauptbankverb. {i}"),
        format!("Bankverb {i} Gültig von"),
        format!("Bankverb {i} Gültig bis"),
    ]
}

#[cfg(test)]
pub(super) fn names() -> Vec<String> {
    columns()
}
