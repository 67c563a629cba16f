//! The content model of these tests: a model with one field of every kind, and a localised one.

use model::ids::{EnumerationId, EnumerationValueId, FieldId, LocaleId, ModelId, StageId};
use model::{
    ContentModel, EmbeddableModels, Enumeration, EnumerationValue, Field, FieldConfig, FieldKind, Fresh, Locale, Model,
    SimpleType, Stage, Visibility,
};

pub const NOW: &str = "2026-11-25T14:00:14.290877+00:00";

/// Locales en, de and fr; stages DRAFT, PUBLISHED and QA; models Thing (base fields) and Page (localised).
pub fn content_model() -> ContentModel {
    let mut next = 0;
    let mut id = || {
        next += 1;
        format!("{next:032x}")
    };
    let mut content_model = ContentModel::blank(&mut Fresh { id: &mut id, now: NOW, by: None });
    content_model.locales.extend([locale("de", 2), locale("fr", 3)]);
    content_model.stages.push(stage("QA", 3));
    // Declared in another order than the keys and the alphabet.
    let material = enumeration("Material", &[("wood", 3), ("Carbon_Fibre", 1), ("GraphQL", 2)]);
    let mut things = vec![
        simple("text", SimpleType::String),
        simple("story", SimpleType::RichText),
        simple("count", SimpleType::Int),
        simple("price", SimpleType::Float),
        simple("active", SimpleType::Boolean),
        simple("extra", SimpleType::Json),
        simple("startsAt", SimpleType::DateTime),
        simple("day", SimpleType::Date),
        simple("place", SimpleType::Location),
        simple("tint", SimpleType::Color),
        Field { is_unique: true, ..simple("slug", SimpleType::String) },
        enumerable("material", &material),
    ];
    let lists = [
        simple("tags", SimpleType::String),
        simple("numbers", SimpleType::Int),
        simple("prices", SimpleType::Float),
        simple("days", SimpleType::Date),
        simple("flags", SimpleType::Boolean),
        simple("tints", SimpleType::Color),
        enumerable("materials", &material),
    ];
    things.extend(lists.map(|field| Field { is_list: true, ..field }));
    let pages = vec![
        Field { is_localized: true, ..simple("title", SimpleType::String) },
        Field { is_unique: true, ..simple("path", SimpleType::String) },
    ];
    content_model.models.extend([model("Thing", things), model("Page", pages)]);
    content_model.enumerations.push(material);
    content_model
}

pub fn model(api_id: &str, fields: Vec<Field>) -> Model {
    Model {
        id: ModelId::new(api_id.to_ascii_lowercase()),
        kind: model::ModelKind::Entries,
        api_id: api_id.to_owned(),
        api_id_plural: format!("{api_id}s"),
        display_name: api_id.to_owned(),
        description: None,
        is_system: false,
        fields,
        created_at: NOW.to_owned(),
        updated_at: NOW.to_owned(),
        created_by: None,
    }
}

pub fn simple(api_id: &str, simple_type: SimpleType) -> Field {
    let embeds = EmbeddableModels::Off;
    field(api_id, FieldKind::Simple { simple_type, initial_value: None, validations: None, embeds })
}

pub fn enumerable(api_id: &str, enumeration: &Enumeration) -> Field {
    field(api_id, FieldKind::Enumerable { enumeration: enumeration.id.clone(), initial_values: Vec::new() })
}

pub fn field(api_id: &str, kind: FieldKind) -> Field {
    Field {
        id: FieldId::new(api_id),
        api_id: api_id.to_owned(),
        display_name: api_id.to_owned(),
        description: None,
        is_system: false,
        position: 0,
        visibility: Visibility::ReadWrite,
        is_list: false,
        is_required: false,
        is_unique: false,
        is_localized: false,
        is_title: false,
        is_variant_enabled: false,
        kind,
        form_config: FieldConfig::default(),
        table_config: FieldConfig::default(),
        extensions: None,
        meta: None,
        visibility_condition: None,
        created_at: NOW.to_owned(),
        updated_at: NOW.to_owned(),
        created_by: None,
    }
}

pub fn enumeration(api_id: &str, values: &[(&str, i64)]) -> Enumeration {
    let value = |(api_id, key): &(&str, i64)| EnumerationValue {
        id: EnumerationValueId::new(*api_id),
        key: *key,
        api_id: (*api_id).to_owned(),
        display_name: (*api_id).to_owned(),
    };
    Enumeration {
        id: EnumerationId::new(api_id),
        api_id: api_id.to_owned(),
        display_name: api_id.to_owned(),
        description: None,
        is_system: false,
        values: values.iter().map(value).collect(),
        next_key: values.len() as i64 + 1,
        created_at: NOW.to_owned(),
        updated_at: NOW.to_owned(),
        created_by: None,
    }
}

pub fn locale(api_id: &str, key: i64) -> Locale {
    Locale {
        id: LocaleId::new(api_id),
        key,
        api_id: api_id.to_owned(),
        display_name: api_id.to_owned(),
        description: None,
        is_default: false,
        created_at: NOW.to_owned(),
        updated_at: NOW.to_owned(),
    }
}

pub fn stage(api_id: &str, key: i64) -> Stage {
    Stage {
        id: StageId::new(api_id),
        key,
        api_id: api_id.to_owned(),
        display_name: api_id.to_owned(),
        description: None,
        color: "BLUE".to_owned(),
        is_system: false,
        position: key,
        created_at: NOW.to_owned(),
        updated_at: NOW.to_owned(),
    }
}
