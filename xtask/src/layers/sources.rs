//! Rules for single source files.

use super::{Breach, literals};

const MOST_LINES: usize = 400;
const MOST_LINES_OF_TESTS: usize = 600;

/// Whether a file is source text that people write, by its path.
pub fn is_source(name: &str) -> bool {
    let made = name.ends_with(".gen.ts") || name.ends_with("next-env.d.ts");
    !made && [".rs", ".ts", ".tsx", ".js", ".mjs", ".css", ".sql", ".py"].iter().any(|ending| name.ends_with(ending))
}

/// Checks a source file.
pub fn check(name: &str, text: &str) -> Vec<Breach> {
    length(name, text).into_iter().chain(unfinished(name, text)).chain(foreign_sql(name, text)).collect()
}

fn length(name: &str, text: &str) -> Option<Breach> {
    let most = if is_test(name) { MOST_LINES_OF_TESTS } else { MOST_LINES };
    let lines = text.lines().count();
    let what = format!("{lines} lines, more than {most}");
    (lines > most).then(|| Breach::new(name, what, "a file holds one idea and is read in one sitting"))
}

fn is_test(name: &str) -> bool {
    ["tests/", "e2e/"].iter().any(|folder| name.starts_with(folder) || name.contains(&format!("/{folder}")))
        || ["tests.rs", ".test.ts", ".test.tsx", ".spec.ts"].iter().any(|ending| name.ends_with(ending))
}

fn unfinished(name: &str, text: &str) -> Vec<Breach> {
    // Taken apart, so that this file does not break its own rule.
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME")];
    let is_marked = |line: &str| line.split(|c: char| !c.is_alphanumeric()).any(|word| marks.contains(&word));
    let marked = text.lines().enumerate().filter(|(_, line)| is_marked(line));
    let reason = "what is not finished is an issue, where it is found and counted; the source says what is";
    marked.map(|(index, line)| Breach::new(format!("{name}:{}", index + 1), line.trim(), reason)).collect()
}

/// SQL text in the product's Rust files, but for those of the two crates whose work it is and for tests, which may look
/// into a database past everything.
fn foreign_sql(name: &str, text: &str) -> Vec<Breach> {
    let product = name.starts_with("crates/") && name.ends_with(".rs");
    if !product || is_test(name) || name.starts_with("crates/sql/") || name.starts_with("crates/store/") {
        return Vec::new();
    }
    let statements = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "CREATE TABLE ", "ALTER TABLE "];
    let found = literals::of(text).into_iter().filter(|(_, literal)| {
        let literal = literal.trim_start();
        statements.iter().any(|statement| literal.starts_with(statement))
    });
    let reason = "SQL is made in the crate `sql` alone, where both engines and the binding of values are looked after";
    found
        .map(|(line, literal)| Breach::new(format!("{name}:{line}"), format!("SQL text {literal:?}"), reason))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{check, is_source};

    #[track_caller]
    fn broken(name: &str, text: &str, places: &[&str]) {
        let found: Vec<String> = check(name, text).into_iter().map(|breach| breach.place).collect();
        assert_eq!(found, places);
    }

    #[test]
    fn files_are_short() {
        broken("crates/model/src/lib.rs", &"\n".repeat(400), &[]);
        broken("crates/model/src/lib.rs", &"\n".repeat(401), &["crates/model/src/lib.rs"]);
        broken("tests/src/lib.rs", &"\n".repeat(600), &[]);
        broken("studio/src/ui/Button.test.tsx", &"\n".repeat(601), &["studio/src/ui/Button.test.tsx"]);
    }

    #[test]
    fn sql_text_lies_in_sql_and_store() {
        let text = "// \"SELECT 1\"\nlet a = \"\n  SELECT id FROM person\";";
        broken("crates/content/src/read.rs", text, &["crates/content/src/read.rs:2"]);
        broken("crates/sql/src/read.rs", text, &[]);
        broken("crates/content/src/read/tests.rs", text, &[]);
        broken("crates/access/src/actions.rs", "\"UPDATE_MODEL\" \"DELETE\" \"Select one.\"", &[]);
    }

    #[test]
    fn unfinished_work_is_named_elsewhere() {
        broken("studio/src/main.tsx", concat!("ok\n// TO", "DO: finish\n"), &["studio/src/main.tsx:2"]);
        broken("studio/src/main.tsx", concat!("mas", "TO", "DONs"), &[]);
    }

    #[test]
    fn what_tools_write_is_not_source() {
        assert!(is_source("studio/src/routes.ts"));
        assert!(!is_source("examples/app-tokens/next-env.d.ts") && !is_source("README.md"));
    }
}
