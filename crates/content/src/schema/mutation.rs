//! `type Mutation` (content-api-write.md §1.2).

use graphql::ast::{FieldDefinition, InputValueDefinition, Value};
use model::{Model, ModelKind, Stage};

use super::sdl::{
    Describe, FieldParts, InputParts, Types, enum_value, enum_values, field, input, list, named, required,
    required_list,
};
use super::{MutationRoot, Scene, names, system_mutations};

/// `Mutation`: sixteen fields of every model, those of assets first, then those of the system's own models.
pub(super) fn add(types: &mut Types, scene: &Scene<'_>) {
    let (assets, models): (Vec<&Model>, Vec<&Model>) =
        scene.content_model.models.iter().partition(|model| model.kind == ModelKind::Asset);
    let of_models =
        |models: Vec<&Model>| models.into_iter().flat_map(|model| fields_of(scene, model)).collect::<Vec<_>>();
    let fields = of_models(assets).into_iter().chain(system_mutations::fields()).chain(of_models(models));
    types.object("Mutation", None, &[], fields);
}

fn fields_of(scene: &Scene<'_>, model: &Model) -> [FieldDefinition; 16] {
    MutationRoot::all_of(&model.id).map(|root| {
        let made = field(&root.name(model), returned(&root, model))
            .about(&about(&root, model))
            .with(arguments(scene, &root, model));
        match root {
            MutationRoot::UpdateMany(_)
            | MutationRoot::DeleteMany(_)
            | MutationRoot::PublishMany(_)
            | MutationRoot::UnpublishMany(_) => {
                let instead = format!("{}Connection", root.name(model));
                made.deprecated(&format!("Please use the new paginated many mutation ({instead})"))
            }
            MutationRoot::Create(_)
            | MutationRoot::Update(_)
            | MutationRoot::Delete(_)
            | MutationRoot::Upsert(_)
            | MutationRoot::Publish(_)
            | MutationRoot::Unpublish(_)
            | MutationRoot::UpdateManyConnection(_)
            | MutationRoot::DeleteManyConnection(_)
            | MutationRoot::PublishManyConnection(_)
            | MutationRoot::UnpublishManyConnection(_)
            | MutationRoot::SchedulePublish(_)
            | MutationRoot::ScheduleUnpublish(_) => made,
        }
    })
}

fn returned(root: &MutationRoot, model: &Model) -> graphql::ast::Type {
    match root {
        MutationRoot::Create(_)
        | MutationRoot::Update(_)
        | MutationRoot::Delete(_)
        | MutationRoot::Upsert(_)
        | MutationRoot::Publish(_)
        | MutationRoot::Unpublish(_)
        | MutationRoot::SchedulePublish(_)
        | MutationRoot::ScheduleUnpublish(_) => named(&model.api_id),
        MutationRoot::UpdateManyConnection(_)
        | MutationRoot::DeleteManyConnection(_)
        | MutationRoot::PublishManyConnection(_)
        | MutationRoot::UnpublishManyConnection(_) => required(&format!("{}Connection", model.api_id)),
        MutationRoot::UpdateMany(_)
        | MutationRoot::DeleteMany(_)
        | MutationRoot::PublishMany(_)
        | MutationRoot::UnpublishMany(_) => required("BatchPayload"),
    }
}

fn about(root: &MutationRoot, model: &Model) -> String {
    let name = &model.api_id;
    let one = names::single_query(name);
    match root {
        MutationRoot::Create(_) => match model.kind {
            ModelKind::Entries => format!("Create one {one}"),
            // content-api-write.md §1.4
            ModelKind::Asset => {
                "Create an asset. Use the returned info to finish the creation process by uploading the asset."
                    .to_owned()
            }
        },
        MutationRoot::Update(_) => format!("Update one {one}"),
        MutationRoot::Delete(_) => {
            format!("Delete one {one} from _all_ existing stages. Returns deleted document.")
        }
        MutationRoot::Upsert(_) => format!("Upsert one {one}"),
        MutationRoot::Publish(_) => format!("Publish one {one}"),
        MutationRoot::SchedulePublish(_) => format!("Schedule to publish one {one}"),
        MutationRoot::Unpublish(_) | MutationRoot::ScheduleUnpublish(_) => format!(
            "Unpublish one {one} from selected stages. Unpublish either the complete document with its relations, \
             localizations and base data or specific localizations only."
        ),
        MutationRoot::UpdateManyConnection(_) => format!("Update many {name} documents"),
        MutationRoot::DeleteManyConnection(_) => format!("Delete many {name} documents, return deleted documents"),
        MutationRoot::UnpublishManyConnection(_) => format!(
            "Find many {name} documents that match criteria in specified stage and unpublish from target stages"
        ),
        MutationRoot::UpdateMany(_) => format!("Update many {}", names::list_query(&model.api_id_plural)),
        MutationRoot::DeleteMany(_) => format!("Delete many {name} documents"),
        MutationRoot::PublishManyConnection(_) | MutationRoot::PublishMany(_) => {
            format!("Publish many {name} documents")
        }
        MutationRoot::UnpublishMany(_) => format!("Unpublish many {name} documents"),
    }
}

