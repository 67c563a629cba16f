//! String literals of Rust source text: as much of Rust's lexical grammar as tells strings from all else.

/// The string literals of a source text: line (from 1) and content as written, escapes not resolved.
pub fn of(source: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < source.len() {
        let rest = &source[at..];
        at += match literal(rest) {
            Some((open, close, end)) => {
                let line = 1 + source[..at].matches('\n').count();
                found.push((line, &rest[open..close]));
                end
            }
            None => other(rest),
        };
    }
    found
}

/// When a string begins here: where its content begins and ends, and where the literal ends.
fn literal(rest: &str) -> Option<(usize, usize, usize)> {
    if let Some(content) = rest.strip_prefix('"') {
        let end = end_of_escaped(content)?;
        return Some((1, 1 + end, end + 2));
    }
    let hashes = rest.strip_prefix('r')?.bytes().take_while(|byte| *byte == b'#').count();
    let open = hashes + 2;
    if rest.as_bytes().get(open - 1) != Some(&b'"') {
        return None;
    }
    let mark = format!("\"{}", "#".repeat(hashes));
    let close = open + rest[open..].find(&mark)?;
    Some((open, close, close + mark.len()))
}

fn end_of_escaped(content: &str) -> Option<usize> {
    let mut escaped = false;
    content.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

/// The length of what stands here when it is no string: a comment, a character, a word or one other character.
fn other(rest: &str) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return rest.find("*/").map_or(rest.len(), |end| end + 2);
    }
    if ["'\"'", "'\\\"'", "b'\"'"].iter().any(|quote| rest.starts_with(quote)) {
        return rest.find('"').map_or(rest.len(), |quote| quote + 2);
    }
    // A whole word at once, so that the `r` that ends one is not taken for a raw string's.
    let word = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    if word > 0 {
        return if word <= 2 && rest.starts_with('b') && rest[1..].starts_with(['r', '"']) { 1 } else { word };
    }
    rest.chars().next().map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[track_caller]
    fn check(source: &str, literals: &[(usize, &str)]) {
        assert_eq!(of(source), literals, "{source}");
    }

    #[test]
    fn strings_are_found() {
        check("let a = \"one\";\nlet b = r#\"two \"2\" \"#;", &[(1, "one"), (2, "two \"2\" ")]);
        check(r#"f("a\"b\\", b"c", br"d")"#, &[(1, r#"a\"b\\"#), (1, "c"), (1, "d")]);
        check("\"one \\\n two\" \"three\"", &[(1, "one \\\n two"), (2, "three")]);
    }

    #[test]
    fn what_only_looks_like_one_is_not() {
        check("// a \"comment\"\n/* \"another\" */ let q = '\"'; let e = '\\\"'; \"real\"", &[(2, "real")]);
        check("let r = for_r; let x: &'static str = \"ü\";", &[(1, "ü")]);
        check("let r#type = 1;", &[]);
    }
}
