//! How many tests ran, read from what the test programs print.

use std::fmt;

/// Tests by outcome.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Counts {
    /// The tests that a line of summary reports: of cargo-nextest, cargo test, Vitest, `node --test` or Playwright.
    /// Other lines report none.
    pub fn of_line(line: &str) -> Self {
        let line = line.trim();
        let mut counts = Self::default();
        let words: Vec<&str> = line
            .split(|character: char| character.is_whitespace() || ",;|".contains(character))
            .filter(|word| !word.is_empty())
            .collect();
        match words.as_slice() {
            // `# pass 3` where the output is no terminal, `ℹ pass 3` on one
            ["#" | "ℹ", outcome, number] => counts.count(number, outcome),
            ["Summary" | "Tests", ..] | ["test", "result:", ..] => counts.count_pairs(&words),
            // Playwright gives each outcome a line of its own, the first with the time: `12 passed (3.4s)`
            [_, _] => counts.count_pairs(&words),
            [_, "passed", time] if time.starts_with('(') => counts.count_pairs(&words),
            _ => {}
        }
        counts
    }

    /// Adds other tests to these.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    fn count_pairs(&mut self, words: &[&str]) {
        for pair in words.windows(2) {
            self.count(pair[0], pair[1]);
        }
    }

    fn count(&mut self, number: &str, outcome: &str) {
        let Ok(number) = number.parse::<u64>() else { return };
        match outcome {
            "passed" | "pass" => self.passed += number,
            "failed" | "fail" => self.failed += number,
            "skipped" | "ignored" => self.skipped += number,
            _ => {}
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    fn check(line: &str, passed: u64, failed: u64, skipped: u64) {
        assert_eq!(Counts::of_line(line), Counts { passed, failed, skipped }, "{line}");
    }

    #[test]
    fn summaries_are_counted() {
        check("     Summary [   0.023s] 12 tests run: 12 passed, 3 skipped", 12, 0, 3);
        check("     Summary [   9.1s] 5/9 tests run: 4 passed (1 slow), 1 failed, 0 skipped", 4, 1, 0);
        check("test result: FAILED. 5 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out", 5, 2, 1);
        check("      Tests  1 failed | 6 passed | 2 skipped (9)", 6, 1, 2);
        check("# pass 3", 3, 0, 0);
        check("ℹ fail 2", 0, 2, 0);
        check("  12 passed (34.5s)", 12, 0, 0);
        check("  1 failed", 0, 1, 0);
    }

    #[test]
    fn other_lines_report_no_tests() {
        check(" Test Files  2 passed (2)", 0, 0, 0);
        check("# tests 3", 0, 0, 0);
        check("test tests::wire ... ok", 0, 0, 0);
        check("    2 requests failed and were tried again", 0, 0, 0);
    }
}
