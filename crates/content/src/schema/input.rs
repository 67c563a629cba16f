//! What clients write into entries: `XCreateInput`, `XUpdateInput`, `XUpdateManyInput`, `XUpsertInput`
//! (content-api-write.md §2.1–§2.5).

use graphql::ast::InputValueDefinition;
use model::SystemField;

use super::Scene;
use super::sdl::{Describe, Types, input, list, named, required};
use super::shape::{Attribute, Shape};

/// The four inputs of a model.
pub(super) fn add(types: &mut Types, scene: &Scene<'_>, shape: &Shape<'_>) {
    let name = shape.name;
    let mut create = system_times();
    create.extend(shape.written.iter().map(|attribute| described(scene, attribute, create_field(attribute))));
    let mut update: Vec<_> =
        shape.written.iter().map(|attribute| described(scene, attribute, update_field(attribute))).collect();
    if shape.is_localized {
        create.push(localizations(&format!("{name}CreateLocalizationsInput")));
        update.push(localizations(&format!("{name}UpdateLocalizationsInput")));
    }
    types.input(&format!("{name}CreateInput"), None, create);
    types.input(&format!("{name}UpdateInput"), None, or_placeholder(update, "update"));
    let update_many = or_placeholder(update_many_fields(scene, shape), "updateMany");
    types.input(&format!("{name}UpdateManyInput"), None, update_many);
    types.input(
        &format!("{name}UpsertInput"),
        None,
        [
            input("create", required(&format!("{name}CreateInput"))).about("Create document if it didn't exist"),
            input("update", required(&format!("{name}UpdateInput"))).about("Update document if it exists"),
        ],
    );
}

/// Imports may set these when they create an entry, never later (content-api-write.md §2.2).
pub(super) fn system_times() -> Vec<InputValueDefinition> {
    [SystemField::UpdatedAt, SystemField::CreatedAt].map(|time| input(time.api_id(), named("DateTime"))).to_vec()
}

/// `!` exactly when the field is required; an initial value changes nothing.
pub(super) fn create_field(attribute: &Attribute<'_>) -> InputValueDefinition {
    let ty = written_type(attribute);
    input(attribute.name, if attribute.is_required { ty.non_null() } else { ty })
}

/// Never required: what is not sent stays as it is.
pub(super) fn update_field(attribute: &Attribute<'_>) -> InputValueDefinition {
    input(attribute.name, written_type(attribute))
}

fn written_type(attribute: &Attribute<'_>) -> graphql::ast::Type {
    let scalar = attribute.value.scalar();
    if attribute.is_list { list(scalar) } else { named(scalar) }
}

/// One value cannot go into a unique field of many entries.
pub(super) fn in_update_many<'s, 'a>(shape: &'s Shape<'a>) -> impl Iterator<Item = &'s Attribute<'a>> {
    shape.written.iter().filter(|attribute| !attribute.is_unique)
}

fn update_many_fields(scene: &Scene<'_>, shape: &Shape<'_>) -> Vec<InputValueDefinition> {
    let mut fields: Vec<_> =
        in_update_many(shape).map(|attribute| described(scene, attribute, update_field(attribute))).collect();
    if in_update_many(shape).any(|attribute| attribute.is_localized) {
        let about = "Optional updates to localizations";
        let ty = format!("{}UpdateManyLocalizationsInput", shape.name);
        fields.push(input(SystemField::Localizations.api_id(), named(&ty)).about(about));
    }
    fields
}

/// An input type without fields is not allowed. The placeholder means nothing; who sends it changes nothing.
fn or_placeholder(mut fields: Vec<InputValueDefinition>, operation: &str) -> Vec<InputValueDefinition> {
    if fields.is_empty() {
        fields.push(input("_", named("String")).about(&format!("No fields in {operation} data input")));
    }
    fields
}

fn localizations(ty: &str) -> InputValueDefinition {
    let about = "Inputs for document localizations other than the default one";
    input(SystemField::Localizations.api_id(), named(ty)).about(about)
}

/// Outside `localizations` a localised field is that of the default locale.
fn described(scene: &Scene<'_>, attribute: &Attribute<'_>, made: InputValueDefinition) -> InputValueDefinition {
    if !attribute.is_localized {
        return made;
    }
    let locale = &scene.content_model.default_locale().api_id;
    made.about(&format!("{} input for default locale ({locale})", attribute.name))
}
