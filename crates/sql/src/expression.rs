//! The few expressions that the two engines write differently and every kind of statement needs.

use crate::Engine;

/// A condition that is true when `column` is one of the values of the bound list at `placeholder` (such as `$1`).
///
/// The list is one parameter, so a statement's text does not depend on how many values there are: an array on
/// PostgreSQL, JSON text on SQLite (`store` binds [`crate::Value::Texts`] and [`crate::Value::Ints`] so). `column` is
/// SQL text: a quoted identifier or an expression. An empty list contains nothing.
pub fn list_contains(engine: Engine, column: &str, placeholder: &str) -> String {
    match engine {
        Engine::Sqlite => format!("{column} IN (SELECT value FROM json_each({placeholder}))"),
        Engine::Postgres => format!("{column} = ANY({placeholder})"),
    }
}

/// `expression` (text) in lower case by Unicode's rules, compared and sorted as bytes.
///
/// `epi_lower` is a function that `store` registers on SQLite, whose own `lower` knows ASCII only. PostgreSQL's
/// `lower` follows the argument's collation, which is `C` in our columns and therefore ASCII only too.
pub fn lower(engine: Engine, expression: &str) -> String {
    match engine {
        Engine::Sqlite => format!("epi_lower({expression})"),
        Engine::Postgres => format!("(lower({expression} COLLATE \"und-x-icu\") COLLATE \"C\")"),
    }
}

/// `expression` (double precision) as the JSON number that both engines write alike: the shortest decimal text that
/// reads back as the same number, whole numbers without a fraction.
///
/// The result is JSON: it can stand directly in `json_object` or `json_build_object`.
pub fn float_text(engine: Engine, expression: &str) -> String {
    match engine {
        Engine::Sqlite => format!("json(epi_float({expression}))"),
        Engine::Postgres => format!("to_json({expression})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_one_parameter() {
        assert_eq!(list_contains(Engine::Sqlite, "id", "$2"), "id IN (SELECT value FROM json_each($2))");
        assert_eq!(list_contains(Engine::Postgres, "id", "$2"), "id = ANY($2)");
    }
}
