//! Inputs with which one entry's write names or makes others (content-api-write.md §2.5, §2.12). They exist for every model, also when no
//! relation refers to them.

use graphql::ast::InputValueDefinition;

use super::sdl::{Describe, Types, input, list, named, required};

/// All of a model's: its entries can be created, connected, changed and deleted from elsewhere.
pub(super) fn add_model(types: &mut Types, x: &str) {
    add_connect(types, x);
    add_nested(types, x);
    let create = || input("create", named(&format!("{x}CreateInput"))).about("Create and connect one document");
    let create_many = || input("create", list(&format!("{x}CreateInput"))).about("Create and connect documents");
    types.input(&format!("{x}CreateOneInlineInput"), None, [create(), connect_one(x)]);
    types.input(
        &format!("{x}CreateManyInlineInput"),
        None,
        [create_many(), where_uniques(x, "connect").about("Connect existing documents")],
    );
    types.input(
        &format!("{x}UpdateOneInlineInput"),
        None,
        [
            create(),
            input("update", named(&format!("{x}UpdateWithNestedWhereUniqueInput")))
                .about("Update the connected document"),
            input("upsert", named(&format!("{x}UpsertWithNestedWhereUniqueInput")))
                .about("Upsert the connected document"),
            connect_one(x),
            disconnect_one(),
            input("delete", named("Boolean")).about("Delete the connected document"),
        ],
    );
    types.input(
        &format!("{x}UpdateManyInlineInput"),
        None,
        [
            create_many(),
            connect_many(x),
            set(x),
            input("update", list(&format!("{x}UpdateWithNestedWhereUniqueInput"))).about("Update connected documents"),
            input("upsert", list(&format!("{x}UpsertWithNestedWhereUniqueInput"))).about("Upsert connected documents"),
            disconnect_many(x),
            where_uniques(x, "delete").about("Delete connected documents"),
        ],
    );
}

/// A system type's: its entries can only be connected.
pub(super) fn add_connectable(types: &mut Types, x: &str) {
    add_connect(types, x);
    types.input(&format!("{x}CreateOneInlineInput"), None, [connect_one(x)]);
    types.input(
        &format!("{x}CreateManyInlineInput"),
        None,
        [where_uniques(x, "connect").about("Connect existing documents")],
    );
    types.input(&format!("{x}UpdateOneInlineInput"), None, [connect_one(x), disconnect_one()]);
    types.input(&format!("{x}UpdateManyInlineInput"), None, [connect_many(x), set(x), disconnect_many(x)]);
}

fn add_connect(types: &mut Types, x: &str) {
    types.input(
        &format!("{x}ConnectInput"),
        None,
        [
            where_one(x).about("Document to connect"),
            input("position", named("ConnectPositionInput"))
                .about("Where among those connected; at the end unless given"),
        ],
    );
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
