//! Types of rich text fields in which entries can be embedded (content-api-read.md §9.2).

use model::{EmbeddableModels, Field, FieldKind, ParentRef};

use super::sdl::{Describe, FieldParts, Types, field, page, required, required_list};
use super::{Scene, names};

/// For every field of a model or component with embeds: its type, and the union of what it may embed.
pub(super) fn add(types: &mut Types, scene: &Scene<'_>, parent: ParentRef<'_>) {
    for field in parent.fields() {
        match &field.kind {
            FieldKind::Simple { embeds: EmbeddableModels::Models(_), .. } => add_field(types, scene, parent, field),
            FieldKind::Simple { embeds: EmbeddableModels::Off, .. }
            | FieldKind::Enumerable { .. }
            | FieldKind::Relational { .. }
            | FieldKind::Union { .. }
            | FieldKind::UnionMember { .. }
            | FieldKind::Component { .. }
            | FieldKind::ComponentUnion { .. } => {}
        }
    }
}

fn add_field(types: &mut Types, scene: &Scene<'_>, parent: ParentRef<'_>, of: &Field) {
    let mut fields = vec![
        field("raw", required("RichTextAST"))
            .about("Returns AST representation")
            .deprecated("Please use the 'json' field"),
        field("json", required("RichTextAST")).about("Returns AST representation"),
        field("html", required("String")).about("Returns HTMl representation"),
        field("markdown", required("String")).about("Returns Markdown representation"),
        field("text", required("String")).about("Returns plain-text contents of RichText"),
    ];
    let members = embeddable(scene, of);
    // A union without members is not allowed: as long as no model may be embedded there is nothing to refer to.
    if !members.is_empty() {
        let union = names::rich_text_embedded_types(parent.api_id(), &of.api_id);
        fields.push(field("references", required_list(&union)).with(page()));
        types.union(&union, None, members);
    }
    types.object(&names::rich_text_type(parent.api_id(), &of.api_id), None, &[], fields);
}

/// Names of the models in alphabetical order, as members of unions stand (content-api-read.md §8).
fn embeddable<'a>(scene: &Scene<'a>, field: &Field) -> Vec<&'a str> {
    let FieldKind::Simple { embeds: EmbeddableModels::Models(models), .. } = &field.kind else { return Vec::new() };
    let mut members: Vec<&str> =
        models.iter().filter_map(|id| scene.content_model.model_by_id(id)).map(|model| model.api_id.as_str()).collect();
    members.sort_unstable();
    members.dedup();
    members
}
