//! `type Query` (content-api-read.md §2).

use graphql::ast::{FieldDefinition, InputValueDefinition};

use super::sdl::{
    Describe, FieldParts, InputParts, Types, enum_value, enum_values, field, input, list, named, page, required,
    required_list,
};
use super::shape::{Shape, ShapeKind};
use super::{Scene, names};

/// `Query`: `node`, `entities` and three or four fields for every type of entries.
pub(super) fn add(types: &mut Types, scene: &Scene<'_>, shapes: &[Shape<'_>]) {
    let node = field("node", named("Node")).about("Fetches an object given its ID").with([
        input("id", required("ID")).about("The ID of an object"),
        stage(scene),
        locales(scene),
    ]);
    let entities = field("entities", list("Entity")).about("Fetches objects of any type given their IDs").with([
        input("where", required_list("EntityWhereInput")).about("Which objects, in the order of the answer"),
        input("locales", list("Locale")).about("The locales to look for, in this order."),
    ]);
    let mut fields = vec![node, entities];
    for shape in shapes {
        match shape.kind {
            ShapeKind::Entries | ShapeKind::Asset => {
                fields.extend(fields_of(scene, shape));
                fields.push(version(shape));
            }
            ShapeKind::User | ShapeKind::ScheduledOperation | ShapeKind::ScheduledRelease => {
                fields.extend(fields_of(scene, shape));
            }
            // Reached through what holds them.
            ShapeKind::Component => {}
        }
    }
    types.object("Query", None, &[], fields);
}

fn fields_of(scene: &Scene<'_>, shape: &Shape<'_>) -> [FieldDefinition; 3] {
    let many = names::list_query(shape.plural);
    let one = names::single_query(shape.name);
    [
        field(&many, required_list(shape.name))
            .about(&format!("Retrieve multiple {many}"))
            .with(arguments(scene, shape)),
        field(&one, named(shape.name)).about(&format!("Retrieve a single {one}")).with([
            input("where", required(&format!("{}WhereUniqueInput", shape.name))),
            stage(scene),
            locales(scene),
        ]),
        field(&names::connection_query(shape.plural), required(&format!("{}Connection", shape.name)))
            .about(&format!("Retrieve multiple {many} using the Relay connection interface"))
            .with(arguments(scene, shape)),
    ]
}

fn version(shape: &Shape<'_>) -> FieldDefinition {
    field(&names::version_query(shape.name), named("DocumentVersion"))
        .about("Retrieve document version")
        .with([input("where", required("VersionWhereInput"))])
}

fn arguments(scene: &Scene<'_>, shape: &Shape<'_>) -> Vec<InputValueDefinition> {
    let mut arguments = vec![
        input("where", named(&format!("{}WhereInput", shape.name))),
        input("orderBy", named(&format!("{}OrderByInput", shape.name))),
    ];
    arguments.extend(page());
    arguments.extend([stage(scene), locales(scene)]);
    arguments
}

fn stage(scene: &Scene<'_>) -> InputValueDefinition {
    input("stage", required("Stage")).or(enum_value(scene.default_stage)).about("The stage to read.")
}

fn locales(scene: &Scene<'_>) -> InputValueDefinition {
    let about = "The locales to look for, in this order: a document is given in the first one that it has, and left out when it has none.";
    let default = enum_values([scene.content_model.default_locale().api_id.as_str()]);
    input("locales", required_list("Locale")).or(default).about(about)
}
