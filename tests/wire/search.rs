//! `_search` (content-api-read.md §4.3): a part of a text, without case, found by an index that every way of writing keeps.

use model::{ContentModel, SchemaVersion};
use serde_json::{Value, json};
use sql::Statement;
use wire_tests::{TestServer, on_both};

use crate::blog::{Blog, component, kind, relation, simple};

async fn library(server: &TestServer) -> Blog {
    let localized = json!({ "isLocalized": true });
    let changes = json!([
        { "createLocale": { "apiId": "de", "displayName": "German" } },
        kind("createComponent", "Note"),
        kind("createModel", "Book"),
        kind("createModel", "Shelf"),
        simple("Note", "remark", "STRING", json!({})),
        simple("Note", "aside", "STRING", localized.clone()),
        simple("Book", "isbn", "STRING", json!({ "isUnique": true })),
        simple("Book", "title", "STRING", localized),
        simple("Book", "body", "RICHTEXT", json!({})),
        simple("Book", "words", "STRING", json!({ "isList": true })),
        simple("Book", "pages", "INT", json!({})),
        component("Book", "notes", "Note", true),
        simple("Shelf", "name", "STRING", json!({ "isUnique": true })),
        relation("Shelf", "books", true, json!({ "modelApiId": "Book", "apiId": "shelf", "isList": false })),
    ]);
    Blog::with(server, changes).await
}

/// ISBNs of the books in which a text is found, in a stage and a locale.
async fn found(library: &Blog, sought: &str, stage: &str, locale: &str) -> String {
    let query = "query($s: String, $stage: Stage!, $locale: Locale!) \
                 { books(where: {_search: $s}, stage: $stage, locales: [$locale], orderBy: isbn_ASC) { isbn } }";
    let data = library.ok(query, json!({ "s": sought, "stage": stage, "locale": locale })).await;
    let books = data["books"].as_array().expect("a list").iter();
    books.map(|book| book["isbn"].as_str().unwrap_or("-")).collect::<Vec<_>>().join(" ")
}

async fn draft(library: &Blog, sought: &str) -> String {
    found(library, sought, "DRAFT", "en").await
}

async fn create(library: &Blog, data: Value) {
    library.ok("mutation($d: BookCreateInput!) { createBook(data: $d) { id } }", json!({ "d": data })).await;
}

fn paragraph(text: &str) -> Value {
    json!({ "children": [{ "type": "paragraph", "children": [{ "text": text }] }] })
}

