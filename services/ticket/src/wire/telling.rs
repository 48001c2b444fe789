//! What the log of a ticket tells of the houses between which it went (N10).

/// Words of the taking house, with the agreement and the person before them: the giving house knows neither by id.
pub(crate) fn attributed(title: &str, person: &str, text: &str) -> String {
    let who = if person.is_empty() { title.to_owned() } else { format!("{title}, {person}") };
    if text.is_empty() { who } else { format!("{who}: {text}") }
}

fn with_note(text: String, note: &str) -> String {
    if note.is_empty() { text } else { format!("{text}. {note}") }
}

/// The giving house handed it over.
pub(crate) fn handed_over(title: &str, note: &str) -> String {
    with_note(format!("An Verbund übergeben: {title}"), note)
}

/// The giving house took it back.
pub(crate) fn taken_back(title: &str, note: &str) -> String {
    with_note(format!("Aus dem Verbund zurückgeholt: {title}"), note)
}

/// Someone of the taking house took it.
pub(crate) const TAKEN: &str = "übernommen";

/// The taking house returned it.
pub(crate) fn returned(note: &str) -> String {
    with_note("zurückgegeben".to_owned(), note)
}

/// Its time was over.
pub(crate) fn lapsed(title: &str) -> String {
    format!("Aus dem Verbund zurück, die Zeit ist um: {title}")
}

/// The agreement ended.
pub(crate) fn agreement_ended(title: &str) -> String {
    format!("Aus dem Verbund zurück, die Vereinbarung ist beendet: {title}")
}
