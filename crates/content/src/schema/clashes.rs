//! Names that two things would have: fields may be called what the rules call something else, such as `title_not` beside `title`.

use std::collections::HashSet;

use graphql::ast::Definition;

use super::SchemaError;

/// The scalars of GraphQL itself.
const BUILT_IN: [&str; 5] = ["ID", "String", "Int", "Float", "Boolean"];

/// Every type, and every field of one type, needs a name of its own.
pub(super) fn check(definitions: &[Definition]) -> Result<(), SchemaError> {
    let types = definitions.iter().filter_map(|definition| definition.name()).map(|name| name.as_str());
    unique("the schema", BUILT_IN.into_iter().chain(types))?;
    for definition in definitions {
        match definition {
            Definition::ObjectTypeDefinition(object) => {
                unique(object.name.as_str(), object.fields.iter().map(|field| field.name.as_str()))?;
            }
            Definition::InputObjectTypeDefinition(input) => {
                unique(input.name.as_str(), input.fields.iter().map(|field| field.name.as_str()))?;
            }
            Definition::EnumTypeDefinition(enumeration) => {
                unique(enumeration.name.as_str(), enumeration.values.iter().map(|value| value.value.as_str()))?;
            }
            // The generator makes no other definitions with names inside, and the fixed ones are right.
            _ => {}
        }
    }
    Ok(())
}

fn unique<'a>(place: &str, names: impl Iterator<Item = &'a str>) -> Result<(), SchemaError> {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(SchemaError::NameClash { place: place.to_owned(), name: name.to_owned() });
        }
    }
    Ok(())
}
