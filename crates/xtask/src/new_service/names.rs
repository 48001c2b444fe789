//! The names that a service is made of.

/// A service and the noun it keeps.
#[derive(Debug)]
pub struct Names {
    name: String,
    noun: String,
    nouns: String,
}

impl Names {
    /// Sound names: lower-case words that Rust, SQL and protos take as they are. All that is wrong is told at once.
    pub fn new(name: &str, noun: &str, nouns: Option<&str>) -> Result<Self, String> {
        let nouns = nouns.map_or_else(|| format!("{noun}s"), str::to_owned);
        let wrong: Vec<String> = [("NAME", name), ("--noun", noun), ("--nouns", nouns.as_str())]
            .into_iter()
            .filter(|(_, word)| !is_word(word))
            .map(|(which, word)| format!("{which} {word:?}: give 2 to 30 letters a to z, such as knowledge"))
            .collect();
        if !wrong.is_empty() {
            return Err(wrong.join("\n"));
        }
        if noun == nouns || name == noun || name == nouns {
            return Err("NAME, --noun and --nouns are three different words".to_owned());
        }
        Ok(Self { name: name.to_owned(), noun: noun.to_owned(), nouns })
    }

    /// The service's own name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A text with its placeholders filled.
    pub fn fill(&self, text: &str) -> String {
        let article = if self.noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        text.replace("@name@", &self.name)
            .replace("@Name@", &capital(&self.name))
            .replace("@noun@", &self.noun)
            .replace("@Noun@", &capital(&self.noun))
            .replace("@nouns@", &self.nouns)
            .replace("@Nouns@", &capital(&self.nouns))
            .replace("@a_noun@", &format!("{article} {}", self.noun))
            .replace("@A_noun@", &format!("{} {}", capital(article), self.noun))
    }
}

fn is_word(word: &str) -> bool {
    (2..=30).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_wrong_names_are_told_at_once() {
        let why = Names::new("Know ledge", "x", None).expect_err("neither is a word");
        assert!(why.contains("NAME \"Know ledge\"") && why.contains("--noun \"x\""), "{why}");
        assert!(Names::new("stock", "stock", None).is_err());
        let names = Names::new("stock", "entry", Some("entries")).expect("sound names");
        assert_eq!(names.fill("@Name@ keeps @a_noun@ or @Nouns@"), "Stock keeps an entry or Entries");
    }
}