async fn whale(library: &Blog) {
    let data = json!({
        "isbn": "111", "title": "The Whale", "body": paragraph("Call me Ishmael"), "words": ["harpoon"],
        "localizations": { "create": [{ "locale": "de", "data": { "title": "Der Wal ÄRGERT" } }] },
        "notes": { "create": [{ "remark": "much about rope", "aside": "knots" }] },
    });
    create(library, data).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_of_the_entry_itself_are_found_in_stage_and_locale() {
    on_both(async |server| {
        let library = library(&server).await;
        whale(&library).await;
        create(&library, json!({ "isbn": "222", "title": "Other waters" })).await;
        for (sought, books) in [
            ("whale", "111"),
            ("WHALE", "111"),
            ("e wha", "111"),
            ("hal", "111"),
            ("ishmael", "111"),
            ("me Ish", "111"),
            ("222", "222"),
            ("22", "222"),
            ("waters", "222"),
            ("", "111 222"),
            // Each in its own field; not in lists, and not in components: these are searched by their own filters.
            ("whale call", ""),
            ("harpoon", ""),
            ("rope", ""),
            ("ÄRGERT", ""),
            // The html is none of the text.
            ("<p>", ""),
            ("nothing of it", ""),
            ("whale OR waters", ""),
            ("wh%le", ""),
            ("wha*", ""),
            ("\" OR \"", ""),
            ("' | 'wha", ""),
            ("\\", ""),
        ] {
            assert_eq!(draft(&library, sought).await, books, "{sought}");
        }
        assert_eq!(found(&library, "ärgert", "DRAFT", "de").await, "111");
        assert_eq!(found(&library, "whale", "DRAFT", "de").await, "");
        assert_eq!(found(&library, "ishmael", "DRAFT", "de").await, "111");
        assert_eq!(found(&library, "whale", "PUBLISHED", "en").await, "");

        let within = "query { a: books(where: {notes_some: {_search: \"ROPE\"}}, stage: DRAFT) { isbn } \
                      b: books(where: {notes_some: {_search: \"knots\"}}, stage: DRAFT) { isbn } \
                      c: books(where: {NOT: [{_search: \"whale\"}]}, stage: DRAFT) { isbn } \
                      d: books(where: {OR: [{_search: \"whale\"}, {isbn: \"222\"}]}, stage: DRAFT, orderBy: isbn_DESC) { isbn } \
                      e: booksConnection(where: {_search: \"w\"}, stage: DRAFT) { aggregate { count } } }";
        let data = library.ok(within, json!({})).await;
        assert_eq!(data["a"], json!([{ "isbn": "111" }]));
        assert_eq!(data["b"], json!([{ "isbn": "111" }]));
        assert_eq!(data["c"], json!([{ "isbn": "222" }]));
        assert_eq!(data["d"], json!([{ "isbn": "222" }, { "isbn": "111" }]));
        assert_eq!(data["e"]["aggregate"]["count"], 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_write_is_found_at_once_and_what_is_gone_is_not() {
    on_both(async |server| {
        let library = library(&server).await;
        whale(&library).await;
        let run = async |mutation: &str| library.ok(mutation, json!({})).await;
        let published = async |sought: &str| found(&library, sought, "PUBLISHED", "en").await;

        run("mutation { updateBook(where: {isbn: \"111\"}, data: {title: \"Leviathan\"}) { id } }").await;
        assert_eq!((draft(&library, "whale").await, draft(&library, "leviathan").await), (String::new(), "111".to_owned()));
        run("mutation { upsertBook(where: {isbn: \"333\"}, upsert: {create: {isbn: \"333\", title: \"Fresh\"}, update: {}}) { id } }").await;
        run("mutation { upsertBook(where: {isbn: \"333\"}, upsert: {create: {}, update: {title: \"Renewed\"}}) { id } }").await;
        assert_eq!((draft(&library, "fresh").await, draft(&library, "renewed").await), (String::new(), "333".to_owned()));
        run("mutation { updateManyBooksConnection(where: {isbn: \"333\"}, data: {pages: 3}) { aggregate { count } } }").await;
        assert_eq!(draft(&library, "renewed").await, "333");

        run("mutation { publishBook(where: {isbn: \"111\"}, to: [PUBLISHED]) { id } }").await;
        run("mutation { updateBook(where: {isbn: \"111\"}, data: {title: \"Third name\"}) { id } }").await;
        assert_eq!((published("leviathan").await, published("third").await), ("111".to_owned(), String::new()));
        run("mutation { publishBook(where: {isbn: \"111\"}, to: [PUBLISHED]) { id } }").await;
        assert_eq!((published("leviathan").await, published("third").await), (String::new(), "111".to_owned()));
        run("mutation { unpublishBook(where: {isbn: \"111\"}, from: [PUBLISHED]) { id } }").await;
        assert_eq!((published("third").await, draft(&library, "third").await), (String::new(), "111".to_owned()));

        run("mutation { updateBook(where: {isbn: \"111\"}, data: {localizations: {delete: [de]}}) { id } }").await;
        assert_eq!(found(&library, "ärgert", "DRAFT", "de").await, "");
        run("mutation { updateBook(where: {isbn: \"111\"}, data: {title: null, body: null}) { id } }").await;
        assert_eq!((draft(&library, "third").await, draft(&library, "ishmael").await), (String::new(), String::new()));

        // Nested writes, and a request that fails half-way.
        run("mutation { createShelf(data: {name: \"top\", books: {create: [{isbn: \"444\", title: \"Nested\"}]}}) { id } }").await;
        assert_eq!(draft(&library, "nested").await, "444");
        let failing = "mutation { a: updateBook(where: {isbn: \"444\"}, data: {title: \"Half way\"}) { id } \
                       b: createShelf(data: {name: \"top\"}) { id } }";
        library.refused(failing).await;
        assert_eq!((draft(&library, "half").await, draft(&library, "nested").await), (String::new(), "444".to_owned()));

        run("mutation { deleteBook(where: {isbn: \"444\"}) { id } }").await;
        run("mutation { deleteManyBooksConnection(where: {isbn: \"333\"}) { aggregate { count } } }").await;
        assert_eq!((draft(&library, "nested").await, draft(&library, "renewed").await), (String::new(), String::new()));
        run("mutation { deleteBook(where: {isbn: \"111\"}) { id } }").await;
        for table in index_tables(&library).await {
            let expected = i64::from(table == index_of(&library, "Shelf").await);
            assert_eq!(library.count(&table).await, expected, "{table} has rows of what is gone");
        }
    })
    .await;
}

/// The tables that know which rows are indexed.
async fn index_tables(library: &Blog) -> Vec<String> {
    let mut tables = Vec::new();
    for name in ["Book", "Shelf"] {
        tables.push(index_of(library, name).await);
    }
    tables
}

async fn index_of(library: &Blog, model: &str) -> String {
    let content = content_of(library).await;
    let model = content.model(model).expect("the model");
    sql::names::search_table(&model::ParentId::Model(model.id.clone()))
}

async fn content_of(library: &Blog) -> ContentModel {
    let rows = library.rows_of(sql::environment::content_model::objects()).await;
    ContentModel::from_objects(SchemaVersion(0), store::content_objects(&rows).expect("objects")).expect("a model")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_follows_changes_of_the_schema() {
    on_both(async |server| {
        let library = library(&server).await;
        whale(&library).await;
        let change = async |change: Value| library.owner.changes(&library.project, json!([change])).await;
        let field = |api_id: &str, more: Value| {
            let mut field = json!({ "parentApiId": "Book", "apiId": api_id });
            field.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            json!({ "updateSimpleField": field })
        };

        // A field of later is searched, with the value that old entries got.
        change(simple("Book", "genre", "STRING", json!({ "isRequired": true, "migrationValue": "\"Seafaring\"" })))
            .await;
        assert_eq!(draft(&library, "seafar").await, "111");
        library
            .ok("mutation { updateBook(where: {isbn: \"111\"}, data: {genre: \"Natural history\"}) { id } }", json!({}))
            .await;
        assert_eq!(
            (draft(&library, "seafar").await, draft(&library, "natural").await),
            (String::new(), "111".to_owned())
        );

        // It moves between the tables, and back.
        change(field("genre", json!({ "isLocalized": true }))).await;
        assert_eq!(
            (draft(&library, "natural").await, found(&library, "natural", "DRAFT", "de").await),
            ("111".to_owned(), String::new())
        );
        library.ok("mutation { updateBook(where: {isbn: \"111\"}, data: {genre: \"Ropes\"}) { id } }", json!({})).await;
        assert_eq!(
            (draft(&library, "natural").await, draft(&library, "ropes").await),
            (String::new(), "111".to_owned())
        );
        change(field("genre", json!({ "isLocalized": false }))).await;
        assert_eq!(found(&library, "ropes", "DRAFT", "de").await, "111");

        // A rename touches nothing; what is deleted is not found.
        change(field("genre", json!({ "newApiId": "kind" }))).await;
        assert_eq!(draft(&library, "ropes").await, "111");
        change(json!({ "deleteField": { "parentApiId": "Book", "apiId": "kind" } })).await;
        assert_eq!(draft(&library, "ropes").await, "");
        change(json!({ "deleteField": { "parentApiId": "Book", "apiId": "title" } })).await;
        assert_eq!(
            (draft(&library, "whale").await, draft(&library, "ishmael").await),
            (String::new(), "111".to_owned())
        );
        create(&library, json!({ "isbn": "555", "body": paragraph("after all") })).await;
        assert_eq!(draft(&library, "after").await, "555");

        // A model with all that it had.
        let index = index_of(&library, "Shelf").await;
        assert_eq!(library.count(&index).await, 0);
        change(json!({ "deleteModel": { "apiId": "Shelf" } })).await;
        assert_eq!(library.number(tables_named(&index, library.engine())).await, 0);
        assert_eq!(draft(&library, "after").await, "555");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn content_of_before_the_index_is_indexed() {
    on_both(async |server| {
        let library = library(&server).await;
        whale(&library).await;
        let content = content_of(&library).await;
        let engine = library.engine();
        let nothing = ContentModel { models: Vec::new(), components: Vec::new(), ..content.clone() };
        let removed = sql::search::change(engine, &content, &nothing);
        let made = sql::search::create_all(engine, &content);
        for statement in removed.before.into_iter().chain(removed.after) {
            library.execute(statement).await;
        }
        let count = library.number(tables_named("s\\_%", engine)).await;
        assert_eq!(count, 0);
        for statement in made {
            library.execute(statement).await;
        }
        for (sought, stage, locale) in [("whale", "DRAFT", "en"), ("ishmael", "DRAFT", "en"), ("ärgert", "DRAFT", "de")]
        {
            assert_eq!(found(&library, sought, stage, locale).await, "111", "{sought}");
        }
        let notes = "{ books(where: {notes_some: {_search: \"rope\"}}, stage: DRAFT) { isbn } }";
        assert_eq!(library.ok(notes, json!({})).await["books"], json!([{ "isbn": "111" }]));
    })
    .await;
}

fn tables_named(pattern: &str, engine: sql::Engine) -> String {
    match engine {
        sql::Engine::Sqlite => {
            format!("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name LIKE '{pattern}' ESCAPE '\\'")
        }
        sql::Engine::Postgres => {
            format!("SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE '{pattern}'")
        }
    }
}

/// A text with more grams than a vector of PostgreSQL holds is found all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_text_of_many_grams_is_found() {
    on_both(async |server| {
        let library = library(&server).await;
        create(&library, json!({ "isbn": "111", "title": "small" })).await;
        // 90,000 different runs of three characters, beside the wire: a request would not hold them.
        let letters = (0..90_002_u32).filter_map(|number| char::from_u32(0x2_0000 + (number * 7_919) % 40_000));
        let long: String = letters.collect::<String>() + " needle";
        let content = content_of(&library).await;
        let book = content.model("Book").expect("the model");
        let title = sql::names::column(&book.field("title").expect("the field").id);
        let table = sql::names::localized_table(&book.id);
        let update = format!("UPDATE \"{table}\" SET \"{title}\" = $1");
        library.execute(Statement::new(update, vec![sql::Value::from(long.as_str())])).await;
        assert_eq!(
            (draft(&library, "NEEDLE").await, draft(&library, "small").await),
            ("111".to_owned(), String::new())
        );
    })
    .await;
}
