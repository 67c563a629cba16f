use std::collections::BTreeSet;

use graphql::Schema;
use graphql::schema::ExtendedType;

use super::*;

/// The operations that answer `NOT_IMPLEMENTED`. Only ever take lines out of it.
const GOLDEN: &str = include_str!("not_implemented.txt");

fn fields(schema: &Schema, type_name: &str) -> Vec<String> {
    match schema.definition().types.get(type_name) {
        Some(ExtendedType::Object(object)) => object.fields.keys().map(ToString::to_string).collect(),
        other => panic!("{type_name}: {other:?}"),
    }
}

fn schema() -> Schema {
    Schema::from_sdl(include_str!("../schema.graphql")).unwrap()
}

#[test]
#[allow(clippy::print_stdout)]
fn the_list_of_what_is_not_implemented_only_shrinks() {
    let schema = schema();
    let mutations = fields(&schema, "Mutation").into_iter().filter(|name| Operation::from_name(name).is_none());
    let lines: Vec<String> = mutations
        .map(|name| format!("Mutation.{name}"))
        .chain(fields(&schema, "Subscription").into_iter().map(|name| format!("Subscription.{name}")))
        .collect();
    let list = lines.join("\n");
    println!("{list}");
    let golden: BTreeSet<&str> = GOLDEN.lines().collect();
    let now: BTreeSet<&str> = list.lines().collect();
    let more: Vec<_> = now.difference(&golden).collect();
    assert!(more.is_empty(), "these were implemented before, or are new: {more:?}");
    let fewer: Vec<_> = golden.difference(&now).collect();
    assert!(fewer.is_empty(), "take these lines out of not_implemented.txt: {fewer:?}");
}

#[test]
fn every_operation_is_a_mutation_with_a_gate() {
    let mutations = fields(&schema(), "Mutation");
    let singles = ChangeKind::ALL.into_iter().map(Operation::Change);
    for operation in Operation::OTHERS.into_iter().chain(singles) {
        assert!(mutations.iter().any(|name| name == operation.name()), "{operation:?}");
        assert_eq!(Operation::from_name(operation.name()), Some(operation));
        // What belongs to no environment is for people; everything else needs an action there.
        assert_eq!(operation.gate() == Gate::Person, operation.place() == Place::Nowhere, "{operation:?}");
    }
}

#[test]
fn gated_fields_are_in_the_schema() {
    let schema = schema();
    for (parent, field, _) in GATED_FIELDS {
        assert!(schema.field(parent, field).is_some(), "{parent}.{field}");
    }
    assert_eq!(action_of_field("ContentModel", "models"), Some(PermissionAction::ModelRead));
    assert_eq!(action_of_field("ContentModel", "environment"), None);
}

#[test]
fn keys_of_a_batch_are_the_schemas() {
    let schema = schema();
    let Some(ExtendedType::InputObject(input)) = schema.definition().types.get("BatchMigrationChangeInput") else {
        panic!("no such input");
    };
    for kind in ChangeKind::ALL {
        assert!(input.fields.contains_key(kind.name()), "{}", kind.name());
    }
    assert!(input.fields.contains_key(crate::changes::UPDATE_APP_INSTALLATION));
}

#[test]
fn everything_in_the_schema_is_described() {
    let schema = schema();
    for (name, ty) in schema.definition().types.iter().filter(|(_, ty)| !ty.is_built_in()) {
        assert!(ty.description().is_some(), "{name}");
    }
    for root in ["Query", "Mutation", "Subscription"] {
        for name in fields(&schema, root) {
            let field = schema.field(root, &name).unwrap();
            let text = field.description.as_ref().unwrap_or_else(|| panic!("{root}.{name}"));
            assert!(text.ends_with('.') && !text.contains("inferred"), "{root}.{name}: {text}");
        }
    }
}
