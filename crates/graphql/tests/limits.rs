//! Hostile documents: refused with the limit's name and the count, in memory that their length bounds, without a stack overflow
//! (security cases 39–42). How long it takes, `cargo xtask bench hostile` prints.

use allocation_counter::{AllocationInfo, measure};
use graphql::{Document, DocumentCache, ErrorKind, Flavor, Limits, Schema};

fn schema() -> Schema {
    Schema::from_sdl(include_str!("blog.graphql")).expect("the test's schema is valid")
}

/// What a refusal may take of memory at once, in bytes for each of the document's. Most is the parser's tree.
const MOST_FOR_A_BYTE: u64 = 120;

/// The first error, and the memory that it took to find it.
fn refused(query: &str, limits: &Limits) -> ((ErrorKind, String), AllocationInfo) {
    let schema = schema();
    let mut found = None;
    let memory = measure(|| found = Document::parse(&schema, query, limits, Flavor::Content).err());
    let errors = found.expect("the document is hostile");
    ((errors[0].kind, errors[0].message.clone()), memory)
}

fn refusal(query: &str, limits: &Limits) -> (ErrorKind, String) {
    let (refusal, memory) = refused(query, limits);
    let most = MOST_FOR_A_BYTE * query.len() as u64;
    assert!(memory.bytes_max <= most, "{} bytes, and not {most}, for {}", memory.bytes_max, refusal.1);
    refusal
}

fn limited(query: &str, text: &str) {
    let wide = Limits { bytes: 1_000_000, tokens: 300_000, ..Limits::CONTENT };
    assert_eq!(refusal(query, &wide), (ErrorKind::Limit, text.to_owned()));
}

#[test]
fn each_limit_is_named_with_its_count() {
    let many = |count: usize, part: fn(usize) -> String| (0..count).map(part).collect::<String>();
    limited(&" ".repeat(1_000_001), "The query has 1000001 bytes; at most 1000000 are allowed.");
    limited(&"x ".repeat(300_001), "The query has 300001 tokens; at most 300000 are allowed.");
    limited(&"{a".repeat(10_000), "The query has 10000 levels of nesting; at most 50 are allowed.");
    limited(
        &format!("{{ posts(ids: {}", "[".repeat(10_000)),
        "The query has 10001 levels of nesting; at most 50 are allowed.",
    );
    limited(
        &format!("query ($a: {}", "[".repeat(10_000)),
        "The query has 10000 levels of nesting; at most 50 are allowed.",
    );
    limited(
        &format!("{{ {} }}", many(10_000, |n| format!("a{n}: posts {{ id }} "))),
        "The query has 10000 aliases; at most 1000 are allowed.",
    );
    limited(
        &format!("mutation {{ {} }}", many(1_000, |n| format!("a{n}: deletePost(id: 1) {{ id }} "))),
        "The query has 1000 root fields; at most 250 are allowed.",
    );
    limited(
        &format!("{{ posts {{ {} }} }}", many(10_000, |n| format!("a{n}: id "))),
        "The query has 10000 aliases; at most 1000 are allowed.",
    );
    limited(
        &format!("{{ posts {{ {} }} }}", "id ".repeat(100_000)),
        "The query has 100001 fields; at most 10000 are allowed.",
    );
    limited(
        &format!("{{ posts {{ id {} }} }}", "@skip(if: true) ".repeat(10_000)),
        "The query has 10000 directives; at most 500 are allowed.",
    );
    limited(
        &format!("query ($a: Int {}) {{ posts(first: $a) {{ id }} }}", "@nope ".repeat(10_000)),
        "The query has 10000 directives; at most 500 are allowed.",
    );
    limited(
        &many(100, |n| format!("query Q{n} {{ posts {{ id }} }} ")),
        "The query has 100 operations; at most 50 are allowed.",
    );
}

