//! Content models for the tests of the schema.

use model::ids::{EnumerationId, EnumerationValueId, FieldId, LocaleId, ModelId, StageId};
use model::{
    ContentModel, EmbeddableModels, Enumeration, EnumerationValue, Field, FieldConfig, FieldKind, Fresh, Locale, Model,
    SimpleType, Stage, Visibility,
};

const NOW: &str = "2026-11-25T14:00:14.290877+00:00";

/// A new environment's: locale `en`, stages DRAFT and PUBLISHED.
pub fn blank() -> ContentModel {
    let mut next = 0;
    let mut id = || {
        next += 1;
        format!("{next:032x}")
    };
    ContentModel::blank(&mut Fresh { id: &mut id, now: NOW, by: None })
}

/// The model of the worked examples (content-api-read.md §15, content-api-write.md §9) without what refers to other types: fields are
/// given by the caller.
pub fn with_post(fields: Vec<Field>, enumeration: Enumeration) -> ContentModel {
    let mut content_model = blank();
    content_model.locales.push(locale("de"));
    content_model.enumerations.push(enumeration);
    content_model.models.push(model("Post", "Posts", fields));
    content_model
}

/// Post as content-api-read.md §15 has it.
pub fn read_example() -> ContentModel {
    let category = enumeration("Category", &["News", "Guide"]);
    let fields = vec![
        Field { is_required: true, is_localized: true, ..simple("title", SimpleType::String) },
        Field { is_required: true, is_unique: true, ..simple("slug", SimpleType::String) },
        Field { is_localized: true, ..simple("body", SimpleType::RichText) },
        simple("rating", SimpleType::Float),
        Field { is_list: true, ..simple("tags", SimpleType::String) },
        simple("meta", SimpleType::Json),
        simple("shop", SimpleType::Location),
        enumerable("category", &category),
    ];
    with_post(fields, category)
}

/// Post as content-api-write.md §9 has it.
pub fn write_example() -> ContentModel {
    let status = enumeration("PostStatus", &["idea", "review", "ready"]);
    let fields = vec![
        Field { is_required: true, is_localized: true, ..simple("title", SimpleType::String) },
        Field { is_required: true, is_unique: true, ..simple("slug", SimpleType::String) },
        Field { is_required: true, ..enumerable("status", &status) },
        Field { is_localized: true, ..simple("body", SimpleType::RichText) },
        Field { is_list: true, ..simple("keywords", SimpleType::String) },
    ];
    with_post(fields, status)
}

const TYPES: [(&str, SimpleType); 11] = [
    ("externalId", SimpleType::Id),
    ("text", SimpleType::String),
    ("story", SimpleType::RichText),
    ("count", SimpleType::Int),
    ("price", SimpleType::Float),
    ("active", SimpleType::Boolean),
    ("extra", SimpleType::Json),
    ("startsAt", SimpleType::DateTime),
    ("day", SimpleType::Date),
    ("place", SimpleType::Location),
    ("tint", SimpleType::Color),
];

