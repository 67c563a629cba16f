//! The content model that reads are measured on: posts with an author and tags, and a menu of sixty relations.

use model::{ContentModel, Field, Model};
use serde_json::{Value, json};

use crate::Result;

/// How many relations the menu has.
pub const MENU_LINKS: usize = 60;

/// What makes the content model.
pub fn changes() -> Value {
    let model = |api_id: &str| json!({ "createModel": { "apiId": api_id, "apiIdPlural": format!("{api_id}s"), "displayName": api_id } });
    let mut changes = vec![
        json!({ "createLocale": { "apiId": "de", "displayName": "German" } }),
        json!({ "createEnumeration": { "apiId": "Category", "displayName": "Category", "values": [
            { "apiId": "News", "displayName": "News" }, { "apiId": "Guide", "displayName": "Guide" },
            { "apiId": "Review", "displayName": "Review" }, { "apiId": "Essay", "displayName": "Essay" } ] } }),
        model("Author"),
        model("Tag"),
        model("Post"),
        model("Menu"),
        simple("Author", "name", json!({ "isUnique": true })),
        simple("Author", "bio", json!({})),
        simple("Tag", "name", json!({ "isUnique": true })),
        simple("Post", "slug", json!({ "isUnique": true })),
        simple("Post", "title", json!({ "isLocalized": true })),
        simple("Post", "excerpt", json!({ "isLocalized": true })),
        simple("Post", "rating", json!({ "type": "INT" })),
        simple("Post", "day", json!({ "type": "DATE" })),
        json!({ "createEnumerableField": { "parentApiId": "Post", "apiId": "category", "displayName": "Category",
            "enumerationApiId": "Category" } }),
        relation("Post", "author", json!({ "modelApiId": "Author", "apiId": "posts", "isList": true })),
        relation("Post", "tags", json!({ "modelApiId": "Tag", "apiId": "posts", "isList": true })),
        simple("Menu", "name", json!({ "isUnique": true })),
    ];
    changes.extend((1..=MENU_LINKS).map(|number| {
        let reverse = json!({ "modelApiId": "Post", "apiId": format!("menu{number}"), "isUnidirectional": true });
        relation("Menu", &format!("link{number}"), reverse)
    }));
    Value::Array(changes)
}

fn simple(parent: &str, api_id: &str, more: Value) -> Value {
    let mut field = json!({ "parentApiId": parent, "apiId": api_id, "displayName": api_id, "type": "STRING" });
    if let (Some(field), Value::Object(more)) = (field.as_object_mut(), more) {
        field.extend(more);
    }
    json!({ "createSimpleField": field })
}

fn relation(parent: &str, api_id: &str, mut reverse: Value) -> Value {
    reverse["displayName"] = reverse["apiId"].clone();
    json!({ "createRelationalField": { "parentApiId": parent, "apiId": api_id, "displayName": api_id,
        "type": "RELATION", "isList": api_id == "tags", "reverseField": reverse } })
}

/// The model of that name.
pub fn model<'c>(content_model: &'c ContentModel, api_id: &str) -> Result<&'c Model> {
    Ok(content_model.model(api_id).ok_or_else(|| format!("there is no model {api_id}"))?)
}

/// The field of that name.
pub fn field<'m>(model: &'m Model, api_id: &str) -> Result<&'m Field> {
    Ok(model.field(api_id).ok_or_else(|| format!("{} has no field {api_id}", model.api_id))?)
}
