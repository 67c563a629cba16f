//! Ids and times that only the server knows, read back by plain queries and put into the world. That the same rows are
//! there in the same localisations is compared on the way.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::schema::{Schema, held};
use super::world::{Row, Times, World};
use crate::blog::Blog;

pub async fn stamp(blog: &Blog, world: &mut World) {
    let schema = world.schema.clone();
    let mut names = HashMap::new();
    for model in schema.models() {
        for (at, stage) in schema.stages.iter().enumerate() {
            let plural = &schema.types[model].plural;
            let root = plural[..1].to_lowercase() + &plural[1..];
            let (locales, selection) = (schema.locales.join(", "), selection(&schema, model));
            let query =
                format!("{{ rows: {root}(stage: {stage}, first: 20, locales: [{locales}]) {{ {selection} }} }}");
            let answer = blog.ok(&query, json!({})).await;
            let rows = objects(&answer["rows"]);
            let mut there: Vec<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
            let expected = world.stages[at].rows.iter().filter(|row| row.of == model);
            let mut expected: Vec<&str> = expected.map(|row| row.id.as_str()).collect();
            there.sort_unstable();
            expected.sort_unstable();
            assert_eq!(there, expected, "entries of {plural} in {stage}");
            for row in rows {
                let id = row["id"].as_str().expect("an id").to_owned();
                stamp_row(world, (at, &id), row, &mut names);
            }
        }
    }
    rename(world, &names);
}

/// `id` is the one in the world; what the server calls an instance goes into `names`.
fn stamp_row(
    world: &mut World,
    (at, id): (usize, &str),
    told: &Map<String, Value>,
    names: &mut HashMap<String, String>,
) {
    let schema = world.schema.clone();
    let row = world.stages[at].row_mut(id).expect("it is there");
    let of = row.of;
    row.times = times(told);
    for (place, by) in ["createdBy", "updatedBy", "publishedBy"].into_iter().enumerate() {
        row.people[place] = told.get(by).is_some_and(Value::is_object);
    }
    if let Some(localizations) = told.get("localizations") {
        stamp_localizations(row, &objects(localizations), &schema.stages[at]);
    }
    for field in schema.types[of].fields.iter().filter(|field| !held(field).is_empty()) {
        let instances: Vec<String> =
            world.stages[at].held_by(id, &field.name).iter().map(|row| row.id.clone()).collect();
        let told = objects(&told[&field.name]);
        let (name, stage) = (&field.name, &schema.stages[at]);
        assert_eq!(told.len(), instances.len(), "instances in {name} of {id} in {stage}: {told:?}");
        for (instance, told) in instances.iter().zip(told) {
            let real = told["id"].as_str().expect("an id").to_owned();
            let known = names.entry(instance.clone()).or_insert_with(|| real.clone());
            assert_eq!(*known, real, "{instance} in {name} of {id} in {stage}");
            stamp_row(world, (at, instance), told, names);
        }
    }
}

fn stamp_localizations(row: &mut Row, told: &[&Map<String, Value>], stage: &str) {
    let mut there: Vec<&str> = told.iter().filter_map(|one| one["locale"].as_str()).collect();
    there.sort_unstable();
    let expected: Vec<&str> = row.localizations.keys().map(String::as_str).collect();
    assert_eq!(there, expected, "localisations of {} in {stage}", row.id);
    for one in told {
        let locale = one["locale"].as_str().expect("a locale");
        if let Some(localization) = row.localizations.get_mut(locale) {
            localization.times = times(one);
        }
    }
}

fn times(told: &Map<String, Value>) -> Times {
    let text = |key: &str| told.get(key).and_then(Value::as_str).map(str::to_owned);
    Times {
        created: text("createdAt").unwrap_or_default(),
        updated: text("updatedAt").unwrap_or_default(),
        published: text("publishedAt"),
    }
}

fn rename(world: &mut World, names: &HashMap<String, String>) {
    let real = |id: &mut String| {
        if let Some(name) = names.get(id) {
            id.clone_from(name);
        }
    };
    for stage in &mut world.stages {
        for row in &mut stage.rows {
            real(&mut row.id);
            if let Some(holder) = &mut row.holder {
                real(&mut holder.id);
            }
        }
        stage.links.iter_mut().flatten().for_each(|link| real(&mut link.source));
    }
}

/// What is asked of the server about a type, to know the ids that it gave and the times that it took.
fn selection(schema: &Schema, of: usize) -> String {
    let mut parts = vec!["id".to_owned()];
    let made = &schema.types[of];
    let localized = schema.is_localized(of);
    let variation = |name: &str| if localized { format!("(variation: {name})") } else { String::new() };
    let times = |variation: &str| format!("createdAt{variation} updatedAt{variation} publishedAt{variation}");
    match (made.is_component, localized) {
        (true, false) => parts.push("updatedAt".to_owned()),
        (true, true) => parts.push("localizations(includeCurrent: true) { locale updatedAt }".to_owned()),
        (false, _) => {
            parts.push(times(&variation("BASE")));
            parts.push("createdBy { id } updatedBy { id } publishedBy { id }".to_owned());
            if localized {
                let times = times(&variation("LOCALIZATION"));
                parts.push(format!("localizations(includeCurrent: true) {{ locale {times} }}"));
            }
        }
    }
    for field in made.fields.iter().filter(|field| !held(field).is_empty()) {
        // Instances inside of others are made with them, three at most.
        let page = match (field.is_list, made.is_component) {
            (false, _) => "",
            (true, true) => "(first: 4)",
            (true, false) => "(first: 12)",
        };
        let members = held(field).into_iter().map(|of| {
            let inner = selection(schema, of);
            if schema.is_union(field) { format!("... on {} {{ {inner} }}", schema.types[of].name) } else { inner }
        });
        parts.push(format!("{}{page} {{ {} }}", field.name, members.collect::<Vec<_>>().join(" ")));
    }
    parts.join(" ")
}

/// The objects of a list, or the one.
fn objects(value: &Value) -> Vec<&Map<String, Value>> {
    match value {
        Value::Array(items) => items.iter().filter_map(Value::as_object).collect(),
        other => other.as_object().into_iter().collect(),
    }
}
