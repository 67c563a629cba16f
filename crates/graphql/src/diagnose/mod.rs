//! From the validator's diagnostics to the error texts that clients of each API know.

mod literal;
mod site;
pub(crate) mod suggestion;
mod syntax;

use apollo_compiler::diagnostic::Diagnostic;
use apollo_compiler::validation::{DiagnosticData, DiagnosticList};

use crate::ast::Document;
use crate::{ErrorKind, Flavor, GraphqlError, Location, Schema};
use site::{FieldSite, Sites};

/// Errors that one answer carries at most: a document of 30,000 wrong fields must not give an answer of megabytes.
const MOST: usize = 50;

/// A syntax error. Only the first is told: what follows is most often its consequence.
pub(crate) fn syntax(diagnostics: &DiagnosticList, text: &str, flavor: Flavor) -> GraphqlError {
    let first = diagnostics.iter().min_by_key(|diagnostic| offset(diagnostic));
    let Some(first) = first else { return GraphqlError::at(ErrorKind::Syntax, flavor, None, "Unexpected <EOF>") };
    let message = first.error.to_string();
    match message.strip_prefix("syntax error: ") {
        Some(reason) => {
            let rest = text.get(offset(&first)..).unwrap_or_default();
            GraphqlError::at(ErrorKind::Syntax, flavor, location(&first), &syntax::text(reason, rest, flavor))
        }
        // The parser's own limits stand behind ours, so they are not met in practice.
        None => GraphqlError::new(ErrorKind::Limit, format!("The query cannot be read: {message}.")),
    }
}

/// The errors of a document that does not fit the schema, in the order of the text.
pub(crate) fn validation(
    diagnostics: &DiagnosticList,
    document: &Document,
    schema: &Schema,
    flavor: Flavor,
) -> Vec<GraphqlError> {
    let sites = Sites::of(document, schema);
    let mut errors: Vec<GraphqlError> = Vec::new();
    for diagnostic in diagnostics.iter() {
        if errors.len() == MOST {
            break;
        }
        let rule = diagnostic.error.unstable_error_name().unwrap_or_default();
        let Some(message) = (Case { rule, offset: offset(&diagnostic), sites: &sites, flavor }).text(&diagnostic)
        else {
            continue;
        };
        let kind = if matches!(rule, "RecursionError" | "RecursionLimitError" | "DeeplyNestedType") {
            ErrorKind::Limit
        } else {
            ErrorKind::Validation
        };
        let error = GraphqlError::at(kind, flavor, location(&diagnostic), &shortened(message));
        if !errors.contains(&error) {
            errors.push(error);
        }
    }
    // Unused variables come in the order of a hash map.
    errors.sort_by(|a, b| a.locations.cmp(&b.locations).then_with(|| a.message.cmp(&b.message)));
    if errors.is_empty() {
        errors.push(GraphqlError::at(ErrorKind::Validation, flavor, None, "The document does not fit the schema."));
    }
    errors
}

/// Names and values in a text are the sender's and as long as the sender likes.
fn shortened(message: String) -> String {
    const LONGEST: usize = 400;
    match message.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message,
    }
}

fn offset(diagnostic: &Diagnostic<'_, DiagnosticData>) -> usize {
    use apollo_compiler::diagnostic::ToCliReport as _;
    diagnostic.error.location().map_or(0, |span| span.offset())
}

fn location(diagnostic: &Diagnostic<'_, DiagnosticData>) -> Option<Location> {
    let start = diagnostic.line_column_range()?.start;
    Some(Location { line: start.line, column: start.column })
}

/// One diagnostic with what is known about its place.
struct Case<'a> {
    /// The validator's name of the rule. Its library calls these names unstable; the tests of every text hold them.
    rule: &'a str,
    offset: usize,
    sites: &'a Sites<'a>,
    flavor: Flavor,
}

