//! One line → one operation: `{"op": "create", "model": "Post", …}`, beside these the arguments of the mutation.

use access::Actor;
use graphql::InputFault;
use model::ids::ModelId;
use serde_json::{Map, Value as Json, json};

use crate::errors::operation_error;
use crate::schema::{EnvironmentSchema, MutationRoot};
use crate::write::{LineError, PlannedLine, WriteError};

/// Makes the field of `Mutation` that is about a model.
type MakeRoot = fn(ModelId) -> MutationRoot;

/// Operations, with the field of `Mutation` that each is.
const OPERATIONS: [(&str, MakeRoot); 6] = [
    ("create", MutationRoot::Create),
    ("update", MutationRoot::Update),
    ("upsert", MutationRoot::Upsert),
    ("delete", MutationRoot::Delete),
    ("publish", MutationRoot::Publish),
    ("unpublish", MutationRoot::Unpublish),
];

/// What is known of a line before anything is written.
pub(super) enum PlannedOperation {
    /// Nothing stands in it.
    Blank,
    /// It is refused: the value of `error` in its result.
    Refused(Json),
    /// It can be run.
    Write(PlannedLine),
}

impl PlannedOperation {
    /// Plans a line; nothing that is wrong with one is a reason to stop.
    pub(super) fn of(line: &[u8], schema: &EnvironmentSchema, actor: &Actor) -> Self {
        if line.iter().all(u8::is_ascii_whitespace) {
            return PlannedOperation::Blank;
        }
        match plan(line, schema, actor) {
            Ok(planned) => PlannedOperation::Write(planned),
            Err(LineError::Fault(InputFault { message, path })) => {
                PlannedOperation::Refused(json!({ "message": message, "path": path }))
            }
            Err(LineError::Write(error)) => PlannedOperation::Refused(operation_error(&error)),
        }
    }
}

fn plan(line: &[u8], schema: &EnvironmentSchema, actor: &Actor) -> Result<PlannedLine, LineError> {
    let mut members: Map<String, Json> =
        serde_json::from_slice(line).map_err(|error| fault(format!("the line is no JSON object: {error}"), None))?;
    let (op, name) = (text(&mut members, "op")?, text(&mut members, "model")?);
    let make = OPERATIONS.iter().find(|(known, _)| *known == op).map(|(_, make)| make).ok_or_else(|| {
        let known: Vec<&str> = OPERATIONS.iter().map(|(known, _)| *known).collect();
        fault(format!("\"op\" must be one of {}", known.join(", ")), Some("op"))
    })?;
    let model = schema.content_model.models.iter().find(|model| model.api_id == name);
    let model = model.ok_or_else(|| fault(format!("there is no model \"{name}\""), Some("model")))?;
    let root = make(model.id.clone());
    let field = root.name(model);
    PlannedLine::plan(schema, actor, &root, &field, members)
}

/// A member that is a text and no argument of the mutation.
fn text(members: &mut Map<String, Json>, name: &str) -> Result<String, LineError> {
    match members.shift_remove(name) {
        Some(Json::String(text)) => Ok(text),
        Some(_) => Err(fault(format!("\"{name}\" must be a text"), Some(name))),
        None => Err(fault(format!("{name} must be defined"), Some(name))),
    }
}

fn fault(message: String, member: Option<&str>) -> LineError {
    LineError::Fault(InputFault { message, path: member.into_iter().map(Json::from).collect() })
}

/// Whether an error is about the operation alone. Others are about the database or the schema: the operation may be tried again.
pub(super) fn is_about_operation(error: &WriteError) -> bool {
    match error {
        WriteError::Permission(_)
        | WriteError::NotAllowed { .. }
        | WriteError::NotUnique(_)
        | WriteError::Outdated(_)
        | WriteError::Input(_)
        | WriteError::Read(_) => true,
        WriteError::SchemaChanged | WriteError::Store(_) => false,
    }
}
