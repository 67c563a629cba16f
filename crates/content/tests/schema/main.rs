//! The generated schema against the worked examples of the specification, and against reviewed files.
//!
//! After a wanted change: `UPDATE_GOLDEN=1 cargo test -p content --test schema`, then read the difference.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may fail where it stands, and prints a time"
)]

mod links;
mod models;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use content::schema::{
    EntryType, EnvironmentSchema, MutationRoot, QueryRoot, SchemaError, SystemMutation, check, document,
};
use graphql::Node;
use graphql::ast::{Definition, Document};
use model::ids::{ComponentId, ModelId};
use model::{ContentModel, Field, SimpleType, Stage};

fn generated(content_model: &ContentModel, default_stage: i64) -> Document {
    let stage = content_model.stage_by_key(default_stage).unwrap().id.clone();
    let made = document(content_model, &stage).unwrap();
    EnvironmentSchema::generate(Arc::new(content_model.clone()), stage).unwrap();
    made
}

/// Texts for people are not part of the worked examples.
fn without_descriptions(mut definition: Definition) -> Definition {
    match &mut definition {
        Definition::ObjectTypeDefinition(object) => {
            let object = object.make_mut();
            object.description = None;
            for field in object.fields.iter_mut().map(Node::make_mut) {
                field.description = None;
                field.arguments.iter_mut().for_each(|argument| argument.make_mut().description = None);
            }
        }
        Definition::InputObjectTypeDefinition(input) => {
            let input = input.make_mut();
            input.description = None;
            input.fields.iter_mut().for_each(|field| field.make_mut().description = None);
        }
        Definition::EnumTypeDefinition(enumeration) => {
            let enumeration = enumeration.make_mut();
            enumeration.description = None;
            enumeration.values.iter_mut().for_each(|value| value.make_mut().description = None);
        }
        Definition::UnionTypeDefinition(union) => union.make_mut().description = None,
        other => panic!("the examples hold no such definition: {other:?}"),
    }
    definition
}

/// Every type of the example stands in the generated schema, line by line the same.
fn compare_with_example(example: &str, made: &Document) {
    let wanted = Document::parse(example, "example.graphql").unwrap();
    let found: HashMap<&str, &Definition> =
        made.definitions.iter().filter_map(|definition| Some((definition.name()?.as_str(), definition))).collect();
    assert!(wanted.definitions.len() > 5);
    for definition in &wanted.definitions {
        let name = definition.name().unwrap().as_str();
        let found = found.get(name).unwrap_or_else(|| panic!("{name} is missing"));
        let found = without_descriptions((*found).clone()).to_string();
        let wanted = definition.to_string();
        for (found, wanted) in found.lines().zip(wanted.lines()) {
            assert_eq!(found, wanted, "in {name}");
        }
        assert_eq!(found, wanted, "{name}");
    }
}

#[test]
fn the_read_half_is_that_of_the_worked_example() {
    let mut made = generated(&models::read_example(), Stage::PUBLISHED);
    // The example leaves the fields of other types than Post out.
    let kept = ["node", "entities", "posts", "post", "postsConnection", "postVersion"];
    only_fields(&mut made, "Query", |name| kept.contains(&name));
    compare_with_example(include_str!("read_example.graphql"), &made);
    compare_with_example(include_str!("read_neighbours.graphql"), &made);
}

fn only_fields(made: &mut Document, root: &str, keep: impl Fn(&str) -> bool) {
    for definition in &mut made.definitions {
        if let Definition::ObjectTypeDefinition(object) = definition
            && object.name == root
        {
            object.make_mut().fields.retain(|field| keep(&field.name));
        }
    }
}

#[test]
fn embeds_give_a_rich_text_a_type_of_its_own() {
    let made = generated(&models::read_example_with_embeds(), Stage::PUBLISHED).to_string();
    assert!(made.contains("\n  body: PostBodyRichText\n"), "{made}");
    assert!(made.contains("\nunion PostBodyRichTextEmbeddedTypes = Author\n"), "{made}");
}

