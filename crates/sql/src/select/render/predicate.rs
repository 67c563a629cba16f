//! Conditions as SQL.

use model::ids::ModelId;

use super::{Row, Scope, Writer};
use crate::names::{localized_table, quote};
use crate::select::column::{Column, Scalar};
use crate::select::plan::Table;
use crate::select::predicate::{Comparison, JsonScalar, Predicate, Quantifier, TextTest};
use crate::select::row_condition::RowCondition;
use crate::{Engine, Value, list_contains, lower};

impl Writer {
    /// ` AND …`, nothing for the condition that always holds.
    pub(super) fn and(&mut self, predicate: &Predicate, scope: &Scope<'_>) {
        if *predicate != Predicate::TRUE {
            self.push(" AND ");
            self.predicate(predicate, scope);
        }
    }

    pub(super) fn predicate(&mut self, predicate: &Predicate, scope: &Scope<'_>) {
        match predicate {
            Predicate::All(parts) => self.junction(parts, "TRUE", " AND ", scope),
            Predicate::Any(parts) => self.junction(parts, "FALSE", " OR ", scope),
            Predicate::Not(inner) => {
                self.push("NOT (");
                self.predicate(inner, scope);
                self.push(")");
            }
            Predicate::IsNull(scalar) => {
                self.scalar(scalar, scope);
                self.push(" IS NULL");
            }
            Predicate::Compare(scalar, comparison, value) => {
                self.scalar(scalar, scope);
                self.push(sign(*comparison));
                self.push_bound(value.clone());
            }
            Predicate::In(scalar, values) => self.is_in(scalar, values, scope),
            Predicate::Text(column, test, sought) => self.text_test(column, *test, sought, scope),
            Predicate::List(column, item, test, wanted) => self.list_test(column, *item, *test, wanted, scope),
            Predicate::JsonHolds(column, sought) => self.json_holds(column, sought, scope),
            Predicate::JsonPath(column, path) => self.json_path(column, path, scope),
            Predicate::Copies { table, id, stages, readable, quantifier, test } => {
                self.copies((table, id), (stages.as_slice(), readable.as_ref()), *quantifier, test, scope);
            }
            Predicate::Outdated { updated_at, localized } => {
                self.last_update(updated_at, localized.as_ref(), scope);
                self.push(" < ");
                match scope.parent {
                    Some(parent) => self.last_update(updated_at, localized.as_ref(), parent),
                    None => self.push("NULL"),
                }
            }
            Predicate::Related(entries, quantifier) => self.related(entries, *quantifier, scope),
            Predicate::MayHold { parent, id, question } => self.may_hold(parent, id, question, scope),
            Predicate::Held { holders, by } => self.held(holders, by.as_ref(), scope.row.base),
        }
    }

    /// In groups of groups, because SQLite takes a chain of words for as deep as it is long.
    fn junction(&mut self, parts: &[Predicate], empty: &str, word: &str, scope: &Scope<'_>) {
        const MOST: usize = 64;
        match parts {
            [] => self.push(empty),
            [single] => self.predicate(single, scope),
            _ if parts.len() > MOST => {
                let group = parts.len().div_ceil(MOST);
                self.push("(");
                self.separated(parts.chunks(group), word, |writer, part| writer.junction(part, empty, word, scope));
                self.push(")");
            }
            _ => {
                self.push("(");
                self.separated(parts, word, |writer, part| writer.predicate(part, scope));
                self.push(")");
            }
        }
    }

    fn is_in(&mut self, scalar: &Scalar, values: &Value, scope: &Scope<'_>) {
        let start = self.text.len();
        self.scalar(scalar, scope);
        let column = self.text.split_off(start);
        let placeholder = self.bind(values.clone());
        let text = match (values, self.engine) {
            (Value::Json(_), Engine::Postgres) => format!(
                "{column} IN (SELECT value::float8 FROM json_array_elements_text({placeholder}::text::json) AS item (value))"
            ),
            _ => list_contains(self.engine, &column, &placeholder),
        };
        self.push(&text);
    }

    /// By position on lowered texts: nothing in the sought text can be a wildcard.
    fn text_test(&mut self, column: &Column, test: TextTest, sought: &str, scope: &Scope<'_>) {
        let column = self.column_text(column, scope);
        let placeholder = self.bind(Value::from(sought));
        let text = lower(self.engine, &column);
        let part = lower(self.engine, &format!("{placeholder}::text"));
        self.push(&match (self.engine, test) {
            (Engine::Sqlite, TextTest::Contains) => format!("instr({text}, {part}) > 0"),
            (Engine::Sqlite, TextTest::StartsWith) => format!("substr({text}, 1, length({part})) = {part}"),
            (Engine::Sqlite, TextTest::EndsWith) => format!("substr({text}, -length({part})) = {part}"),
            (Engine::Postgres, TextTest::Contains) => format!("strpos({text}, {part}) > 0"),
            (Engine::Postgres, TextTest::StartsWith) => format!("starts_with({text}, {part})"),
            (Engine::Postgres, TextTest::EndsWith) => format!("right({text}, length({part})) = {part}"),
        });
    }