impl Case<'_> {
    /// The text, or none when another diagnostic says it better.
    fn text(&self, diagnostic: &Diagnostic<'_, DiagnosticData>) -> Option<String> {
        let known = || diagnostic.error.unstable_compat_message().unwrap_or_else(|| diagnostic.error.to_string());
        match self.rule {
            "UndefinedField"
            | "SubselectionOnScalarType"
            | "SubselectionOnEnumType"
            | "ConflictingFieldArgument"
            | "ConflictingFieldName" => Some(self.field_text().unwrap_or_else(known)),
            // Two different fields under one name nearly always differ in type too; the name is what the person can change.
            "ConflictingFieldType" => None,
            "MissingSubselection" => match self.field() {
                // The selection was there, but nothing in it was right: its own errors say so.
                Some(site) if !site.field.selection_set.is_empty() => None,
                _ => Some(self.field_text().unwrap_or_else(known)),
            },
            // Given as null, which has an error of its own.
            "RequiredArgument" => {
                let message = known();
                let given = self.field().is_some_and(|site| {
                    let names = site.field.arguments.iter().map(|argument| format!("argument \"{}\"", argument.name));
                    names.into_iter().any(|name| message.contains(&name))
                });
                (!given).then_some(message)
            }
            "UndefinedArgument" => Some(self.unknown_argument().unwrap_or_else(known)),
            "UndefinedInputValue" => Some(self.unknown_input_field().unwrap_or_else(known)),
            "UndefinedEnumValue" | "UnsupportedValueType" => Some(self.wrong_value().unwrap_or_else(known)),
            // A variable whose type is itself an error fits nowhere; once is enough to say so.
            "DisallowedVariableUsage" => {
                let message = known();
                let mut quoted = message.split('"').skip(1).step_by(2);
                let variable = quoted.next().unwrap_or_default().trim_start_matches('$');
                let ty = self.sites.variable_type(self.offset, variable)?;
                let definition = self.sites.schema().definition().types.get(ty.inner_named_type());
                definition.is_some_and(|definition| definition.is_input_type()).then_some(message)
            }
            "UndefinedVariable" => Some(self.undefined_variable().unwrap_or_else(known)),
            "UnusedVariable" => {
                let operation = self.sites.operation_at(self.offset, "").and_then(|operation| operation.name.as_ref());
                let message = known();
                Some(match operation {
                    Some(name) => format!("{} in operation \"{name}\".", message.trim_end_matches('.')),
                    None => message,
                })
            }
            "UndefinedRootOperation" => {
                let operation = known();
                let kind = operation.split('"').nth(1).unwrap_or("query");
                Some(format!("Schema does not support operation type \"{kind}\""))
            }
            "RecursiveFragmentDefinition" => Some(fragment_cycle(&known())),
            "RecursionError" | "RecursionLimitError" | "DeeplyNestedType" => {
                Some("The query has too many levels of nesting in its fragments.".to_owned())
            }
            _ => Some(known()),
        }
    }

    fn field(&self) -> Option<&FieldSite<'_>> {
        self.sites.fields.get(&self.offset)
    }

    fn field_text(&self) -> Option<String> {
        let FieldSite { parent, field, definition } = self.field()?;
        let name = &field.name;
        let conflict = |reason: &str| {
            let key = field.response_name();
            format!(
                "Fields \"{key}\" conflict because {reason}. \
                 Use different aliases on the fields to fetch both if this was intentional."
            )
        };
        Some(match (self.rule, definition) {
            ("UndefinedField", _) => {
                format!("Cannot query field \"{name}\" on type \"{parent}\".{}", self.field_suggestion())
            }
            ("ConflictingFieldArgument", _) => conflict("they have differing arguments"),
            ("ConflictingFieldName", _) => return None,
            ("MissingSubselection", Some(definition)) => format!(
                "Field \"{name}\" of type \"{}\" must have a selection of subfields. Did you mean \"{name} {{ ... }}\"?",
                definition.ty
            ),
            (_, Some(definition)) => {
                format!("Field \"{name}\" must not have a selection since type \"{}\" has no subfields.", definition.ty)
            }
            (_, None) => return None,
        })
    }

    /// For an abstract type, first the possible types that have the field; else the type's own fields with a similar name.
    fn field_suggestion(&self) -> String {
        let Some(FieldSite { parent, field, .. }) = self.field() else { return String::new() };
        let schema = self.sites.schema();
        let possible = schema.possible_types(parent).iter().filter(|possible| possible.as_str() != parent.as_str());
        let having: Vec<&str> = possible
            .filter(|possible| schema.definition().type_field(possible, &field.name).is_ok())
            .map(|possible| possible.as_str())
            .collect();
        if !having.is_empty() {
            return suggestion::listed("Did you mean to use an inline fragment on", &having);
        }
        suggestion::quoted("Did you mean", &field.name, schema.field_names(parent))
    }

    fn unknown_argument(&self) -> Option<String> {
        let site = self.sites.arguments.get(&self.offset)?;
        let near = suggestion::quoted("Did you mean", site.name, site.known.iter().copied());
        Some(format!("Unknown argument \"{}\" on {}.{near}", site.name, site.owner))
    }

    fn unknown_input_field(&self) -> Option<String> {
        let site = self.sites.unknown_input_fields.get(&self.offset)?;
        Some(literal::unknown_input_field(site.name, site.input, self.flavor))
    }

    fn wrong_value(&self) -> Option<String> {
        let site = self.sites.values.get(&self.offset)?;
        let schema = self.sites.schema();
        if let crate::ast::Value::Variable(name) = site.value {
            let actual = self.sites.variable_type(self.offset, name)?;
            let expected = site.expected;
            return Some(format!(
                "Variable \"${name}\" of type \"{actual}\" used in position expecting type \"{expected}\"."
            ));
        }
        Some(literal::wrong(site.value, site.expected, schema))
    }

    fn undefined_variable(&self) -> Option<String> {
        let crate::ast::Value::Variable(name) = self.sites.values.get(&self.offset)?.value else { return None };
        let operation = self.sites.operation_at(self.offset, name).and_then(|operation| operation.name.as_ref());
        Some(match operation {
            Some(operation) => format!("Variable \"${name}\" is not defined by operation \"{operation}\"."),
            None => format!("Variable \"${name}\" is not defined."),
        })
    }
}

/// `Cannot spread fragment "A" within itself via B.`; the validator's own text ends with the fragment itself and without a full stop.
fn fragment_cycle(message: &str) -> String {
    let names: Vec<&str> = message.split('"').skip(1).step_by(2).collect();
    let Some((name, via)) = names.split_first() else { return message.to_owned() };
    let via: Vec<&str> = via.iter().copied().filter(|other| other != name).collect();
    let via = if via.is_empty() { String::new() } else { format!(" via {}", via.join(", ")) };
    format!("Cannot spread fragment \"{name}\" within itself{via}.")
}
