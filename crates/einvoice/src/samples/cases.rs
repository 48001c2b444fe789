//! One invoice for each special case.

use super::{ISSUED, JANUARY, Sample, address, hour, plain, text, transfer};
use crate::codes::{DocumentKind, UNITS, VatCategory};
use crate::data::{
    Attachment, DeliverTo, DocumentAllowance, Endpoint, Exemption, InvoiceData, LineAllowance, LineData,
    Note, Payment, PaymentMeans, Period, Preceding, Reduction, Skonto,
};
use crate::invoice::{Invoice, SMALL_BUSINESS};
use jiff::civil::date;
use kontor_money::Currency;
use rust_decimal::{Decimal, dec};

pub(super) fn special() -> Vec<Sample> {
    let stated = [
        ("plain", plain()),
        ("every-unit", every_unit()),
        ("two-rates-discount", two_rates()),
        ("goodwill", goodwill()),
        ("reverse-charge-eu", reverse_charge()),
        ("intra-community", intra_community()),
        ("export", untaxed(VatCategory::G)),
        ("zero-rate", untaxed(VatCategory::Z)),
        ("small-business", small_business()),
        ("mixed-exempt", mixed_exempt()),
        ("outside", outside()),
        ("authority", authority()),
        ("direct-debit", direct_debit()),
        ("swiss-francs", swiss_francs()),
        ("skonto", skonto()),
        ("cost-centers", cost_centers()),
        ("remainder", remainder()),
        ("attachment", attachment()),
        ("credit", credit()),
        ("long-texts", long_texts()),
        ("1000-lines", many_lines()),
    ];
    let mut samples: Vec<Sample> = stated
        .into_iter()
        .enumerate()
        .map(|(i, (name, mut data))| {
            data.number = format!("R-2027-{:06}", i + 1);
            let invoice = Invoice::new(data).expect("a sample invoice is within the rules");
            Sample { name: name.to_owned(), invoice }
        })
        .collect();
    let mirrors: Vec<Sample> =
        samples.iter().enumerate().filter_map(|(i, sample)| mirror(i, sample)).collect();
    samples.extend(mirrors);
    samples
}

fn mirror(i: usize, Sample { name, invoice }: &Sample) -> Option<Sample> {
    let reason = "Storno wegen falscher Rechnungsanschrift, eine neue Rechnung folgt.";
    let invoice = invoice.mirrored(&format!("S-2027-{:06}", i + 1), ISSUED, reason).ok()?;
    Some(Sample { name: format!("{name}-cancelled"), invoice })
}

fn every_unit() -> InvoiceData {
    let line = |(unit, german, _): &(&str, &str, &str)| LineData {
        unit: (*unit).to_owned(),
        ..hour(&format!("Leistung in {german}"), dec!(1.5))
    };
    InvoiceData { lines: UNITS.iter().map(line).collect(), ..plain() }
}

fn two_rates() -> InvoiceData {
    let book =
        LineData { rate: dec!(7), price: dec!(24.90), unit: "H87".to_owned(), ..hour("Handbuch", dec!(3)) };
    let discount = |rate, percent| DocumentAllowance {
        value: Reduction::Percent(percent),
        reason: "Jubiläumsrabatt".to_owned(),
        reason_code: text("95"),
        category: VatCategory::S,
        rate,
    };
    let shipping = DocumentAllowance {
        value: Reduction::Amount(dec!(6.90)),
        reason: "Versand".to_owned(),
        reason_code: text("FC"),
        category: VatCategory::S,
        rate: dec!(19),
    };
    InvoiceData {
        lines: vec![hour("Technikerstunde vor Ort", dec!(2.75)), book],
        allowances: vec![discount(dec!(19), dec!(3)), discount(dec!(7), dec!(3))],
        charges: vec![shipping],
        ..plain()
    }
}

