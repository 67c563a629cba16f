//! Inputs for localisations other than the default one (content-api-write.md §2.6, §2.7).

use super::input::{Part, create_fields, in_update_many, is_hollow, update_fields, update_many_fields};
use super::sdl::{Describe, Types, input, list, required};
use super::shape::Shape;

/// Seven inputs of a localised type, and three more when `updateMany` can reach a localised field; fewer of a hollow type. None of others.
pub(super) fn add(types: &mut Types, shape: &Shape<'_>) {
    if !shape.is_localized {
        return;
    }
    let x = shape.name;
    let create = || input("create", list(&format!("{x}CreateLocalizationInput"))).about("Localizations to create");
    let delete = input("delete", list("Locale")).about("Localizations to delete");
    types.input(&format!("{x}CreateLocalizationDataInput"), None, create_fields(shape, Part::Localization));
    add_data(types, x, "Create");
    types.input(&format!("{x}CreateLocalizationsInput"), None, [create()]);
    if is_hollow(shape) {
        types.input(&format!("{x}UpdateLocalizationsInput"), None, [create(), delete]);
        return;
    }
    types.input(&format!("{x}UpdateLocalizationDataInput"), None, update_fields(shape, Part::Localization));
    add_data(types, x, "Update");
    types.input(
        &format!("{x}UpsertLocalizationInput"),
        None,
        [
            input("update", required(&format!("{x}UpdateLocalizationDataInput"))),
            input("create", required(&format!("{x}CreateLocalizationDataInput"))),
            input("locale", required("Locale")),
        ],
    );
    types.input(
        &format!("{x}UpdateLocalizationsInput"),
        None,
        [
            create(),
            input("update", list(&format!("{x}UpdateLocalizationInput"))).about("Localizations to update"),
            input("upsert", list(&format!("{x}UpsertLocalizationInput"))),
            delete,
        ],
    );
    add_update_many(types, shape);
}

fn add_update_many(types: &mut Types, shape: &Shape<'_>) {
    if !in_update_many(shape).any(|attribute| attribute.is_localized) {
        return;
    }
    let x = shape.name;
    types.input(&format!("{x}UpdateManyLocalizationDataInput"), None, update_many_fields(shape, Part::Localization));
    add_data(types, x, "UpdateMany");
    let update = input("update", list(&format!("{x}UpdateManyLocalizationInput"))).about("Localizations to update");
    types.input(&format!("{x}UpdateManyLocalizationsInput"), None, [update]);
}

/// Data together with the locale that it is for.
fn add_data(types: &mut Types, x: &str, operation: &str) {
    let data = required(&format!("{x}{operation}LocalizationDataInput"));
    types.input(
        &format!("{x}{operation}LocalizationInput"),
        None,
        [input("data", data).about("Localization input"), input("locale", required("Locale"))],
    );
}
