//! Two rules about literal values that the validator leaves out.

use crate::ast::{Argument, Definition, Document, Selection, Value};
use crate::{ErrorKind, Flavor, GraphqlError, Location, Node};

/// Refuses texts with U+0000 (no engine may store what PostgreSQL cannot) and input objects that give a field twice
/// (GraphQL specification, "Input Object Field Uniqueness").
pub(crate) fn check(document: &Document, flavor: Flavor) -> Result<(), GraphqlError> {
    for definition in &document.definitions {
        for directive in definition.directives().iter() {
            arguments(document, flavor, &directive.arguments)?;
        }
        match definition {
            Definition::OperationDefinition(operation) => {
                for default in operation.variables.iter().filter_map(|variable| variable.default_value.as_ref()) {
                    value(document, flavor, default)?;
                }
                selections(document, flavor, &operation.selection_set)?;
            }
            Definition::FragmentDefinition(fragment) => selections(document, flavor, &fragment.selection_set)?,
            _ => {}
        }
    }
    Ok(())
}

fn selections(document: &Document, flavor: Flavor, set: &[Selection]) -> Result<(), GraphqlError> {
    for selection in set {
        let directives = match selection {
            Selection::Field(field) => &field.directives,
            Selection::InlineFragment(inline) => &inline.directives,
            Selection::FragmentSpread(spread) => &spread.directives,
        };
        for directive in directives.iter() {
            arguments(document, flavor, &directive.arguments)?;
        }
        match selection {
            Selection::Field(field) => {
                arguments(document, flavor, &field.arguments)?;
                selections(document, flavor, &field.selection_set)?;
            }
            Selection::InlineFragment(inline) => selections(document, flavor, &inline.selection_set)?,
            Selection::FragmentSpread(_) => {}
        }
    }
    Ok(())
}

fn arguments(document: &Document, flavor: Flavor, arguments: &[Node<Argument>]) -> Result<(), GraphqlError> {
    arguments.iter().try_for_each(|argument| value(document, flavor, &argument.value))
}

/// Depth is bounded by the limit on nesting.
fn value(document: &Document, flavor: Flavor, node: &Node<Value>) -> Result<(), GraphqlError> {
    let refuse = |message: &str| {
        let place = node.line_column_range(&document.sources);
        let place = place.map(|range| Location { line: range.start.line, column: range.start.column });
        Err(GraphqlError::at(ErrorKind::Validation, flavor, place, message))
    };
    match &**node {
        Value::String(text) if text.contains('\0') => refuse("String cannot contain the NUL character."),
        Value::List(items) => items.iter().try_for_each(|item| value(document, flavor, item)),
        Value::Object(fields) => {
            let mut names = std::collections::HashSet::with_capacity(fields.len());
            for (name, field) in fields {
                if !names.insert(name) {
                    return refuse(&format!("There can be only one input field named \"{name}\"."));
                }
                value(document, flavor, field)?;
            }
            Ok(())
        }
        Value::Null
        | Value::Enum(_)
        | Value::Variable(_)
        | Value::String(_)
        | Value::Float(_)
        | Value::Int(_)
        | Value::Boolean(_) => Ok(()),
    }
}
