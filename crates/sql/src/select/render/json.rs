//! JSON of a row. SQLite forgets at each sub-select and CASE that a text is JSON, so `json(…)` stands around them.

use super::{Scope, Writer};
use crate::select::column::{Column, Scalar};
use crate::select::json::{ABSENT, Json};
use crate::{Engine, float_text};

/// Pairs in one call of `json_object`; PostgreSQL's functions take 100 arguments.
const MOST_PAIRS: usize = 50;

/// Rows inside each other whose selects may stand in expressions on SQLite.
const SHALLOW: usize = 4;

impl Writer {
    pub(super) fn json(&mut self, json: &Json, scope: &Scope<'_>) {
        match json {
            Json::Object(fields) => self.object(fields, |writer, field| writer.json(field, scope)),
            Json::Optional(column, fields) => self.optional(column, fields, scope),
            Json::Array(items) => self.literal_array(items, scope),
            Json::Constant(value) => self.constant(value),
            Json::Enclosing(json) => match scope.parent {
                Some(parent) => self.json(json, parent),
                None => self.push("NULL"),
            },
            Json::Plain(scalar) => self.scalar(scalar, scope),
            Json::Float(column) => {
                let text = self.column_text(column, scope);
                let float = float_text(self.engine, &text);
                self.push(&float);
            }
            Json::Bool(column) => self.bool(column, scope),
            Json::Document(column) => self.document(|writer| writer.column(column, scope)),
            Json::List(column) => self.document(|writer| writer.scalar(&Scalar::ListText(column.clone()), scope)),
            Json::Name(column, names) => self.name(names, |writer| writer.column(column, scope)),
            Json::Names(column, names) => {
                let item = self.alias();
                self.each(column, scope, item, |writer| {
                    writer.name(names, |writer| writer.item_integer(item));
                });
            }
            Json::Floats(column) => {
                let item = self.alias();
                self.each(column, scope, item, |writer| writer.item_float(item));
            }
            Json::Each(column, json) => {
                let item = self.alias();
                let inside = Scope { row: super::Row { item: Some(item), ..scope.row }, parent: scope.parent };
                self.each(column, scope, item, |writer| writer.json(json, &inside));
            }
            Json::Color(text, part) => self.color(text, *part, scope),
            Json::Location(text, part) => self.location(text, *part, scope),
            Json::All(entries, item) => self.nested(scope, |writer| writer.all(entries, item, scope)),
            Json::One(one) => self.nested(scope, |writer| writer.one(one, Some(scope))),
            Json::Required(one) => self.nested(scope, |writer| {
                writer.push("COALESCE(");
                writer.one(one, Some(scope));
                writer.push(match writer.engine {
                    Engine::Sqlite => ", ",
                    Engine::Postgres => ", CAST(",
                });
                writer.push_literal(ABSENT);
                writer.push(match writer.engine {
                    Engine::Sqlite => ")",
                    Engine::Postgres => " AS json))",
                });
            }),
            Json::FirstOf(choices) => self.nested(scope, |writer| writer.first_of(choices, Some(scope))),
            Json::Page(list) => self.nested(scope, |writer| writer.list(list, Some(scope))),
            Json::Mixed(mixed) => self.nested(scope, |writer| writer.mixed(mixed, scope)),
            Json::Versions(versions) => self.subselect(|writer| writer.versions(versions, scope)),
            Json::Prefixed(prefix, column) => {
                let prefix = self.bind(crate::Value::from(prefix));
                self.push(&format!("({prefix}::text || "));
                self.column(column, scope);
                self.push(")");
            }
        }
    }

    /// An object of these keys; a wide one is put together from the texts of several.
    pub(super) fn object<T>(&mut self, fields: &[(String, T)], mut write: impl FnMut(&mut Writer, &T)) {
        if fields.len() <= MOST_PAIRS {
            return self.narrow_object(fields, &mut write);
        }
        let (open, close) = match self.engine {
            Engine::Sqlite => ("json('{' || ", " || '}')"),
            Engine::Postgres => ("(('{' || ", " || '}')::json)"),
        };
        self.push(open);
        // Without its braces each part is a run of members.
        self.separated(fields.chunks(MOST_PAIRS), " || ',' || ", |writer, part| {
            writer.push("(SELECT substr(part, 2, length(part) - 2) FROM (SELECT ");
            writer.narrow_object(part, &mut write);
            writer.push(match writer.engine {
                Engine::Sqlite => " AS part))",
                Engine::Postgres => "::text AS part) AS parts)",
            });
        });
        self.push(close);
    }