#[test]
fn the_write_half_is_that_of_the_worked_example() {
    let mut made = generated(&models::write_example(), Stage::DRAFT);
    only_fields(&mut made, "Mutation", |name| name.contains("Post"));
    compare_with_example(include_str!("write_example.graphql"), &made);
}

fn compare_with_file(file: &str, made: &Document) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema").join(file);
    let made = made.to_string();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let reviewed = std::fs::read_to_string(&path).unwrap();
    for (number, (made, reviewed)) in made.lines().zip(reviewed.lines()).enumerate() {
        assert_eq!(made, reviewed, "{file}, line {}", number + 1);
    }
    assert_eq!(made.lines().count(), reviewed.lines().count(), "{file}");
}

#[test]
fn the_worked_example_with_its_texts() {
    compare_with_file("worked_example.graphql", &generated(&models::read_example(), Stage::PUBLISHED));
}

#[test]
fn every_kind_of_field() {
    compare_with_file("every_kind.graphql", &generated(&models::every_kind(), Stage::DRAFT));
}

#[test]
fn an_empty_project() {
    compare_with_file("empty.graphql", &generated(&models::blank(), Stage::PUBLISHED));
}

#[test]
fn names_in_documents_lead_back() {
    let content_model = models::every_kind();
    let stage = content_model.stages[0].id.clone();
    let schema = EnvironmentSchema::generate(Arc::new(content_model), stage).unwrap();
    let page = || ModelId::new("page");
    assert_eq!(schema.query_root("node"), Some(QueryRoot::Node));
    assert_eq!(schema.query_root("entities"), Some(QueryRoot::Entities));
    assert_eq!(schema.query_root("page"), Some(QueryRoot::Single(EntryType::Model(page()))));
    assert_eq!(schema.query_root("home_page"), Some(QueryRoot::List(EntryType::Model(page()))));
    assert_eq!(schema.query_root("home_pageConnection"), Some(QueryRoot::Connection(EntryType::Model(page()))));
    assert_eq!(schema.query_root("users"), Some(QueryRoot::List(EntryType::User)));
    assert_eq!(schema.query_root("pageVersion"), Some(QueryRoot::Version(page())));
    assert_eq!(schema.query_root("scheduledOperation"), Some(QueryRoot::Single(EntryType::ScheduledOperation)));
    assert_eq!(schema.query_root("scheduledReleases"), Some(QueryRoot::List(EntryType::ScheduledRelease)));
    assert_eq!(schema.query_root("userVersion"), None);
    assert_eq!(schema.query_root("cards"), None);
    assert_eq!(schema.query_root("Page"), None);
    assert_eq!(schema.mutation_root("createPage"), Some(MutationRoot::Create(page())));
    let many = Some(MutationRoot::UpdateManyConnection(page()));
    assert_eq!(schema.mutation_root("updateManyHome_pageConnection"), many);
    assert_eq!(schema.mutation_root("createUser"), None);
    assert_eq!(schema.mutation_root("scheduleUnpublishPage"), Some(MutationRoot::ScheduleUnpublish(page())));
    assert_eq!(SystemMutation::named("updateScheduledRelease"), Some(SystemMutation::UpdateRelease));
    assert_eq!(SystemMutation::named("updateScheduledOperation"), None);
    assert_eq!(schema.object_type("Page"), Some(EntryType::Model(page())));
    assert_eq!(schema.object_type("Card"), Some(EntryType::Component(ComponentId::new("card"))));
    assert_eq!(schema.object_type("ScheduledOperation"), Some(EntryType::ScheduledOperation));
    assert_eq!(schema.object_type("PageConnection"), None);
    // Every root field of the schema means something.
    for (root, count) in [("Query", 35), ("Mutation", 100)] {
        let ty = schema.graphql.definition().get_object(root).unwrap();
        assert_eq!(ty.fields.len(), count);
        for name in ty.fields.keys() {
            let of_system = SystemMutation::named(name).is_some();
            assert!(schema.query_root(name).is_some() || schema.mutation_root(name).is_some() || of_system, "{name}");
        }
    }
}

