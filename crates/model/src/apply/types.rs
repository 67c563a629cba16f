//! What models and components share: their names, and when a name is free.

use crate::change::TypePatch;
use crate::content_model::{ContentModel, Model};
use crate::error::ChangeError;
use crate::field::FieldKind;
use crate::rules::{check_display_name, check_type_api_id};

/// The names of a model or component.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) api_id: String,
    pub(super) api_id_plural: String,
    pub(super) display_name: String,
}

impl Names {
    /// The names after a patch.
    pub(super) fn patched(self, patch: &TypePatch) -> Self {
        Self {
            api_id: patch.api_id.clone().unwrap_or(self.api_id),
            api_id_plural: patch.api_id_plural.clone().unwrap_or(self.api_id_plural),
            display_name: patch.display_name.clone().unwrap_or(self.display_name),
        }
    }

    /// Whether a model or component that is not in `content` may have these names.
    pub(super) fn check(&self, content: &ContentModel, what: &'static str) -> Result<(), ChangeError> {
        check_type_api_id(what, &self.api_id)?;
        check_type_api_id(if what == "model" { "plural model" } else { "plural component" }, &self.api_id_plural)?;
        if self.api_id == self.api_id_plural {
            return Err(ChangeError::Rule("The plural Api Id must differ from the Api Id.".to_owned()));
        }
        check_display_name(&self.display_name)?;
        match [&self.api_id, &self.api_id_plural].into_iter().find(|name| content.type_name_taken(name)) {
            Some(value) => Err(ChangeError::Duplicate { what, value: value.clone() }),
            None => Ok(()),
        }
    }

    /// Whether no other model has the root fields that these names make: `Post` and `post…` would meet there.
    pub(super) fn check_roots(&self, content: &ContentModel) -> Result<(), ChangeError> {
        let own = [lower_first(&self.api_id), lower_first(&self.api_id_plural)];
        let roots = |m: &Model| [lower_first(&m.api_id), lower_first(&m.api_id_plural)];
        match content.models.iter().flat_map(roots).find(|root| own.contains(root)) {
            Some(value) => Err(ChangeError::Duplicate { what: "model", value }),
            None => Ok(()),
        }
    }
}

/// `name` with its first character in lower case and nothing else changed, `SEO` as `sEO`: the name of root fields
/// (content-api-read.md §1).
pub fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_ascii_lowercase().to_string() + chars.as_str())
}

impl ContentModel {
    /// Whether a model's or component's name or plural, an enumeration or a union has that name already; they share one
    /// namespace.
    pub(super) fn type_name_taken(&self, api_id: &str) -> bool {
        self.models.iter().any(|m| m.api_id == api_id || m.api_id_plural == api_id)
            || self.components.iter().any(|c| c.api_id == api_id || c.api_id_plural == api_id)
            || self.enumerations.iter().any(|e| e.api_id == api_id)
            || self.union_named(api_id)
    }

    fn union_named(&self, api_id: &str) -> bool {
        self.all_fields().any(|(_, field)| match &field.kind {
            FieldKind::Union { union, .. } => union.api_id == api_id,
            FieldKind::Simple { .. }
            | FieldKind::Enumerable { .. }
            | FieldKind::Relational { .. }
            | FieldKind::UnionMember { .. }
            | FieldKind::Component { .. }
            | FieldKind::ComponentUnion { .. } => false,
        })
    }
}
