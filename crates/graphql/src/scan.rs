//! One pass over a document's bytes that counts before any parser sees them.
//!
//! The parser has limits of its own, but says neither which was broken nor by how much; and a text with 10,000 braces, aliases or
//! directives should not cost the building of a tree.

/// What the pass counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Scan {
    /// Names, numbers, strings and punctuation.
    pub tokens: usize,
    /// Deepest nesting of braces and brackets together.
    pub depth: usize,
    /// Fields in selections.
    pub fields: usize,
    /// Fields with an alias.
    pub aliases: usize,
    /// Uses of directives.
    pub directives: usize,
}

/// The token before, as far as it decides what a name is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// `@`: the name is a directive's.
    At,
    /// `...`: the name is a fragment's, or `on`.
    Spread,
    /// `... on`: the name is a type's.
    SpreadOn,
    Other,
}

/// Counts without checking: what is no token counts as one, and the parser refuses it later.
pub(crate) fn scan(text: &str) -> Scan {
    let bytes = text.as_bytes();
    let mut scan = Scan::default();
    let (mut at, mut depth, mut parentheses, mut before) = (0, 0usize, 0usize, Before::Other);
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        let mut now = Before::Other;
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at += bytes[at..].iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(bytes.len() - at);
                continue;
            }
            b'"' => at = string_end(bytes, at),
            b'.' if bytes[at..].starts_with(b"...") => {
                now = Before::Spread;
                at += 3;
            }
            _ if is_word(byte) => {
                at += bytes[at..].iter().take_while(|byte| is_word(**byte)).count();
                match before {
                    Before::Spread if &bytes[start..at] == b"on" => now = Before::SpreadOn,
                    Before::Other if depth > 0 && parentheses == 0 => scan.fields += 1,
                    Before::At | Before::Spread | Before::SpreadOn | Before::Other => {}
                }
            }
            _ => at += 1,
        }
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'(' => parentheses += 1,
            b')' => parentheses = parentheses.saturating_sub(1),
            b'@' => {
                scan.directives += 1;
                now = Before::At;
            }
            // Outside parentheses a colon ends an alias, which was counted as a field.
            b':' if parentheses == 0 => {
                scan.aliases += 1;
                scan.fields = scan.fields.saturating_sub(1);
            }
            _ => {}
        }
        scan.depth = scan.depth.max(depth);
        scan.tokens += 1;
        before = now;
    }
    scan
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Index after a string that starts at `start`. A string that never ends, ends with its line (block strings: with the text).
fn string_end(bytes: &[u8], start: usize) -> usize {
    if bytes[start..].starts_with(b"\"\"\"") {
        let mut at = start + 3;
        while at < bytes.len() {
            if bytes[at..].starts_with(b"\\\"\"\"") {
                at += 4;
            } else if bytes[at..].starts_with(b"\"\"\"") {
                return at + 3;
            } else {
                at += 1;
            }
        }
        return bytes.len();
    }
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\n' | b'\r' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_tokens_and_depth() {
        let cases = [
            ("", 0, 0),
            ("{ a, b # { { {\n c }", 5, 1),
            ("{ posts(where: {AND: [{id: \"}{\"}]}) { ...F } }", 22, 4),
            (r#"{ a(s: """ { \""" { """) }"#, 8, 1),
            ("{ a(s: \"x\\\" {\") }", 8, 1),
            ("{ a(s: \"never", 6, 1),
            ("}}}{", 4, 1),
        ];
        for (text, tokens, depth) in cases {
            let found = scan(text);
            assert_eq!((found.tokens, found.depth), (tokens, depth), "{text}");
        }
    }

    #[test]
    fn counts_fields_aliases_and_directives() {
        let cases = [
            ("query Q($a: Int = 1 @d) @e { a b: c(x: {y: [Z]}) @skip(if: $a) { d } }", 3, 1, 3),
            ("{ ...F @d ... on T @e { a } ... { on: b } } fragment F on T { on }", 3, 1, 2),
        ];
        for (text, fields, aliases, directives) in cases {
            let found = scan(text);
            assert_eq!((found.fields, found.aliases, found.directives), (fields, aliases, directives), "{text}");
        }
    }
}
