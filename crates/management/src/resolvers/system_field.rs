//! System fields as fields of a model: `fieldsConnection(includeSystemFields: true)`.
//!
//! They are not kept: they are made here, with ids that are stable because they derive from the model's. Those that lead
//! to other types (`stage`, `createdBy`, …) have no counterpart among the kinds of fields that are there yet.

use model::ids::FieldId;
use model::{EmbeddableModels, Field, FieldConfig, FieldKind, Model, SimpleType, SystemField, Visibility};

/// The system fields of a model that are scalars.
pub(super) fn of_model(model: &Model) -> Vec<Field> {
    let scalars = [
        (SystemField::Id, "ID", SimpleType::Id, true),
        (SystemField::CreatedAt, "Created At", SimpleType::DateTime, true),
        (SystemField::UpdatedAt, "Updated At", SimpleType::DateTime, true),
        (SystemField::PublishedAt, "Published At", SimpleType::DateTime, false),
    ];
    let made = |(at, (system, display_name, simple_type, is_required))| Field {
        id: FieldId::new(format!("{}-{}", model.id, SystemField::api_id(system))),
        api_id: system.api_id().to_owned(),
        display_name: String::from(display_name),
        description: None,
        is_system: true,
        // Before the own fields, whose positions begin at 0.
        position: at as i64 - scalars.len() as i64,
        visibility: Visibility::ReadOnly,
        is_list: false,
        is_required,
        is_unique: system == SystemField::Id,
        is_localized: false,
        is_title: false,
        is_variant_enabled: false,
        kind: FieldKind::Simple { simple_type, initial_value: None, validations: None, embeds: EmbeddableModels::Off },
        form_config: FieldConfig::default(),
        table_config: FieldConfig::default(),
        extensions: None,
        meta: None,
        visibility_condition: None,
        created_at: model.created_at.clone(),
        updated_at: model.created_at.clone(),
        created_by: model.created_by.clone(),
    };
    scalars.into_iter().enumerate().map(made).collect()
}
