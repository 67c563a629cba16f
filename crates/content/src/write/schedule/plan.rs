//! What scheduling mutations say, with every right checked.

use access::ContentAction::{self, Create, Delete, Read, Update};
use serde_json::{Map, Value as Json};
use sql::Value;
use sql::environment::scheduled_releases::ReleaseColumn;

use super::{Instruction, RELEASE};
use crate::input_object::object_of;
use crate::instant;
use crate::schema::SystemMutation;
use crate::write::error::WriteError;
use crate::write::plan::Planner;
use crate::write::planning::Planning;
use crate::write::rights::Right;
use crate::write::unique::instance_id;

/// An operation that is to be scheduled.
pub(in crate::write) struct Schedule {
    pub(super) instruction: Instruction,
    /// The arguments, as they were sent.
    pub(super) raw_payload: Json,
    pub(super) release: ReleaseChoice,
    /// What doing it now would take.
    pub(super) rights: Vec<Right>,
}

/// The release of a new operation.
pub(in crate::write) enum ReleaseChoice {
    /// One of its own, at that time (canonical text).
    Own(String),
    /// The one with this id.
    Existing(String),
}

/// A root field about one of the system's own models.
pub(in crate::write) enum SystemWrite {
    DeleteOperation(String),
    CreateRelease(ReleaseInput),
    UpdateRelease(String, ReleaseInput),
    DeleteRelease(String),
}

/// `ScheduledReleaseCreateInput` or `ScheduledReleaseUpdateInput`.
#[derive(Default)]
pub(in crate::write) struct ReleaseInput {
    pub(super) said: Vec<(ReleaseColumn, Value)>,
    /// Given by an import.
    pub(super) created_at: Option<String>,
    /// Given by an import.
    pub(super) updated_at: Option<String>,
}

/// Reads `releaseAt` and `releaseId`. A release that an operation is attached to changes, too.
pub(in crate::write) fn schedule(
    planning: &mut Planning<'_>,
    (instruction, rights): (Instruction, Vec<Right>),
    arguments: &Map<String, Json>,
) -> Result<Schedule, WriteError> {
    let given = |name: &str| arguments.get(name).filter(|value| !value.is_null());
    let release = match (given("releaseAt"), given("releaseId")) {
        (Some(at), None) => ReleaseChoice::Own(time("releaseAt", at)?),
        (None, Some(id)) => {
            planning.need_of_system(Update, RELEASE);
            ReleaseChoice::Existing(text("releaseId", id)?)
        }
        (None, None) | (Some(_), Some(_)) => {
            return Err(WriteError::input("either releaseAt or releaseId must be given"));
        }
    };
    Ok(Schedule { instruction, raw_payload: Json::Object(arguments.clone()), release, rights })
}

impl Planner<'_> {
    /// Plans one root field about the system's own models.
    pub(in crate::write) fn system_root(
        &mut self,
        response_key: &str,
        root: SystemMutation,
        arguments: &Map<String, Json>,
    ) -> Result<SystemWrite, WriteError> {
        let needed: &[ContentAction] = match root {
            SystemMutation::CreateRelease => &[Read, Create],
            SystemMutation::UpdateRelease => &[Update],
            SystemMutation::DeleteRelease | SystemMutation::DeleteOperation => &[Delete],
        };
        let names_one = root != SystemMutation::CreateRelease;
        if names_one && !self.planning.may_read_system(root.of()) {
            return Err(WriteError::NotAllowed { response_key: response_key.to_owned() });
        }
        self.planning.count_write()?;
        needed.iter().for_each(|action| self.planning.need_of_system(*action, root.of()));
        let id = || instance_id(object_of(arguments.get("where")));
        let data = || release_input(object_of(arguments.get("data")));
        Ok(match root {
            SystemMutation::DeleteOperation => SystemWrite::DeleteOperation(id()?),
            SystemMutation::CreateRelease => SystemWrite::CreateRelease(data()?),
            SystemMutation::UpdateRelease => SystemWrite::UpdateRelease(id()?, data()?),
            SystemMutation::DeleteRelease => SystemWrite::DeleteRelease(id()?),
        })
    }
}

/// What is absent stays as it is, what is null is cleared; whether a release is active cannot be.
fn release_input(data: &Map<String, Json>) -> Result<ReleaseInput, WriteError> {
    let mut input = ReleaseInput::default();
    for (name, value) in data {
        let text = || if value.is_null() { Ok(Value::Null) } else { text(name, value).map(Value::Text) };
        let said = match name.as_str() {
            "title" => (ReleaseColumn::Title, text()?),
            "description" => (ReleaseColumn::Description, text()?),
            "errorMessage" => (ReleaseColumn::ErrorMessage, text()?),
            "isActive" => {
                let is_active = value.as_bool().ok_or_else(|| WriteError::required(name))?;
                (ReleaseColumn::IsActive, Value::Bool(is_active))
            }
            "releaseAt" if value.is_null() => (ReleaseColumn::ReleaseAt, Value::Null),
            "releaseAt" => (ReleaseColumn::ReleaseAt, Value::Text(time(name, value)?)),
            "createdAt" if !value.is_null() => {
                input.created_at = Some(time(name, value)?);
                continue;
            }
            "updatedAt" if !value.is_null() => {
                input.updated_at = Some(time(name, value)?);
                continue;
            }
            _ => continue,
        };
        input.said.push(said);
    }
    Ok(input)
}

/// An instant with its offset, in canonical form: the same moment wherever it was written.
fn time(name: &str, value: &Json) -> Result<String, WriteError> {
    value.as_str().and_then(instant::parse_instant).ok_or_else(|| {
        let text = format!("\"{name}\" must be an instant with offset such as 2026-01-31T12:00:00Z");
        WriteError::input(text)
    })
}

/// PostgreSQL's text cannot hold NUL.
fn text(name: &str, value: &Json) -> Result<String, WriteError> {
    let text = value.as_str().unwrap_or_default();
    if text.contains('\0') {
        return Err(WriteError::input(format!("value of the field \"{name}\" must not contain NUL")));
    }
    Ok(text.to_owned())
}
