//! System fields as fields of a model or component: `fieldsConnection(includeSystemFields: true)`.
//!
//! They are not kept: they are made here, with ids that are stable because they derive from the parent's. Those that lead
//! to other types (`stage`, `createdBy`, …) have no counterpart among the kinds of fields that are there yet.

use model::ids::FieldId;
use model::{
    CreatedBy, EmbeddableModels, Field, FieldConfig, FieldKind, ParentRef, SimpleType, SystemField, Visibility,
};

/// Name, name for people, type, required.
type Scalar = (SystemField, &'static str, SimpleType, bool);

const OF_MODELS: &[Scalar] = &[
    (SystemField::Id, "ID", SimpleType::Id, true),
    (SystemField::CreatedAt, "Created At", SimpleType::DateTime, true),
    (SystemField::UpdatedAt, "Updated At", SimpleType::DateTime, true),
    (SystemField::PublishedAt, "Published At", SimpleType::DateTime, false),
];

/// Instances have no time of creation of their own (content-api-read.md §3.2).
const OF_COMPONENTS: &[Scalar] = &[
    (SystemField::Id, "ID", SimpleType::Id, true),
    (SystemField::UpdatedAt, "Updated At", SimpleType::DateTime, false),
];

/// The system fields of a model or component that are scalars.
pub(super) fn of_parent(parent: ParentRef<'_>) -> Vec<Field> {
    let (scalars, created_at, created_by): (_, _, &Option<CreatedBy>) = match parent {
        ParentRef::Model(model) => (OF_MODELS, &model.created_at, &model.created_by),
        ParentRef::Component(component) => (OF_COMPONENTS, &component.created_at, &component.created_by),
    };
    let made = |(at, &(system, display_name, simple_type, is_required)): (usize, &Scalar)| Field {
        id: FieldId::new(format!("{}-{}", parent.id().as_str(), system.api_id())),
        api_id: system.api_id().to_owned(),
        display_name: display_name.to_owned(),
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
        created_at: created_at.clone(),
        updated_at: created_at.clone(),
        created_by: created_by.clone(),
    };
    scalars.iter().enumerate().map(made).collect()
}
