//! What the index is asked for: all grams of the sought text.

use std::collections::BTreeSet;

use crate::Engine;

/// The gram of a row that may hold anything. No gram of a text is longer than three characters.
pub(super) const EVERY_GRAM: &str = "every";

/// How many grams are asked for. More would hardly leave fewer rows.
const MOST_GRAMS: usize = 32;

/// All grams of a text that is sought, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question(BTreeSet<String>);

impl Question {
    /// None for a text of less than three characters, which has no gram: any row may hold it.
    pub fn about(sought: &str) -> Option<Question> {
        let lowered: Vec<char> = sought.to_lowercase().chars().collect();
        let grams = lowered.windows(3).take(MOST_GRAMS).map(|gram| gram.iter().collect());
        let grams: BTreeSet<String> = grams.collect();
        (!grams.is_empty()).then_some(Question(grams))
    }

    /// The question in the engine's own language of full-text search.
    pub(crate) fn text(&self, engine: Engine) -> String {
        let quoted = self.0.iter().map(|gram| match engine {
            Engine::Sqlite => format!("\"{}\"", gram.replace('"', "\"\"")),
            Engine::Postgres => format!("'{}'", gram.replace('\\', "\\\\").replace('\'', "''")),
        });
        let quoted: Vec<String> = quoted.collect();
        match engine {
            Engine::Sqlite => quoted.join(" AND "),
            Engine::Postgres => format!("{} | '{EVERY_GRAM}'", quoted.join(" & ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(engine: Engine, sought: &str) -> String {
        Question::about(sought).expect("a gram").text(engine)
    }

    #[test]
    fn all_grams_of_the_lowered_text_are_asked_for() {
        assert_eq!(asked(Engine::Sqlite, "Häus"), "\"häu\" AND \"äus\"");
        assert_eq!(asked(Engine::Postgres, "Häus"), "'häu' & 'äus' | 'every'");
        assert_eq!(asked(Engine::Sqlite, "aaaaa"), "\"aaa\"");
        assert_eq!(Question::about("ab"), None);
    }

    #[test]
    fn nothing_in_a_gram_is_an_operator() {
        assert_eq!(asked(Engine::Sqlite, "\"*a"), "\"\"\"*a\"");
        assert_eq!(asked(Engine::Postgres, "'\\:"), "'''\\\\:' | 'every'");
    }

    #[test]
    fn a_long_text_asks_for_a_few() {
        let long: String = ('a'..='z').cycle().take(10_000).collect();
        assert!(asked(Engine::Sqlite, &long).len() < 400);
    }
}
