//! `Stage`.

use graphql::Resolved;
use model::Stage;

use super::{Record, text};

/// Text colour and background of each colour of the palette; pairs have a contrast of at least 4.5.
const PALETTE: &[(&str, &str, &str)] = &[
    ("PURPLE", "#6b21a8", "#f3e8ff"),
    ("TEAL", "#115e59", "#ccfbf1"),
    ("YELLOW", "#854d0e", "#fef9c3"),
    ("GREEN", "#166534", "#dcfce7"),
    ("BLUE", "#1e40af", "#dbeafe"),
    ("RED", "#991b1b", "#fee2e2"),
    ("PINK", "#9d174d", "#fce7f3"),
    ("BROWN", "#713f12", "#f5ebe0"),
    ("ORANGE", "#9a3412", "#ffedd5"),
    ("INDIGO", "#3730a3", "#e0e7ff"),
    ("OLIVE", "#4d5d0f", "#eef4d0"),
    ("ROSE", "#9f1239", "#ffe4e6"),
    ("NEUTRAL", "#404040", "#f5f5f5"),
];

/// The object of a stage.
pub(super) fn stage(stage: &Stage) -> Resolved {
    let neutral = ("NEUTRAL", "#404040", "#f5f5f5");
    let (palette, color, background) = PALETTE.iter().find(|(name, ..)| *name == stage.color).unwrap_or(&neutral);
    Record::of(
        "Stage",
        vec![
            ("id", stage.id.as_str().into()),
            ("createdAt", stage.created_at.as_str().into()),
            ("updatedAt", stage.updated_at.as_str().into()),
            ("apiId", stage.api_id.as_str().into()),
            ("color", (*color).into()),
            ("colorPaletteId", (*palette).into()),
            ("backgroundColor", (*background).into()),
            ("displayName", stage.display_name.as_str().into()),
            ("description", text(stage.description.as_ref())),
            ("isSystem", stage.is_system.into()),
            ("position", Resolved::from(stage.position)),
        ],
    )
}
