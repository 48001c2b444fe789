//! Crediting a part of an invoice (B5): a document of its own with positive amounts (381) that names the original. No
//! line is ever credited beyond what it came to, and nothing is credited that is cancelled.

use crate::commands::rate_customer;
use crate::language;
use crate::queries::invoices::{self as read, Issued};
use crate::rendering::{Drawing, render};
use crate::store::book::{Book, today};
use crate::store::invoices::{self, Documents, NewInvoice, Place};
use crate::store::seller;
use crate::store::styles;
use crate::wire::change::read_amount;
use crate::wire::{money, parse};
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_billing_domain::LineKey;
use kontor_einvoice::{DocumentKind, Invoice as Terms, InvoiceData, LineData, Note, Preceding};
use kontor_idempotency::{Begun, Fresh, begin};
use kontor_ids::{CustomerId, InvoiceId, Uuid};
use kontor_money::{Amount, Decimal};
use kontor_outbox::publish;
use kontor_proto::billing::v1::{
    CreditInvoiceRequest, CreditedLine, Invoice, InvoiceCredited, InvoiceLine, InvoiceType,
};
use kontor_service::Kit;
use kontor_status::{Problem, Reason, Result, Violations};
use std::collections::{BTreeMap, BTreeSet};

/// How many lines one credit may hold.
const MOST: usize = 500;

/// What is credited of a line: all that it came to, or a part.
#[derive(Debug, Clone, Copy)]
struct Part {
    position: i32,
    net: Option<Amount>,
    give_back: bool,
}

pub(crate) async fn credit(kit: &Kit, caller: &Caller, request: CreditInvoiceRequest) -> Result<Invoice> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let id = wrong.take("name", InvoiceId::from_resource_name(&request.name));
    let reason = wrong.text("reason", &request.reason, 1, 500);
    wrong.require((1..=MOST).contains(&request.lines.len()), "lines", "name 1 to 500 lines");
    let mut positions = BTreeSet::new();
    let lines = request.lines.iter().take(MOST).enumerate();
    let parts: Vec<Part> = lines.map(|(n, line)| part(&mut wrong, n, line, &mut positions)).collect();
    wrong.finish()?;
    let original = id.ok_or_else(|| Problem::internal("checked above"))?;
    let mut fresh = match begin(kit.db(), caller, "CreditInvoice", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let first = read::read(fresh.tx(), original).await?;
    let customer = CustomerId::from_resource_name(&first.invoice.customer).map_err(Problem::internal)?;
    Book::lock(fresh.tx(), customer).await?;
    let issued = read::read(fresh.tx(), original).await?;
    if !issued.invoice.cancelled_by.is_empty() || issued.invoice.r#type != i32::from(InvoiceType::Invoice) {
        let remedy = "it is cancelled already, or is itself a cancellation or credit";
        return Err(Problem::refused(Reason::AlreadyCancelled, request.name, remedy));
    }
    let crediting = Crediting { kit, caller, original, customer, reason, issued };
    crediting.finish(fresh, &parts).await
}

fn part(wrong: &mut Violations, n: usize, line: &CreditedLine, known: &mut BTreeSet<i32>) -> Part {
    let field = format!("lines[{n}].position");
    wrong.require(line.position > 0 && known.insert(line.position), field, "name each position once, from 1");
    let net = line.net.as_ref();
    let net = net.and_then(|net| read_amount(wrong, &format!("lines[{n}].net"), net, |v| v > Decimal::ZERO));
    let whole = !line.give_back || line.net.is_none();
    wrong.require(
        whole,
        format!("lines[{n}].give_back"),
        "only whole lines are given back: leave out the net",
    );
    Part { position: line.position, net, give_back: line.give_back }
}

struct Crediting<'a> {
    kit: &'a Kit,
    caller: &'a Caller,
    original: InvoiceId,
    customer: CustomerId,
    reason: String,
    issued: Issued,
}

