//! Pages whose rows are of several tables: unions.

use super::page::{Source, Way};
use super::{Scope, Writer};
use crate::Engine;
use crate::select::plan::{Mixed, One, Order};

impl Writer {
    /// The page first, as of one set; then for each of its rows the object that its set makes.
    pub(super) fn mixed(&mut self, mixed: &Mixed, parent: &Scope<'_>) {
        let Mixed { members, page } = mixed;
        if members.is_empty() {
            return self.push("'[]'");
        }
        let ids = self.alias();
        let (open, close) = match self.engine {
            Engine::Sqlite => ("json_group_array(json(", ")"),
            Engine::Postgres => ("json_agg(", ""),
        };
        self.push(&format!("COALESCE((SELECT {open}CASE t{ids}.kind"));
        for (kind, member) in members.iter().enumerate() {
            self.push(&format!(" WHEN {kind} THEN "));
            self.member_object(member, parent, ids);
        }
        self.push(&format!(" END{close} ORDER BY "));
        self.page_order(ids, &page.order);
        self.push(") FROM (");
        self.page(Source::Members(members), page, Some(parent));
        self.push(&format!(") AS t{ids}), '[]')"));
    }

    /// `(SELECT object FROM table t3 JOIN localized t4 ON … WHERE t3.id = t2.id …)`
    fn member_object(&mut self, member: &One, parent: &Scope<'_>, page: usize) {
        let scope = Scope { row: self.row(&member.entries), parent: Some(parent) };
        let base = scope.row.base;
        self.push("(SELECT ");
        self.json(&member.item, &scope);
        self.push(" FROM ");
        self.base_table(&member.entries.table, base);
        self.join_page_locale(&member.entries, &scope, page);
        self.push(&format!(" WHERE t{base}.id = t{page}.id"));
        self.and_stage(&member.entries, &scope);
        self.push(")");
    }

    /// The rows of all sets: columns `id`, `kind`, `locale`, and `k` where there is a key.
    pub(super) fn members(&mut self, members: &[One], order: &Order, parent: Option<&Scope<'_>>) {
        self.separated(members.iter().enumerate(), " UNION ALL ", |writer, (kind, member)| {
            let scope = Scope { row: writer.row(&member.entries), parent };
            writer.push("SELECT ");
            writer.column(&order.id, &scope);
            writer.push(&format!(" AS id, {kind} AS kind, "));
            match scope.row.localized {
                Some(localized) => writer.push_member(localized, "locale"),
                None => writer.push("CAST(NULL AS BIGINT)"),
            }
            writer.push(" AS locale");
            writer.key(order, &scope, Way::Any);
            writer.push(" FROM ");
            writer.rows(&member.entries, &scope);
        });
    }
}
