//! Unions, their filters and their inputs: what a union field of a model holds, what a modular component field holds, and what may hold a
//! component (content-api-read.md §8, content-api-write.md §2.10).

use model::{ContentModel, Field, FieldKind, ParentRef};

use super::inline::{self, Holds};
use super::names;
use super::sdl::{Describe, Types, input, named};

/// All unions of the content model.
pub(super) fn add(types: &mut Types, content_model: &ContentModel) {
    for union in all_of(content_model) {
        types.union(&union.name, union.description, union.members.iter().copied());
        add_inputs(types, &union);
    }
    let documents = sorted(content_model.models.iter().map(|model| model.api_id.as_str()));
    types.union("ScheduledOperationAffectedDocument", None, documents);
}

/// A union that clients write or filter by.
struct UnionType<'a> {
    name: String,
    description: Option<&'a str>,
    /// Names of types in alphabetical order; at least one, as GraphQL demands.
    members: Vec<&'a str>,
    holds: Holds,
}

fn all_of(content_model: &ContentModel) -> Vec<UnionType<'_>> {
    let of_fields = content_model
        .parents()
        .flat_map(|parent| parent.fields().iter().filter_map(move |field| of_field(content_model, parent, field)));
    let of_components = content_model.components.iter().map(|component| parents_of(content_model, component));
    of_fields.chain(of_components).filter(|union| !union.members.is_empty()).collect()
}

fn of_field<'a>(content_model: &'a ContentModel, parent: ParentRef<'a>, field: &'a Field) -> Option<UnionType<'a>> {
    match &field.kind {
        FieldKind::Union { union, members } => {
            let models = members.iter().filter_map(|member| content_model.model_by_id(&member.model));
            Some(UnionType {
                name: union.api_id.clone(),
                description: union.description.as_deref(),
                members: sorted(models.map(|model| model.api_id.as_str())),
                holds: Holds::Entries,
            })
        }
        FieldKind::ComponentUnion { components } => {
            let components = components.iter().filter_map(|id| content_model.component_by_id(id));
            Some(UnionType {
                name: names::component_union(parent.api_id(), &field.api_id),
                description: None,
                members: sorted(components.map(|component| component.api_id.as_str())),
                holds: Holds::Instances,
            })
        }
        FieldKind::Simple { .. }
        | FieldKind::Enumerable { .. }
        | FieldKind::Relational { .. }
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. } => None,
    }
}

/// What may hold a component. With a model among them it is written as a union of models.
fn parents_of<'a>(content_model: &'a ContentModel, component: &model::Component) -> UnionType<'a> {
    let holds = |field: &Field| field.components().contains(&component.id);
    let parents = content_model.parents().filter(|parent| parent.fields().iter().any(holds));
    let parents: Vec<_> = parents.collect();
    let is_of_components = parents.iter().all(|parent| match parent {
        ParentRef::Model(_) => false,
        ParentRef::Component(_) => true,
    });
    UnionType {
        name: names::component_parent(&component.api_id),
        description: None,
        members: sorted(parents.iter().map(|parent| parent.api_id())),
        holds: if is_of_components { Holds::Instances } else { Holds::Entries },
    }
}

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Each has a key per member, and exactly one key is to be given.
fn add_inputs(types: &mut Types, union: &UnionType<'_>) {
    let positioned: &[&str] = match union.holds {
        Holds::Entries => &[],
        Holds::Instances => &[
            "CreateWithPositionInput",
            "UpdateWithNestedWhereUniqueAndPositionInput",
            "UpsertWithNestedWhereUniqueAndPositionInput",
        ],
    };
    const ALWAYS: [&str; 7] = [
        "ConnectInput",
        "CreateInput",
        "UpdateInput",
        "UpdateManyWithNestedWhereInput",
        "UpdateWithNestedWhereUniqueInput",
        "UpsertWithNestedWhereUniqueInput",
        "WhereUniqueInput",
    ];
    for suffix in ALWAYS.iter().chain(positioned) {
        let keys = union.members.iter().map(|member| input(member, named(&format!("{member}{suffix}"))));
        types.input(&format!("{}{suffix}", union.name), None, keys);
    }
    let filters = union.members.iter().map(|member| {
        let about = format!(
            "Matches if the union / modular component contains at least one connection to the {member} item that matches"
        );
        input(member, named(&format!("{member}WhereInput"))).about(&about)
    });
    types.input(&format!("{}WhereInput", union.name), Some("Identifies documents"), filters);
    inline::add_inline(types, &union.name, union.holds);
}
