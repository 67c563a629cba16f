//! Words to write a schema with: short makers of the parts of a GraphQL document.

use graphql::ast::{
    Argument, Definition, Directive, EnumTypeDefinition, EnumValueDefinition, FieldDefinition,
    InputObjectTypeDefinition, InputValueDefinition, IntValue, ObjectTypeDefinition, Type, UnionTypeDefinition, Value,
};
use graphql::{Name, Node};

/// A name. Whatever is not written in this crate is an apiId, which `model` lets through only as a GraphQL name.
pub(super) fn name(text: &str) -> Name {
    Name::new_unchecked(text)
}

/// `text`
pub(super) fn named(text: &str) -> Type {
    Type::Named(name(text))
}

/// `text!`
pub(super) fn required(text: &str) -> Type {
    named(text).non_null()
}

/// `[text!]`
pub(super) fn list(text: &str) -> Type {
    required(text).list()
}

/// `[text!]!`
pub(super) fn required_list(text: &str) -> Type {
    list(text).non_null()
}

/// A field of an object type.
pub(super) fn field(field_name: &str, ty: Type) -> FieldDefinition {
    FieldDefinition {
        description: None,
        name: name(field_name),
        arguments: Vec::new(),
        ty,
        directives: Default::default(),
    }
}

/// A field of an input type, or an argument.
pub(super) fn input(input_name: &str, ty: Type) -> InputValueDefinition {
    InputValueDefinition {
        description: None,
        name: name(input_name),
        ty: Node::new(ty),
        default_value: None,
        directives: Default::default(),
    }
}

/// A value of an enum.
pub(super) fn value(value_name: &str) -> EnumValueDefinition {
    EnumValueDefinition { description: None, value: name(value_name), directives: Default::default() }
}

/// An enum's value as a default.
pub(super) fn enum_value(text: &str) -> Value {
    Value::Enum(name(text))
}

/// A list of an enum's values as a default.
pub(super) fn enum_values<'a>(texts: impl IntoIterator<Item = &'a str>) -> Value {
    Value::List(texts.into_iter().map(|text| Node::new(enum_value(text))).collect())
}

/// A whole number as a default.
pub(super) fn int(number: i32) -> Value {
    Value::Int(IntValue::from(number))
}

/// The arguments that pick a page of a list.
pub(super) fn page() -> [InputValueDefinition; 5] {
    [
        input("skip", named("Int")),
        input("after", named("String")),
        input("before", named("String")),
        input("first", named("Int")),
        input("last", named("Int")),
    ]
}

/// A text for people, or nothing: an empty one is left out.
pub(super) fn text(description: Option<&str>) -> Option<Node<str>> {
    description.filter(|text| !text.is_empty()).map(Node::new_str)
}

/// Things that can be described.
pub(super) trait Describe: Sized {
    fn set_description(&mut self, description: Option<Node<str>>);

    /// With a text for people.
    fn about(self, description: &str) -> Self {
        self.about_if(Some(description))
    }

    /// With a text for people, if there is one.
    fn about_if(mut self, description: Option<&str>) -> Self {
        self.set_description(text(description));
        self
    }
}

impl Describe for FieldDefinition {
    fn set_description(&mut self, description: Option<Node<str>>) {
        self.description = description;
    }
}

impl Describe for InputValueDefinition {
    fn set_description(&mut self, description: Option<Node<str>>) {
        self.description = description;
    }
}

impl Describe for EnumValueDefinition {
    fn set_description(&mut self, description: Option<Node<str>>) {
        self.description = description;
    }
}

/// What fields of object types have besides a description.
pub(super) trait FieldParts {
    /// With arguments.
    fn with(self, arguments: impl IntoIterator<Item = InputValueDefinition>) -> Self;
    /// No longer to be used.
    fn deprecated(self, reason: &str) -> Self;
}

impl FieldParts for FieldDefinition {
    fn with(mut self, arguments: impl IntoIterator<Item = InputValueDefinition>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Node::new));
        self
    }

    fn deprecated(mut self, reason: &str) -> Self {
        let reason = Argument { name: name("reason"), value: Node::new(Value::String(reason.to_owned())) };
        let directive = Directive { name: name("deprecated"), arguments: vec![Node::new(reason)] };
        self.directives.0.push(Node::new(directive));
        self
    }
}

/// What inputs have besides a description.
pub(super) trait InputParts {
    /// With a default.
    fn or(self, default: Value) -> Self;
}

impl InputParts for InputValueDefinition {
    fn or(mut self, default: Value) -> Self {
        self.default_value = Some(Node::new(default));
        self
    }
}

/// The types made so far.
#[derive(Default)]
pub(super) struct Types(Vec<Definition>);

impl Types {
    /// The definitions that an SDL text gave.
    pub(super) fn extend(&mut self, definitions: impl IntoIterator<Item = Definition>) {
        self.0.extend(definitions);
    }

    /// `type … implements …`
    pub(super) fn object(
        &mut self,
        type_name: &str,
        about: Option<&str>,
        interfaces: &[&str],
        fields: impl IntoIterator<Item = FieldDefinition>,
    ) {
        self.0.push(Definition::ObjectTypeDefinition(Node::new(ObjectTypeDefinition {
            description: text(about),
            name: name(type_name),
            implements_interfaces: interfaces.iter().map(|interface| name(interface)).collect(),
            directives: Default::default(),
            fields: fields.into_iter().map(Node::new).collect(),
        })));
    }

    /// `input …`
    pub(super) fn input(
        &mut self,
        type_name: &str,
        about: Option<&str>,
        fields: impl IntoIterator<Item = InputValueDefinition>,
    ) {
        self.0.push(Definition::InputObjectTypeDefinition(Node::new(InputObjectTypeDefinition {
            description: text(about),
            name: name(type_name),
            directives: Default::default(),
            fields: fields.into_iter().map(Node::new).collect(),
        })));
    }

    /// `enum …`
    pub(super) fn enumeration(
        &mut self,
        type_name: &str,
        about: Option<&str>,
        values: impl IntoIterator<Item = EnumValueDefinition>,
    ) {
        self.0.push(Definition::EnumTypeDefinition(Node::new(EnumTypeDefinition {
            description: text(about),
            name: name(type_name),
            directives: Default::default(),
            values: values.into_iter().map(Node::new).collect(),
        })));
    }

    /// `union … = …`
    pub(super) fn union<'a>(
        &mut self,
        type_name: &str,
        about: Option<&str>,
        members: impl IntoIterator<Item = &'a str>,
    ) {
        self.0.push(Definition::UnionTypeDefinition(Node::new(UnionTypeDefinition {
            description: text(about),
            name: name(type_name),
            directives: Default::default(),
            members: members.into_iter().map(name).collect(),
        })));
    }

    /// All types in byte order of their names, as Hygraph prints them (content-api-write.md §1.1).
    pub(super) fn sorted(self) -> Vec<Definition> {
        let mut definitions = self.0;
        definitions.sort_by(|a, b| a.name().map(Name::as_str).cmp(&b.name().map(Name::as_str)));
        definitions
    }
}
