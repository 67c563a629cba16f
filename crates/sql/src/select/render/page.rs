//! The innermost select: which ids are on the page, in which order, with what they were sorted by.

use super::{Row, Scope, Writer};
use crate::select::plan::{Cut, Direction, Entries, Localization, One, Order, Page};
use crate::{Engine, Value};

/// What a page is of.
#[derive(Clone, Copy)]
pub(super) enum Source<'p> {
    /// The rows of one set.
    Entries(&'p Entries),
    /// The rows of several sets.
    Members(&'p [One]),
}

/// How SQLite may come to a page's rows.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// As it likes.
    Any,
    /// Not by an index that has their order.
    NotByOrder,
}

/// A row's place in an order as SQL text, and whether it may be null.
struct Place {
    key: Option<(String, bool)>,
    id: String,
}

impl Writer {
    /// Names for the rows that are joined to a page.
    pub(super) fn row_of_page(&mut self, entries: &Entries) -> Row {
        self.row(entries)
    }

    /// The page: columns `id`, `locale` where there are localisations, `k` where there is a key; of several sets also
    /// `kind`, the number of the set.
    pub(super) fn page(&mut self, source: Source<'_>, page: &Page, parent: Option<&Scope<'_>>) {
        if self.newest_page(source, page, parent) {
            return;
        }
        let order = &page.order;
        match page.cut {
            Cut::First(first) => {
                self.page_rows(source, page, parent);
                self.sorted(order, order.direction, first, page.skip);
            }
            Cut::Last(last) => {
                self.page_rows(source, page, parent);
                self.sorted(order, order.direction.reversed(), last, page.skip);
            }
            Cut::FirstThenLast { first, last } => {
                let all = self.alias();
                self.push("SELECT * FROM (");
                self.page_rows(source, page, parent);
                self.sorted(order, order.direction, first, page.skip);
                self.push(") AS ");
                self.push_alias(all);
                self.sorted(order, order.direction.reversed(), last, 0);
            }
        }
    }

    /// All rows of the page's set that the cursors leave, without order and limit.
    fn page_rows(&mut self, source: Source<'_>, page: &Page, parent: Option<&Scope<'_>>) {
        match source {
            Source::Entries(entries) => {
                let scope = Scope { row: self.row(entries), parent };
                self.push("SELECT ");
                self.keys(&page.order, &scope, self.way(entries));
                self.rows_after_cursors(entries, page, &scope);
            }
            Source::Members(members) => {
                let all = self.alias();
                self.push(&format!("SELECT t{all}.* FROM ("));
                self.members(members, &page.order, parent);
                self.push(&format!(") AS t{all}"));
                let cursors = self.join_cursors(source, page, parent);
                let place = Place {
                    key: page.order.key.as_ref().map(|key| (format!("t{all}.k"), key.nullable)),
                    id: format!("t{all}.id"),
                };
                for (index, (cursor, direction)) in cursors.into_iter().enumerate() {
                    self.push(if index == 0 { " WHERE " } else { " AND " });
                    self.beyond_cursor(&place, cursor, direction);
                }
            }
        }
    }

    /// Without statistics SQLite takes an index for the order to be the shortest way, whatever the filter leaves: a search
    /// would walk through all rows.
    fn way(&self, entries: &Entries) -> Way {
        match self.engine {
            Engine::Sqlite if entries.filter.is_searched() => Way::NotByOrder,
            Engine::Sqlite | Engine::Postgres => Way::Any,
        }
    }

    /// `t0.id AS id, t1.locale AS locale, t0.f AS k`
    pub(super) fn keys(&mut self, order: &Order, scope: &Scope<'_>, way: Way) {
        self.column(&order.id, scope);
        self.push(" AS id");
        if let Some(localized) = scope.row.localized {
            self.push(", ");
            self.push_member(localized, "locale");
            self.push(" AS locale");
        }
        self.key(order, scope, way);
    }

    /// `, t0.f AS k`
    pub(super) fn key(&mut self, order: &Order, scope: &Scope<'_>, way: Way) {
        if let Some(key) = &order.key {
            self.push(match way {
                Way::Any => ", ",
                // The same value, which no index is ordered by.
                Way::NotByOrder => ", +",
            });
            self.scalar(&key.value, scope);
            self.push(" AS k");
        }
    }

    /// ` FROM … WHERE …` with a comparison for each cursor.
    pub(super) fn rows_after_cursors(&mut self, entries: &Entries, page: &Page, scope: &Scope<'_>) {
        self.push(" FROM ");
        self.tables(entries, scope);
        self.after_cursors(entries, page, scope);
    }

    /// ` WHERE …` with a comparison for each cursor, behind the tables.
    pub(super) fn after_cursors(&mut self, entries: &Entries, page: &Page, scope: &Scope<'_>) {
        let order = &page.order;
        let cursors = self.join_cursors(Source::Entries(entries), page, scope.parent);
        self.push(" WHERE ");
        self.conditions(entries, scope);
        if cursors.is_empty() {
            return;
        }
        let text_of = |writer: &mut Writer, write: &dyn Fn(&mut Writer)| {
            let start = writer.text.len();
            write(writer);
            writer.text.split_off(start)
        };
        let key = order.key.as_ref();
        let place = Place {
            key: key.map(|key| (text_of(self, &|writer| writer.scalar(&key.value, scope)), key.nullable)),
            id: text_of(self, &|writer| writer.column(&order.id, scope)),
        };
        for (cursor, direction) in cursors {
            self.push(" AND ");
            self.beyond_cursor(&place, cursor, direction);
        }
    }

