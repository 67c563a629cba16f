//! Enums that follow from the environment, and the types that are the same everywhere (content-api-read.md §3.4, §10).

use std::sync::LazyLock;

use graphql::ast::{Definition, Document};

use super::Scene;
use super::sdl::{Describe, Types, value};
use super::shape::Shape;

/// `Stage`, `Locale`, `EntityTypeName`, the enumerations and the fixed types.
pub(super) fn add(types: &mut Types, scene: &Scene<'_>, shapes: &[Shape<'_>]) {
    types.extend(FIXED.iter().cloned());
    let model = scene.content_model;
    types.enumeration(
        "Stage",
        Some("Stage system enumeration"),
        model.stages.iter().map(|stage| value(&stage.api_id).about_if(stage.description.as_deref())),
    );
    types.enumeration(
        "Locale",
        Some("Locale system enumeration"),
        model.locales.iter().enumerate().map(|(index, locale)| {
            let about = (index == 0).then_some("System locale");
            value(&locale.api_id).about_if(about)
        }),
    );
    let mut entities: Vec<&str> = shapes.iter().map(|shape| shape.name).collect();
    entities.sort_unstable();
    types.enumeration(
        "EntityTypeName",
        Some("The names of all types that implement Entity"),
        entities.into_iter().map(value),
    );
    for enumeration in &model.enumerations {
        let values = enumeration.values.iter().map(|one| value(&one.api_id));
        types.enumeration(&enumeration.api_id, enumeration.description.as_deref(), values);
    }
}

/// Read once per process; nothing in it depends on an environment.
static FIXED: LazyLock<Vec<Definition>> = LazyLock::new(|| {
    let document = Document::parse(include_str!("fixed.graphql"), "fixed.graphql");
    document.expect("a test of every schema reads this text").definitions
});
