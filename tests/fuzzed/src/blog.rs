//! The content model that conditions and filters are about: every simple type, localised texts, relations, a component.

use std::sync::{Arc, OnceLock};

use content::schema::EnvironmentSchema;
use model::ids::{ComponentId, FieldId, ModelId};
use model::{Component, ContentModel, Field, FieldKind, OtherSide, RelationSide, RelationalType, SimpleType, Stage};

use crate::models::{self, NOW, field, simple};

/// The model with a field of every kind.
pub(crate) const THING: &str = "thing";

/// The schema, made once.
pub(crate) fn schema() -> &'static EnvironmentSchema {
    static SCHEMA: OnceLock<EnvironmentSchema> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let content = content_model();
        let draft = content.stage_by_key(Stage::DRAFT).unwrap().id.clone();
        EnvironmentSchema::generate(Arc::new(content), draft).unwrap()
    })
}

/// The models of the tests of reads; a Thing has Pages, and notes, which have Pages.
pub(crate) fn content_model() -> ContentModel {
    let mut content = models::content_model();
    let (thing, page) = (ModelId::new(THING), ModelId::new("page"));
    let (pages, things) = (FieldId::new("thing_pages"), FieldId::new("page_thing"));
    let end = |id: &FieldId, name: &str, related: &ModelId, side, other| Field {
        id: id.clone(),
        ..field(
            name,
            FieldKind::Relational {
                relational_type: RelationalType::Relation,
                related: related.clone(),
                relation: pages.clone(),
                side,
                other,
            },
        )
    };
    let source = end(&pages, "pages", &page, RelationSide::Source, OtherSide::Field(things.clone()));
    let target = end(&things, "thing", &thing, RelationSide::Target, OtherSide::Field(pages.clone()));
    let note = Component {
        id: ComponentId::new("note"),
        api_id: "Note".to_owned(),
        api_id_plural: "Notes".to_owned(),
        display_name: "Note".to_owned(),
        description: None,
        is_system: false,
        fields: vec![
            Field { id: FieldId::new("note_label"), ..simple("label", SimpleType::String) },
            Field { id: FieldId::new("note_weight"), ..simple("weight", SimpleType::Int) },
        ],
        created_at: NOW.to_owned(),
        updated_at: NOW.to_owned(),
        created_by: None,
    };
    let held = FieldKind::Component { component: note.id.clone() };
    let notes = Field { id: FieldId::new("thing_notes"), is_list: true, ..field("notes", held) };
    for model in &mut content.models {
        if model.id == thing {
            model.fields.extend([Field { is_list: true, ..source.clone() }, notes.clone()]);
        } else if model.id == page {
            model.fields.push(target.clone());
        }
    }
    content.components.push(note);
    content
}
