//! Writes all sample invoices to a folder: `NAME.ubl.xml`, `NAME.cii.xml`, `NAME.pdf` and `NAME.xrechnung.pdf` each, and
//! `plain/NAME.pdf` without an invoice inside. `cargo xtask sample-invoices DIR` runs it.

use kontor_documents::{Color, Edition, HouseStyle, Language, invoice_pdf, plain_invoice_pdf};
use kontor_einvoice::samples::sample_invoices;
use kontor_einvoice::{Profile, to_cii, to_ubl};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let dir = PathBuf::from(arguments.next().ok_or("give the folder to write to")?);
    let count = arguments.next().map_or(Ok(60), |count| count.parse())?;
    std::fs::create_dir_all(dir.join("plain"))?;
    // Every other one in a house's own style.
    let styles = [HouseStyle::default(), own_style()];
    let at: jiff::Timestamp = "2027-02-01T08:00:00Z".parse()?;
    let samples = sample_invoices(2027, count);
    for (sample, style) in samples.iter().zip(styles.iter().cycle()) {
        let file = |ending: &str| dir.join(format!("{}.{ending}", sample.name));
        std::fs::write(file("ubl.xml"), to_ubl(&sample.invoice))?;
        std::fs::write(file("cii.xml"), to_cii(&sample.invoice, Profile::Xrechnung))?;
        for (ending, profile, language) in [
            ("pdf", Profile::En16931, Language::German),
            ("xrechnung.pdf", Profile::Xrechnung, Language::English),
        ] {
            let edition = Edition { language, profile, at };
            std::fs::write(file(ending), invoice_pdf(&sample.invoice, edition, style)?)?;
        }
        let plain = plain_invoice_pdf(&sample.invoice, Language::German, at, style)?;
        std::fs::write(dir.join("plain").join(format!("{}.pdf", sample.name)), plain)?;
    }
    println!("{} invoices in {}", samples.len(), dir.display());
    Ok(())
}

fn own_style() -> HouseStyle {
    HouseStyle {
        logo: Some(include_bytes!("logo.png").to_vec()),
        color: Color::new(0x0b, 0x6e, 0x4f),
        header: "IT-Betreuung für den Mittelstand seit 1998".to_owned(),
        intro: "vielen Dank für Ihren Auftrag. Wir berechnen Ihnen unsere Leistungen wie folgt:".to_owned(),
        closing:
            "Haben Sie Fragen zu dieser Rechnung? Rufen Sie uns einfach an.\n\nMit freundlichen Grüßen\n\
                  Ihr Team Buchhaltung"
                .to_owned(),
        footer: vec!["Geschäftsführer: Max Beispiel\nAmtsgericht München HRB 12345".to_owned()],
    }
}