/// Every kind of field, single, required, list and localised; embeds; a stage and locales of its own; odd plurals.
pub fn every_kind() -> ContentModel {
    let mut content_model = blank();
    content_model.locales.extend([locale("de"), locale("fr_CH")]);
    content_model.stages.push(stage("QA", 3));
    let material = Enumeration {
        description: Some("What things are made of".to_owned()),
        ..enumeration("Material", &["Carbon_Fibre", "GraphQL", "wood"])
    };
    let mut fields: Vec<Field> = TYPES.iter().map(|(name, simple_type)| simple(name, *simple_type)).collect();
    fields.extend(TYPES.iter().map(|(name, ty)| Field { is_list: true, ..simple(&format!("{name}_list"), *ty) }));
    fields.push(enumerable("material", &material));
    fields.push(Field { is_list: true, ..enumerable("materials", &material) });
    fields.push(rich_text_with_embeds("body_text", &["Thing", "Page"]));
    fields.push(rich_text_with_embeds("note", &[]));
    for field in &mut fields {
        field.description = (field.api_id == "text").then(|| "Any \"text\" at all".to_owned());
    }
    content_model
        .models
        .push(Model { description: Some("One field of every kind".to_owned()), ..model("Thing", "AllThings", fields) });
    let required = TYPES.iter().map(|(name, ty)| Field { is_required: true, ..simple(name, *ty) });
    let mut fields: Vec<Field> = required.collect();
    fields.push(Field { is_required: true, is_list: true, ..simple("labels", SimpleType::String) });
    fields.push(Field { is_localized: true, is_unique: true, ..simple("path", SimpleType::String) });
    fields.push(Field { is_localized: true, ..enumerable("finish", &material) });
    // Stands first although it was made last.
    fields.push(Field { position: -1, is_unique: true, ..simple("number", SimpleType::Int) });
    content_model.models.push(model("Page", "Home_page", fields));
    // Nothing that `updateMany` could write.
    let only_unique = vec![Field { is_unique: true, is_localized: true, ..simple("name", SimpleType::String) }];
    content_model.models.push(model("SEO", "SEOs", only_unique));
    content_model.models.push(model("Bare", "Bares", Vec::new()));
    content_model.enumerations.push(material);
    content_model
}

/// Models of a large project: every type of field, a third of them localised.
pub fn large(models: usize, fields: usize) -> ContentModel {
    let mut content_model = blank();
    content_model.locales.push(locale("de"));
    for number in 0..models {
        let fields = (0..fields).map(|index| {
            let (name, ty) = TYPES[index % TYPES.len()];
            let unique = index == 1;
            Field { is_unique: unique, is_localized: index % 3 == 0, ..simple(&format!("{name}{index}"), ty) }
        });
        content_model.models.push(model(&format!("Model{number}"), &format!("Model{number}s"), fields.collect()));
    }
    content_model
}

pub fn model(api_id: &str, api_id_plural: &str, fields: Vec<Field>) -> Model {
    Model {
        id: ModelId::new(api_id.to_ascii_lowercase()),
        api_id: api_id.to_owned(),
        api_id_plural: api_id_plural.to_owned(),
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
    let kind = FieldKind::Simple { simple_type, initial_value: None, validations: None, embeds: EmbeddableModels::Off };
    field(api_id, kind)
}

fn rich_text_with_embeds(api_id: &str, models: &[&str]) -> Field {
    let models = models.iter().map(|name| ModelId::new(name.to_ascii_lowercase())).collect();
    let embeds = EmbeddableModels::Models(models);
    let simple_type = SimpleType::RichText;
    field(api_id, FieldKind::Simple { simple_type, initial_value: None, validations: None, embeds })
}

fn enumerable(api_id: &str, enumeration: &Enumeration) -> Field {
    field(api_id, FieldKind::Enumerable { enumeration: enumeration.id.clone(), initial_values: Vec::new() })
}

fn field(api_id: &str, kind: FieldKind) -> Field {
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

fn enumeration(api_id: &str, values: &[&str]) -> Enumeration {
    let value = |(index, api_id): (usize, &&str)| EnumerationValue {
        id: EnumerationValueId::new(*api_id),
        key: index as i64 + 1,
        api_id: (*api_id).to_owned(),
        display_name: (*api_id).to_owned(),
    };
    Enumeration {
        id: EnumerationId::new(api_id),
        api_id: api_id.to_owned(),
        display_name: api_id.to_owned(),
        description: None,
        is_system: false,
        values: values.iter().enumerate().map(value).collect(),
        next_key: values.len() as i64 + 1,
        created_at: NOW.to_owned(),
        updated_at: NOW.to_owned(),
        created_by: None,
    }
}

fn locale(api_id: &str) -> Locale {
    Locale {
        id: LocaleId::new(api_id),
        key: 2,
        api_id: api_id.to_owned(),
        display_name: api_id.to_owned(),
        description: None,
        is_default: false,
        created_at: NOW.to_owned(),
        updated_at: NOW.to_owned(),
    }
}

fn stage(api_id: &str, key: i64) -> Stage {
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