/// Neither is a tree built nor anything else kept of a text that shows by itself that it is too large: the rest of it is
/// only counted, for the error to say how much it is.
#[test]
fn nothing_is_built_of_a_text_that_shows_that_it_is_too_large() {
    let wide = |limit: &str| match limit {
        "tokens" => Limits { bytes: 10_000_000, ..Limits::CONTENT },
        _ => Limits { bytes: 10_000_000, tokens: 10_000_000, ..Limits::CONTENT },
    };
    type OfSize = fn(usize) -> String;
    let documents: [(&str, OfSize); 6] = [
        ("levels of nesting", |n| "{".repeat(n)),
        ("levels of nesting", |n| format!("{{ posts(ids: {}", "[".repeat(n))),
        ("aliases", |n| (0..n).map(|n| format!("a{n}: id ")).collect()),
        ("directives", |n| format!("{{ posts {{ id {} }} }}", "@skip(if: true) ".repeat(n))),
        ("fields", |n| format!("{{ posts {{ {} }} }}", "id ".repeat(n))),
        ("tokens", |n| "x ".repeat(n)),
    ];
    for (limit, document) in documents {
        for size in [40_000, 400_000] {
            let ((kind, text), memory) = refused(&document(size), &wide(limit));
            assert!(kind == ErrorKind::Limit && text.contains(&format!(" {limit}; at most")), "{text}");
            assert!(memory.count_total < 20 && memory.bytes_total < 2_000, "{memory:?} for {text}");
        }
    }
    // Nor is a text looked at that is too long.
    let (_, memory) = refused(&"x".repeat(10_000_001), &wide("bytes"));
    assert!(memory.bytes_total < 2_000, "{memory:?}");
}

#[test]
fn fragments_that_double_are_counted_not_expanded() {
    let mut query = "{ posts { ...F0 } } ".to_owned();
    for n in 0..40 {
        query += &format!("fragment F{n} on Post {{ ...F{m} ...F{m} }} ", m = n + 1);
    }
    query += "fragment F40 on Post { id }";
    let (kind, text) = refusal(&query, &Limits::CONTENT);
    assert_eq!(kind, ErrorKind::Limit);
    assert!(text.ends_with("fields when its fragments are put in place; at most 10000 are allowed."), "{text}");
}

#[test]
fn long_chains_and_cycles_of_fragments() {
    let chain = |last: &str| {
        let links: String = (0..5_000).map(|n| format!("fragment F{n} on Post {{ ...F{} }} ", n + 1)).collect();
        format!("{{ posts {{ ...F0 }} }} {links} fragment F5000 on Post {{ {last} }}")
    };
    let wide = Limits { bytes: 1_000_000, tokens: 300_000, ..Limits::CONTENT };
    for last in ["id", "...F0"] {
        assert_eq!(
            refusal(&chain(last), &wide),
            (ErrorKind::Limit, "The query has 51 levels of nesting; at most 50 are allowed.".to_owned())
        );
    }
    let mut doubled = "{ posts { ...F0 } } ".to_owned();
    for n in 0..30 {
        doubled += &format!("fragment F{n} on Post {{ ...F{m} ...F{m} }} ", m = (n + 1) % 30);
    }
    assert_eq!(refusal(&doubled, &Limits::CONTENT).0, ErrorKind::Limit);
}

#[test]
fn numbers_of_any_length_are_read() {
    let digits = "9".repeat(50_000);
    let (kind, text) = refusal(&format!("{{ posts(first: {digits}) {{ id }} }}"), &Limits::CONTENT);
    assert_eq!(kind, ErrorKind::Validation);
    assert!(text.len() < 500, "the text quotes {} bytes", text.len());
}

#[test]
fn unknown_directives_within_the_limit_are_errors_of_validation() {
    let query = format!("{{ posts {{ id {} }} }}", "@nope ".repeat(400));
    assert_eq!(refusal(&query, &Limits::CONTENT).0, ErrorKind::Validation);
}

#[test]
fn a_large_but_honest_document_passes() {
    let fields: String = (0..900).map(|n| format!("a{n}: title ")).collect();
    let query = format!("{{ posts {{ {fields} }} }}");
    assert!(Document::parse(&schema(), &query, &Limits::CONTENT, Flavor::Content).is_ok());
}

#[test]
fn the_cache_is_bounded_and_keeps_schemas_apart() {
    let cache = DocumentCache::new(Limits::CONTENT, Flavor::Content, 1_000_000);
    let schema = schema();
    let first = cache.get(&schema, "{ posts { id } }").expect("valid");
    let again = cache.get(&schema, "{ posts { id } }").expect("valid");
    assert_eq!(first.text().as_ptr(), again.text().as_ptr());
    for n in 0..2_000 {
        cache.get(&schema, &format!("{{ posts(first: {n}) {{ id }} }}")).expect("valid");
    }
    assert!(cache.memory() <= 1_000_000);
    let other = Schema::from_sdl("type Query { a: Int }").expect("valid");
    assert!(cache.get(&other, "{ posts { id } }").is_err());
    assert!(cache.get(&other, &"x".repeat(200_000)).is_err());
}
