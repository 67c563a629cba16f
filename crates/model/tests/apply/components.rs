use model::ids::FieldId;
use model::{ColumnOf, HeldIn, InstancePath, Storage, TypePatch};
use serde_json::json;

use super::*;

/// `Post` holds `Fact`s, which hold `Note`s.
fn world() -> Environment {
    let mut environment = Environment::with_post();
    environment.ok(create_component("Fact", "Facts"));
    environment.ok(create_component("Note", "Notes"));
    environment.ok(add_to("Fact", component_field("note", "Note")));
    environment.ok(add(component_field("facts", "Fact")));
    environment
}

fn path(steps: &[(&ComponentId, &FieldId)]) -> InstancePath {
    InstancePath(steps.iter().map(|(component, field)| ((*component).clone(), (*field).clone())).collect())
}

#[test]
fn a_component_has_tables_and_fields() {
    let mut environment = Environment::with_post();
    let effects = environment.ok(create_component("Fact", "Facts"));
    assert_eq!(effects, [Effect::CreateComponentTables(environment.component_id("Fact"))]);
    let list = FieldDraft { is_list: true, is_localized: true, ..simple("tags", SimpleType::String) };
    let effects = environment.ok(add_to("Fact", list));
    let parent = ParentId::Component(environment.component_id("Fact"));
    let field = environment.inner("Fact", "tags").id.clone();
    let column = ColumnOf { parent: parent.clone(), field, storage: Storage::Text, localized: true };
    let expected = [
        Effect::EnsureLocalizations { parent, locale: 1 },
        Effect::AddColumn(column.clone()),
        Effect::FillNulls { column, fill: json!([]) },
    ];
    assert_eq!(effects, expected);
    assert!(environment.content.component("Fact").unwrap().is_localized());
}

#[test]
fn names_are_shared_with_models() {
    let mut environment = world();
    for (change, message) in [
        (create_component("Post", "Others"), "A component with the Api Id \"Post\" already exists."),
        (create_component("Other", "Facts"), "A component with the Api Id \"Facts\" already exists."),
        (create_model("Fact", "Others"), "A model with the Api Id \"Fact\" already exists."),
        (create_component("Other", "Other"), "The plural Api Id must differ from the Api Id."),
        (create_component("Asset", "Others"), "\"Asset\" is a restricted word and cannot be used here."),
    ] {
        assert_eq!(environment.refused(change), message);
    }
    let rename = TypePatch { api_id: Some("Datum".to_owned()), ..TypePatch::default() };
    assert_eq!(environment.ok(Change::UpdateComponent(named("Fact"), rename)), []);
    assert!(environment.content.component("Datum").is_some_and(|found| found.api_id_plural == "Facts"));
}

#[test]
fn a_used_component_stays() {
    let mut environment = world();
    assert_eq!(
        environment.refused(Change::DeleteComponent(named("Note"))),
        "The component \"Note\" is used by the field \"note\" of Fact: delete that field first, or take the component \
         out of it."
    );
    environment.ok(delete_field("Post", "facts"));
    let fact = environment.component_id("Fact");
    let effects = environment.ok(Change::DeleteComponent(named("Fact")));
    assert_eq!(effects.last(), Some(&Effect::DropComponentTables(fact)));
    environment.ok(Change::DeleteComponent(named("Note")));
}

#[test]
fn a_component_does_not_hold_itself() {
    let mut environment = world();
    let message = |name: &str| {
        format!(
            "The component \"{name}\" cannot be used here: a component cannot hold itself, not even through others."
        )
    };
    assert_eq!(environment.refused(add_to("Fact", component_field("self", "Fact"))), message("Fact"));
    assert_eq!(environment.refused(add_to("Note", component_union("up", &["Fact"]))), message("Fact"));
}

#[test]
fn a_field_goes_with_its_instances_and_what_they_hold() {
    let mut environment = world();
    environment.ok(add_to("Note", asset_field("image")));
    let (fact, note) = (environment.component_id("Fact"), environment.component_id("Note"));
    let (facts, inner) = (environment.field_id("Post", "facts"), environment.inner("Fact", "note").id.clone());
    let deep = path(&[(&fact, &facts), (&note, &inner)]);
    let relation = environment.inner("Note", "image").id.clone();
    let expected = [
        Effect::DeleteInstanceLinks { relation, instances: deep.clone() },
        Effect::DeleteComponentInstances(deep),
        Effect::DeleteComponentInstances(path(&[(&fact, &facts)])),
    ];
    let mut twin = Environment { content: environment.content.clone(), next: 100 };
    assert_eq!(environment.ok(delete_field("Post", "facts")), expected);
    let post = twin.model_id("Post");
    let effects = twin.ok(Change::DeleteModel(named("Post")));
    assert_eq!(effects, expected.into_iter().chain([Effect::DropModelTables(post)]).collect::<Vec<_>>());
}