fn goodwill() -> InvoiceData {
    let minutes = |count, name: &str| LineData {
        unit: "MIN".to_owned(),
        base_quantity: Some(dec!(60)),
        ..hour(name, count)
    };
    let waive = |percent| LineAllowance {
        value: Reduction::Percent(percent),
        reason: "Kulanz, Ticket T-2027-000123".to_owned(),
        reason_code: text("95"),
    };
    let whole = LineData { allowances: vec![waive(dec!(100))], ..minutes(dec!(45), "Nacharbeit Drucker") };
    let half = LineData {
        allowances: vec![waive(dec!(50))],
        note: text("Ticket T-2027-000124, 05.01.2027 09:10-10:00, M. Weiß"),
        ..minutes(dec!(50), "Technikerstunde Remote")
    };
    let included =
        LineData { price: dec!(0), note: text("Im Kontingent enthalten"), ..hour("Monitoring", dec!(2)) };
    let night = LineData {
        charges: vec![LineAllowance {
            value: Reduction::Percent(dec!(50)),
            reason: "Nachtzuschlag 22-06 Uhr".to_owned(),
            reason_code: None,
        }],
        ..minutes(dec!(205), "Serverumzug")
    };
    InvoiceData { lines: vec![whole, half, included, night], ..plain() }
}

fn foreign(vat_id: Option<&str>, country: &str) -> InvoiceData {
    let mut data = plain();
    data.buyer.name = "Exemple SARL".to_owned();
    data.buyer.vat_id = vat_id.map(str::to_owned);
    data.buyer.address = address("Rue de la Paix 1", "75002", "Paris", country);
    data
}

fn in_category(mut data: InvoiceData, category: VatCategory) -> InvoiceData {
    for line in &mut data.lines {
        line.category = category;
        line.rate = dec!(0);
    }
    data
}

fn reverse_charge() -> InvoiceData {
    in_category(foreign(Some("FR40303265045"), "FR"), VatCategory::AE)
}

fn intra_community() -> InvoiceData {
    let mut data = in_category(foreign(Some("FR40303265045"), "FR"), VatCategory::K);
    data.delivery_date = Some(date(2027, 1, 20));
    let place = address("Quai 3", "13002", "Marseille", "FR");
    data.deliver_to = Some(DeliverTo { name: "Exemple SARL, Entrepôt".to_owned(), address: place });
    data
}

fn untaxed(category: VatCategory) -> InvoiceData {
    in_category(if category == VatCategory::G { foreign(None, "CH") } else { plain() }, category)
}

fn small_business() -> InvoiceData {
    let mut data = in_category(plain(), VatCategory::E);
    data.seller.vat_id = None;
    data.exemptions =
        vec![Exemption { category: VatCategory::E, code: None, reason: SMALL_BUSINESS.to_owned() }];
    data
}

fn mixed_exempt() -> InvoiceData {
    let training = LineData { category: VatCategory::E, rate: dec!(0), ..hour("Schulung", dec!(4)) };
    let solar = LineData { category: VatCategory::Z, rate: dec!(0), ..hour("Photovoltaik", dec!(1)) };
    let reason = "Steuerfreie Bildungsleistung (§ 4 Nr. 21 UStG)".to_owned();
    InvoiceData {
        lines: vec![training, hour("Technikerstunde", dec!(2)), solar],
        exemptions: vec![Exemption { category: VatCategory::E, code: None, reason }],
        ..plain()
    }
}

fn outside() -> InvoiceData {
    let mut data = in_category(foreign(None, "CH"), VatCategory::O);
    data.seller.vat_id = None;
    data
}

fn authority() -> InvoiceData {
    let mut data = plain();
    data.buyer.name = "Stadt Bonn, Amt für Informationstechnik".to_owned();
    data.buyer.endpoint = Endpoint { scheme: "0204".to_owned(), id: "04011000-1234512345-06".to_owned() };
    data.buyer_reference = "04011000-1234512345-06".to_owned();
    data.order_reference = text("4500012345");
    data
}

