//! `Locale`.

use graphql::Resolved;
use model::Locale;

use super::{Record, text};

/// The object of a locale.
pub(super) fn locale(locale: &Locale) -> Resolved {
    Record::of(
        "Locale",
        vec![
            ("id", locale.id.as_str().into()),
            ("createdAt", locale.created_at.as_str().into()),
            ("updatedAt", locale.updated_at.as_str().into()),
            ("isDefault", locale.is_default.into()),
            ("apiId", locale.api_id.as_str().into()),
            ("displayName", locale.display_name.as_str().into()),
            ("description", text(locale.description.as_ref())),
        ],
    )
}