impl Crediting<'_> {
    async fn finish(self, mut fresh: Fresh, parts: &[Part]) -> Result<Invoice> {
        let credited = self.credited(&mut fresh).await?;
        let lines = self.lines(parts, &credited)?;
        let released = self.released(&mut fresh, parts, &lines).await?;
        let date = today(self.kit).max(self.terms()?.issue_date);
        // Checked before a number is taken; the number itself cannot make good terms bad.
        self.credit("0000-000000", date, &lines)?;
        let prefix = seller::current(fresh.tx()).await?.unwrap_or_default().number_prefix;
        let id = InvoiceId::new(self.kit.ids());
        let place = invoices::next_number(fresh.tx(), &prefix, date.year()).await?;
        // Read while the series waits, so that instants rise with the numbers (I7).
        let at = self.kit.clock().now();
        let terms = self.credit(&place.number, date, &lines)?;
        let sums = [terms.totals().net, terms.totals().tax, terms.totals().gross];
        let invoice =
            Invoice { issue_time: money::stamp(at), ..self.invoice(id, &place, date, (&lines, sums)) };
        let event = InvoiceCredited {
            credit: id.resource_name(),
            number: place.number.clone(),
            invoice: self.original.resource_name(),
            customer: self.customer.resource_name(),
            gross: invoice.gross.clone(),
        };
        let stored = NewInvoice {
            id,
            customer: self.customer,
            place,
            cancels: None,
            sums,
            invoice,
            terms: serde_json::to_value(terms.data()).map_err(Problem::internal)?,
            at,
        };
        invoices::insert(fresh.tx(), &[&stored], (date, self.caller.principal().uuid())).await?;
        let language = language::of_code(&self.issued.invoice.language_code);
        let style = styles::of_house(fresh.tx(), language).await?;
        let forms = render(Drawing::Invoice { terms: Box::new(terms), language, at, style }).await?;
        invoices::insert_documents(fresh.tx(), vec![Documents { invoice: id, forms, at }]).await?;
        self.keep(&mut fresh, id, &lines, &released).await?;
        publish(fresh.tx(), id.uuid(), 1, &event).await?;
        rate_customer::rate(fresh.tx(), self.kit, self.customer).await?;
        let kept = read::read(fresh.tx(), id).await?;
        fresh.finish(kept.invoice).await
    }

    fn terms(&self) -> Result<InvoiceData> {
        serde_json::from_value(self.issued.terms.clone()).map_err(Problem::internal)
    }

    /// What was credited of each line before, and whether it was given back.
    async fn credited(&self, fresh: &mut Fresh) -> Result<BTreeMap<i32, (Decimal, bool)>> {
        let tenant = self.caller.tenant().uuid();
        let rows = sqlx::query_file!("queries/credit/of_invoice.sql", tenant, self.original.uuid());
        let rows = rows.fetch_all(fresh.tx().conn()).await?;
        Ok(rows.into_iter().map(|row| (row.position, (row.net, row.given_back))).collect())
    }

    /// Each line as the credit has it, with what it comes to.
    fn lines(&self, parts: &[Part], credited: &BTreeMap<i32, (Decimal, bool)>) -> Result<Vec<Credited>> {
        let data = self.terms()?;
        let mut wrong = Violations::new();
        let mut lines = Vec::with_capacity(parts.len());
        for (n, part) in parts.iter().enumerate() {
            let at = usize::try_from(part.position - 1).unwrap_or(usize::MAX);
            let (Some(line), Some(stated)) = (self.issued.invoice.lines.get(at), data.lines.get(at)) else {
                wrong.add(format!("lines[{n}].position"), "the invoice has no such line");
                continue;
            };
            let net =
                money::read_money(line.net.as_ref().ok_or_else(|| Problem::internal("a line without net"))?)?;
            let (before, given_back) = credited.get(&part.position).copied().unwrap_or_default();
            let left = net.value() - before;
            let asked = part.net.map_or(net.value(), |part| part.value());
            if asked > left || asked <= Decimal::ZERO || given_back {
                wrong.add(format!("lines[{n}].net"), format!("at most {left} of the line is left to credit"));
                continue;
            }
            let amount = Amount::new(asked, net.currency()).map_err(Problem::internal)?;
            lines.push(Credited::of(*part, amount, (line, stated), asked == net.value()));
        }
        wrong.finish()?;
        Ok(lines)
    }

    /// The claims that are given back: those of the lines, whole entries only.
    async fn released(&self, fresh: &mut Fresh, parts: &[Part], lines: &[Credited]) -> Result<Vec<LineKey>> {
        let back: BTreeSet<i32> = parts.iter().filter(|p| p.give_back).map(|p| p.position).collect();
        if back.is_empty() {
            return Ok(Vec::new());
        }
        let tenant = self.caller.tenant().uuid();
        let rows = sqlx::query_file!("queries/credit/claims.sql", tenant, self.original.uuid());
        let rows = rows.fetch_all(fresh.tx().conn()).await?;
        let mut claims = Vec::with_capacity(rows.len());
        for row in rows {
            claims.push((row.line_key.parse::<LineKey>().map_err(Problem::internal)?, row.position));
        }
        let given = |position: Option<i32>| position.is_some_and(|p| back.contains(&p));
        let entries: BTreeSet<_> =
            claims.iter().filter(|(_, p)| given(*p)).filter_map(|(key, _)| entry_of(key)).collect();
        let mut released = Vec::new();
        for (key, position) in claims {
            let of_entry = entry_of(&key).is_some_and(|e| entries.contains(&e));
            if of_entry && !given(position) && self.costs(position) {
                let remedy = "give back all lines of an entry at once, or none of them";
                return Err(Problem::field("lines", remedy));
            }
            if of_entry || given(position) {
                released.push(key);
            }
        }
        if released.is_empty() || lines.is_empty() {
            let remedy = "the invoice does not tell what its lines were made of: credit without giving back";
            return Err(Problem::refused(Reason::WrongState, self.original.resource_name(), remedy));
        }
        Ok(released)
    }

    /// Whether the line at a position came to anything.
    fn costs(&self, position: Option<i32>) -> bool {
        let at = position.and_then(|p| usize::try_from(p - 1).ok());
        let net = at.and_then(|at| self.issued.invoice.lines.get(at)).and_then(|line| line.net.as_ref());
        net.and_then(|net| money::read_money(net).ok()).is_some_and(|net| !net.is_zero())
    }

    /// The business terms of the credit, checked as a receiver would check them.
    fn credit(&self, number: &str, date: Date, lines: &[Credited]) -> Result<Terms> {
        let original = self.terms()?;
        let mut data = original.clone();
        data.number = number.to_owned();
        data.kind = DocumentKind::Credit;
        data.issue_date = date;
        data.due_date = None;
        data.payment.terms = None;
        data.payment.skonto.clear();
        data.payment.remittance = None;
        data.preceding = vec![Preceding { number: original.number.clone(), issue_date: original.issue_date }];
        data.notes.insert(0, Note { subject: Some("AAI".to_owned()), text: self.reason.clone() });
        data.attachments.clear();
        data.prepaid = Decimal::ZERO;
        let stated = (1..)
            .zip(lines)
            .map(|(n, line): (u32, _)| LineData { id: Some(n.to_string()), ..line.stated.clone() });
        data.lines = stated.collect();
        Terms::new(data).map_err(|problems| {
            let said = problems.0.iter().map(|p| format!("{}: {}", p.field, p.text)).collect::<Vec<_>>();
            Problem::refused(Reason::WrongState, self.original.resource_name(), said.join("; "))
        })
    }

    fn invoice(
        &self,
        id: InvoiceId,
        place: &Place,
        date: Date,
        (lines, [net, vat, gross]): (&[Credited], [Amount; 3]),
    ) -> Invoice {
        let lines = (1..).zip(lines).map(|(position, line)| InvoiceLine { position, ..line.printed.clone() });
        Invoice {
            name: id.resource_name(),
            number: place.number.clone(),
            r#type: InvoiceType::Credit.into(),
            customer: self.issued.invoice.customer.clone(),
            language_code: self.issued.invoice.language_code.clone(),
            issue_date: money::date(date),
            lines: lines.collect(),
            net: money::money(net),
            vat: money::money(vat),
            gross: money::money(gross),
            credits: self.original.resource_name(),
            ..Invoice::default()
        }
    }

    async fn keep(
        &self,
        fresh: &mut Fresh,
        credit: InvoiceId,
        lines: &[Credited],
        released: &[LineKey],
    ) -> Result<()> {
        let tenant = self.caller.tenant().uuid();
        let (credit, original) = (credit.uuid(), self.original.uuid());
        let positions: Vec<i32> = lines.iter().map(|l| l.part.position).collect();
        let nets: Vec<Decimal> = lines.iter().map(|l| l.net.value()).collect();
        let back: Vec<bool> = lines.iter().map(|l| l.part.give_back).collect();
        sqlx::query_file!(
            "queries/credit/insert_lines.sql",
            tenant,
            credit,
            original,
            &positions,
            &nets,
            &back
        )
        .execute(fresh.tx().conn())
        .await?;
        let keys: Vec<String> = released.iter().map(ToString::to_string).collect();
        let entries: Vec<Uuid> = released.iter().filter_map(entry_of).collect();
        sqlx::query_file!("queries/credit/release.sql", tenant, original, credit, &keys, &entries)
            .execute(fresh.tx().conn())
            .await?;
        Ok(())
    }
}