#[test]
fn names_that_would_be_used_twice_are_told() {
    let with = |models: Vec<model::Model>| {
        let mut content_model = models::blank();
        content_model.models.extend(models);
        content_model
    };
    let clash = |models: Vec<model::Model>| check(&with(models)).unwrap_err();
    let text = |name: &str| models::simple(name, SimpleType::String);
    let fields = |names: [&str; 2]| names.map(text).to_vec();
    let error = clash(vec![models::model("Post", "Posts", fields(["title", "title_not"]))]);
    assert_eq!(error, SchemaError::NameClash { place: "PostManyWhereInput".to_owned(), name: "title_not".to_owned() });
    let error =
        clash(vec![models::model("Post", "Posts", vec![]), models::model("PostConnection", "PostConnections", vec![])]);
    assert!(matches!(&error, SchemaError::NameClash { name, .. } if name == "PostConnection"), "{error}");
    let error = clash(vec![models::model("Member", "Users", vec![])]);
    assert!(matches!(&error, SchemaError::NameClash { place, .. } if place == "Query"), "{error}");
    assert!(check(&models::every_kind()).is_ok());
}

#[test]
fn names_of_links_that_would_be_used_twice_are_told() {
    let post_and_tag = || {
        let mut content_model = models::blank();
        content_model.models.push(models::model("Post", "Posts", vec![models::simple("title", SimpleType::String)]));
        content_model.models.push(models::model("Tag", "Tags", Vec::new()));
        content_model
    };
    let clash = |content_model: ContentModel, place: &str, name: &str| {
        let error = SchemaError::NameClash { place: place.to_owned(), name: name.to_owned() };
        assert_eq!(check(&content_model).unwrap_err(), error);
    };

    // What stands in inputs alone clashes with what stands there too.
    let mut content_model = post_and_tag();
    links::one_way(&mut content_model, links::ends("Tag", "post", false), "Post", "title");
    clash(content_model, "PostCreateInput", "title");

    // A union is a type.
    let mut content_model = post_and_tag();
    let members = [links::ends("Post", "tagged", true)];
    links::union(&mut content_model, "Post", links::ends("Tag", "on", true), &members);
    clash(content_model, "the schema", "Post");

    // And so is what may hold a component.
    let mut content_model = post_and_tag();
    let seo = models::component("Seo", "Seos", Vec::new());
    models::model_mut(&mut content_model, "Post").fields.push(models::holding("seo", &seo));
    content_model.components.extend([seo, models::component("SeoParent", "SeoParents", Vec::new())]);
    clash(content_model, "the schema", "SeoParent");

    // A file's own fields are taken.
    let mut content_model = post_and_tag();
    let url = models::simple("url", SimpleType::String);
    models::model_mut(&mut content_model, "Asset").fields.push(url);
    clash(content_model, "Asset", "url");
}

#[test]
fn an_unknown_default_stage_is_an_error() {
    let stage = model::ids::StageId::new("nowhere");
    assert_eq!(document(&models::blank(), &stage).unwrap_err(), SchemaError::UnknownStage(stage));
}

#[test]
fn thirty_models_of_thirty_fields() {
    let content_model = Arc::new(models::large(30, 30));
    let stage = content_model.stages[0].id.clone();
    let begun = Instant::now();
    let made = document(&content_model, &stage).unwrap();
    let document_time = begun.elapsed();
    let schema = EnvironmentSchema::generate(content_model, stage).unwrap();
    let all = begun.elapsed() - document_time;
    println!(
        "30 models of 30 fields: {} types, document {document_time:?}, with validation {all:?}",
        made.definitions.len()
    );
    assert!(schema.object_type("Model29").is_some());
    let fields: Vec<&Field> = schema.content_model.model("Model29").unwrap().fields_in_order();
    assert_eq!(fields.len(), 30);
}
