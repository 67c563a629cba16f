//! `_search`: what it finds (content-api-read.md §4.3), and that an index finds it.

use access::{ContentAction, gate};
use model::ids::FieldId;
use model::{FieldRef, ParentId, Stage, SystemField};
use serde_json::json;
use sql::ddl::TableKind;
use sql::select::{
    Anchor, Column, Cut, Direction, Entries, Json, List, Localization, Order, OrderKey, Page, Predicate, ReadStatement,
    Root, RowCondition, Scalar, Table, TextTest, render,
};
use sql::{Engine, Statement};

use crate::world::{Row, World, everything, on_each_engine, stage_id, with_things};

#[tokio::test]
async fn a_part_of_a_text_is_found_without_case() {
    on_each_engine(|world| async move {
        with_things(&world).await;
        for (sought, ids) in [
            // In a String, from its start, inside, to its end; in a rich text.
            ("alp", "a"),
            ("LPH", "a"),
            ("pha", "a"),
            ("onc", "a"),
            ("ärger", "d"),
            ("Ärg", "d"),
            // A unique String is one too; a text of less than three characters has no gram.
            ("bet", "b"),
            ("h", "a"),
            ("ET", "b"),
            // Words do not matter, and nothing is an operator or a wildcard.
            ("a 100%_\\\\ 'x", "b"),
            ("100%", "b"),
            ("alp* ", ""),
            ("alpha OR beta", ""),
            ("\\\"alpha\\\"", ""),
            ("'x'", "b"),
            ("NOT", ""),
            // Two fields are no text.
            ("alphaonce", ""),
            ("alpha\\nonce", ""),
            // Not in lists, numbers, enumerations, JSON, html.
            ("deep", ""),
            ("wood", ""),
            ("<p>", ""),
            ("", "a b c d"),
        ] {
            let engine = world.environment.database.engine().name();
            assert_eq!(world.things(&format!("_search: \"{sought}\"")).await, ids, "{sought} on {engine}");
        }
        assert_eq!(world.things("NOT: [{_search: \"alp\"}]").await, "b c d");
        assert_eq!(world.things("OR: [{_search: \"alp\"}, {_search: \"ärg\"}]").await, "a d");
        assert_eq!(world.things("_search: null").await, "a b c d");
        world
    })
    .await;
}

/// 3,000 things in DRAFT, with a word of their own each.
async fn many(world: &World) {
    let ids: Vec<String> = (0..3_000).map(|number| format!("t{number:04}")).collect();
    let rows = ids.iter().map(|id| Row {
        model: "Thing",
        id,
        stage: Stage::DRAFT,
        locale: None,
        minute: 1,
        fields: json!({ "text": format!("one of many, its name is {id}") }),
    });
    world.put(rows.collect()).await;
}

/// The page that `things(where: {_search: …})` asks for.
fn page(world: &World, sought: &str) -> Root {
    let thing = world.model.model("Thing").unwrap();
    let column = |field: FieldRef| {
        let stage = stage_id(&world.model, Stage::DRAFT);
        let granted = gate(&everything(&world.model), ContentAction::Read, &thing.id, &stage, field).unwrap();
        Column::of(&granted, TableKind::Base)
    };
    let text = thing.field("text").map(|field| FieldId::new(field.id.as_str())).unwrap();
    let id = || column(FieldRef::System(SystemField::Id));
    let parent = ParentId::Model(thing.id.clone());
    let filter = Predicate::All(vec![
        Predicate::may_hold(parent, id(), sought),
        Predicate::Text(column(FieldRef::Own(text)), TextTest::Contains, sought.to_owned()),
    ]);
    let created = OrderKey { value: Scalar::Column(column(FieldRef::System(SystemField::CreatedAt))), nullable: false };
    let entries = Entries {
        table: Table::Model(thing.id.clone()),
        anchor: Anchor::Stage(Stage::DRAFT),
        localization: Localization::None,
        readable: RowCondition::of_system(),
        filter,
    };
    let order = Order { key: Some(created), direction: Direction::Ascending, id: id() };
    let page = Page { order, after: None, before: None, skip: 0, cut: Cut::First(10) };
    let item = Json::Object(vec![("id".to_owned(), Json::Plain(Scalar::Column(id())))]);
    Root::List(List { entries, page, item })
}

#[tokio::test]
async fn an_index_leads_to_what_is_sought() {
    on_each_engine(|world| async move {
        many(&world).await;
        let database = &world.environment.database;
        let explain = match database.engine() {
            Engine::Sqlite => "EXPLAIN QUERY PLAN ",
            Engine::Postgres => {
                // What the server does by itself, later.
                let tidy = ["SELECT gin_clean_pending_list('i_thing_search')", "ANALYZE"];
                world.run(tidy.map(|text| Statement::new(text, Vec::new())).into()).await;
                "EXPLAIN "
            }
        };
        let Statement { text, params } =
            render(database.engine(), &ReadStatement { roots: vec![page(&world, "T2345")] });
        let rows = database.query(Statement::new(format!("{explain}{text}"), params)).await.unwrap();
        let last = rows[0].len() - 1;
        let plan: Vec<&str> = rows.iter().map(|row| row.text(last).unwrap()).collect();
        let plan = plan.join("\n");
        match database.engine() {
            // FTS5 by its own index, then the entries by their key: not all entries of the stage.
            Engine::Sqlite => {
                assert!(plan.contains("VIRTUAL TABLE INDEX 0:M"), "{plan}");
                assert!(plan.contains("sqlite_autoindex_m_thing_1 (id=? AND stage=?)"), "{plan}");
                assert!(!plan.contains("_created"), "{plan}");
            }
            Engine::Postgres => {
                assert!(plan.contains("Bitmap Index Scan on i_thing_search"), "{plan}");
                assert!(!plan.contains("Seq Scan on m_thing"), "{plan}");
            }
        }
        assert_eq!(world.things("_search: \"T2345\"").await, "t2345");
        world
    })
    .await;
}
