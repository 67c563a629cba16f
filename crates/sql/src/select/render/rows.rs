//! Where rows come from: tables, the localisation that is looked at, the filter. What leads to them from the row around
//! is in [`super::anchor`].

use super::{Position, Row, Scope, Writer};
use crate::Engine;
use crate::names::{base_table, component_localized_table, component_table, localized_table, quote};
use crate::select::plan::{Anchor, Entries, LocaleChoice, Localization, Table};

impl Writer {
    /// Names for a row of the set.
    pub(super) fn row(&mut self, entries: &Entries) -> Row {
        let base = self.alias();
        let localized = match entries.localization {
            Localization::None => None,
            Localization::First(_) | Localization::Each { .. } => Some(self.alias()),
        };
        let link = match entries.anchor {
            Anchor::Linked(_) | Anchor::Embedded { .. } => Some(self.alias()),
            Anchor::All
            | Anchor::Stage(_)
            | Anchor::Copies { .. }
            | Anchor::Same
            | Anchor::Referred(_)
            | Anchor::Referring(_)
            | Anchor::Held(_) => None,
        };
        let position = match (&entries.anchor, link) {
            (Anchor::Linked(held), Some(alias)) => held.position.map(|column| Position { alias, column }),
            (Anchor::Embedded { .. }, Some(alias)) => Some(Position { alias, column: "pos" }),
            (Anchor::Held(_), _) => Some(Position { alias: base, column: "pos" }),
            _ => None,
        };
        Row { base, localized, link, position, item: None }
    }

    /// `table t0 JOIN localized t1 ON … WHERE …`
    pub(super) fn rows(&mut self, entries: &Entries, scope: &Scope<'_>) {
        self.tables(entries, scope);
        self.push(" WHERE ");
        self.conditions(entries, scope);
    }

    /// `table t0 JOIN localized t1 ON …`
    pub(super) fn tables(&mut self, entries: &Entries, scope: &Scope<'_>) {
        self.anchored_table(entries, scope);
        if let Some(localized) = scope.row.localized {
            self.push(" JOIN ");
            self.localized_of(&entries.table, scope.row.base, localized);
            if let Localization::First(choices) = &entries.localization {
                self.push(" AND ");
                self.choose_locale(&entries.table, choices, scope, localized);
            }
        }
    }

    /// Joins in the order in which the tables stand. Without statistics SQLite takes a page of ten rows for a long one and
    /// would begin with the whole table that is joined to it.
    pub(super) fn push_ordered_join(&mut self) {
        self.push(match self.engine {
            Engine::Sqlite => " CROSS JOIN ",
            Engine::Postgres => " JOIN ",
        });
    }

    pub(super) fn base_table(&mut self, table: &Table, alias: usize) {
        match table {
            Table::Model(model) => self.push(&quote(&base_table(model))),
            Table::Component(component) => self.push(&quote(&component_table(component))),
            Table::Actors => self.push("content_actor"),
            Table::Operations => self.push("scheduled_operation"),
            Table::Releases => self.push("scheduled_release"),
            Table::AssetFiles => self.push("asset_file"),
        }
        self.push(" AS ");
        self.push_alias(alias);
    }

    pub(super) fn localized_table(&mut self, table: &Table, alias: usize) {
        match table {
            Table::Model(model) => self.push(&quote(&localized_table(model))),
            Table::Component(component) => self.push(&quote(&component_localized_table(component))),
            // They have no localisations, and no set of their rows asks for one.
            Table::Actors | Table::Operations | Table::Releases | Table::AssetFiles => self.push("NULL"),
        }
        self.push(" AS ");
        self.push_alias(alias);
    }

    /// `localized AS t1 ON t1.id = t0.id AND t1.stage = t0.stage`, after a word that joins.
    pub(super) fn localized_of(&mut self, table: &Table, base: usize, localized: usize) {
        self.localized_table(table, localized);
        self.push(" ON ");
        self.equal(localized, base, "id");
        self.push(" AND ");
        self.equal(localized, base, "stage");
    }

    /// The first locale in which the entry has a row. Each look-up is one of the primary key and is done only when those
    /// before it found nothing; the last needs none, since the join itself is one.
    fn choose_locale(&mut self, table: &Table, choices: &[LocaleChoice], scope: &Scope<'_>, localized: usize) {
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
            self.localized_table(table, sought);
            self.push(" WHERE ");
            self.equal(sought, scope.row.base, "id");
            self.push(" AND ");
            self.equal(sought, scope.row.base, "stage");
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
        match choice {
            LocaleChoice::Key(key) => self.push_number(key),
            LocaleChoice::Enclosing(levels) => match scope.above(levels).and_then(|row| row.localized) {
                Some(localized) => self.push_member(localized, "locale"),
                None => self.push("NULL"),
            },
        }
    }

    /// What must hold of a row: where it starts from, which localisations, the filter.
    pub(super) fn conditions(&mut self, entries: &Entries, scope: &Scope<'_>) {
        self.anchored(entries, scope);
        self.own_conditions(entries, scope);
    }

    /// ` AND …` for what does not depend on where rows start from: localisations and the filter.
    pub(super) fn own_conditions(&mut self, entries: &Entries, scope: &Scope<'_>) {
        self.localizations(entries, scope);
        self.and(entries.readable.predicate(), scope);
        self.and(&entries.filter, scope);
    }

    /// ` AND …` for the localisations that are looked at, where it is not one.
    pub(super) fn localizations(&mut self, entries: &Entries, scope: &Scope<'_>) {
        let around = scope.above(1).and_then(|row| row.localized);
        if let (Localization::Each { locales, include_current }, Some(localized)) =
            (&entries.localization, scope.row.localized)
        {
            self.push(" AND ");
            self.one_of(localized, "locale", locales);
            if let (false, Some(around)) = (*include_current, around) {
                self.push(" AND ");
                self.differ(localized, around, "locale");
            }
        }
    }

    pub(super) fn equal(&mut self, left: usize, right: usize, name: &str) {
        self.push_member(left, name);
        self.push(" = ");
        self.push_member(right, name);
    }

    pub(super) fn differ(&mut self, left: usize, right: usize, name: &str) {
        self.push_member(left, name);
        self.push(" <> ");
        self.push_member(right, name);
    }

    /// `t0.stage IN (1, 2)`
    pub(super) fn one_of(&mut self, alias: usize, name: &str, keys: &[i64]) {
        if keys.is_empty() {
            return self.push("FALSE");
        }
        self.push_member(alias, name);
        self.push(" IN (");
        self.separated(keys, ", ", |writer, key| writer.push_number(*key));
        self.push(")");
    }
}
