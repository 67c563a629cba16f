//! Conditions that the full-text index decides.

use model::ParentId;

use super::{Scope, Writer};
use crate::names::{quote, search_table, search_trigram_table};
use crate::search::Question;
use crate::select::column::Column;
use crate::{Engine, Value};

impl Writer {
    /// `t0.id IN (SELECT t1.id FROM index WHERE …)`: the same for every row around, so the index is asked once. Neither
    /// stage nor locale is asked for: the texts themselves are compared afterwards.
    pub(super) fn may_hold(&mut self, parent: &ParentId, id: &Column, question: &Question, scope: &Scope<'_>) {
        let (id, row) = (self.column_text(id, scope), self.alias());
        let (rows, question) = (quote(&search_table(parent)), self.bind(Value::Text(question.text(self.engine))));
        let text = match self.engine {
            Engine::Sqlite => {
                let (grams, trigrams) = (self.alias(), quote(&search_trigram_table(parent)));
                format!(
                    "{id} IN (SELECT t{row}.id FROM {trigrams} AS t{grams} JOIN {rows} AS t{row} ON t{row}.key = t{grams}.rowid \
                     WHERE t{grams}.{trigrams} MATCH {question})"
                )
            }
            Engine::Postgres => format!(
                "{id} IN (SELECT t{row}.id FROM {rows} AS t{row} WHERE t{row}.grams @@ {question}::text::tsquery)"
            ),
        };
        self.push(&text);
    }
}
