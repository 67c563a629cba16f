//! Plans as SQL text: a pure function of plan and engine.
//!
//! Aliases are numbered in the order in which rows come up, placeholders in the order in which values do. So a plan of
//! the same shape has the same text, whatever its values, and both engines keep it prepared.

mod anchor;
mod connection;
mod json;
mod list;
mod mixed;
mod newest;
mod page;
mod path;
mod predicate;
mod related;
mod rows;
mod search;
mod value;
mod version;
mod whole;

use super::json::Json;
use super::plan::{Anchor, Entries, List, Localization, One, ReadStatement, Root};
use crate::{Engine, Statement, Value};
use page::Source;

/// One statement for the whole operation; what its columns are, [`ReadStatement`] says.
pub fn render(engine: Engine, plan: &ReadStatement) -> Statement {
    let mut writer = Writer::new(engine);
    writer.push("SELECT (SELECT value FROM meta WHERE key = 'schema_version')");
    for root in &plan.roots {
        writer.push(", ");
        writer.root(root);
    }
    writer.finish()
}

/// One entry alone: one row, one column, its JSON text or NULL. For reading inside a write's transaction.
pub fn render_one(engine: Engine, one: &One) -> Statement {
    let mut writer = Writer::new(engine);
    writer.push("SELECT ");
    writer.one(one, None);
    writer.finish()
}

/// The names of the row that is looked at: its base table's, its localised table's, that of the link that led to it, the
/// column with its place in that list, the item of a list inside it.
#[derive(Clone, Copy)]
struct Row {
    base: usize,
    localized: Option<usize>,
    link: Option<usize>,
    position: Option<Position>,
    item: Option<usize>,
}

/// Where a row's place in a list stands.
#[derive(Clone, Copy)]
struct Position {
    alias: usize,
    column: &'static str,
}

impl Row {
    /// A row of one table.
    fn of(base: usize) -> Row {
        Row { base, localized: None, link: None, position: None, item: None }
    }
}

/// A row and the rows around it.
#[derive(Clone, Copy)]
struct Scope<'s> {
    row: Row,
    parent: Option<&'s Scope<'s>>,
}

impl Scope<'_> {
    /// How many rows are around.
    fn depth(&self) -> usize {
        self.parent.map_or(0, |parent| parent.depth() + 1)
    }

    /// A row above: 0 is the row itself, 1 the row around.
    fn above(&self, levels: usize) -> Option<Row> {
        let mut scope = self;
        for _ in 0..levels {
            scope = scope.parent?;
        }
        Some(scope.row)
    }
}

struct Writer {
    engine: Engine,
    text: String,
    params: Vec<Value>,
    aliases: usize,
}

impl Writer {
    fn new(engine: Engine) -> Writer {
        Writer { engine, text: String::with_capacity(512), params: Vec::new(), aliases: 0 }
    }