    fn json_holds(&mut self, column: &Column, sought: &JsonScalar, scope: &Scope<'_>) {
        let column = self.column_text(column, scope);
        let text = match self.engine {
            Engine::Sqlite => {
                let node = self.alias();
                let found = match sought {
                    JsonScalar::Text(text) => {
                        let text = self.bind(Value::from(text));
                        format!("t{node}.type = 'text' AND t{node}.atom = {text}")
                    }
                    JsonScalar::Number(number) => {
                        let number = self.bind(number_value(number));
                        format!("t{node}.type IN ('integer', 'real') AND t{node}.atom = {number}")
                    }
                    JsonScalar::Bool(truth) => format!("t{node}.type = '{truth}'"),
                };
                format!("EXISTS (SELECT 1 FROM json_tree({column}) AS t{node} WHERE {found})")
            }
            Engine::Postgres => {
                let sought = match sought {
                    JsonScalar::Text(text) => serde_json::Value::from(text.as_str()),
                    JsonScalar::Number(number) => serde_json::Value::from(number.clone()),
                    JsonScalar::Bool(truth) => serde_json::Value::from(*truth),
                };
                let sought = self.bind(Value::from(&sought));
                format!(
                    "COALESCE(jsonb_path_exists({column}::jsonb, '$.** ? (@ == $v)', \
                     jsonb_build_object('v', {sought}::text::jsonb), TRUE), FALSE)"
                )
            }
        };
        self.push(&text);
    }

    fn copies(
        &mut self,
        (table, id): (&Table, &Column),
        (stages, readable): (&[i64], &RowCondition),
        quantifier: Quantifier,
        test: &Predicate,
        scope: &Scope<'_>,
    ) {
        let copy = self.alias();
        let inside = Scope { row: Row::of(copy), parent: Some(scope) };
        self.push(match quantifier {
            Quantifier::Some => "EXISTS (SELECT 1 FROM ",
            Quantifier::Every | Quantifier::None => "NOT EXISTS (SELECT 1 FROM ",
        });
        self.base_table(table, copy);
        self.push(" WHERE ");
        self.column(id, &inside);
        self.push(" = ");
        self.column(id, scope);
        self.push(" AND ");
        self.one_of(copy, "stage", stages);
        self.and(readable.predicate(), &inside);
        match quantifier {
            Quantifier::Every => {
                self.push(" AND NOT (");
                self.predicate(test, &inside);
                self.push(")");
            }
            Quantifier::Some | Quantifier::None => self.and(test, &inside),
        }
        self.push(")");
    }

    /// When a copy or one of its localisations was last updated.
    fn last_update(&mut self, updated_at: &Column, localized: Option<&(ModelId, Vec<i64>)>, scope: &Scope<'_>) {
        let base = self.column_text(updated_at, scope);
        let Some((model, locales)) = localized else { return self.push(&base) };
        let (row, other) = (scope.row.base, self.alias());
        let locales = self.bind(Value::Ints(locales.clone()));
        let among = list_contains(self.engine, &format!("t{other}.locale"), &locales);
        let newest = format!(
            "(SELECT MAX(t{other}.{}) FROM {} AS t{other} WHERE t{other}.id = t{row}.id AND t{other}.stage = t{row}.stage AND {among})",
            quote(updated_at.name()),
            quote(&localized_table(model))
        );
        self.push(&match self.engine {
            Engine::Sqlite => format!("max({base}, COALESCE({newest}, {base}))"),
            Engine::Postgres => format!("GREATEST({base}, {newest})"),
        });
    }
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => " = ",
        Comparison::NotEqual => " <> ",
        Comparison::Less => " < ",
        Comparison::LessOrEqual => " <= ",
        Comparison::Greater => " > ",
        Comparison::GreaterOrEqual => " >= ",
    }
}

/// A JSON number as the engine compares it.
pub(super) fn number_value(number: &serde_json::Number) -> Value {
    number.as_i64().map_or_else(|| Value::Float(number.as_f64().unwrap_or(f64::NAN)), Value::Int)
}
