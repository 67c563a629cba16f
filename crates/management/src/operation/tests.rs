use std::collections::BTreeSet;

use graphql::Schema;
use graphql::schema::ExtendedType;

use super::fields::GATED_FIELDS;
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
    for operation in Operation::all() {
        assert!(mutations.iter().any(|name| name == operation.name()), "{operation:?}");
        assert_eq!(Operation::from_name(operation.name()), Some(operation));
        // What belongs to no environment is for people; everything else needs an action there.
        assert_eq!(operation.gate() == Gate::Person, operation.place() == Place::Nowhere, "{operation:?}");
    }
}

/// The fields that need no action, or whose parent's is enough. Whoever adds a field to the schema decides where it goes.
const OPEN: &str = include_str!("open_fields.txt");

#[test]
#[allow(clippy::print_stdout)]
fn every_field_is_gated_or_known_to_be_open() {
    let schema = schema();
    let types = schema.definition().types.iter().filter(|(_, ty)| !ty.is_built_in());
    let objects = types.filter_map(|(name, ty)| match ty {
        ExtendedType::Object(object) if !["Mutation", "Subscription"].contains(&name.as_str()) => Some((name, object)),
        _ => None,
    });
    let fields: BTreeSet<String> =
        objects.flat_map(|(name, object)| object.fields.keys().map(move |field| format!("{name}.{field}"))).collect();
    let gated: BTreeSet<String> = GATED_FIELDS.iter().map(|(parent, field, _)| format!("{parent}.{field}")).collect();
    let open: BTreeSet<String> = OPEN.lines().map(str::to_owned).collect();
    let unknown: Vec<&String> =
        fields.iter().filter(|field| !gated.contains(*field) && !open.contains(*field)).collect();
    println!("{}", unknown.iter().map(|field| field.as_str()).collect::<Vec<_>>().join("\n"));
    assert!(unknown.is_empty(), "give these a row in fields.rs, or a line in open_fields.txt: {unknown:?}");
    let stale: Vec<&String> = open.iter().filter(|field| !fields.contains(*field) || gated.contains(*field)).collect();
    assert!(stale.is_empty(), "take these lines out of open_fields.txt: {stale:?}");
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