    /// Joins the cursors' own rows; gives their names with the direction in which rows lie beyond them.
    fn join_cursors(&mut self, source: Source<'_>, page: &Page, parent: Option<&Scope<'_>>) -> Vec<(usize, Direction)> {
        let order = &page.order;
        let cursors = [(page.after.as_deref(), order.direction), (page.before.as_deref(), order.direction.reversed())];
        let mut joined = Vec::new();
        for (cursor, direction) in cursors {
            if let Some(id) = cursor {
                let alias = self.alias();
                self.push(" JOIN (");
                self.cursor_row(source, order, id, parent);
                self.push(") AS ");
                self.push_alias(alias);
                self.push(" ON TRUE");
                joined.push((alias, direction));
            }
        }
        joined
    }

    /// The cursor's own row, found only where it is in the set: a forged cursor tells nothing (security case 3).
    pub(super) fn cursor_row(&mut self, source: Source<'_>, order: &Order, id: &str, parent: Option<&Scope<'_>>) {
        match source {
            Source::Entries(entries) => {
                let scope = Scope { row: self.row(entries), parent };
                self.push("SELECT ");
                self.keys(order, &scope, Way::Any);
                self.push(" FROM ");
                self.rows(entries, &scope);
                self.push(" AND ");
                self.column(&order.id, &scope);
            }
            Source::Members(members) => {
                let all = self.alias();
                self.push(&format!("SELECT t{all}.* FROM ("));
                self.members(members, order, parent);
                self.push(&format!(") AS t{all} WHERE t{all}.id"));
            }
        }
        self.push(" = ");
        self.push_bound(Value::from(id));
    }

    /// The row comes after the cursor's when sorting in this direction.
    fn beyond_cursor(&mut self, place: &Place, cursor: usize, direction: Direction) {
        let sign = direction.beyond();
        let id = &place.id;
        let Some((value, nullable)) = &place.key else {
            return self.push(&format!("{id} {sign} t{cursor}.id"));
        };
        if !nullable {
            // A comparison of rows is what an index on (stage, key, id) can serve.
            return self.push(&format!("({value}, {id}) {sign} (t{cursor}.k, t{cursor}.id)"));
        }
        let (nearer, farther) = match direction {
            Direction::Ascending => (format!("t{cursor}.k"), value.clone()),
            Direction::Descending => (value.clone(), format!("t{cursor}.k")),
        };
        // Null is the largest value.
        self.push(&format!(
            "({value} {sign} t{cursor}.k OR ({nearer} IS NOT NULL AND {farther} IS NULL) \
             OR (({value} = t{cursor}.k OR ({value} IS NULL AND t{cursor}.k IS NULL)) AND {id} {sign} t{cursor}.id))"
        ));
    }

    pub(super) fn sorted(&mut self, order: &Order, direction: Direction, limit: i64, offset: i64) {
        self.push(" ORDER BY ");
        self.order_by(order, direction, "");
        self.push_limit(limit, 0);
        if offset > 0 {
            self.push(" OFFSET ");
            self.push_bound(Value::Int(offset));
        }
    }

    /// The order of a page's rows once more, after the join.
    pub(super) fn page_order(&mut self, page: usize, order: &Order) {
        self.order_by(order, order.direction, &format!("t{page}."));
    }

    /// By the page's columns: SQLite sorts nulls first where PostgreSQL sorts them last, so it is said wherever there can
    /// be one; where not, the plain form lets SQLite use the index.
    pub(super) fn order_by(&mut self, order: &Order, direction: Direction, prefix: &str) {
        if let Some(key) = &order.key {
            let nulls = match (self.engine, key.nullable, direction) {
                (Engine::Sqlite, true, Direction::Ascending) => " NULLS LAST",
                (Engine::Sqlite, true, Direction::Descending) => " NULLS FIRST",
                (Engine::Sqlite, false, _) | (Engine::Postgres, _, _) => "",
            };
            self.push(&format!("{prefix}k {}{nulls}, ", direction.word()));
        }
        self.push(&format!("{prefix}id {}", direction.word()));
    }

    /// Joins to a page (`t2`) the rows of its ids: ` JOIN table t3 ON … JOIN localized t4 ON …`.
    pub(super) fn join_page(&mut self, entries: &Entries, scope: &Scope<'_>, page: usize) {
        let base = scope.row.base;
        self.push_ordered_join();
        self.base_table(&entries.table, base);
        self.push(&format!(" ON t{base}.id = t{page}.id"));
        self.and_stage(entries, scope);
        self.join_page_locale(entries, scope, page);
        debug_assert!(!matches!(entries.localization, Localization::Each { .. }), "pages are of entries");
    }

    /// The localisation that the page chose.
    pub(super) fn join_page_locale(&mut self, entries: &Entries, scope: &Scope<'_>, page: usize) {
        if let Some(localized) = scope.row.localized {
            self.push_ordered_join();
            self.localized_of(&entries.table, scope.row.base, localized);
            self.push(&format!(" AND t{localized}.locale = t{page}.locale"));
        }
    }
}
