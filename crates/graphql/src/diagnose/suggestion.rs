//! "Did you mean": names close to the one that was written, by the measure of gqlparser in the version whose texts are known
//! (content-api-read.md §12: `idd` is near to `id` and not to `AND`).

/// How many names a suggestion holds at most.
const MOST: usize = 5;

/// The options near to what was written, nearest first. Near means an edit distance of at most half the longer name's length, or one.
fn near<'n>(written: &str, options: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let threshold = |option: &str| (written.len().max(option.len()) / 2).max(1);
    let mut found: Vec<(usize, &str)> = options
        .into_iter()
        .filter(|option| option.len().abs_diff(written.len()) <= threshold(option))
        .map(|option| (distance(written, option), option))
        .filter(|(distance, option)| *distance <= threshold(option))
        .collect();
    found.sort_by_key(|(distance, _)| *distance);
    found.into_iter().take(MOST).map(|(_, option)| option).collect()
}

/// ` Did you mean "a", "b" or "c"?`, or nothing when no option is near.
pub(crate) fn quoted<'n>(prefix: &str, written: &str, options: impl IntoIterator<Item = &'n str>) -> String {
    sentence(prefix, near(written, options).into_iter().map(|name| format!("\"{name}\"")).collect())
}

/// ` Did you mean a, b or c?`: the form without quotes that the Content API uses for input fields (content-api-read.md §12).
pub(crate) fn bare<'n>(prefix: &str, written: &str, options: impl IntoIterator<Item = &'n str>) -> String {
    sentence(prefix, near(written, options).into_iter().map(str::to_owned).collect())
}

/// ` Did you mean to use an inline fragment on "A" or "B"?`: all names, up to the most that a suggestion holds.
pub(crate) fn listed(prefix: &str, names: &[&str]) -> String {
    sentence(prefix, names.iter().take(MOST).map(|name| format!("\"{name}\"")).collect())
}

fn sentence(prefix: &str, names: Vec<String>) -> String {
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => format!(" {prefix} {last}?"),
        Some((last, others)) => format!(" {prefix} {} or {last}?", others.join(", ")),
    }
}

/// Levenshtein's distance without regard to case; names that differ in case alone are one apart.
fn distance(a: &str, b: &str) -> usize {
    if a == b {
        return 0;
    }
    let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
    if a == b {
        return 1;
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, byte_a) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, byte_b) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(byte_a != byte_b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_edits() {
        for (a, b, edits) in
            [("id", "id", 0), ("ID", "id", 1), ("idd", "id", 1), ("kitten", "sitting", 3), ("", "abc", 3)]
        {
            assert_eq!(distance(a, b), edits, "{a} {b}");
        }
    }

    #[test]
    fn lists_the_nearest_first() {
        assert_eq!(quoted("Did you mean", "titel", ["slug", "title", "subtitle"]), " Did you mean \"title\"?");
        assert_eq!(bare("Did you mean", "aa", ["ab", "a", "aab", "xyzzy"]), " Did you mean ab, a or aab?");
        assert_eq!(quoted("Did you mean", "x", ["slug"]), "");
    }
}