fn entry_of(key: &LineKey) -> Option<Uuid> {
    match key {
        LineKey::Work { entry, .. } | LineKey::Extra { entry, .. } => Some(entry.uuid()),
        _ => None,
    }
}

/// A line of a credit.
struct Credited {
    part: Part,
    net: Amount,
    stated: LineData,
    printed: InvoiceLine,
}

impl Credited {
    /// The line as it was, where all of it is credited; else one piece at the amount.
    fn of(part: Part, net: Amount, (line, stated): (&InvoiceLine, &LineData), whole: bool) -> Self {
        if whole {
            return Self { part, net, stated: stated.clone(), printed: line.clone() };
        }
        let piece = LineData {
            quantity: Decimal::ONE,
            unit: "C62".to_owned(),
            price: net.value(),
            base_quantity: None,
            allowances: Vec::new(),
            charges: Vec::new(),
            ..stated.clone()
        };
        let printed = InvoiceLine {
            quantity: money::decimal(Decimal::ONE),
            unit_code: "C62".to_owned(),
            price: money::money(net),
            base: money::decimal(Decimal::ONE),
            allowance: money::money(Amount::zero(net.currency())),
            allowance_reason: String::new(),
            net: money::money(net),
            ..line.clone()
        };
        Self { part, net, stated: piece, printed }
    }
}
