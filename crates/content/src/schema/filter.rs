//! Filters: `XWhereInput` and what belongs to it (content-api-read.md §4).

use graphql::ast::InputValueDefinition;
use model::SystemField;

use super::sdl::{Describe, Types, input, list, named};
use super::shape::{Attribute, Shape, ShapeKind};
use super::value::{Computed, Link, Scalar, ValueType};

/// `XWhereInput`, `XManyWhereInput`, `XWhereUniqueInput`, and of models `XWhereStageInput`, `XWhereComparatorInput`.
pub(super) fn add(types: &mut Types, shape: &Shape<'_>) {
    let name = shape.name;
    let about = Some("Identifies documents");
    types.input(&format!("{name}WhereInput"), about, where_fields(shape, |_| true));
    // Localised own fields have no block here: a change of many entries is not about one locale.
    types.input(&format!("{name}ManyWhereInput"), about, where_fields(shape, |attribute| !attribute.is_localized));
    let unique = shape.attributes.iter().filter_map(|attribute| unique_field(shape, attribute));
    types.input(&format!("{name}WhereUniqueInput"), Some(&format!("References {name} record uniquely")), unique);
    if is_staged(shape.kind) {
        add_stage_filter(types, name);
    }
}

fn unique_field(shape: &Shape<'_>, attribute: &Attribute<'_>) -> Option<InputValueDefinition> {
    let names_one = match (&attribute.value, shape.kind) {
        // An instance of a component is named by its id alone (content-api-write.md §2.9).
        (ValueType::Scalar(Scalar::Id), ShapeKind::Component) => attribute.name == SystemField::Id.api_id(),
        (ValueType::Scalar(_), ShapeKind::Component) | (ValueType::Link(_) | ValueType::Computed(_), _) => false,
        (
            ValueType::Scalar(_),
            ShapeKind::Entries
            | ShapeKind::Asset
            | ShapeKind::User
            | ShapeKind::ScheduledOperation
            | ShapeKind::ScheduledRelease,
        ) => attribute.is_unique && !attribute.is_localized,
    };
    match &attribute.value {
        ValueType::Scalar(scalar) if names_one => Some(input(attribute.name, named(scalar.input()))),
        ValueType::Scalar(_) | ValueType::Link(_) | ValueType::Computed(_) => None,
    }
}

/// Whether a filter can look at the same document in other stages (content-api-read.md §4.1).
fn is_staged(kind: ShapeKind) -> bool {
    match kind {
        ShapeKind::Entries | ShapeKind::Asset | ShapeKind::User => true,
        ShapeKind::ScheduledOperation | ShapeKind::ScheduledRelease | ShapeKind::Component => false,
    }
}

fn add_stage_filter(types: &mut Types, name: &str) {
    let stage_input = format!("{name}WhereStageInput");
    let comparator = format!("{name}WhereComparatorInput");
    let mut fields = logic(&stage_input);
    fields.push(input("stage", named("Stage")).about("The stage that is looked at."));
    fields.push(input("compareWithParent", named(&comparator)).about("Compares with the document that is filtered."));
    types.input(&stage_input, Some("Looks at the same document in other stages."), fields);
    types.input(
        &comparator,
        Some("Compares two stages of one document."),
        [input("outdated_to", named("Boolean")).about("Whether this one is older.")],
    );
}

fn logic(where_input: &str) -> Vec<InputValueDefinition> {
    vec![
        input("AND", list(where_input)).about("Logical AND on all given filters."),
        input("OR", list(where_input)).about("Logical OR on all given filters."),
        input("NOT", list(where_input)).about("Logical NOT on all given filters combined by AND."),
    ]
}

fn where_fields(shape: &Shape<'_>, is_in: impl Fn(&Attribute<'_>) -> bool) -> Vec<InputValueDefinition> {
    let mut fields = vec![input("_search", named("String")).about("Contains search across all appropriate fields.")];
    // Also in `XManyWhereInput` the nested filters are whole ones.
    fields.extend(logic(&format!("{}WhereInput", shape.name)));
    if is_staged(shape.kind) {
        let stage_input = format!("{}WhereStageInput", shape.name);
        fields.extend(quantified(SystemField::DocumentInStages.api_id(), &stage_input));
    }
    for attribute in shape.attributes.iter().filter(|attribute| is_in(attribute)) {
        add_block(&mut fields, attribute);
    }
    fields
}

/// How the operand of an operator is made from the field's type.
#[derive(Clone, Copy)]
enum Operand {
    /// `T`
    One,
    /// `[T]`, elements nullable since 2023 (content-api-read.md §4.2)
    Choice,
    /// `[T!]`
    Items,
}

/// Suffix, operand, text for people.
type Operator = (&'static str, Operand, Option<&'static str>);

const EQUAL: [Operator; 2] = [
    ("", Operand::One, None),
    ("_not", Operand::One, Some("Any other value that exists and is not equal to the given value.")),
];

const CHOICE: [Operator; 2] = [
    ("_in", Operand::Choice, Some("All values that are contained in given list.")),
    ("_not_in", Operand::Choice, Some("All values that are not contained in given list.")),
];

