//! The fields of `Mutation` that write scheduled operations and releases (content-api-write.md §1.3).

use graphql::ast::FieldDefinition;

use super::sdl::{Describe, FieldParts, field, input, named, required};

/// A field of `Mutation` about one of the system's own models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SystemMutation {
    /// `deleteScheduledOperation`
    DeleteOperation,
    /// `createScheduledRelease`
    CreateRelease,
    /// `updateScheduledRelease`
    UpdateRelease,
    /// `deleteScheduledRelease`
    DeleteRelease,
}

impl SystemMutation {
    /// All, in the order in which they stand in `Mutation`.
    pub const ALL: [SystemMutation; 4] = [
        SystemMutation::DeleteOperation,
        SystemMutation::CreateRelease,
        SystemMutation::UpdateRelease,
        SystemMutation::DeleteRelease,
    ];

    /// The name of the field.
    pub fn name(self) -> &'static str {
        match self {
            SystemMutation::DeleteOperation => "deleteScheduledOperation",
            SystemMutation::CreateRelease => "createScheduledRelease",
            SystemMutation::UpdateRelease => "updateScheduledRelease",
            SystemMutation::DeleteRelease => "deleteScheduledRelease",
        }
    }

    /// The field of that name.
    pub fn named(name: &str) -> Option<SystemMutation> {
        Self::ALL.into_iter().find(|root| root.name() == name)
    }

    /// The type that it is about and gives, which is also the name under which rights to it are granted.
    pub fn of(self) -> &'static str {
        match self {
            SystemMutation::DeleteOperation => "ScheduledOperation",
            SystemMutation::CreateRelease | SystemMutation::UpdateRelease | SystemMutation::DeleteRelease => {
                "ScheduledRelease"
            }
        }
    }
}

/// The definitions, in order.
pub(super) fn fields() -> impl Iterator<Item = FieldDefinition> {
    SystemMutation::ALL.into_iter().map(|root| {
        let of = root.of();
        let one = || input("where", required(&format!("{of}WhereUniqueInput"))).about("Document to change");
        let data = |kind: &str| input("data", required(&format!("{of}{kind}Input")));
        let (about, arguments) = match root {
            SystemMutation::DeleteOperation => ("Delete and return scheduled operation", vec![one()]),
            SystemMutation::CreateRelease => ("Create one scheduledRelease", vec![data("Create")]),
            SystemMutation::UpdateRelease => ("Update one scheduledRelease", vec![one(), data("Update")]),
            SystemMutation::DeleteRelease => ("Delete and return scheduled release", vec![one()]),
        };
        field(root.name(), named(of)).about(about).with(arguments)
    })
}
