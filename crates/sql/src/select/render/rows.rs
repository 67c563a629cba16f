//! Where rows come from: tables, the localisation that is looked at, the row around, the filter.

use model::ids::ModelId;

use super::{Row, Scope, Writer};
use crate::names::{base_table, localized_table, quote};
use crate::select::plan::{Anchor, Entries, LocaleChoice, Localization, Table};
use crate::{Value, list_contains};

impl Writer {
    /// Names for a row of the set.
    pub(super) fn row(&mut self, entries: &Entries) -> Row {
        let base = self.alias();
        let localized = match entries.localization {
            Localization::None => None,
            Localization::First(_) | Localization::Each { .. } => Some(self.alias()),
        };
        Row { base, localized, item: None }
    }

    /// `table t0 JOIN localized t1 ON … WHERE …`
    pub(super) fn rows(&mut self, entries: &Entries, scope: &Scope<'_>) {
        self.tables(entries, scope);
        self.push(" WHERE ");
        self.conditions(entries, scope);
    }

    /// `table t0 JOIN localized t1 ON …`
    pub(super) fn tables(&mut self, entries: &Entries, scope: &Scope<'_>) {
        self.base_table(&entries.table, scope.row.base);
        if let (Table::Model(model), Some(localized)) = (&entries.table, scope.row.localized) {
            self.join_localized(model, scope.row.base, localized);
            if let Localization::First(choices) = &entries.localization {
                self.push(" AND ");
                self.choose_locale(model, choices, scope, localized);
            }
        }
    }

    pub(super) fn base_table(&mut self, table: &Table, alias: usize) {
        match table {
            Table::Model(model) => self.push(&quote(&base_table(model))),
            Table::Actors => self.push("content_actor"),
        }
        self.push(" AS ");
        self.push_alias(alias);
    }

    fn join_localized(&mut self, model: &ModelId, base: usize, localized: usize) {
        self.push(" JOIN ");
        self.push(&quote(&localized_table(model)));
        self.push(" AS ");
        self.push_alias(localized);
        self.push(" ON ");
        self.push_member(localized, "id");
        self.push(" = ");
        self.push_member(base, "id");
        self.push(" AND ");
        self.push_member(localized, "stage");
        self.push(" = ");
        self.push_member(base, "stage");
    }

    /// The first locale in which the entry has a row. Each look-up is one of the primary key and is done only when those
    /// before it found nothing; the last needs none, since the join itself is one.
    fn choose_locale(&mut self, model: &ModelId, choices: &[LocaleChoice], scope: &Scope<'_>, localized: usize) {
        let Some((last, before)) = choices.split_last() else { return self.push("FALSE") };
        self.push_member(localized, "locale");
        self.push(" = ");
        if before.is_empty() {
            return self.locale(*last, scope);
        }
        self.push("COALESCE(");
        for choice in before {
            let sought = self.alias();
            self.push("(SELECT ");
            self.push_member(sought, "locale");
            self.push(" FROM ");
            self.push(&quote(&localized_table(model)));
            self.push(" AS ");
            self.push_alias(sought);
            self.push(" WHERE ");
            self.push_member(sought, "id");
            self.push(" = ");
            self.push_member(scope.row.base, "id");
            self.push(" AND ");
            self.push_member(sought, "stage");
            self.push(" = ");
            self.push_member(scope.row.base, "stage");
            self.push(" AND ");
            self.push_member(sought, "locale");
            self.push(" = ");
            self.locale(*choice, scope);
            self.push("), ");
        }
        self.locale(*last, scope);
        self.push(")");
    }

    fn locale(&mut self, choice: LocaleChoice, scope: &Scope<'_>) {
        let around = scope.parent.and_then(|parent| parent.row.localized);
        match (choice, around) {
            (LocaleChoice::Key(key), _) => self.push_bound(Value::Int(key)),
            (LocaleChoice::Enclosing, Some(localized)) => self.push_member(localized, "locale"),
            (LocaleChoice::Enclosing, None) => self.push("NULL"),
        }
    }

    /// What must hold of a row: where it starts from, which localisations, the filter.
    pub(super) fn conditions(&mut self, entries: &Entries, scope: &Scope<'_>) {
        let base = scope.row.base;
        let around = scope.parent.map(|parent| parent.row);
        match (&entries.anchor, around) {
            (Anchor::All, _) => self.push("TRUE"),
            (Anchor::Stage(stage), _) => {
                self.push_member(base, "stage");
                self.push(" = ");
                self.push_bound(Value::Int(*stage));
            }
            (Anchor::Copies { stages, include_current }, Some(around)) => {
                self.equal(base, around.base, "id");
                self.push(" AND ");
                self.one_of(base, "stage", stages);
                if !include_current {
                    self.push(" AND ");
                    self.differ(base, around.base, "stage");
                }
            }
            (Anchor::Same, Some(around)) => {
                self.equal(base, around.base, "id");
                self.push(" AND ");
                self.equal(base, around.base, "stage");
            }
            (Anchor::Referred(column), Some(_)) => {
                self.push_member(base, "id");
                self.push(" = ");
                if let Some(parent) = scope.parent {
                    self.column(column, parent);
                }
            }
            // There is no row around to start from: no row at all.
            (Anchor::Copies { .. } | Anchor::Same | Anchor::Referred(_), None) => self.push("FALSE"),
        }
        if let (Localization::Each { locales, include_current }, Some(localized)) =
            (&entries.localization, scope.row.localized)
        {
            self.push(" AND ");
            self.one_of(localized, "locale", locales);
            if let (false, Some(around)) = (*include_current, around.and_then(|around| around.localized)) {
                self.push(" AND ");
                self.differ(localized, around, "locale");
            }
        }
        self.and(&entries.filter, scope);
    }

    fn equal(&mut self, left: usize, right: usize, name: &str) {
        self.push_member(left, name);
        self.push(" = ");
        self.push_member(right, name);
    }

    fn differ(&mut self, left: usize, right: usize, name: &str) {
        self.push_member(left, name);
        self.push(" <> ");
        self.push_member(right, name);
    }

    /// `t0.stage = ANY($1)`: the list is one value.
    pub(super) fn one_of(&mut self, alias: usize, name: &str, keys: &[i64]) {
        let placeholder = self.bind(Value::Ints(keys.to_vec()));
        let text = list_contains(self.engine, &format!("t{alias}.{name}"), &placeholder);
        self.push(&text);
    }
}
