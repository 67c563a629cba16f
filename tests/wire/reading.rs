//! Faults of reading that random queries found, each by itself.

use serde_json::{Value, json};
use wire_tests::on_both;

use crate::blog::{Blog, component, kind, simple};

/// content-api-read.md §6: more items after and before this page, both computed; an unknown cursor leaves an empty page
/// with both flags false.
#[tokio::test(flavor = "multi_thread")]
async fn page_info_knows_what_lies_beyond_both_cursors() {
    on_both(async |server| {
        let blog = Blog::empty(&server).await;
        for name in ["a", "b", "c", "d"] {
            let create = "mutation($n: String!, $id: ID!) { upsertTag(where: {id: $id}, upsert: {create: {name: $n}, update: {}}) { id } }";
            blog.ok(create, json!({ "n": name, "id": format!("tag-{name}") })).await;
        }
        for (arguments, ids, next, previous) in [
            ("after: \"tag-a\", before: \"tag-d\"", "bc", true, true),
            ("after: \"tag-b\", before: \"tag-b\"", "", true, true),
            ("after: \"tag-a\", before: \"nowhere\"", "", false, false),
            ("after: \"nowhere\", before: \"tag-d\"", "", false, false),
            ("before: \"tag-c\"", "ab", true, false),
            ("after: \"tag-c\"", "d", false, true),
        ] {
            let query = format!(
                "{{ tagsConnection(stage: DRAFT, orderBy: name_ASC, {arguments}) \
                 {{ edges {{ node {{ name }} }} pageInfo {{ hasNextPage hasPreviousPage }} }} }}"
            );
            let page = blog.ok(&query, json!({})).await["tagsConnection"].clone();
            let edges = page["edges"].as_array().expect("a list").iter();
            let names: String = edges.filter_map(|edge| edge["node"]["name"].as_str()).collect();
            let flags = json!({ "hasNextPage": next, "hasPreviousPage": previous });
            assert_eq!((names.as_str(), &page["pageInfo"]), (ids, &flags), "{arguments}");
        }
    })
    .await;
}

/// A whole entry is published with all that it holds: also localised instances below an entry without localisations, and
/// localisations of instances that the entry itself has not (content-api-write.md §3.7, §3.11).
#[tokio::test(flavor = "multi_thread")]
async fn instances_are_published_in_more_locales_than_their_entry_has() {
    on_both(async |server| {
        let name = json!({ "isRequired": true, "isUnique": true });
        let changes = json!([
            { "createLocale": { "apiId": "de", "displayName": "German" } },
            kind("createComponent", "Leaf"), kind("createComponent", "Branch"),
            kind("createModel", "Plain"), kind("createModel", "Rich"),
            simple("Leaf", "label", "STRING", json!({ "isLocalized": true })),
            component("Branch", "leaves", "Leaf", true),
            simple("Plain", "name", "STRING", name.clone()),
            component("Plain", "branch", "Branch", false),
            simple("Rich", "name", "STRING", name),
            simple("Rich", "title", "STRING", json!({ "isLocalized": true })),
            component("Rich", "leaves", "Leaf", true),
        ]);
        let blog = Blog::with(&server, changes).await;
        let leaf = "{label: \"one\", localizations: {create: [{locale: de, data: {label: \"eins\"}}]}}";
        let write = format!(
            "mutation {{ createPlain(data: {{name: \"p\", branch: {{create: {{leaves: {{create: [{leaf}]}}}}}}}}) {{ id }} \
             createRich(data: {{name: \"r\", title: \"R\", leaves: {{create: [{leaf}]}}}}) {{ id }} \
             publishPlain(where: {{name: \"p\"}}) {{ id }} publishRich(where: {{name: \"r\"}}) {{ id }} }}"
        );
        blog.ok(&write, json!({})).await;
        let labels = async |locales: &str| -> Value {
            let query = format!(
                "{{ plain(where: {{name: \"p\"}}, stage: PUBLISHED) {{ branch {{ leaves(locales: [{locales}]) {{ label }} }} }} \
                 rich(where: {{name: \"r\"}}, stage: PUBLISHED) {{ leaves(locales: [{locales}]) {{ label }} }} }}"
            );
            blog.ok(&query, json!({})).await
        };
        for (locales, label) in [("de, en", "eins"), ("en", "one")] {
            let leaves = json!([{ "label": label }]);
            let expected = json!({ "plain": { "branch": { "leaves": leaves } }, "rich": { "leaves": leaves } });
            assert_eq!(labels(locales).await, expected, "{locales}");
        }
    })
    .await;
}

