//! Every operator on every type, with what nulls mean (content-api-read.md §4.2, §4.3).

use crate::world::{on_each_engine, with_things};

async fn check(cases: &'static [(&'static str, &'static str)]) {
    on_each_engine(|world| async move {
        with_things(&world).await;
        for (condition, ids) in cases {
            let engine = world.environment.database.engine().name();
            assert_eq!(world.things(condition).await, *ids, "{condition} on {engine}");
        }
        world
    })
    .await;
}

#[tokio::test]
async fn texts() {
    check(&[
        (r#"text: "Alpha""#, "a"),
        (r#"text: "alpha""#, ""),
        (r#"text: null"#, "c"),
        (r#"text_not: "Alpha""#, "b d"),
        (r#"text_not: null"#, "a b d"),
        (r#"text_in: ["Alpha", "ÄRGER", "z"]"#, "a d"),
        (r#"text_in: ["Alpha", null]"#, "a c"),
        (r#"text_in: [null]"#, "c"),
        (r#"text_in: []"#, ""),
        (r#"text_in: null"#, "a b c d"),
        (r#"text_not_in: ["Alpha"]"#, "b d"),
        (r#"text_not_in: ["Alpha", null]"#, "b d"),
        (r#"text_not_in: []"#, "a b c d"),
        (r#"text_contains: "PH""#, "a"),
        (r#"text_contains: """#, "a b d"),
        (r#"text_contains: null"#, ""),
        (r#"text_not_contains: "ph""#, "b d"),
        (r#"text_starts_with: "al""#, "a"),
        (r#"text_not_starts_with: "al""#, "b d"),
        (r#"text_ends_with: "HA""#, "a"),
        (r#"text_ends_with: "a much longer text than any""#, ""),
        (r#"text_not_ends_with: "ha""#, "b d"),
        (r#"text_contains: "ärg""#, "d"),
        (r#"id_in: ["a", "c"]"#, "a c"),
        (r#"id_not: "a""#, "b c d"),
        (r#"id_contains: "A""#, "a"),
    ])
    .await;
}

#[tokio::test]
async fn case_51_nothing_in_a_text_is_a_wildcard() {
    check(&[
        (r#"text_contains: "%""#, "b"),
        (r#"text_contains: "_""#, "b"),
        (r#"text_contains: "100%_\\""#, "b"),
        (r#"text_starts_with: "b%""#, ""),
        (r#"text_ends_with: "'x'""#, "b"),
        (r#"text_contains: ".*""#, ""),
        (r#"_search: "%""#, "b"),
    ])
    .await;
}

#[tokio::test]
async fn case_50_sql_in_a_text_is_text() {
    check(&[
        (r#"text: "' OR '1'='1""#, ""),
        (r#"text_in: ["') OR ('1'='1"]"#, ""),
        (r#"text_contains: "'; DROP TABLE m_thing; --""#, ""),
        (r#"tags: ["'), ('"]"#, ""),
        (r#"tags_contains_some: ["\"]') OR 1=1 --"]"#, ""),
        (r#"extra_value_recursive: "$v' OR '1'='1""#, ""),
        (r#"extra_json_path_exists: "$.\"a' OR 1=1\"""#, ""),
        (r#"_search: "' OR 1=1 --""#, ""),
        (r#"createdBy: { name: "' OR 1=1 --" }"#, ""),
        (r#"id: "a' --""#, ""),
        // The table is still there.
        (r#"id: "a""#, "a"),
    ])
    .await;
}

#[tokio::test]
async fn numbers_times_truths_and_enumerations() {
    check(&[
        ("count: 1", "a"),
        ("count_not: 1", "b d"),
        ("count_in: [1, -5, null]", "a c d"),
        ("count_not_in: [1]", "b d"),
        ("count_lt: 1", "d"),
        ("count_lte: 1", "a d"),
        ("count_gt: 1", "b"),
        ("count_gte: 1", "a b"),
        ("count_gt: null", ""),
        ("price: 2", "b"),
        ("price: 2.0", "b"),
        ("price_in: [1.5, 1e21]", "a d"),
        ("price_not_in: [1.5]", "b d"),
        ("price_lt: 2", "a"),
        ("active: true", "a"),
        ("active_not: true", "b"),
        ("active: null", "c d"),
        ("active_not: null", "a b"),
        (r#"startsAt: "2026-01-01T01:00:00+01:00""#, "a"),
        (r#"startsAt_gt: "2026-01-01T00:00:00Z""#, "b"),
        (r#"startsAt_lte: "2026-01-01T00:00:00.500Z""#, "a b"),
        (r#"startsAt_in: ["2026-01-01T00:00:00Z", null]"#, "a c d"),
        (r#"day_gte: "2026-01-15""#, "b"),
        (r#"day_not: "2026-01-01""#, "b"),
        (r#"createdAt_gte: "2026-01-01T00:03:00Z""#, "c d"),
        ("publishedAt: null", "a b c d"),
        ("material: wood", "a"),
        ("material_not: wood", "b d"),
        ("material_in: [wood, GraphQL, null]", "a c d"),
        ("material_not_in: [wood]", "b d"),
        ("material: null", "c"),
    ])
    .await;
}

#[tokio::test]
async fn lists() {
    check(&[
        (r#"tags: ["x", "y"]"#, "a"),
        (r#"tags: []"#, "c d"),
        (r#"tags: null"#, "c d"),
        (r#"tags_not: ["x", "y"]"#, "b c d"),
        (r#"tags_contains_all: ["y"]"#, "a b"),
        (r#"tags_contains_all: ["y", "z"]"#, ""),
        (r#"tags_contains_all: []"#, "a b c d"),
        (r#"tags_contains_some: ["z", "y"]"#, "a b"),
        (r#"tags_contains_some: []"#, ""),
        (r#"tags_contains_none: ["y"]"#, "c d"),
        (r#"tags_contains_none: null"#, "a b c d"),
        ("numbers: [1, 2]", "a"),
        ("numbers_contains_all: [1]", "a d"),
        ("prices: [1, 2.5]", "a"),
        ("prices_not: [1.0, 2.5]", "b c d"),
        ("prices_contains_all: [2.5]", "a b"),
        ("prices_contains_some: [1, 100000]", "a d"),
        (r#"days_contains_some: ["2026-01-01"]"#, "a"),
        ("flags: [true, false]", "a"),
        ("flags_contains_some: [false]", "a"),
        ("materials: [wood, Carbon_Fibre]", "a"),
        ("materials_contains_all: [Carbon_Fibre]", "a"),
        ("materials_contains_none: [wood]", "b c d"),
    ])
    .await;
}

#[tokio::test]
async fn json_documents() {
    check(&[
        (r#"extra_value_recursive: "deep""#, "a"),
        ("extra_value_recursive: 1", "a b"),
        ("extra_value_recursive: 2.5", "b"),
        ("extra_value_recursive: true", "a"),
        ("extra_value_recursive: null", "a b c d"),
        ("NOT: [{ extra_value_recursive: 1 }]", "c d"),
        (r#"extra_json_path_exists: "$.a""#, "a d"),
        (r#"extra_json_path_exists: "$.a[*].b""#, "a"),
        (r#"extra_json_path_exists: "$.a.b""#, "a"),
        (r#"extra_json_path_exists: "$.a[1]""#, "a"),
        (r#"extra_json_path_exists: "$.a[0]""#, "a d"),
        (r#"extra_json_path_exists: "$[1]""#, "b"),
        (r#"extra_json_path_exists: "$.*""#, "a d"),
        (r#"extra_json_path_exists: "$.n""#, "a"),
        (r#"extra_json_path_exists: "$.a ? (@ > 1)""#, "d"),
        (r#"extra_json_path_exists: "$.** ? (@ == \"deep\")""#, "a"),
        (r#"extra_json_path_exists: "$.n ? (@ == null)""#, "a"),
        (r#"extra_json_path_exists: "$.t ? (@ == true)""#, "a"),
        (r#"extra_json_path_exists: "$[*] ? (@ != 1)""#, "b"),
        (r#"extra_json_path_exists: "$ ? (@.a >= 7)""#, "d"),
        (r#"extra_json_path_exists: "$.a ? (@.b == \"deep\")""#, "a"),
        (r#"extra_json_path_exists: null"#, "a b c d"),
        ("NOT: [{ extra_json_path_exists: \"$.a\" }]", "b c"),
    ])
    .await;
}

#[tokio::test]
async fn junctions_search_and_users() {
    check(&[
        (r#"OR: [{ count: 1 }, { count: 2 }]"#, "a b"),
        (r#"AND: [{ count_gt: 0 }, { active: false }]"#, "b"),
        (r#"NOT: [{ count: 1 }, { active: true }]"#, "b d"),
        ("AND: [], OR: [], NOT: []", "a b c d"),
        ("OR: [{}, { count: 1 }]", "a b c d"),
        (r#"_search: "once""#, "a"),
        (r#"_search: "ärger""#, "d"),
        (r#"NOT: [{ _search: "alpha" }]"#, "b c d"),
        (r#"createdBy: { name: "Ada" }"#, "a"),
        (r#"createdBy: { kind_not: MEMBER }"#, "b"),
        ("createdBy: {}", "a b"),
        ("createdBy: null", "c d"),
        (r#"NOT: [{ createdBy: { name: "Ada" } }]"#, "b c d"),
        (r#"createdBy: { isActive: true, name_contains: "o" }"#, "b"),
    ])
    .await;
}

#[tokio::test]
async fn what_cannot_be_asked_is_told() {
    on_each_engine(|world| async move {
        let refused = |message: &str| {
            format!(r#"{{"errors":[{{"message":"{message}"}}],"data":null,"extensions":{{"requestId":"id"}}}}"#)
        };
        for (condition, message) in [
            (r#"extra_json_path_exists: "$.a[""#, "invalid json path"),
            ("extra_value_recursive: [1]", "only scalar json values are supported"),
            (r#"startsAt: "yesterday""#, r#"DateTime cannot represent value: \"yesterday\""#),
            (r#"day: "2026-02-30""#, r#"Date cannot represent value: \"2026-02-30\""#),
        ] {
            world.expect(&format!("{{ things(where: {{ {condition} }}) {{ id }} }}"), &refused(message)).await;
        }
        world
    })
    .await;
}