    fn finish(self) -> Statement {
        Statement::new(self.text, self.params)
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn push_number(&mut self, number: impl Into<i128>) {
        self.text.push_str(&number.into().to_string());
    }

    fn alias(&mut self) -> usize {
        self.aliases += 1;
        self.aliases - 1
    }

    /// `t3`
    fn push_alias(&mut self, alias: usize) {
        self.text.push('t');
        self.push_number(alias as u64);
    }

    /// `t3.name`; `name` is ours and needs no quotes.
    fn push_member(&mut self, alias: usize, name: &str) {
        self.push_alias(alias);
        self.text.push('.');
        self.text.push_str(name);
    }

    /// Binds a value; gives `$4`.
    fn bind(&mut self, value: Value) -> String {
        self.params.push(value);
        format!("${}", self.params.len())
    }

    fn push_bound(&mut self, value: Value) {
        let placeholder = self.bind(value);
        self.text.push_str(&placeholder);
    }

    /// ` LIMIT 20`, after `skip` rows that are read, too. Pages have few sizes, and PostgreSQL, when it plans a statement for all
    /// values, would take one of an unknown size for a tenth of the table. Skips are many.
    fn push_limit(&mut self, rows: i64, skip: i64) {
        self.push(" LIMIT ");
        match skip {
            0 => self.push_number(rows),
            _ => self.push_bound(Value::Int(rows.saturating_add(skip))),
        }
    }

    /// A text that is part of the schema or of the document's names, as an SQL literal.
    fn push_literal(&mut self, text: &str) {
        self.text.push('\'');
        for character in text.chars() {
            if character == '\'' {
                self.text.push('\'');
            }
            self.text.push(character);
        }
        self.text.push('\'');
    }

    /// Writes items with a separator between them.
    fn separated<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        separator: &str,
        mut write: impl FnMut(&mut Writer, T),
    ) {
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.push(separator);
            }
            write(self, item);
        }
    }

    fn root(&mut self, root: &Root) {
        match root {
            Root::One(one) => self.one(one, None),
            Root::FirstOf(choices) => self.first_of(choices, None),
            Root::Sequence(items) => self.sequence(items),
            Root::List(list) => self.list(list, None),
            Root::Connection(connection) => self.connection(connection),
            Root::Version(version) => self.version_at(version),
        }
    }

    /// `(SELECT object FROM rows WHERE …)`
    fn one(&mut self, one: &One, parent: Option<&Scope<'_>>) {
        let row = self.row(&one.entries);
        let scope = Scope { row, parent };
        self.push("(SELECT ");
        self.json(&one.item, &scope);
        self.push(" FROM ");
        self.rows(&one.entries, &scope);
        self.push(" LIMIT 1)");
    }

    /// In groups of groups, because functions take a limited number of arguments.
    fn first_of(&mut self, choices: &[One], parent: Option<&Scope<'_>>) {
        const MOST: usize = 90;
        match choices {
            [] => self.push("NULL"),
            [single] => self.one(single, parent),
            _ if choices.len() <= MOST => {
                self.push("COALESCE(");
                self.separated(choices, ", ", |writer, one| writer.one(one, parent));
                self.push(")");
            }
            _ => {
                self.push("COALESCE(");
                self.separated(choices.chunks(MOST), ", ", |writer, part| writer.first_of(part, parent));
                self.push(")");
            }
        }
    }

    fn sequence(&mut self, items: &[Vec<One>]) {
        if items.is_empty() {
            return self.push("'[]'");
        }
        let list = self.alias();
        let (aggregate, document) = match self.engine {
            Engine::Sqlite => ("json_group_array(json(", ")"),
            Engine::Postgres => ("json_agg(", ""),
        };
        self.push("(SELECT COALESCE(");
        self.push(aggregate);
        self.push_member(list, "item");
        self.push(document);
        self.push(" ORDER BY ");
        self.push_member(list, "place");
        self.push("), '[]') FROM (");
        self.separated(items.iter().enumerate(), " UNION ALL ", |writer, (index, choices)| {
            writer.push("SELECT ");
            writer.push_number(index as u64);
            writer.push(" AS place, ");
            writer.first_of(choices, None);
            writer.push(" AS item");
        });
        self.push(") AS ");
        self.push_alias(list);
        self.push(" WHERE ");
        self.push_member(list, "item");
        self.push(" IS NOT NULL)");
    }

    /// `COALESCE((SELECT array FROM (page) JOIN rows), '[]')`: the page first, then the objects of its rows alone.
    fn list(&mut self, list: &List, parent: Option<&Scope<'_>>) {
        let List { entries, page, item } = list;
        let ids = self.alias();
        self.push("COALESCE((SELECT ");
        let scope = Scope { row: self.row_of_page(entries), parent };
        self.array(item, &scope, |writer| writer.page_order(ids, &page.order));
        self.push(" FROM (");
        self.page(Source::Entries(entries), page, parent);
        self.push(") AS ");
        self.push_alias(ids);
        self.join_page(entries, &scope, ids);
        self.push("), '[]')");
    }

    /// All rows of a set inside another row.
    fn all(&mut self, entries: &Entries, item: &Json, parent: &Scope<'_>) {
        let row = self.row(entries);
        let scope = Scope { row, parent: Some(parent) };
        self.push("COALESCE((SELECT ");
        self.array(item, &scope, |writer| match (&entries.anchor, &entries.localization, row.localized) {
            (_, Localization::Each { locales, .. }, Some(localized)) => writer.place(localized, "locale", locales),
            (Anchor::Copies { stages, .. }, _, _) => writer.place(row.base, "stage", stages),
            _ => writer.push_member(row.base, "id"),
        });
        self.push(" FROM ");
        self.rows(entries, &scope);
        self.push("), '[]')");
    }

    /// The array of an item for each row of the group.
    fn array(&mut self, item: &Json, scope: &Scope<'_>, order: impl FnOnce(&mut Writer)) {
        self.push(match self.engine {
            Engine::Sqlite => "json_group_array(",
            Engine::Postgres => "json_agg(",
        });
        self.json(item, scope);
        self.push(" ORDER BY ");
        order(self);
        self.push(")");
    }

    /// The place of a key among keys, for sorting.
    fn place(&mut self, alias: usize, column: &str, keys: &[i64]) {
        if keys.is_empty() {
            return self.push_member(alias, column);
        }
        self.push("CASE ");
        self.push_member(alias, column);
        for (place, key) in keys.iter().enumerate() {
            self.push(" WHEN ");
            self.push_number(*key);
            self.push(" THEN ");
            self.push_number(place as u64);
        }
        self.push(" END");
    }
}
