//! Inputs with which one entry's write names or makes others (content-api-write.md §2.5, §2.9, §2.12). They exist for every model and
//! component, also when nothing refers to them.

use graphql::ast::InputValueDefinition;

use super::sdl::{Describe, Types, input, list, named, required};
use super::shape::ShapeKind;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// Entries, which live by themselves: they can be connected and disconnected.
    Entries,
    /// Instances of components, which belong to one field of one entry: they can be made, moved and deleted.
    Instances,
}

/// All of a type's.
pub(super) fn add(types: &mut Types, x: &str, kind: ShapeKind) {
    add_connect(types, x);
    match kind {
        ShapeKind::Entries | ShapeKind::Asset | ShapeKind::ScheduledRelease => {
            add_nested(types, x);
            add_inline(types, x, Holds::Entries);
        }
        ShapeKind::Component => {
            add_nested(types, x);
            add_positioned(types, x);
            add_inline(types, x, Holds::Instances);
        }
        ShapeKind::User | ShapeKind::ScheduledOperation => add_connectable(types, x),
    }
}

/// The four inputs of fields that hold such a type, or a union of that name.
pub(super) fn add_inline(types: &mut Types, x: &str, holds: Holds) {
    match holds {
        Holds::Entries => add_entries(types, x),
        Holds::Instances => add_instances(types, x),
    }
}

fn add_entries(types: &mut Types, x: &str) {
    let [create, update, upsert, delete] = one(x);
    let fields = [create, connect_one(x)];
    types.input(&format!("{x}CreateOneInlineInput"), None, fields);
    let fields = [create_many(x), where_uniques(x, "connect").about("Connect existing documents")];
    types.input(&format!("{x}CreateManyInlineInput"), None, fields);
    let [create, ..] = one(x);
    let fields = [create, update, upsert, connect_one(x), disconnect_one(), delete];
    types.input(&format!("{x}UpdateOneInlineInput"), None, fields);
    let fields = [
        create_many(x),
        connect_many(x),
        set(x),
        input("update", list(&format!("{x}UpdateWithNestedWhereUniqueInput"))).about("Update connected documents"),
        input("upsert", list(&format!("{x}UpsertWithNestedWhereUniqueInput"))).about("Upsert connected documents"),
        disconnect_many(x),
        where_uniques(x, "delete").about("Delete connected documents"),
    ];
    types.input(&format!("{x}UpdateManyInlineInput"), None, fields);
}

fn add_instances(types: &mut Types, x: &str) {
    let [create, ..] = one(x);
    types.input(&format!("{x}CreateOneInlineInput"), None, [create]);
    types.input(&format!("{x}CreateManyInlineInput"), None, [create_many(x)]);
    types.input(&format!("{x}UpdateOneInlineInput"), None, one(x));
    let fields = [
        input("create", list(&format!("{x}CreateWithPositionInput"))).about("Create documents where they are to stand"),
        input("update", list(&format!("{x}UpdateWithNestedWhereUniqueAndPositionInput")))
            .about("Update or move documents"),
        input("upsert", list(&format!("{x}UpsertWithNestedWhereUniqueAndPositionInput")))
            .about("Upsert or move documents"),
        where_uniques(x, "delete").about("Delete documents"),
    ];
    types.input(&format!("{x}UpdateManyInlineInput"), None, fields);
}

/// A system type's: its entries can only be connected.
fn add_connectable(types: &mut Types, x: &str) {
    types.input(&format!("{x}CreateOneInlineInput"), None, [connect_one(x)]);
    let fields = [where_uniques(x, "connect").about("Connect existing documents")];
    types.input(&format!("{x}CreateManyInlineInput"), None, fields);
    types.input(&format!("{x}UpdateOneInlineInput"), None, [connect_one(x), disconnect_one()]);
    types.input(&format!("{x}UpdateManyInlineInput"), None, [connect_many(x), set(x), disconnect_many(x)]);
}

fn add_connect(types: &mut Types, x: &str) {
    let fields = [where_one(x).about("Document to connect"), position()];
    types.input(&format!("{x}ConnectInput"), None, fields);
}

fn add_nested(types: &mut Types, x: &str) {
    let data = |kind: &str| input("data", required(&format!("{x}{kind}Input")));
    types.input(
        &format!("{x}UpdateWithNestedWhereUniqueInput"),
        None,
        [where_one(x).about("Unique document search"), data("Update").about("Document update")],
    );
    types.input(
        &format!("{x}UpsertWithNestedWhereUniqueInput"),
        None,
        [where_one(x).about("Unique document search"), data("Upsert").about("Upsert data")],
    );
    types.input(
        &format!("{x}UpdateManyWithNestedWhereInput"),
        None,
        [
            input("where", required(&format!("{x}WhereInput"))).about("Document search"),
            data("UpdateMany").about("Update many input"),
        ],
    );
}

/// What is left out of `data` stays as it is, so that a document can be moved only.
fn add_positioned(types: &mut Types, x: &str) {
    types.input(
        &format!("{x}CreateWithPositionInput"),
        None,
        [input("data", required(&format!("{x}CreateInput"))).about("Document to create"), position()],
    );
    for (kind, about) in [("Update", "Document update"), ("Upsert", "Upsert data")] {
        types.input(
            &format!("{x}{kind}WithNestedWhereUniqueAndPositionInput"),
            None,
            [
                where_one(x).about("Unique document search"),
                position(),
                input("data", named(&format!("{x}{kind}Input"))).about(about),
            ],
        );
    }
}

/// `create`, `update`, `upsert`, `delete` of the one document of a field.
fn one(x: &str) -> [InputValueDefinition; 4] {
    [
        input("create", named(&format!("{x}CreateInput"))).about("Create and connect one document"),
        input("update", named(&format!("{x}UpdateWithNestedWhereUniqueInput"))).about("Update the connected document"),
        input("upsert", named(&format!("{x}UpsertWithNestedWhereUniqueInput"))).about("Upsert the connected document"),
        input("delete", named("Boolean")).about("Delete the connected document"),
    ]
}

fn create_many(x: &str) -> InputValueDefinition {
    input("create", list(&format!("{x}CreateInput"))).about("Create and connect documents")
}

fn position() -> InputValueDefinition {
    input("position", named("ConnectPositionInput")).about("Where among those connected; at the end unless given")
}

fn where_one(x: &str) -> InputValueDefinition {
    input("where", required(&format!("{x}WhereUniqueInput")))
}

fn where_uniques(x: &str, name: &str) -> InputValueDefinition {
    input(name, list(&format!("{x}WhereUniqueInput")))
}

fn connect_one(x: &str) -> InputValueDefinition {
    input("connect", named(&format!("{x}WhereUniqueInput"))).about("Connect one existing document")
}

fn connect_many(x: &str) -> InputValueDefinition {
    input("connect", list(&format!("{x}ConnectInput"))).about("Connect existing documents")
}

fn set(x: &str) -> InputValueDefinition {
    where_uniques(x, "set").about("Replace what is connected")
}

fn disconnect_one() -> InputValueDefinition {
    input("disconnect", named("Boolean")).about("Disconnect the connected document")
}

fn disconnect_many(x: &str) -> InputValueDefinition {
    where_uniques(x, "disconnect").about("Disconnect documents")
}
