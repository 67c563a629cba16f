//! The system model `Asset` (content-api-read.md §3.4).

use crate::apply::Fresh;
use crate::content_model::{Model, ModelKind};
use crate::field::{EmbeddableModels, Field, FieldConfig, FieldKind, SimpleType, Visibility};
use crate::ids::{FieldId, ModelId};

/// Fields in the order in which the Content API prints them: name, type, required.
const FIELDS: [(&str, &str, SimpleType, bool); 6] = [
    ("mimeType", "Mime Type", SimpleType::String, false),
    ("size", "Size", SimpleType::Float, false),
    ("width", "Width", SimpleType::Float, false),
    ("height", "Height", SimpleType::Float, false),
    ("fileName", "File Name", SimpleType::String, true),
    ("handle", "Handle", SimpleType::String, true),
];

/// The model of files, as a new environment has it.
pub(crate) fn asset_model(fresh: &mut Fresh<'_>) -> Model {
    let id = ModelId::new((fresh.id)());
    let fields = FIELDS.iter().zip(0..).map(|(field, position)| own_field(fresh, *field, position)).collect();
    Model {
        id,
        kind: ModelKind::Asset,
        api_id: "Asset".to_owned(),
        api_id_plural: "Assets".to_owned(),
        display_name: "Asset".to_owned(),
        description: Some("Asset system model".to_owned()),
        is_system: true,
        fields,
        created_at: fresh.now.to_owned(),
        updated_at: fresh.now.to_owned(),
        created_by: None,
    }
}

fn own_field(
    fresh: &mut Fresh<'_>,
    (api_id, display_name, simple_type, is_required): (&str, &str, SimpleType, bool),
    position: i64,
) -> Field {
    Field {
        id: FieldId::new((fresh.id)()),
        api_id: api_id.to_owned(),
        display_name: display_name.to_owned(),
        description: None,
        is_system: true,
        position,
        visibility: Visibility::ReadWrite,
        is_list: false,
        is_required,
        is_unique: false,
        is_localized: true,
        is_title: api_id == "fileName",
        is_variant_enabled: false,
        kind: FieldKind::Simple { simple_type, initial_value: None, validations: None, embeds: EmbeddableModels::Off },
        form_config: FieldConfig::default(),
        table_config: FieldConfig::default(),
        extensions: None,
        meta: None,
        visibility_condition: None,
        created_at: fresh.now.to_owned(),
        updated_at: fresh.now.to_owned(),
        created_by: None,
    }
}

/// Whether the model of files comes with a field of that name.
pub(crate) fn is_own(api_id: &str) -> bool {
    FIELDS.iter().any(|(own, ..)| *own == api_id)
}