fn direct_debit() -> InvoiceData {
    let means = PaymentMeans::DirectDebit {
        mandate: "M-10042-1".to_owned(),
        creditor_id: "DE98ZZZ09999999999".to_owned(),
        debtor_iban: "DE02120300000000202051".to_owned(),
    };
    InvoiceData { payment: Payment { means, ..transfer() }, ..plain() }
}

fn swiss_francs() -> InvoiceData {
    let francs: Currency = "CHF".parse().unwrap_or_default();
    InvoiceData { currency: francs, ..plain() }
}

fn skonto() -> InvoiceData {
    let mut data = plain();
    data.payment.terms = text("Zahlbar innerhalb von 30 Tagen ohne Abzug.");
    data.payment.skonto = vec![
        Skonto { days: 7, percent: dec!(3), base: None },
        Skonto { days: 14, percent: dec!(2), base: Some(dec!(100.00)) },
    ];
    data
}

fn cost_centers() -> InvoiceData {
    let on = |center: &str, hours| LineData {
        cost_center: text(center),
        period: Some(Period { start: date(2027, 1, 5), end: date(2027, 1, 5) }),
        ..hour("Technikerstunde Remote", hours)
    };
    InvoiceData {
        period: None,
        lines: vec![on("KST 4711", dec!(0.5)), on("KST 4712", dec!(0.25))],
        ..plain()
    }
}

fn remainder() -> InvoiceData {
    InvoiceData {
        preceding: vec![Preceding { number: "R-2026-000900".to_owned(), issue_date: date(2026, 12, 1) }],
        notes: vec![Note {
            subject: text("AAI"),
            text: "Restrechnung zur Vorauszahlung R-2026-000900.".to_owned(),
        }],
        prepaid: dec!(13.05),
        ..plain()
    }
}

fn attachment() -> InvoiceData {
    let content = "Datum;Ticket;Minuten;Techniker\r\n2027-01-05;T-2027-000123;50;M. Weiß\r\n";
    let file = Attachment {
        id: "LN-2027-01".to_owned(),
        description: text("Leistungsnachweis Januar 2027"),
        file_name: "leistungsnachweis.csv".to_owned(),
        mime_type: "text/csv".to_owned(),
        content: content.as_bytes().to_vec(),
    };
    InvoiceData { attachments: vec![file], ..plain() }
}

fn credit() -> InvoiceData {
    InvoiceData {
        kind: DocumentKind::Credit,
        preceding: vec![Preceding { number: "R-2027-000001".to_owned(), issue_date: ISSUED }],
        project_reference: text("P-Umzug"),
        notes: vec![Note { subject: None, text: "Nachträglicher Preisnachlass laut Absprache.".to_owned() }],
        ..plain()
    }
}

fn long_texts() -> InvoiceData {
    let story = "Analyse des langsamen Anmeldevorgangs: Gruppenrichtlinien geprüft, DNS-Auflösung korrigiert, \
                 servergespeicherte Profile bereinigt und Anmeldung mit drei Konten erfolgreich getestet. ";
    let line = LineData {
        description: Some(story.repeat(4).trim().to_owned()),
        note: text(
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft\nZweite Zeile",
        ),
        ..hour("Fehlersuche <Anmeldung> & \"Profil\"", dec!(3.25))
    };
    InvoiceData { lines: vec![line.clone(), line], cost_center: text("Verwaltung"), ..plain() }
}

fn many_lines() -> InvoiceData {
    let line = |i: u32| LineData {
        unit: "MIN".to_owned(),
        base_quantity: Some(dec!(60)),
        price: dec!(105.30),
        note: Some(format!("Ticket T-2027-{i:06}, 05.01.2027")),
        period: Some(Period { start: JANUARY.start, end: JANUARY.end }),
        ..hour("Technikerstunde Remote", Decimal::from(5 + i * 7 % 480))
    };
    InvoiceData { lines: (1..=1000).map(line).collect(), ..plain() }
}