fn arguments(scene: &Scene<'_>, root: &MutationRoot, model: &Model) -> Vec<InputValueDefinition> {
    let name = &model.api_id;
    let one = || input("where", required(&format!("{name}WhereUniqueInput"))).about("Document to change");
    let many = || input("where", named(&format!("{name}ManyWhereInput"))).about("Documents to change");
    let data = |kind: &str| input("data", required(&format!("{name}{kind}Input")));
    let to = || stages(scene, "to").about("Stages to publish to");
    let from = || stages(scene, "from").about("Stages to unpublish from");
    let draft = |argument: &str| {
        let default = scene.system_stage(Stage::DRAFT);
        input(argument, named("Stage")).or(enum_value(default)).about("Stage to find documents in")
    };
    match root {
        MutationRoot::Create(_) => vec![data("Create")],
        MutationRoot::Update(_) => vec![one(), data("Update")],
        MutationRoot::Delete(_) => vec![one()],
        MutationRoot::Upsert(_) => vec![one(), input("upsert", required(&format!("{name}UpsertInput")))],
        MutationRoot::Publish(_) => chain([vec![one()], published_parts(scene, model), vec![to()]]),
        MutationRoot::Unpublish(_) => chain([vec![one(), from()], unpublished_parts(scene, model)]),
        MutationRoot::UpdateManyConnection(_) => chain([vec![many(), data("UpdateMany")], page()]),
        MutationRoot::DeleteManyConnection(_) => chain([vec![many()], page()]),
        MutationRoot::PublishManyConnection(_) => {
            chain([vec![many(), draft("from"), to()], page(), published_parts(scene, model)])
        }
        MutationRoot::UnpublishManyConnection(_) => {
            chain([vec![many(), draft("stage"), from()], page(), unpublished_parts(scene, model)])
        }
        MutationRoot::UpdateMany(_) => vec![many(), data("UpdateMany")],
        MutationRoot::DeleteMany(_) => vec![many()],
        MutationRoot::PublishMany(_) => chain([vec![many(), to()], published_parts(scene, model)]),
        MutationRoot::UnpublishMany(_) => chain([vec![many(), from()], unpublished_parts(scene, model)]),
        MutationRoot::SchedulePublish(_) => {
            chain([vec![one()], published_parts(scene, model), vec![to()], release().into()])
        }
        MutationRoot::ScheduleUnpublish(_) => {
            chain([vec![one(), from()], release().into(), unpublished_parts(scene, model)])
        }
    }
}

fn chain<const N: usize>(parts: [Vec<InputValueDefinition>; N]) -> Vec<InputValueDefinition> {
    parts.into_iter().flatten().collect()
}

/// Cursors are `ID` here and `String` in queries.
fn page() -> Vec<InputValueDefinition> {
    vec![
        input("skip", named("Int")),
        input("first", named("Int")),
        input("last", named("Int")),
        input("before", named("ID")),
        input("after", named("ID")),
    ]
}

/// When something scheduled runs.
fn release() -> [InputValueDefinition; 2] {
    [
        input("releaseAt", named("DateTime"))
            .about("Release at point in time, will create new release containing this operation"),
        input("releaseId", named("String")).about("Optionally attach this scheduled operation to an existing release"),
    ]
}

fn stages(scene: &Scene<'_>, argument: &str) -> InputValueDefinition {
    input(argument, required_list("Stage")).or(enum_values([scene.system_stage(Stage::PUBLISHED)]))
}

/// Which parts of a document are published; one without localisations has only one.
fn published_parts(scene: &Scene<'_>, model: &Model) -> Vec<InputValueDefinition> {
    if !model.is_localized(scene.content_model) {
        return Vec::new();
    }
    vec![
        input("locales", list("Locale")).about("Localisations to publish"),
        switched_on("publishBase").about("Whether to publish the base document"),
        switched_on("withDefaultLocale").about("Whether to publish the default localisation"),
    ]
}

fn unpublished_parts(scene: &Scene<'_>, model: &Model) -> Vec<InputValueDefinition> {
    if !model.is_localized(scene.content_model) {
        return Vec::new();
    }
    vec![
        input("locales", list("Locale")).about("Localisations to unpublish; all of them when not given"),
        switched_on("unpublishBase").about("Whether to unpublish the complete document, with all localisations"),
    ]
}

fn switched_on(name: &str) -> InputValueDefinition {
    input(name, named("Boolean")).or(Value::Boolean(true))
}