    fn narrow_object<T>(&mut self, fields: &[(String, T)], write: &mut impl FnMut(&mut Writer, &T)) {
        self.push(match self.engine {
            Engine::Sqlite => "json_object(",
            Engine::Postgres => "json_build_object(",
        });
        self.separated(fields, ", ", |writer, (key, value)| {
            writer.push_literal(key);
            writer.push(", ");
            write(writer, value);
        });
        self.push(")");
    }

    fn optional(&mut self, column: &Column, fields: &[(String, Json)], scope: &Scope<'_>) {
        self.subselect(|writer| {
            writer.push("CASE WHEN ");
            writer.column(column, scope);
            writer.push(" IS NOT NULL THEN ");
            writer.object(fields, |writer, field| writer.json(field, scope));
            writer.push(" END");
        });
    }

    fn literal_array(&mut self, items: &[Json], scope: &Scope<'_>) {
        self.push(match self.engine {
            Engine::Sqlite => "json_array(",
            Engine::Postgres => "json_build_array(",
        });
        self.separated(items, ", ", |writer, item| writer.json(item, scope));
        self.push(")");
    }

    fn constant(&mut self, value: &serde_json::Value) {
        match (value, self.engine) {
            (serde_json::Value::Null, _) => self.push("NULL"),
            (serde_json::Value::String(text), _) => self.push_literal(text),
            (other, Engine::Sqlite) => {
                self.push("json(");
                self.push_literal(&other.to_string());
                self.push(")");
            }
            (other, Engine::Postgres) => {
                self.push_literal(&other.to_string());
                self.push("::json");
            }
        }
    }

    fn bool(&mut self, column: &Column, scope: &Scope<'_>) {
        match self.engine {
            Engine::Sqlite => {
                self.push("json(CASE ");
                self.column(column, scope);
                self.push(" WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)");
            }
            Engine::Postgres => self.column(column, scope),
        }
    }

    /// A text of the row that is JSON already.
    pub(super) fn document(&mut self, text: impl FnOnce(&mut Writer)) {
        match self.engine {
            Engine::Sqlite => {
                self.push("json(");
                text(self);
                self.push(")");
            }
            Engine::Postgres => {
                text(self);
                self.push("::json");
            }
        }
    }

    /// An expression of type JSON whose being JSON SQLite would forget.
    fn subselect(&mut self, write: impl FnOnce(&mut Writer)) {
        match self.engine {
            Engine::Sqlite => {
                self.push("json(");
                write(self);
                self.push(")");
            }
            Engine::Postgres => write(self),
        }
    }

    /// JSON of other rows. SQLite adds up the heights of all expressions around a select and refuses sums above 1000; what
    /// stands in a FROM clause has no height for those around it.
    fn nested(&mut self, scope: &Scope<'_>, write: impl FnOnce(&mut Writer)) {
        if self.engine == Engine::Sqlite && scope.depth() >= SHALLOW {
            let alias = self.alias();
            self.push(&format!("json((SELECT t{alias}.j FROM (SELECT "));
            write(self);
            self.push(&format!(" AS j) AS t{alias}))"));
        } else {
            self.subselect(write);
        }
    }

    /// `CASE key WHEN 1 THEN 'DRAFT' … END`
    pub(super) fn name(&mut self, names: &[(i64, String)], key: impl FnOnce(&mut Writer)) {
        if names.is_empty() {
            return self.push("NULL");
        }
        self.push("CASE ");
        key(self);
        for (key, name) in names {
            self.push(" WHEN ");
            self.push_number(*key);
            self.push(" THEN ");
            self.push_literal(name);
        }
        self.push(" END");
    }

    /// An array of something for each item of a list column; the item is `t5.value`.
    fn each(&mut self, column: &Column, scope: &Scope<'_>, item: usize, write: impl FnOnce(&mut Writer)) {
        self.subselect(|writer| {
            writer.push("COALESCE((SELECT ");
            writer.push(match writer.engine {
                Engine::Sqlite => "json_group_array(",
                Engine::Postgres => "json_agg(",
            });
            write(writer);
            writer.push(" ORDER BY ");
            writer.item_place(item);
            writer.push(") FROM ");
            writer.items(item, |writer| writer.scalar(&Scalar::ListText(column.clone()), scope));
            writer.push("), '[]')");
        });
    }
}