#[test]
fn component_fields_may_be_required() {
    let mut environment = Environment::with_post();
    environment.ok(create_component("Fact", "Facts"));
    let field = FieldDraft { is_required: true, is_list: true, ..component_field("facts", "Fact") };
    let effects = environment.ok(add(field));
    let held = HeldIn::Instances(vec![environment.component_id("Fact")]);
    let (parent, field) = (environment.post(), environment.field_id("Post", "facts"));
    let require = Effect::RequireHeld { parent, field, held, api_id: "facts".to_owned() };
    assert_eq!(effects, std::slice::from_ref(&require));
    let required = |wanted| FieldPatch { is_required: Some(wanted), ..FieldPatch::default() };
    let update = |wanted| patch_of("Post", "facts", KindName::Component, required(wanted));
    assert_eq!(environment.ok(update(false)), []);
    assert_eq!(environment.ok(update(true)), [require]);
}

#[test]
fn a_component_union_gains_and_loses_components() {
    let mut environment = world();
    environment.ok(create_component("Quote", "Quotes"));
    assert_eq!(environment.ok(add(component_union("blocks", &["Note", "Quote"]))), []);
    let components = |names: &[&str]| {
        let components = Some(names.iter().map(|name| named(name)).collect());
        patch_of("Post", "blocks", KindName::ComponentUnion, FieldPatch { components, ..FieldPatch::default() })
    };
    let (note, blocks) = (environment.component_id("Note"), environment.field_id("Post", "blocks"));
    let gone = Effect::DeleteComponentInstances(path(&[(&note, &blocks)]));
    assert_eq!(environment.ok(components(&["Quote", "Fact"])), [gone]);
    let expected = [environment.component_id("Quote"), environment.component_id("Fact")];
    assert_eq!(environment.field("Post", "blocks").components(), expected);
    assert_eq!(environment.refused(components(&[])), "Name the components that the field may hold.");
    assert_eq!(environment.refused(components(&["Note", "Note"])), "Name each component once.");
}

#[test]
fn a_model_is_localised_by_a_component_that_it_holds() {
    let mut environment = world();
    let localized = FieldDraft { is_localized: true, ..simple("text", SimpleType::String) };
    let effects = environment.ok(add_to("Note", localized.clone()));
    let note = ParentId::Component(environment.component_id("Note"));
    assert_eq!(effects[0], Effect::EnsureLocalizations { parent: note, locale: 1 });
    assert_eq!(effects.len(), 2, "neither the component between them nor the model is localised by it");
    let effects = environment.ok(add_to("Fact", localized));
    let ensure = |parent| Effect::EnsureLocalizations { parent, locale: 1 };
    let fact = ParentId::Component(environment.component_id("Fact"));
    assert_eq!(effects[..2], [ensure(environment.post()), ensure(fact)]);
    assert!(environment.content.model("Post").unwrap().is_localized(&environment.content));
    environment.ok(create_model("Page", "Pages"));
    let effects = environment.ok(add_to("Page", component_field("fact", "Fact")));
    assert_eq!(effects, [ensure(ParentId::Model(environment.model_id("Page")))]);
}

#[test]
fn enumeration_values_are_cleared_in_components_too() {
    let mut environment = world();
    environment.ok(enumeration("Kind", &["A", "B"]));
    environment.ok(add_to("Fact", enumerable("kind", "Kind")));
    assert_eq!(
        environment.refused(Change::DeleteEnumeration(named("Kind"))),
        "The enumeration \"Kind\" is used by the field \"kind\" of Fact: delete that field first."
    );
    let delete = model::EnumerationPatch { delete: vec![named("B")], ..model::EnumerationPatch::default() };
    let effects = environment.ok(Change::UpdateEnumeration(named("Kind"), delete));
    let [Effect::ClearEnumerationValue { column, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(column.parent, ParentId::Component(environment.component_id("Fact")));
}
