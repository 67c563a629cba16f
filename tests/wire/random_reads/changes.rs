//! A content model as the changes that make it.

use serde_json::{Value, json};

use super::schema::{ASSET, Field, Kind, Relation, Schema};
use crate::blog::{component, kind, relation, simple};

pub fn changes(schema: &Schema) -> Value {
    let mut changes = Vec::new();
    for locale in &schema.locales[1..] {
        changes.push(json!({ "createLocale": { "apiId": locale, "displayName": locale } }));
    }
    for stage in &schema.stages[2..] {
        changes.push(json!({ "createStage": { "apiId": stage, "displayName": stage, "color": "TEAL" } }));
    }
    for enumeration in &schema.enumerations {
        let values = enumeration.values.iter().map(|name| json!({ "apiId": name, "displayName": name }));
        let values: Vec<Value> = values.collect();
        let name = &enumeration.name;
        changes.push(json!({ "createEnumeration": { "apiId": name, "displayName": name, "values": values } }));
    }
    for made in schema.types.iter().skip(1) {
        let mut change = kind(if made.is_component { "createComponent" } else { "createModel" }, &made.name);
        change.as_object_mut().and_then(|change| change.values_mut().next()).expect("one change")["apiIdPlural"] =
            json!(made.plural);
        changes.push(change);
    }
    // Only simple fields need nothing but their type.
    let all = || schema.types.iter().enumerate().filter(|(at, _)| *at != ASSET);
    for (_, of) in all() {
        changes.extend(of.fields.iter().filter_map(|field| own(schema, &of.name, field)));
    }
    changes.extend(schema.relations.iter().map(|relation| link(schema, relation)));
    for (_, of) in all() {
        changes.extend(of.fields.iter().filter_map(|field| holding(schema, &of.name, field)));
    }
    Value::Array(changes)
}

fn own(schema: &Schema, parent: &str, field: &Field) -> Option<Value> {
    let flags = json!({ "isList": field.is_list, "isLocalized": field.is_localized });
    let mut change = match &field.kind {
        Kind::Simple(_) if field.name == "slug" => {
            simple(parent, "slug", "STRING", json!({ "isRequired": true, "isUnique": true }))
        }
        Kind::Simple(kind) => simple(parent, &field.name, &kind.name().to_uppercase(), flags),
        Kind::Enumeration(of) => {
            let mut change = simple(parent, &field.name, "", flags)["createSimpleField"].take();
            change.as_object_mut().expect("an object").shift_remove("type");
            change["enumerationApiId"] = json!(schema.enumerations[*of].name);
            json!({ "createEnumerableField": change })
        }
        Kind::Link { .. } | Kind::Component(_) | Kind::Modular(_) => return None,
    };
    if let Some(embeds) = &field.embeds {
        let names: Vec<&str> = embeds.iter().map(|model| schema.types[*model].name.as_str()).collect();
        change["createSimpleField"]["embedsEnabled"] = json!(true);
        change["createSimpleField"]["embeddableModels"] = json!(names);
    }
    Some(change)
}

fn link(schema: &Schema, made: &Relation) -> Value {
    let parent = schema.types[made.source].name.as_str();
    let names: Vec<&str> = made.targets.iter().map(|target| schema.types[*target].name.as_str()).collect();
    if made.is_union {
        return json!({ "createUnionField": { "parentApiId": parent, "apiId": made.field, "displayName": made.field,
            "isList": made.source_holds_many, "reverseField": { "apiId": made.reverse, "displayName": made.reverse,
                "isList": made.target_holds_many, "modelApiIds": names } } });
    }
    let mut reverse = json!({ "modelApiId": names[0], "apiId": made.reverse, "isList": made.target_holds_many });
    if made.is_one_way {
        reverse["isUnidirectional"] = json!(true);
    }
    relation(parent, &made.field, made.source_holds_many, reverse)
}

fn holding(schema: &Schema, parent: &str, field: &Field) -> Option<Value> {
    let name = |of: &usize| schema.types[*of].name.as_str();
    match &field.kind {
        Kind::Component(of) => Some(component(parent, &field.name, name(of), field.is_list)),
        Kind::Modular(of) => {
            let members: Vec<&str> = of.iter().map(name).collect();
            Some(json!({ "createComponentUnionField": { "parentApiId": parent, "apiId": field.name,
                "displayName": field.name, "isList": field.is_list, "componentApiIds": members } }))
        }
        Kind::Simple(_) | Kind::Enumeration(_) | Kind::Link { .. } => None,
    }
}
