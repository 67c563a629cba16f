//! Inputs for localisations other than the default one (content-api-write.md §2.6).

use super::input::{create_field, in_update_many, system_times, update_field};
use super::sdl::{Describe, Types, input, list, required};
use super::shape::Shape;

/// Seven inputs of a localised model, and three more when `updateMany` can reach a localised field. None of other models.
pub(super) fn add(types: &mut Types, shape: &Shape<'_>) {
    if !shape.is_localized {
        return;
    }
    let x = shape.name;
    let localized = || shape.written.iter().filter(|attribute| attribute.is_localized);
    let mut create = system_times();
    create.extend(localized().map(create_field));
    types.input(&format!("{x}CreateLocalizationDataInput"), None, create);
    types.input(&format!("{x}UpdateLocalizationDataInput"), None, localized().map(update_field));
    let locale = || input("locale", required("Locale"));
    let data =
        |kind: &str| input("data", required(&format!("{x}{kind}LocalizationDataInput"))).about("Localization input");
    types.input(&format!("{x}CreateLocalizationInput"), None, [data("Create"), locale()]);
    types.input(&format!("{x}UpdateLocalizationInput"), None, [data("Update"), locale()]);
    types.input(
        &format!("{x}UpsertLocalizationInput"),
        None,
        [
            input("update", required(&format!("{x}UpdateLocalizationDataInput"))),
            input("create", required(&format!("{x}CreateLocalizationDataInput"))),
            locale(),
        ],
    );
    let create = || input("create", list(&format!("{x}CreateLocalizationInput"))).about("Localizations to create");
    types.input(&format!("{x}CreateLocalizationsInput"), None, [create()]);
    types.input(
        &format!("{x}UpdateLocalizationsInput"),
        None,
        [
            create(),
            input("update", list(&format!("{x}UpdateLocalizationInput"))).about("Localizations to update"),
            input("upsert", list(&format!("{x}UpsertLocalizationInput"))),
            input("delete", list("Locale")).about("Localizations to delete"),
        ],
    );
    add_update_many(types, shape);
}

fn add_update_many(types: &mut Types, shape: &Shape<'_>) {
    let x = shape.name;
    let mut localized = in_update_many(shape).filter(|attribute| attribute.is_localized).peekable();
    if localized.peek().is_none() {
        return;
    }
    let data = format!("{x}UpdateManyLocalizationDataInput");
    let one = format!("{x}UpdateManyLocalizationInput");
    types.input(&data, None, localized.map(update_field));
    types.input(&one, None, [input("data", required(&data)), input("locale", required("Locale"))]);
    let about = "Localizations to update";
    types.input(&format!("{x}UpdateManyLocalizationsInput"), None, [input("update", list(&one)).about(about)]);
}