/// Rows that are equal in what they are ordered by are in the order of their ids, in the same direction, as an index has them
/// (content-api-read.md §5 proposes ascending ids in either); pages from cursor to cursor leave none out and tell none twice.
#[tokio::test(flavor = "multi_thread")]
async fn equal_values_are_ordered_by_id_in_the_same_direction() {
    on_both(async |server| {
        let mut changes = vec![
            json!({ "createEnumeration": { "apiId": "Mood", "displayName": "Mood", "values": [{ "apiId": "calm", "displayName": "Calm" }] } }),
            kind("createModel", "Thing"),
            json!({ "createEnumerableField": { "parentApiId": "Thing", "apiId": "mood", "displayName": "Mood", "enumerationApiId": "Mood" } }),
        ];
        let kinds = ["STRING", "INT", "FLOAT", "BOOLEAN", "DATE", "DATETIME"];
        for kind in kinds {
            let name = kind.to_lowercase();
            changes.push(simple("Thing", &format!("{name}_base"), kind, json!({})));
            changes.push(simple("Thing", &format!("{name}_localized"), kind, json!({ "isLocalized": true })));
            changes.push(simple("Thing", &format!("{name}_list"), kind, json!({ "isList": true })));
            changes.push(simple("Thing", &format!("{name}_null"), kind, json!({})));
        }
        let blog = Blog::with(&server, json!(changes)).await;
        let values = [json!("a"), json!(1), json!(1.5), json!(true), json!("2026-01-02"), json!("2026-01-02T03:04:05Z")];
        let mut data = json!({ "mood": "calm", "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z" });
        for (kind, value) in kinds.iter().zip(values) {
            let name = kind.to_lowercase();
            for (field, value) in [("base", value.clone()), ("localized", value.clone()), ("list", json!([value]))] {
                data[format!("{name}_{field}")] = value;
            }
        }
        let upsert = "mutation($id: ID!, $data: ThingCreateInput!) { upsertThing(where: {id: $id}, upsert: {create: $data, update: {}}) { id } }";
        for id in ["d", "b", "e", "a", "c"] {
            blog.ok(upsert, json!({ "id": id, "data": data })).await;
        }
        let orders = blog.ok("{ __type(name: \"ThingOrderByInput\") { enumValues { name } } }", json!({})).await;
        let orders: Vec<&str> = orders["__type"]["enumValues"].as_array().expect("values").iter().filter_map(|value| value["name"].as_str()).collect();
        assert!(orders.len() > 50, "{orders:?}");
        for order in orders {
            let page = async |arguments: &str| {
                let query = format!("{{ things(stage: DRAFT, orderBy: {order}, {arguments}) {{ id }} }}");
                let things = blog.ok(&query, json!({})).await["things"].clone();
                things.as_array().expect("a list").iter().filter_map(|thing| thing["id"].as_str()).collect::<String>()
            };
            let all = if order.ends_with("_DESC") { "edcba" } else { "abcde" };
            assert_eq!(page("first: 10").await, all, "{order}");
            assert_eq!(page("last: 2").await, all[3..], "{order}");
            for (at, id) in all.char_indices() {
                let after = page(&format!("first: 2, after: \"{id}\"")).await;
                assert_eq!(after, all[at + 1..(at + 3).min(5)], "{order} after {id}");
                let before = page(&format!("last: 2, before: \"{id}\"")).await;
                assert_eq!(before, all[at.saturating_sub(2)..at], "{order} before {id}");
            }
        }
    })
    .await;
}
