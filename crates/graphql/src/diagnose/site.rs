//! What stands where in a faulty document: fields, arguments and values by their byte offset, with the types that the schema expects.
//!
//! The validator's diagnostics carry little more than a place. Walking the document again costs nothing for good documents and gives
//! error texts everything that gqlparser tells.

use std::collections::HashMap;

use crate::ast::{
    Argument, Definition, Document, Field, InputValueDefinition, OperationDefinition, Selection, Type, Value,
};
use crate::schema::{ExtendedType, FieldDefinition, InputObjectType};
use crate::{Name, Node, Schema};

/// A field of a selection.
pub(crate) struct FieldSite<'a> {
    /// Type whose selection holds the field.
    pub parent: &'a Name,
    /// The field as written.
    pub field: &'a Field,
    /// Its definition, if the parent has such a field.
    pub definition: Option<&'a FieldDefinition>,
}

/// An argument of a field or directive.
pub(crate) struct ArgumentSite<'a> {
    /// The argument's name as written.
    pub name: &'a Name,
    /// `field "Query.posts"` or `directive "@skip"`.
    pub owner: String,
    /// Arguments that the owner has.
    pub known: Vec<&'a str>,
}

/// A value and the type that its place asks for.
pub(crate) struct ValueSite<'a> {
    /// The value as written.
    pub value: &'a Value,
    /// The expected type.
    pub expected: &'a Type,
}

/// A field of an input object that its type does not have.
pub(crate) struct UnknownInputField<'a> {
    /// The field's name as written.
    pub name: &'a Name,
    /// The input type.
    pub input: &'a InputObjectType,
}

/// All places of a document by byte offset. The maps differ because a value and a field may start at the same byte.
pub(crate) struct Sites<'a> {
    schema: &'a Schema,
    /// By the offset of the field, and of its name when it has an alias.
    pub fields: HashMap<usize, FieldSite<'a>>,
    /// By the offset of the argument.
    pub arguments: HashMap<usize, ArgumentSite<'a>>,
    /// By the offset of the value.
    pub values: HashMap<usize, ValueSite<'a>>,
    /// By the offset of the unknown field's value.
    pub unknown_input_fields: HashMap<usize, UnknownInputField<'a>>,
    operations: Vec<(std::ops::Range<usize>, &'a OperationDefinition)>,
}

impl<'a> Sites<'a> {
    /// Walks a document that has passed the limits (they bound the depth).
    pub(crate) fn of(document: &'a Document, schema: &'a Schema) -> Sites<'a> {
        let mut sites = Sites {
            schema,
            fields: HashMap::new(),
            arguments: HashMap::new(),
            values: HashMap::new(),
            unknown_input_fields: HashMap::new(),
            operations: Vec::new(),
        };
        for definition in &document.definitions {
            sites.directives(definition.directives());
            match definition {
                Definition::OperationDefinition(operation) => {
                    let range = operation.location().map_or(0..0, |span| span.offset()..span.end_offset());
                    sites.operations.push((range, operation));
                    for variable in &operation.variables {
                        if let Some(default) = &variable.default_value {
                            sites.value(default, &variable.ty);
                        }
                    }
                    let root = schema.definition().root_operation(operation.operation_type);
                    sites.selections(root, &operation.selection_set);
                }
                Definition::FragmentDefinition(fragment) => {
                    sites.selections(Some(&fragment.type_condition), &fragment.selection_set);
                }
                _ => {}
            }
        }
        sites
    }

    /// The schema that the document is held against.
    pub(crate) fn schema(&self) -> &'a Schema {
        self.schema
    }

    /// The operation that a use of a variable belongs to: the one around the place or, inside a fragment, the first that lacks the variable.
    pub(crate) fn operation_at(&self, offset: usize, variable: &str) -> Option<&'a OperationDefinition> {
        let around = self.operations.iter().find(|(range, _)| range.contains(&offset));
        let lacking = || {
            self.operations
                .iter()
                .find(|(_, operation)| operation.variables.iter().all(|defined| defined.name != variable))
        };
        around.or_else(lacking).map(|(_, operation)| *operation)
    }

    /// Type of a variable in the operation that uses it at a place.
    pub(crate) fn variable_type(&self, offset: usize, variable: &str) -> Option<&'a Type> {
        let operation = self.operation_at(offset, variable)?;
        operation.variables.iter().find(|defined| defined.name == variable).map(|defined| &*defined.ty)
    }

    fn selections(&mut self, parent: Option<&'a Name>, selections: &'a [Selection]) {
        for selection in selections {
            match selection {
                Selection::Field(field) => self.field(parent, field),
                Selection::InlineFragment(inline) => {
                    self.directives(&inline.directives);
                    self.selections(inline.type_condition.as_ref().or(parent), &inline.selection_set);
                }
                Selection::FragmentSpread(spread) => self.directives(&spread.directives),
            }
        }
    }

    fn field(&mut self, parent: Option<&'a Name>, field: &'a Node<Field>) {
        self.directives(&field.directives);
        let definition = parent.and_then(|parent| self.schema.definition().type_field(parent, &field.name).ok());
        let definition = definition.map(|definition| &*definition.node);
        if let Some(parent) = parent {
            for span in [field.location(), field.name.location()].into_iter().flatten() {
                self.fields.insert(span.offset(), FieldSite { parent, field, definition });
            }
            let owner = format!("field \"{parent}.{}\"", field.name);
            self.arguments(&field.arguments, definition.map(|definition| definition.arguments.as_slice()), &owner);
        }
        self.selections(definition.map(|definition| definition.ty.inner_named_type()), &field.selection_set);
    }

    fn directives(&mut self, directives: &'a [Node<crate::ast::Directive>]) {
        for directive in directives {
            let definition = self.schema.definition().directive_definitions.get(&directive.name);
            let owner = format!("directive \"@{}\"", directive.name);
            self.arguments(&directive.arguments, definition.map(|definition| definition.arguments.as_slice()), &owner);
        }
    }

    fn arguments(
        &mut self,
        arguments: &'a [Node<Argument>],
        definitions: Option<&'a [Node<InputValueDefinition>]>,
        owner: &str,
    ) {
        let Some(definitions) = definitions else { return };
        for argument in arguments {
            let definition = definitions.iter().find(|definition| definition.name == argument.name);
            if let Some(definition) = definition {
                self.value(&argument.value, &definition.ty);
            } else if let Some(span) = argument.location() {
                let known = definitions.iter().map(|definition| definition.name.as_str()).collect();
                self.arguments
                    .insert(span.offset(), ArgumentSite { name: &argument.name, owner: owner.to_owned(), known });
            }
        }
    }

    fn value(&mut self, value: &'a Node<Value>, expected: &'a Type) {
        if let Some(span) = value.location() {
            self.values.insert(span.offset(), ValueSite { value, expected });
        }
        let named = self.schema.definition().types.get(expected.inner_named_type());
        match (&**value, named) {
            (Value::List(items), _) => items.iter().for_each(|item| self.value(item, expected.item_type())),
            (Value::Object(fields), Some(ExtendedType::InputObject(input))) => {
                for (name, value) in fields {
                    if let Some(field) = input.fields.get(name) {
                        self.value(value, &field.ty);
                    } else if let Some(span) = value.location() {
                        self.unknown_input_fields.insert(span.offset(), UnknownInputField { name, input });
                    }
                }
            }
            _ => {}
        }
    }
}