const RANGE: [Operator; 4] = [
    ("_lt", Operand::One, Some("All values less than the given value.")),
    ("_lte", Operand::One, Some("All values less than or equal the given value.")),
    ("_gt", Operand::One, Some("All values greater than the given value.")),
    ("_gte", Operand::One, Some("All values greater than or equal the given value.")),
];

const TEXT: [Operator; 6] = [
    ("_contains", Operand::One, Some("All values containing the given string.")),
    ("_not_contains", Operand::One, Some("All values not containing the given string.")),
    ("_starts_with", Operand::One, Some("All values starting with the given string.")),
    ("_not_starts_with", Operand::One, Some("All values not starting with the given string.")),
    ("_ends_with", Operand::One, Some("All values ending with the given string.")),
    ("_not_ends_with", Operand::One, Some("All values not ending with the given string")),
];

const ITEMS: [Operator; 5] = [
    (
        "",
        Operand::Items,
        Some("Matches if the field array contains *all* items provided to the filter and order does match"),
    ),
    (
        "_not",
        Operand::Items,
        Some("Matches if the field array does not contains *all* items provided to the filter or order does not match"),
    ),
    ("_contains_all", Operand::Items, Some("Matches if the field array contains *all* items provided to the filter")),
    (
        "_contains_some",
        Operand::Items,
        Some("Matches if the field array contains at least one item provided to the filter"),
    ),
    (
        "_contains_none",
        Operand::Items,
        Some("Matches if the field array does not contain any of the items provided to the filter"),
    ),
];

/// The operators of one field.
fn add_block(fields: &mut Vec<InputValueDefinition>, attribute: &Attribute<'_>) {
    let name = attribute.name;
    match &attribute.value {
        ValueType::Scalar(scalar) => add_scalar(fields, name, scalar, attribute.is_list),
        ValueType::Link(link) => add_link(fields, name, link, attribute.is_list),
        ValueType::Computed(Computed::Upload) => fields.push(input(name, named("AssetUploadWhereInput"))),
        ValueType::Computed(Computed::History | Computed::Url) => {}
    }
}

fn add_scalar(fields: &mut Vec<InputValueDefinition>, name: &str, scalar: &Scalar<'_>, is_list: bool) {
    let mut add = |operators: &[Operator]| fields.extend(operators.iter().map(|o| operation(name, scalar, o)));
    match (scalar, is_list) {
        // These have no filter, and neither have lists of them.
        (Scalar::RichText(_) | Scalar::Location | Scalar::Color, _) | (Scalar::Json, true) => {}
        (Scalar::Json, false) => fields.extend(json_operations(name)),
        (
            Scalar::Id
            | Scalar::String
            | Scalar::Int
            | Scalar::Float
            | Scalar::Boolean
            | Scalar::Date
            | Scalar::DateTime
            | Scalar::Enumeration(_),
            true,
        ) => add(&ITEMS),
        (Scalar::Id | Scalar::String, false) => {
            add(&EQUAL);
            add(&CHOICE);
            add(&TEXT);
        }
        (Scalar::Int | Scalar::Float | Scalar::Date | Scalar::DateTime, false) => {
            add(&EQUAL);
            add(&CHOICE);
            add(&RANGE);
        }
        (Scalar::Boolean, false) => add(&EQUAL),
        (Scalar::Enumeration(_), false) => {
            add(&EQUAL);
            add(&CHOICE);
        }
    }
}

/// What a field leads to is filtered by the filter of the type there.
fn add_link(fields: &mut Vec<InputValueDefinition>, name: &str, link: &Link<'_>, is_list: bool) {
    let there = format!("{}WhereInput", link.to());
    match (link, is_list) {
        (Link::Related(_) | Link::Asset(_) | Link::UnionSide(_), true) => fields.extend(quantified(name, &there)),
        (Link::Related(_) | Link::Asset(_) | Link::UnionSide(_), false) => fields.push(input(name, named(&there))),
        (Link::ComponentUnion(_) | Link::ModelUnion(_), _) => {
            let empty = input(&format!("{name}_empty"), named("Boolean"));
            fields.push(empty.about("All values in which the union is empty."));
            let some = if is_list { format!("{name}_some") } else { name.to_owned() };
            fields.push(input(&some, named(&there)).about("Matches if what the union holds matches."));
        }
        (Link::AffectedDocuments, _) => {}
    }
}

fn quantified(name: &str, there: &str) -> [InputValueDefinition; 3] {
    ["every", "some", "none"].map(|which| input(&format!("{name}_{which}"), named(there)))
}

fn operation(name: &str, scalar: &Scalar<'_>, (suffix, operand, about): &Operator) -> InputValueDefinition {
    let ty = scalar.input();
    let ty = match operand {
        Operand::One => named(ty),
        Operand::Choice => named(ty).list(),
        Operand::Items => list(ty),
    };
    input(&format!("{name}{suffix}"), ty).about_if(*about)
}

fn json_operations(name: &str) -> [InputValueDefinition; 2] {
    [
        input(&format!("{name}_json_path_exists"), named("String"))
            .about("All values in which the given JSON path finds something."),
        input(&format!("{name}_value_recursive"), named("Json"))
            .about("All values that hold the given JSON scalar, at any depth."),
    ]
}
