//! Locales and stages (content-api-read.md §7).

use content::request::RequestHeaders;
use model::Stage;
use serde_json::{Value as Json, json};

use crate::world::{Row, World, everything, on_each_engine};

const QA: i64 = 3;

fn page<'a>(id: &'a str, stage: i64, locale: Option<i64>, fields: Json) -> Row<'a> {
    Row { model: "Page", id, stage, locale, minute: 1, fields }
}

/// p in en and de, published in en, older than its draft; q in de only; r in en and fr, published and unchanged since.
async fn with_pages(world: &World) {
    let (draft, published) = (Stage::DRAFT, Stage::PUBLISHED);
    let (en, de, fr) = (Some(1), Some(2), Some(3));
    let later = "2026-01-02T00:00:00+00:00";
    world
        .put(vec![
            page("p", draft, None, json!({ "path": "/p" })),
            page("p", draft, en, json!({ "title": "Hello", "updatedAt": later })),
            page("p", draft, de, json!({ "title": "Hallo" })),
            page("p", published, None, json!({ "path": "/p", "publishedAt": later })),
            page("p", published, en, json!({ "title": "Old hello", "publishedAt": later })),
            page("q", draft, None, json!({ "path": "/q" })),
            page("q", draft, de, json!({ "title": "Nur hier" })),
            page("r", draft, None, json!({ "path": "/r" })),
            page("r", draft, en, json!({ "title": "Right" })),
            page("r", draft, fr, json!({ "title": "Bon" })),
            page("r", published, None, json!({ "path": "/r", "publishedAt": later })),
            page("r", published, en, json!({ "title": "Right", "publishedAt": later })),
            page("r", QA, None, json!({ "path": "/r", "publishedAt": later })),
            page("r", QA, fr, json!({ "title": "Bon", "publishedAt": later })),
        ])
        .await;
}

