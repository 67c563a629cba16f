//! Conditions on the rows that a row leads to.

use model::ids::ModelId;

use super::{Row, Scope, Writer};
use crate::select::link::{Holders, StageOf};
use crate::select::plan::{Anchor, Entries, LocaleChoice, Localization, Table};
use crate::select::predicate::{Predicate, Quantifier};
use crate::{Engine, Value, list_contains};

impl Writer {
    /// `IN` on SQLite, where `EXISTS` is many times slower, as long as the inner select is the same for every row around;
    /// `EXISTS` on PostgreSQL. Neither is ever null.
    pub(super) fn related(&mut self, entries: &Entries, quantifier: Quantifier, scope: &Scope<'_>) {
        let row = self.row(entries);
        let inside = Scope { row, parent: Some(scope) };
        if quantifier != Quantifier::Some {
            self.push("NOT ");
        }
        if self.engine == Engine::Sqlite && is_independent(entries) {
            let around = self.around(entries, scope);
            let near = self.near(entries, &inside);
            let guard = match entries.anchor {
                // A reference may be null, and the answer must not be.
                Anchor::Referred(_) => format!("{around} IS NOT NULL AND "),
                _ => String::new(),
            };
            self.push(&format!("({guard}{around} IN (SELECT {near} FROM "));
            self.tables(entries, &inside);
            self.push(" WHERE ");
            self.led(entries, &inside);
            self.decisive(entries, quantifier, &inside);
            self.push("))");
        } else {
            self.push("EXISTS (SELECT 1 FROM ");
            self.tables(entries, &inside);
            self.push(" WHERE ");
            self.anchored(entries, &inside);
            self.decisive(entries, quantifier, &inside);
            self.push(")");
        }
    }

    /// ` AND …` for the rows that decide: those that fulfil the filter, or, where every one must, those that do not.
    fn decisive(&mut self, entries: &Entries, quantifier: Quantifier, scope: &Scope<'_>) {
        match quantifier {
            Quantifier::Some | Quantifier::None => self.own_conditions(entries, scope),
            Quantifier::Every => {
                self.localizations(entries, scope);
                self.and(entries.readable.predicate(), scope);
                self.push(" AND (");
                self.predicate(&entries.filter, scope);
                self.push(") IS NOT TRUE");
            }
        }
    }

    /// The instance of the row is held by one of the fields, its holders by theirs.
    pub(super) fn held(&mut self, holders: &Holders, by: Option<&(ModelId, Box<Predicate>)>, base: usize) {
        self.push("(");
        if by.is_some() {
            self.push("(");
        }
        self.one_of_fields(base, &holders.fields);
        if let Some((model, condition)) = by {
            let entry = self.alias();
            self.push(" AND EXISTS (SELECT 1 FROM ");
            self.base_table(&Table::Model(model.clone()), entry);
            self.push(&format!(" WHERE t{entry}.id = t{base}.parent AND t{entry}.stage = t{base}.stage"));
            self.and(condition, &Scope { row: Row::of(entry), parent: None });
            self.push("))");
        }
        for (component, fields, further) in &holders.inside {
            let holder = self.alias();
            self.push(" OR (");
            self.one_of_fields(base, fields);
            self.push(" AND EXISTS (SELECT 1 FROM ");
            self.base_table(&Table::Component(component.clone()), holder);
            self.push(&format!(" WHERE t{holder}.id = t{base}.parent AND t{holder}.stage = t{base}.stage AND "));
            self.held(further, by, holder);
            self.push("))");
        }
        self.push(")");
    }

    fn one_of_fields(&mut self, base: usize, fields: &[model::ids::FieldId]) {
        let ids = fields.iter().map(|field| field.as_str().to_owned()).collect();
        let placeholder = self.bind(Value::Texts(ids));
        let text = list_contains(self.engine, &format!("t{base}.field"), &placeholder);
        self.push(&text);
    }
}

/// Whether the set's rows, the row around apart, depend on nothing outside.
fn is_independent(entries: &Entries) -> bool {
    let is_known = |stage: StageOf| matches!(stage, StageOf::Key(_));
    let anchor = match &entries.anchor {
        Anchor::Referred(_) | Anchor::Referring(_) => true,
        Anchor::Linked(link) => link.stage.is_none_or(is_known),
        Anchor::Held(held) => is_known(held.stage),
        Anchor::All | Anchor::Stage(_) | Anchor::Copies { .. } | Anchor::Same | Anchor::Embedded { .. } => false,
    };
    let localization = match &entries.localization {
        Localization::None => true,
        Localization::First(choices) => choices.iter().all(|choice| matches!(choice, LocaleChoice::Key(_))),
        Localization::Each { include_current, .. } => *include_current,
    };
    anchor && localization
}
