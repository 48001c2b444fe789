//! Sender, address window, reference block, title, notes and footers (DIN 5008 form B).

use super::{BREADTH, LEFT, Letter, RIGHT};
use crate::figures::{day, iban};
use crate::house::Color;
use crate::length::{Length, mm, pt};
use crate::paper::{place, place_lines};
use crate::sheet::{Align, Mark, Style};
use kontor_einvoice::{PaymentMeans, Period};

impl Letter<'_> {
    pub(super) fn first_page(&mut self) {
        self.mark();
        self.header_line();
        self.address_window();
        let end = self.references();
        self.fold_marks();
        self.y = end.max(mm(92)) + mm(8);
        self.title();
        self.notes();
    }

    /// Logo, or the name of the seller in its place.
    fn mark(&mut self) {
        let (width, height) = (mm(60), mm(22));
        if self.style.logo.is_some() {
            self.sheet().push(Mark::Logo { x: RIGHT - width, y: mm(12), width, height });
            return;
        }
        let color = self.style.color;
        let name = self.invoice.data().seller.name.clone();
        self.put(LEFT, mm(22), Align::Left, Style::TEXT.sized(pt(160)).bold().colored(color), &name);
        self.sheet().rule((LEFT, mm(26)), BREADTH, pt(12), color);
    }

    /// The house's line below the logo, or below the name.
    fn header_line(&mut self) {
        let width = if self.style.logo.is_some() { BREADTH - mm(62) } else { BREADTH };
        let (faces, text) = (self.faces, self.style.header.clone());
        let line = faces.lines(&text, Style::SMALL.weight, Style::SMALL.size, width).into_iter().next();
        self.sheet().text(faces, (LEFT, mm(31)), Align::Left, Style::SMALL, &line.unwrap_or_default());
    }

    fn address_window(&mut self) {
        let data = self.invoice.data();
        let sender = &data.seller;
        let line = [
            sender.name.as_str(),
            sender.address.street.as_deref().unwrap_or_default(),
            &place(&sender.address),
        ]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
        let faces = self.faces;
        let small = Style::SMALL.sized(pt(65));
        let line =
            faces.lines(&line, small.weight, small.size, mm(80)).into_iter().next().unwrap_or_default();
        self.put(LEFT, mm(51), Align::Left, small, &line);
        self.sheet().rule((LEFT, mm(52)), mm(80), pt(4), Color::HAIR);
        let mut y = mm(58);
        let contact = data.buyer.contact.iter().map(|contact| contact.name.clone());
        let place = place_lines(&data.buyer.address);
        for text in std::iter::once(data.buyer.name.clone()).chain(contact).chain(place) {
            y = self.sheet().lines(faces, (LEFT, y), mm(80), Style::TEXT.sized(pt(100)), &text);
        }
    }

    /// The block of references at the right; returns where it ends.
    fn references(&mut self) -> Length {
        let faces = self.faces;
        let (label_x, value_x) = (mm(113), mm(140));
        let mut y = mm(51);
        for (label, value) in self.facts() {
            self.put(label_x, y, Align::Left, Style::SMALL, label);
            let style = Style::TEXT.sized(pt(85));
            y = self.sheet().lines(faces, (value_x, y), RIGHT - value_x, style, &value) + pt(12);
        }
        y
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let (data, language) = (self.invoice.data(), self.language);
        let say = |german: &'static str, english: &'static str| language.say(german, english);
        let span =
            |Period { start, end }: Period| format!("{} – {}", day(start, language), day(end, language));
        let contact = data.seller.contact.as_ref();
        let facts = [
            (say("Rechnungsnummer", "Number"), Some(data.number.clone())),
            (say("Rechnungsdatum", "Date"), Some(day(data.issue_date, language))),
            (say("Leistungszeitraum", "Service period"), data.period.map(span)),
            (say("Leistungsdatum", "Supplied on"), data.delivery_date.map(|date| day(date, language))),
            (say("Fällig am", "Due on"), data.due_date.map(|date| day(date, language))),
            (say("Kundennummer", "Customer no."), data.buyer.id.clone()),
            (say("Ihre Referenz", "Your reference"), self.own_reference()),
            (say("Ihre USt-IdNr.", "Your VAT id"), data.buyer.vat_id.clone()),
            (say("Bestellnummer", "Order"), data.order_reference.clone()),
            (say("Vertrag", "Contract"), data.contract_reference.clone()),
            (say("Projekt", "Project"), data.project_reference.clone()),
            (say("Kostenstelle", "Cost center"), data.cost_center.clone()),
            (say("Ansprechpartner", "Contact"), contact.map(|contact| contact.name.clone())),
            (say("Telefon", "Telephone"), contact.map(|contact| contact.phone.clone())),
            (say("E-Mail", "E-mail"), contact.map(|contact| contact.email.clone())),
        ];
        facts.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
    }

    /// BT-10, unless it only repeats the customer number.
    fn own_reference(&self) -> Option<String> {
        let data = self.invoice.data();
        (data.buyer.id.as_ref() != Some(&data.buyer_reference)).then(|| data.buyer_reference.clone())
    }

    /// Marks at the edge where the letter is folded and punched.
    fn fold_marks(&mut self) {
        for (y, width) in [(mm(105), mm(5)), (mm(148) + pt(14), mm(7)), (mm(210), mm(5))] {
            self.sheet().rule((mm(5), y), width, pt(3), Color::HAIR);
        }
    }

    fn title(&mut self) {
        let data = self.invoice.data();
        let title = format!("{} {}", self.language.title(data.kind), data.number);
        let style = Style::TEXT.sized(pt(150)).bold().colored(self.style.color);
        self.put(LEFT, self.y + style.size, Align::Left, style, &title);
        self.y += style.leading() + mm(1);
        for earlier in &data.preceding {
            let date = day(earlier.issue_date, self.language);
            let text = match self.language {
                crate::Language::German => format!("zur Rechnung {} vom {date}", earlier.number),
                crate::Language::English => format!("referring to invoice {} of {date}", earlier.number),
            };
            self.paragraph(BREADTH, Style::TEXT.bold(), &text);
        }
        self.y += mm(2);
    }

    fn notes(&mut self) {
        if !self.style.intro.is_empty() {
            self.paragraph(BREADTH, Style::TEXT, &self.style.intro);
            self.y += mm(1);
        }
        for note in &self.invoice.data().notes {
            self.paragraph(BREADTH, Style::TEXT, &note.text);
            self.y += mm(1);
        }
        if let Some(place) = &self.invoice.data().deliver_to {
            let label = self.language.say("Lieferort", "Delivered to");
            let lines = place_lines(&place.address).join(", ");
            self.paragraph(BREADTH, Style::TEXT, &format!("{label}: {}, {lines}", place.name));
        }
        self.y += mm(2);
    }

    /// Footer and page number of every page, once it is known how many there are.
    pub(super) fn footers(&mut self) {
        let columns = self.footer_columns();
        let (faces, language, color) = (self.faces, self.language, self.style.color);
        let data = self.invoice.data();
        let head = format!("{} · {} {}", data.seller.name, language.title(data.kind), data.number);
        let count = self.sheets.len();
        for (i, sheet) in self.sheets.iter_mut().enumerate() {
            if i > 0 {
                sheet.text(faces, (LEFT, mm(18)), Align::Left, Style::SMALL, &head);
                sheet.rule((LEFT, mm(20)), BREADTH, pt(6), color);
            }
            let page = match language {
                crate::Language::German => format!("Seite {} von {count}", i + 1),
                crate::Language::English => format!("Page {} of {count}", i + 1),
            };
            sheet.text(faces, (RIGHT, mm(268)), Align::Right, Style::SMALL, &page);
            sheet.rule((LEFT, mm(270)), BREADTH, pt(6), color);
            let width = BREADTH / 4;
            for (column, text) in (0..).zip(&columns) {
                let style = Style::SMALL.sized(pt(62));
                let mut y = mm(274);
                let lines = faces.lines(text, style.weight, style.size, width - mm(3));
                for line in lines.iter().take(6) {
                    sheet.text(faces, (LEFT + column * width, y), Align::Left, style, line);
                    y += style.leading();
                }
            }
        }
    }

    /// Address, contact, account and tax of the seller, then the texts of the house as far as there is room.
    fn footer_columns(&self) -> Vec<String> {
        let seller = &self.invoice.data().seller;
        let mut columns = vec![format!("{}\n{}", seller.name, place_lines(&seller.address).join("\n"))];
        if let Some(contact) = &seller.contact {
            columns.push(format!("{}\n{}\n{}", contact.name, contact.phone, contact.email));
        }
        if let PaymentMeans::Transfer(account) = &self.invoice.data().payment.means {
            let bic = account.bic.as_ref().map(|bic| format!("\nBIC {bic}")).unwrap_or_default();
            let name = account.name.as_deref().unwrap_or(&seller.name);
            columns.push(format!("{name}\nIBAN {}{bic}", iban(&account.iban)));
        }
        let tax = [
            seller.vat_id.as_ref().map(|id| format!("{} {id}", self.language.say("USt-IdNr.", "VAT id"))),
            seller
                .tax_number
                .as_ref()
                .map(|id| format!("{} {id}", self.language.say("Steuernummer", "Tax no."))),
            seller.legal_info.clone(),
        ];
        columns.push(tax.into_iter().flatten().collect::<Vec<_>>().join("\n"));
        columns.extend(self.style.footer.iter().take(3).cloned());
        columns.truncate(4);
        columns
    }
}
