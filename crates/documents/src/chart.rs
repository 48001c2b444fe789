//! Bar charts as SVG.

use crate::figures::decimal;
use crate::words::Language;
use rust_decimal::Decimal;
use std::fmt::Write as _;

/// A bar: what came in, and what of it was spent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it is for; long ones are cut.
    pub label: String,
    /// Revenue.
    pub revenue: Decimal,
    /// Cost.
    pub cost: Decimal,
}

const WIDTH: i64 = 960;
const LEFT: i64 = 240;
const RIGHT: i64 = 150;
const ROW: i64 = 40;
const TOP: i64 = 76;

/// Two bars for each row, revenue above cost, with the margin at the right. The same input gives the same bytes.
#[must_use]
pub fn bar_chart(title: &str, bars: &[Bar], language: Language) -> String {
    let height = TOP + ROW * i64::try_from(bars.len().max(1)).unwrap_or(1) + 24;
    let most = bars.iter().flat_map(|b| [b.revenue, b.cost]).max().unwrap_or_default().max(Decimal::ONE);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         font-family=\"Noto Sans, Helvetica, Arial, sans-serif\" font-size=\"13\">\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>\
         <text x=\"16\" y=\"30\" font-size=\"18\" font-weight=\"bold\" fill=\"#1c222b\">{}</text>",
        escape(title)
    );
    legend(&mut svg, language);
    for (bar, i) in bars.iter().zip(0_i64..) {
        row(&mut svg, bar, TOP + ROW * i, most, language);
    }
    if bars.is_empty() {
        let nothing = language.say("Keine Daten im Zeitraum", "No data in this period");
        let _infallible = write!(svg, "<text x=\"16\" y=\"{}\" fill=\"#5b6470\">{nothing}</text>", TOP + 18);
    }
    svg.push_str("</svg>\n");
    svg
}

fn legend(svg: &mut String, language: Language) {
    let words = [
        (LEFT, "#174a7c", language.say("Erlös", "Revenue")),
        (LEFT + 110, "#c9832b", language.say("Kosten", "Cost")),
    ];
    for (x, color, word) in words {
        let _infallible = write!(
            svg,
            "<rect x=\"{x}\" y=\"46\" width=\"12\" height=\"12\" fill=\"{color}\"/><text x=\"{}\" y=\"57\" \
             fill=\"#1c222b\">{word}</text>",
            x + 18
        );
    }
    let _infallible = write!(
        svg,
        "<text x=\"{}\" y=\"57\" text-anchor=\"end\" fill=\"#1c222b\">{}</text>",
        WIDTH - 16,
        language.say("Deckungsbeitrag EUR", "Margin EUR")
    );
}

fn row(svg: &mut String, bar: &Bar, y: i64, most: Decimal, language: Language) {
    let length = |value: Decimal| {
        let full = Decimal::from(WIDTH - LEFT - RIGHT);
        i64::try_from((value.max(Decimal::ZERO) * full / most).round()).unwrap_or_default()
    };
    let margin = bar.revenue - bar.cost;
    let color = if margin.is_sign_negative() && !margin.is_zero() { "#b3261e" } else { "#1c222b" };
    let label: String = match bar.label.chars().count() {
        ..=30 => bar.label.clone(),
        _ => bar.label.chars().take(29).chain(['…']).collect(),
    };
    let _infallible = write!(
        svg,
        "<text x=\"16\" y=\"{text}\" fill=\"#1c222b\">{label}</text>\
         <rect x=\"{LEFT}\" y=\"{upper}\" width=\"{revenue}\" height=\"13\" fill=\"#174a7c\"/>\
         <rect x=\"{LEFT}\" y=\"{lower}\" width=\"{cost}\" height=\"13\" fill=\"#c9832b\"/>\
         <text x=\"{end}\" y=\"{text}\" text-anchor=\"end\" fill=\"{color}\">{margin}</text>",
        text = y + 19,
        label = escape(&label),
        upper = y + 1,
        lower = y + 15,
        revenue = length(bar.revenue),
        cost = length(bar.cost),
        end = WIDTH - 16,
        margin = decimal(margin, 2, language),
    );
}

fn escape(text: &str) -> String {
    let allowed = text.chars().filter(|c| !c.is_control());
    allowed.fold(String::new(), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn b10_a_picture_shows_revenue_cost_and_margin() {
        let bar = |label: &str, revenue, cost| Bar { label: label.to_owned(), revenue, cost };
        let bars = [bar("Muster & <Söhne>", dec!(1000), dec!(250)), bar(&"x".repeat(50), dec!(0), dec!(500))];
        let svg = bar_chart("Kunden", &bars, Language::German);
        assert!(svg.contains("Muster &amp; &lt;Söhne&gt;") && svg.contains(">750,00<"), "{svg}");
        assert!(
            svg.contains("width=\"570\" height=\"13\" fill=\"#174a7c\""),
            "the largest fills the breadth"
        );
        assert!(svg.contains("\u{2212}500,00") && svg.contains("#b3261e"), "a loss is seen");
        assert_eq!(svg, bar_chart("Kunden", &bars, Language::German));
        assert!(bar_chart("Leer", &[], Language::German).contains("Keine Daten"));
    }
}
