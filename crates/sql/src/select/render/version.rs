//! Versions of entries.

use super::{Scope, Writer};
use crate::select::version::{VersionAt, VersionField, Versions};
use crate::{Engine, Value};

impl Writer {
    /// The newest first, cut in the innermost select.
    pub(super) fn versions(&mut self, versions: &Versions, scope: &Scope<'_>) {
        let (page, row) = (self.alias(), self.alias());
        // The stage is told from below, as by a set of rows.
        let inside = Scope { row: super::Row::of(row), parent: Some(scope) };
        self.push("COALESCE((SELECT ");
        self.push(match self.engine {
            Engine::Sqlite => "json_group_array(",
            Engine::Postgres => "json_agg(",
        });
        self.version_object(&versions.fields, page);
        self.push(&format!(" ORDER BY t{page}.revision DESC) FROM (SELECT t{row}.* FROM version AS t{row} WHERE "));
        self.push(&format!("t{row}.model = "));
        self.push_bound(Value::from(versions.model.as_str()));
        self.push(&format!(" AND t{row}.entry = t{}.id AND ", scope.row.base));
        self.in_stage(row, versions.stage, &inside);
        self.and(&versions.readable, scope);
        self.push(&format!(" ORDER BY t{row}.revision DESC LIMIT "));
        self.push_bound(Value::Int(versions.limit));
        if versions.skip > 0 {
            self.push(" OFFSET ");
            self.push_bound(Value::Int(versions.skip));
        }
        self.push(&format!(") AS t{page}), '[]')"));
    }

    pub(super) fn version_at(&mut self, version: &VersionAt) {
        let row = self.alias();
        self.push("(SELECT ");
        self.version_object(&version.fields, row);
        self.push(&format!(" FROM version AS t{row} WHERE t{row}.entry = "));
        self.push_bound(Value::from(&version.entry));
        self.push(&format!(" AND t{row}.stage = "));
        self.push_bound(Value::Int(version.stage));
        self.push(&format!(" AND t{row}.revision = "));
        self.push_bound(Value::Int(version.revision));
        self.push(&format!(" AND t{row}.model = "));
        self.push_bound(Value::from(version.model.as_str()));
        if let Some(entries) = &version.among {
            let scope = Scope { row: self.row(entries), parent: None };
            self.push(" AND EXISTS (SELECT 1 FROM ");
            self.rows(entries, &scope);
            self.push(")");
        }
        self.push(")");
    }

    fn version_object(&mut self, fields: &[(String, VersionField)], row: usize) {
        self.object(fields, |writer, field| match field {
            VersionField::TypeName(name) => writer.push_literal(name),
            VersionField::Id => writer.push_member(row, "entry"),
            VersionField::Stage(names) => writer.name(names, |writer| writer.push_member(row, "stage")),
            VersionField::Revision => writer.push_member(row, "revision"),
            VersionField::CreatedAt => writer.push_member(row, "created_at"),
            VersionField::Document => writer.document(|writer| writer.push_member(row, "data")),
        });
    }
}
