//! Rich text: as it was rendered when written, and the entries that it refers to (content-api-read.md §9.2).

use graphql::{CollectedField, collect_fields};
use model::{EmbeddableModels, Field, ParentRef};
use serde_json::Value as Json;
use sql::select::{Anchor, Json as Built, RichTextPart, Scalar};

use super::far::Far;
use super::reader::Reader;
use super::related::{Around, ListOrder, mixed};
use crate::errors::ContentError;
use crate::schema::names::rich_text_type;

/// The object that a selection makes of a rich text.
pub(super) fn rich_text(
    reader: &Reader<'_, '_>,
    own: &Field,
    embeds: &EmbeddableModels,
    field: &CollectedField<'_>,
) -> Result<Vec<(String, Built)>, ContentError> {
    let type_name = match embeds {
        EmbeddableModels::Off => "RichText".to_owned(),
        EmbeddableModels::Models(_) => rich_text_type(reader.parent.api_id(), &own.api_id),
    };
    let read = reader.read;
    let mut fields = Vec::new();
    for (key, part) in collect_fields(read.document, field.selection_sets(), &type_name, read.variables) {
        let text = |part| Ok::<_, ContentError>(Built::Plain(Scalar::Column(reader.rich_text(own, part)?)));
        fields.push((
            key.to_owned(),
            match part.name().as_str() {
                "raw" | "json" => Built::Document(reader.rich_text(own, RichTextPart::Ast)?),
                "html" => text(RichTextPart::Html)?,
                "markdown" => text(RichTextPart::Markdown)?,
                "text" => text(RichTextPart::Text)?,
                "references" => references(reader, own, embeds, &part)?,
                _ => Built::Constant(Json::from(type_name.as_str())),
            },
        ));
    }
    Ok(fields)
}

/// The entries that embeds and links name, each once, in order of first occurrence; those that are not in the stage or in
/// none of the locales, or not of the model that the text says, are left out.
fn references(
    reader: &Reader<'_, '_>,
    own: &Field,
    embeds: &EmbeddableModels,
    field: &CollectedField<'_>,
) -> Result<Built, ContentError> {
    let models = match embeds {
        EmbeddableModels::Off => &[],
        EmbeddableModels::Models(models) => models.as_slice(),
    };
    let content = reader.read.content();
    let mut members = Vec::with_capacity(models.len());
    for model in models.iter().filter_map(|id| content.model_by_id(id)) {
        let others = content.models.iter().filter(|other| other.id != model.id);
        let anchor = Anchor::Embedded {
            ast: reader.rich_text(own, RichTextPart::Ast)?,
            other_models: others.map(|other| other.api_id.clone()).collect(),
            stage: reader.place.stage_below()?,
        };
        members.push(Far { parent: ParentRef::Model(model), holder: &model.id, anchor });
    }
    mixed(&Around::of(reader), members, ListOrder::Position, field)
}
