//! Rows that are inserted together: one statement for many costs a fraction of one for each.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::{Engine, Statement, Value, names};

/// How many rows one statement has at most.
const MOST_ROWS: usize = 128;

/// How many values one statement binds at most: SQLite takes 32,766.
const MOST_VALUES: usize = 32_000;

/// New rows of one table, each with the same expressions for the same columns.
#[derive(Clone, PartialEq)]
pub struct NewRows {
    /// `INSERT INTO "t" ("a", "b") VALUES `
    head: String,
    /// A row's text, cut where its values are: one piece more than there are values.
    pieces: Vec<Cow<'static, str>>,
    /// The values of all rows, row by row.
    values: Vec<Value>,
    count: usize,
}

/// How a statement's text names the values that it binds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Placeholders {
    /// `$1`, `$2`, …: understood on both engines.
    Numbered,
    /// `?`: on SQLite alone, where finding a numbered one takes longer the more there are.
    InOrder,
}

impl NewRows {
    /// A row of `table`, with a value in each of these columns.
    pub(crate) fn row<'c>(table: &str, columns: impl IntoIterator<Item = (&'c str, Value)>) -> Self {
        let (columns, values): (Vec<&str>, Vec<Value>) = columns.into_iter().unzip();
        let mut pieces = vec![Cow::Borrowed(", "); columns.len() + 1];
        if let Some(first) = pieces.first_mut() {
            *first = Cow::Borrowed("(");
        }
        if let Some(last) = pieces.last_mut() {
            *last = Cow::Borrowed(")");
        }
        Self::of(table, columns, pieces, values)
    }

    /// A row of `table`. `pieces` are its expressions in parentheses, cut where the values go.
    pub(crate) fn of<'c>(
        table: &str,
        columns: impl IntoIterator<Item = &'c str>,
        pieces: Vec<Cow<'static, str>>,
        values: Vec<Value>,
    ) -> Self {
        let mut head = format!("INSERT INTO {} (", names::quote(table));
        for (number, column) in columns.into_iter().enumerate() {
            head.push_str(if number == 0 { "" } else { ", " });
            head.push_str(&names::quote(column));
        }
        head.push_str(") VALUES ");
        Self { head, pieces, values, count: 1 }
    }

    /// Takes the rows of `others` behind its own. Gives them back when they are of another table, or have other columns.
    pub fn join(&mut self, others: NewRows) -> Option<NewRows> {
        if self.head != others.head || self.pieces != others.pieces {
            return Some(others);
        }
        self.values.extend(others.values);
        self.count += others.count;
        None
    }

    /// All rows in one statement: for few.
    pub fn statement(self) -> Statement {
        Statement::new(self.text(self.count, Placeholders::Numbered), self.values)
    }

    /// All rows, in as few statements as will do, of as few texts as will do: the numbers of rows are powers of two.
    pub fn statements(self, engine: Engine) -> Vec<Statement> {
        self.split(match engine {
            Engine::Sqlite => Placeholders::InOrder,
            Engine::Postgres => Placeholders::Numbered,
        })
    }

    /// The same, right on both engines.
    pub fn numbered_statements(self) -> Vec<Statement> {
        self.split(Placeholders::Numbered)
    }

    fn split(self, placeholders: Placeholders) -> Vec<Statement> {
        let width = self.pieces.len() - 1;
        let mut most = MOST_ROWS;
        while most > 1 && most * width > MOST_VALUES {
            most /= 2;
        }
        let mut parts = Vec::new();
        let mut left = self.count;
        while left > 0 {
            let size = if left >= most { most } else { 1 << left.ilog2() };
            parts.push((size, self.text(size, placeholders)));
            left -= size;
        }
        let mut values = self.values.into_iter();
        let statement = |(size, text)| Statement::new(text, values.by_ref().take(size * width).collect());
        parts.into_iter().map(statement).collect()
    }

    fn text(&self, count: usize, placeholders: Placeholders) -> String {
        let mut text = self.head.clone();
        let mut number = 0;
        for row in 0..count {
            if row > 0 {
                text.push_str(", ");
            }
            for (index, piece) in self.pieces.iter().enumerate() {
                if index > 0 {
                    number += 1;
                    match placeholders {
                        Placeholders::InOrder => text.push('?'),
                        // Writing to a String does not fail.
                        Placeholders::Numbered => drop(write!(text, "${number}")),
                    }
                }
                text.push_str(piece);
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, number: i64) -> NewRows {
        NewRows::row("t", [("name", Value::from(name)), ("number", Value::Int(number))])
    }

    #[test]
    fn rows_of_one_table_and_the_same_columns_share_a_statement() {
        let mut rows = row("a", 1);
        assert!(rows.join(row("b", 2)).is_none());
        assert!(rows.join(NewRows::row("t", [("name", Value::from("c"))])).is_some());
        assert!(rows.join(NewRows::row("u", [("name", Value::Null), ("number", Value::Null)])).is_some());
        let both = vec![Value::from("a"), Value::Int(1), Value::from("b"), Value::Int(2)];
        let text = "INSERT INTO \"t\" (\"name\", \"number\") VALUES ($1, $2), ($3, $4)";
        assert!(rows.clone().statement() == Statement::new(text, both.clone()));
        assert!(rows.clone().statements(Engine::Postgres) == [Statement::new(text, both.clone())]);
        let text = "INSERT INTO \"t\" (\"name\", \"number\") VALUES (?, ?), (?, ?)";
        assert!(rows.statements(Engine::Sqlite) == [Statement::new(text, both)]);
    }

    #[test]
    fn many_rows_are_few_statements_of_few_texts() {
        let sizes = |count: usize, width: usize| {
            let columns: Vec<String> = (0..width).map(|column| format!("c{column}")).collect();
            let row = || NewRows::row("t", columns.iter().map(|column| (column.as_str(), Value::Null)));
            let mut rows = row();
            (1..count).for_each(|_| assert!(rows.join(row()).is_none()));
            let statements = rows.statements(Engine::Sqlite);
            statements.iter().map(|statement| statement.params.len() / width).collect::<Vec<_>>()
        };
        assert_eq!(sizes(1, 3), [1]);
        assert_eq!(sizes(300, 3), [128, 128, 32, 8, 4]);
        assert_eq!(sizes(300, 500), [64, 64, 64, 64, 32, 8, 4]);
    }
}
