//! Connections: the page once, as a common table, and around it only what is asked for.

use super::page::Source;
use super::whole::Whole;
use super::{Scope, Writer};
use crate::Engine;
use crate::select::plan::{AggregateField, Connection, ConnectionField, Cut, Direction, Entries, Page, PageInfoField};

impl Writer {
    pub(super) fn connection(&mut self, connection: &Connection) {
        let Connection { entries, page, fields } = connection;
        let needs_page = fields.iter().any(|(_, field)| match field {
            ConnectionField::Edges(_) => true,
            ConnectionField::PageInfo(fields) => fields.iter().any(|(_, field)| {
                matches!(field, PageInfoField::StartCursor | PageInfoField::EndCursor | PageInfoField::PageSize)
            }),
            ConnectionField::TypeName(_) | ConnectionField::Aggregate(_) => false,
        });
        let ids = self.alias();
        self.push("(");
        if needs_page {
            self.push("WITH ");
            self.push_alias(ids);
            self.push(" AS (");
            self.page(Source::Entries(entries), page, None);
            self.push(") ");
        }
        self.push("SELECT ");
        self.object(fields, |writer, field| match field {
            ConnectionField::TypeName(name) => writer.push_literal(name),
            ConnectionField::Edges(item) => {
                writer.push(match writer.engine {
                    Engine::Sqlite => "json(",
                    Engine::Postgres => "(",
                });
                writer.edges(connection, ids, item);
                writer.push(")");
            }
            ConnectionField::PageInfo(fields) => {
                writer.object(fields, |writer, field| writer.page_info(field, connection, ids));
            }
            ConnectionField::Aggregate(fields) => {
                writer.object(fields, |writer, field| match field {
                    AggregateField::TypeName(name) => writer.push_literal(name),
                    AggregateField::Count => writer.count(entries),
                });
            }
        });
        self.push(")");
    }

    fn edges(&mut self, connection: &Connection, ids: usize, item: &crate::select::Json) {
        let Connection { entries, page, .. } = connection;
        let scope = Scope { row: self.row_of_page(entries), parent: None };
        self.push("COALESCE((SELECT ");
        self.array(item, &scope, |writer| writer.page_order(ids, &page.order));
        self.push(" FROM ");
        self.push_alias(ids);
        self.join_page(entries, &scope, ids);
        self.push("), '[]')");
    }

    fn count(&mut self, entries: &Entries) {
        self.push("(SELECT COUNT(*) FROM ");
        match Whole::of(entries) {
            Some(whole) => self.localizations_of_whole(entries, whole),
            None => {
                let row = self.row(entries);
                self.rows(entries, &Scope { row, parent: None });
            }
        }
        self.push(")");
    }

    fn page_info(&mut self, field: &PageInfoField, connection: &Connection, ids: usize) {
        let Page { order, skip, cut, after, before } = &connection.page;
        match field {
            PageInfoField::TypeName(name) => self.push_literal(name),
            PageInfoField::PageSize => self.push(&format!("(SELECT COUNT(*) FROM t{ids})")),
            PageInfoField::StartCursor => self.edge_id(connection, ids, order.direction),
            PageInfoField::EndCursor => self.edge_id(connection, ids, order.direction.reversed()),
            PageInfoField::HasNextPage => match cut {
                Cut::First(first) | Cut::FirstThenLast { first, .. } if before.is_none() => {
                    self.more_than(connection, skip + first);
                }
                // Whatever the page holds, the row of `before` comes after it.
                Cut::First(_) | Cut::FirstThenLast { .. } | Cut::Last(_) => {
                    self.left_out(connection, before.is_some());
                }
            },
            PageInfoField::HasPreviousPage => match cut {
                Cut::Last(last) => self.more_than(connection, skip + last),
                Cut::FirstThenLast { first, last } if *skip == 0 && first > last => self.more_than(connection, *last),
                Cut::First(_) | Cut::FirstThenLast { .. } => self.left_out(connection, after.is_some()),
            },
        }
    }

    /// The page's first id in this direction.
    fn edge_id(&mut self, connection: &Connection, ids: usize, direction: Direction) {
        self.push(&format!("(SELECT id FROM t{ids} ORDER BY "));
        self.order_by(&connection.page.order, direction, "");
        self.push(" LIMIT 1)");
    }

    /// Whether there are rows on the side that the page is counted from: those that the cursor there or `skip` passed over.
    /// A cursor that is not in the set leaves no page, and nothing around it.
    fn left_out(&mut self, connection: &Connection, by_cursor: bool) {
        let Page { order, skip, after, before, .. } = &connection.page;
        match (by_cursor, *skip) {
            (true, _) => self.truth(|writer| {
                writer.separated([after, before].into_iter().flatten(), " AND ", |writer, id| {
                    writer.push("EXISTS (");
                    writer.cursor_row(Source::Entries(&connection.entries), order, id, None);
                    writer.push(")");
                });
            }),
            (false, 0) => self.truth(|writer| writer.push("FALSE")),
            (false, _) => self.more_than(connection, 0),
        }
    }

    /// Whether the cursors leave more than so many rows. Needs no order, and stops at the row that decides.
    fn more_than(&mut self, connection: &Connection, rows: i64) {
        let Connection { entries, page, .. } = connection;
        let has_cursors = page.after.is_some() || page.before.is_some();
        self.truth(|writer| {
            writer.push("(SELECT 1");
            match Whole::of(entries) {
                Some(whole) if !has_cursors => {
                    writer.push(" FROM ");
                    writer.localizations_of_whole(entries, whole);
                }
                Some(_) | None => {
                    let row = writer.row(entries);
                    writer.rows_after_cursors(entries, page, &Scope { row, parent: None });
                }
            }
            writer.push(" LIMIT 1 OFFSET ");
            writer.push_number(rows);
            writer.push(") IS NOT NULL");
        });
    }

    /// A condition that is never null as a JSON truth value.
    fn truth(&mut self, condition: impl FnOnce(&mut Writer)) {
        match self.engine {
            Engine::Sqlite => {
                self.push("json(CASE WHEN ");
                condition(self);
                self.push(" THEN 'true' ELSE 'false' END)");
            }
            Engine::Postgres => {
                self.push("(");
                condition(self);
                self.push(")");
            }
        }
    }
}
