//! The innermost select: which ids are on the page, in which order, with what they were sorted by.

use super::{Row, Scope, Writer};
use crate::names::{localized_table, quote};
use crate::select::plan::{Anchor, Cut, Direction, Entries, Localization, Order, Page, Table};
use crate::{Engine, Value};

impl Writer {
    /// Names for the rows that are joined to a page.
    pub(super) fn row_of_page(&mut self, entries: &Entries) -> Row {
        self.row(entries)
    }

    /// The page: columns `id`, `locale` where there are localisations, `k` where there is a key.
    pub(super) fn page(&mut self, entries: &Entries, page: &Page) {
        let order = &page.order;
        match page.cut {
            Cut::First(first) => {
                self.page_rows(entries, page);
                self.sorted(order, order.direction, first, page.skip);
            }
            Cut::Last(last) => {
                self.page_rows(entries, page);
                self.sorted(order, order.direction.reversed(), last, page.skip);
            }
            Cut::FirstThenLast { first, last } => {
                let all = self.alias();
                self.push("SELECT * FROM (");
                self.page_rows(entries, page);
                self.sorted(order, order.direction, first, page.skip);
                self.push(") AS ");
                self.push_alias(all);
                self.sorted(order, order.direction.reversed(), last, 0);
            }
        }
    }

    /// All rows of the page's set that the cursors leave, without order and limit.
    fn page_rows(&mut self, entries: &Entries, page: &Page) {
        let row = self.row(entries);
        let scope = Scope { row, parent: None };
        self.push("SELECT ");
        self.keys(&page.order, &scope);
        self.rows_after_cursors(entries, page, &scope);
    }

    /// `t0.id AS id, t1.locale AS locale, t0.f AS k`
    fn keys(&mut self, order: &Order, scope: &Scope<'_>) {
        self.column(&order.id, scope);
        self.push(" AS id");
        if let Some(localized) = scope.row.localized {
            self.push(", ");
            self.push_member(localized, "locale");
            self.push(" AS locale");
        }
        if let Some(key) = &order.key {
            self.push(", ");
            self.scalar(&key.value, scope);
            self.push(" AS k");
        }
    }

    /// ` FROM … WHERE …` with a comparison for each cursor.
    pub(super) fn rows_after_cursors(&mut self, entries: &Entries, page: &Page, scope: &Scope<'_>) {
        self.push(" FROM ");
        self.tables(entries, scope);
        let order = &page.order;
        let cursors = [(page.after.as_deref(), order.direction), (page.before.as_deref(), order.direction.reversed())];
        let mut compared = Vec::new();
        for (cursor, direction) in cursors {
            if let Some(id) = cursor {
                let alias = self.alias();
                self.push(" JOIN (");
                self.cursor_row(entries, order, id);
                self.push(") AS ");
                self.push_alias(alias);
                self.push(" ON TRUE");
                compared.push((alias, direction));
            }
        }
        self.push(" WHERE ");
        self.conditions(entries, scope);
        for (alias, direction) in compared {
            self.push(" AND ");
            self.beyond_cursor(order, scope, alias, direction);
        }
    }

    /// The cursor's own row, found only where it is in the set: a forged cursor tells nothing (security case 3).
    pub(super) fn cursor_row(&mut self, entries: &Entries, order: &Order, id: &str) {
        let row = self.row(entries);
        let scope = Scope { row, parent: None };
        self.push("SELECT ");
        self.keys(order, &scope);
        self.push(" FROM ");
        self.rows(entries, &scope);
        self.push(" AND ");
        self.column(&order.id, &scope);
        self.push(" = ");
        self.push_bound(Value::from(id));
    }

    /// The row comes after the cursor's when sorting in this direction.
    fn beyond_cursor(&mut self, order: &Order, scope: &Scope<'_>, cursor: usize, direction: Direction) {
        let sign = match direction {
            Direction::Ascending => ">",
            Direction::Descending => "<",
        };
        let Some(key) = &order.key else {
            self.column(&order.id, scope);
            self.push(&format!(" {sign} t{cursor}.id"));
            return;
        };
        let text_of = |writer: &mut Writer, write: &dyn Fn(&mut Writer)| {
            let start = writer.text.len();
            write(writer);
            writer.text.split_off(start)
        };
        let value = text_of(self, &|writer| writer.scalar(&key.value, scope));
        let id = text_of(self, &|writer| writer.column(&order.id, scope));
        if !key.nullable {
            // A comparison of rows is what an index on (stage, key, id) can serve.
            self.push(&format!("({value}, {id}) {sign} (t{cursor}.k, t{cursor}.id)"));
            return;
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

    fn sorted(&mut self, order: &Order, direction: Direction, limit: i64, offset: i64) {
        self.push(" ORDER BY ");
        self.order_by(order, direction, "");
        self.push(" LIMIT ");
        self.push_bound(Value::Int(limit));
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
        let word = match direction {
            Direction::Ascending => "ASC",
            Direction::Descending => "DESC",
        };
        if let Some(key) = &order.key {
            let nulls = match (self.engine, key.nullable, direction) {
                (Engine::Sqlite, true, Direction::Ascending) => " NULLS LAST",
                (Engine::Sqlite, true, Direction::Descending) => " NULLS FIRST",
                (Engine::Sqlite, false, _) | (Engine::Postgres, _, _) => "",
            };
            self.push(&format!("{prefix}k {word}{nulls}, "));
        }
        self.push(&format!("{prefix}id {word}"));
    }

    /// Joins to a page (`t2`) the rows of its ids: ` JOIN table t3 ON … JOIN localized t4 ON …`.
    pub(super) fn join_page(&mut self, entries: &Entries, row: Row, page: usize) {
        self.push(" JOIN ");
        self.base_table(&entries.table, row.base);
        self.push(&format!(" ON t{}.id = t{page}.id", row.base));
        if let Anchor::Stage(stage) = entries.anchor {
            self.push(&format!(" AND t{}.stage = ", row.base));
            self.push_bound(Value::Int(stage));
        }
        if let (Table::Model(model), Some(localized)) = (&entries.table, row.localized) {
            let base = row.base;
            self.push(&format!(
                " JOIN {} AS t{localized} ON t{localized}.id = t{base}.id AND t{localized}.stage = t{base}.stage \
                 AND t{localized}.locale = t{page}.locale",
                quote(&localized_table(model))
            ));
        }
        debug_assert!(!matches!(entries.localization, Localization::Each { .. }), "pages are of entries");
    }
}