#[tokio::test]
async fn the_first_locale_that_an_entry_has_is_taken() {
    on_each_engine(|world| async move {
        with_pages(&world).await;
        for (arguments, expected) in [
            ("", r#"[{"locale":"en","title":"Hello"},{"locale":"en","title":"Right"}]"#),
            ("(locales: [de])", r#"[{"locale":"de","title":"Hallo"},{"locale":"de","title":"Nur hier"}]"#),
            (
                "(locales: [de, en])",
                r#"[{"locale":"de","title":"Hallo"},{"locale":"de","title":"Nur hier"},{"locale":"en","title":"Right"}]"#,
            ),
            (
                "(locales: [fr, de, en])",
                r#"[{"locale":"de","title":"Hallo"},{"locale":"de","title":"Nur hier"},{"locale":"fr","title":"Bon"}]"#,
            ),
            ("(locales: [])", "[]"),
            (r#"(locales: [de], where: { title_contains: "HIER" })"#, r#"[{"locale":"de","title":"Nur hier"}]"#),
            ("(locales: [de, en], orderBy: title_DESC, first: 1)", r#"[{"locale":"en","title":"Right"}]"#),
            (r#"(locales: [de, en], orderBy: title_ASC, after: "p")"#, r#"[{"locale":"de","title":"Nur hier"},{"locale":"en","title":"Right"}]"#),
            ("(stage: PUBLISHED)", r#"[{"locale":"en","title":"Old hello"},{"locale":"en","title":"Right"}]"#),
            ("(stage: PUBLISHED, locales: [de])", "[]"),
        ] {
            let query = format!("{{ pages{arguments} {{ locale title }} }}");
            world.expect(&query, &format!(r#"{{"data":{{"pages":{expected}}}}}"#)).await;
        }
        world
            .expect(
                r#"{ one: page(where: { path: "/q" }) { id } two: page(where: { path: "/q" }, locales: [de]) { id path title }
                     none: page(where: { id: "q", path: "/p" }, locales: [de]) { id } count: pagesConnection { aggregate { count } } }"#,
                r#"{"data":{"one":null,"two":{"id":"q","path":"/q","title":"Nur hier"},"none":null,"count":{"aggregate":{"count":2}}}}"#,
            )
            .await;
        world
    })
    .await;
}

#[tokio::test]
async fn arguments_beat_headers_and_headers_beat_defaults() {
    on_each_engine(|world| async move {
        with_pages(&world).await;
        let ask = async |headers: RequestHeaders, query: &str| {
            world.ask_as(everything(&world.model), headers, query, json!({})).await
        };
        let headers = RequestHeaders {
            stage: Some("PUBLISHED".to_owned()),
            locales: Some(" de, en ".to_owned()),
            ..RequestHeaders::default()
        };
        let (_, answer) = ask(headers.clone(), "{ pages { stage locale id } }").await;
        let published =
            r#"[{"stage":"PUBLISHED","locale":"en","id":"p"},{"stage":"PUBLISHED","locale":"en","id":"r"}]"#;
        assert_eq!(answer, format!(r#"{{"data":{{"pages":{published}}}}}"#));
        let (_, answer) = ask(headers, "{ pages(stage: QA, locales: [fr]) { stage locale id } }").await;
        assert_eq!(answer, r#"{"data":{"pages":[{"stage":"QA","locale":"fr","id":"r"}]}}"#);
        let headers = RequestHeaders { stage: Some("NOWHERE".to_owned()), ..RequestHeaders::default() };
        let (status, answer) = ask(headers, "{ pages { id } }").await;
        assert_eq!((status, answer.contains(r#"Value \"NOWHERE\" does not exist in \"Stage\" enum."#)), (400, true));
        world
    })
    .await;
}

#[tokio::test]
async fn an_entry_leads_to_its_localisations_and_copies() {
    on_each_engine(|world| async move {
        with_pages(&world).await;
        world
            .expect(
                r#"{ page(where: { id: "p" }) { locale localizations { locale title }
                     all: localizations(locales: [de, fr, en], includeCurrent: true) { locale updatedAt base: updatedAt(variation: BASE) own: updatedAt(variation: LOCALIZATION) }
                     documentInStages { stage title publishedAt localizations { locale } } } }"#,
                concat!(
                    r#"{"data":{"page":{"locale":"en","localizations":[{"locale":"de","title":"Hallo"}],"#,
                    r#""all":[{"locale":"de","updatedAt":"2026-01-01T00:01:00+00:00","base":"2026-01-01T00:01:00+00:00","own":"2026-01-01T00:01:00+00:00"},"#,
                    r#"{"locale":"en","updatedAt":"2026-01-02T00:00:00+00:00","base":"2026-01-01T00:01:00+00:00","own":"2026-01-02T00:00:00+00:00"}],"#,
                    r#""documentInStages":[{"stage":"PUBLISHED","title":"Old hello","publishedAt":"2026-01-02T00:00:00+00:00","localizations":[]}]}}}"#
                ),
            )
            .await;
        world
            .expect(
                r#"{ page(where: { id: "r" }, locales: [fr, en]) { locale
                     inherited: documentInStages(stages: [QA, DRAFT, PUBLISHED], includeCurrent: true, inheritLocale: true) { stage locale }
                     documentInStages(stages: [PUBLISHED, QA]) { stage locale createdBy { id } } } }"#,
                concat!(
                    r#"{"data":{"page":{"locale":"fr","inherited":[{"stage":"QA","locale":"fr"},{"stage":"DRAFT","locale":"fr"},{"stage":"PUBLISHED","locale":"en"}],"#,
                    r#""documentInStages":[{"stage":"PUBLISHED","locale":"en","createdBy":null},{"stage":"QA","locale":"fr","createdBy":null}]}}}"#
                ),
            )
            .await;
        world
    })
    .await;
}

#[tokio::test]
async fn conditions_on_copies() {
    on_each_engine(|world| async move {
        with_pages(&world).await;
        for (condition, ids) in [
            ("documentInStages_some: { stage: PUBLISHED }", "p r"),
            ("documentInStages_none: { stage: PUBLISHED }", "q"),
            ("documentInStages_every: { stage: DRAFT }", "q"),
            ("documentInStages_every: { OR: [{ stage: DRAFT }, { stage: PUBLISHED }] }", "p q"),
            ("documentInStages_some: { stage: PUBLISHED, compareWithParent: { outdated_to: true } }", "p"),
            ("documentInStages_some: { NOT: [{ stage: DRAFT }] }", "p r"),
            ("documentInStages_some: {}", "p q r"),
        ] {
            let query = format!("{{ pages(locales: [en, de], where: {{ {condition} }}) {{ id }} }}");
            let json: Json = serde_json::from_str(&world.ask(&query).await).unwrap();
            let pages = json["data"]["pages"].as_array().unwrap_or_else(|| panic!("{condition}: {json}"));
            let found: Vec<&str> = pages.iter().map(|page| page["id"].as_str().unwrap()).collect();
            assert_eq!(found.join(" "), ids, "{condition} on {}", world.environment.database.engine().name());
        }
        world
    })
    .await;
}

#[tokio::test]
async fn the_newest_are_those_whose_newer_time_is_newest() {
    on_each_engine(|world| async move {
        // Minutes of the entry and of its localisation.
        let times = [("a", 1, 9), ("b", 5, 5), ("c", 3, 8), ("d", 7, 6), ("e", 2, 6), ("f", 4, 7)];
        let rows = times.iter().flat_map(|(id, own, localized)| {
            let base = Row { minute: *own, ..page(id, Stage::DRAFT, None, json!({ "path": id })) };
            let localization = Row { minute: *localized, ..page(id, Stage::DRAFT, Some(1), json!({ "title": id })) };
            [base, localization]
        });
        world.put(rows.collect()).await;
        world.put(vec![page("z", Stage::DRAFT, None, json!({ "path": "z" }))]).await;
        for (arguments, expected) in [
            ("orderBy: createdAt_DESC", "acfdeb"),
            ("orderBy: createdAt_ASC", "bedfca"),
            ("orderBy: createdAt_DESC, first: 2", "ac"),
            ("orderBy: createdAt_DESC, first: 2, skip: 1", "cf"),
            ("orderBy: createdAt_DESC, first: 9, skip: 4", "eb"),
            (r#"orderBy: createdAt_DESC, first: 2, after: "c""#, "fd"),
            (r#"orderBy: createdAt_DESC, first: 1, after: "f""#, "d"),
            ("orderBy: createdAt_ASC, last: 3", "fca"),
            (r#"orderBy: createdAt_ASC, last: 2, before: "d""#, "be"),
            (r#"orderBy: createdAt_DESC, first: 2, where: { path_not: "a" }"#, "cf"),
            ("orderBy: createdAt_DESC, first: 2, locales: [de, en]", "ac"),
        ] {
            let ids: Vec<String> = expected.chars().map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
            let ids = ids.join(",");
            let query = format!("{{ pages({arguments}) {{ id }} }}");
            world.expect(&query, &format!(r#"{{"data":{{"pages":[{ids}]}}}}"#)).await;
            let query = format!("{{ pagesConnection({arguments}) {{ edges {{ node {{ id }} }} }} }}");
            let edges = ids.replace("{\"id", "{\"node\":{\"id").replace("\"}", "\"}}");
            world.expect(&query, &format!(r#"{{"data":{{"pagesConnection":{{"edges":[{edges}]}}}}}}"#)).await;
        }
        world
    })
    .await;
}
