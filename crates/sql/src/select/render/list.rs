//! Conditions on lists, which rows hold as JSON text.

use super::{Scope, Writer};
use crate::select::column::{Column, Scalar};
use crate::select::predicate::{ListItem, ListTest};
use crate::{Engine, Value};

impl Writer {
    /// `wanted` is a JSON list; it is one bound value.
    pub(super) fn list_test(
        &mut self,
        column: &Column,
        item: ListItem,
        test: ListTest,
        wanted: &str,
        scope: &Scope<'_>,
    ) {
        let placeholder = self.bind(Value::Json(wanted.to_owned()));
        // The type must be said: PostgreSQL would take the parameter for JSON.
        let wanted = format!("{placeholder}::text");
        let start = self.text.len();
        self.scalar(&Scalar::ListText(column.clone()), scope);
        let list = self.text.split_off(start);
        match (test, item) {
            // The canonical texts of equal lists are equal.
            (ListTest::Equals, ListItem::Exact) => self.push(&format!("{list} = {wanted}")),
            (ListTest::Equals, ListItem::Float) => {
                let (list, wanted) = (self.canonical_floats(&list), self.canonical_floats(&wanted));
                self.push(&format!("{list} = {wanted}"));
            }
            (ListTest::ContainsAll, item) => {
                let sought = self.alias();
                self.push("NOT EXISTS (SELECT 1 FROM ");
                self.items(sought, |writer| writer.push(&wanted));
                self.push(" WHERE ");
                self.item_value(sought, item);
                self.push(" NOT IN (");
                self.values_of(&list, item);
                self.push("))");
            }
            (ListTest::ContainsSome, item) => {
                let sought = self.alias();
                self.push("EXISTS (SELECT 1 FROM ");
                self.items(sought, |writer| writer.push(&wanted));
                self.push(" WHERE ");
                self.item_value(sought, item);
                self.push(" IN (");
                self.values_of(&list, item);
                self.push("))");
            }
        }
    }

    fn values_of(&mut self, list: &str, item: ListItem) {
        let held = self.alias();
        self.push("SELECT ");
        self.item_value(held, item);
        self.push(" FROM ");
        self.items(held, |writer| writer.push(list));
    }

    fn item_value(&mut self, item: usize, kind: ListItem) {
        self.push_member(item, "value");
        if (self.engine, kind) == (Engine::Postgres, ListItem::Float) {
            self.push("::float8");
        }
    }

    /// A list of doubles as text in which equal lists are equal.
    fn canonical_floats(&mut self, list: &str) -> String {
        let item = self.alias();
        match self.engine {
            Engine::Sqlite => format!(
                "(SELECT json_group_array(json(epi_float(t{item}.value)) ORDER BY t{item}.key) FROM json_each({list}) AS t{item})"
            ),
            Engine::Postgres => format!(
                "(SELECT COALESCE(array_agg(t{item}.value::float8 ORDER BY t{item}.place), '{{}}') \
                 FROM json_array_elements_text({list}::json) WITH ORDINALITY AS t{item} (value, place))"
            ),
        }
    }
}
