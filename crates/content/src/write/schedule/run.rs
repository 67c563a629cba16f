//! Scheduling inside of a mutation's transaction.

use graphql::CollectedField;
use model::Model;
use model::ids::EntryId;
use serde_json::json;
use sql::Value;
use sql::environment::audit::{self, Action, Resource};
use sql::environment::scheduled_operations::NewOperation;
use sql::environment::scheduled_releases::{NewRelease, ReleaseColumn};
use sql::environment::{outbox, scheduled_operations as operations, scheduled_releases as releases};

use super::{OPERATION, RELEASE, ReleaseChoice, ReleaseInput, Schedule, SystemWrite};
use crate::read::{QueryRead, plan_system};
use crate::schema::EntryType;
use crate::write::error::WriteError;
use crate::write::run::Writer;
use crate::write::{Mutation, NULL};

/// Runs one root field about the system's own models; the answer is its JSON text.
pub(in crate::write) async fn run_system(
    writer: &mut Writer<'_, '_>,
    mutation: &Mutation,
    field: &CollectedField<'_>,
    write: SystemWrite,
) -> Result<String, WriteError> {
    match write {
        SystemWrite::CreateRelease(input) => {
            let id = cuid::cuid1();
            writer.create_release(&id, false, input).await?;
            read_back(writer, mutation, field, &EntryType::ScheduledRelease, &id).await
        }
        SystemWrite::UpdateRelease(id, input) => match writer.update_release(&id, input).await? {
            true => read_back(writer, mutation, field, &EntryType::ScheduledRelease, &id).await,
            false => Ok(NULL.to_owned()),
        },
        SystemWrite::DeleteRelease(id) => match writer.hold_release(&id).await?.as_deref() {
            None => Ok(NULL.to_owned()),
            Some("IN_PROGRESS") => Err(WriteError::input("release is IN_PROGRESS and cannot be deleted")),
            Some(_) => {
                // Read first: the answer is the release as it was, with its operations.
                let json = read_back(writer, mutation, field, &EntryType::ScheduledRelease, &id).await?;
                writer.tx.execute(releases::delete(&id)).await?;
                writer.note_done(Action::Delete, RELEASE, &id).await?;
                Ok(json)
            }
        },
        SystemWrite::DeleteOperation(id) => {
            let Some(release) = writer.hold_operation(&id).await? else { return Ok(NULL.to_owned()) };
            let json = read_back(writer, mutation, field, &EntryType::ScheduledOperation, &id).await?;
            writer.tx.execute(operations::delete(&id)).await?;
            if let Some(release) = release {
                writer.tx.execute(releases::delete_if_spent(&release)).await?;
            }
            writer.note_done(Action::Delete, OPERATION, &id).await?;
            Ok(json)
        }
    }
}

impl Writer<'_, '_> {
    /// Schedules an operation on an entry.
    pub(in crate::write) async fn schedule(
        &mut self,
        model: &Model,
        entry: &EntryId,
        schedule: Schedule,
    ) -> Result<(), WriteError> {
        self.require_rights(model, entry, &schedule.rights).await?;
        let release = match schedule.release {
            ReleaseChoice::Own(at) => {
                let id = cuid::cuid1();
                let said = vec![(ReleaseColumn::ReleaseAt, Value::Text(at))];
                self.create_release(&id, true, ReleaseInput { said, ..ReleaseInput::default() }).await?;
                id
            }
            ReleaseChoice::Existing(id) => {
                match self.hold_release(&id).await?.as_deref() {
                    None => return Err(WriteError::input(format!("release \"{id}\" does not exist"))),
                    Some("PENDING") => self.write_release(&id, ReleaseInput::default()).await?,
                    Some(status) => return Err(unchangeable(status)),
                }
                id
            }
        };
        let id = cuid::cuid1();
        let instruction = json!(schedule.instruction);
        let (by, now) = (self.by.user_id(), self.now.as_str());
        let raw_payload = &schedule.raw_payload;
        let new = NewOperation { id: &id, release: &release, raw_payload, instruction: &instruction, by, now };
        self.tx.execute(operations::insert(new)).await?;
        self.tx.execute(operations::insert_document(&id, &model.id, entry)).await?;
        self.note_done(Action::Create, OPERATION, &id).await
    }

    async fn create_release(&mut self, id: &str, is_implicit: bool, input: ReleaseInput) -> Result<(), WriteError> {
        let new = NewRelease {
            id,
            is_implicit,
            created_at: input.created_at.as_deref().unwrap_or(&self.now),
            updated_at: input.updated_at.as_deref().unwrap_or(&self.now),
            by: self.by.user_id(),
        };
        self.tx.execute(releases::insert(new, input.said)).await?;
        self.note_done(Action::Create, RELEASE, id).await
    }

    /// Changes a release that has not begun, or that failed; false when there is none with that id. One that failed is tried
    /// again when it is given a time: what was done stays, what failed is done then.
    async fn update_release(&mut self, id: &str, input: ReleaseInput) -> Result<bool, WriteError> {
        match self.hold_release(id).await?.as_deref() {
            None => return Ok(false),
            Some("PENDING") => {}
            Some("FAILED") => {
                if input.said.iter().any(|(column, _)| *column == ReleaseColumn::ReleaseAt) {
                    for statement in operations::retry(id, &self.now) {
                        self.tx.execute(statement).await?;
                    }
                    self.tx.execute(releases::retry(id)).await?;
                }
            }
            Some(status) => return Err(unchangeable(status)),
        }
        self.write_release(id, input).await?;
        Ok(true)
    }

    async fn write_release(&mut self, id: &str, input: ReleaseInput) -> Result<(), WriteError> {
        self.tx.execute(releases::update(id, input.said, self.by.user_id(), &self.now)).await?;
        self.note_done(Action::Update, RELEASE, id).await
    }

    /// Takes a release for the rest of the transaction; its status. It does not begin to run meanwhile.
    async fn hold_release(&mut self, id: &str) -> Result<Option<String>, WriteError> {
        let row = self.tx.query_opt(releases::lock(self.tx.engine(), id)).await?;
        Ok(row.map(|row| row.text(0).map(str::to_owned)).transpose()?)
    }

    /// Takes an operation that has not run, and its release; the release's id. `None` when there is no such operation.
    async fn hold_operation(&mut self, id: &str) -> Result<Option<Option<String>>, WriteError> {
        let Some(row) = self.tx.query_opt(operations::release_of(id)).await? else { return Ok(None) };
        let release = row.opt_text(0)?.map(str::to_owned);
        if let Some(release) = &release {
            // In the order in which the job takes both.
            self.hold_release(release).await?;
        }
        let row = self.tx.query_opt(operations::lock(self.tx.engine(), id)).await?;
        match row.as_ref().map(|row| row.text(0)).transpose()? {
            None => Ok(None),
            Some("COMPLETED") => Err(WriteError::input("operation is COMPLETED and cannot be deleted")),
            Some(_) => Ok(Some(release)),
        }
    }

    /// Cancels what waits for an entry that is being deleted.
    pub(in crate::write) async fn cancel_schedules(&mut self, model: &Model, id: &EntryId) -> Result<(), WriteError> {
        let [cancel, forget] = operations::cancel_of_entry(&model.id, id, &self.now);
        let cancelled = self.tx.execute(cancel).await?;
        self.tx.execute(forget).await?;
        if cancelled > 0 { self.note_schedule().await } else { Ok(()) }
    }

    /// Keeps who did this to an operation or release, and tells that what is scheduled is not as it was.
    async fn note_done(&mut self, action: Action, of: &str, id: &str) -> Result<(), WriteError> {
        let entry = audit::Entry {
            resource: Resource::Content,
            action,
            entity_id: Some(id),
            entity_name: Some(of),
            payload: None,
            detail: None,
        };
        for statement in audit::insert(self.by, &self.now, [(cuid::cuid1(), entry)]) {
            self.tx.execute(statement).await?;
        }
        self.note_schedule().await
    }

    /// Tells whoever keeps answers that what is scheduled is not as it was. It is no event of an entry.
    pub(super) async fn note_schedule(&mut self) -> Result<(), WriteError> {
        let by = json!({ "kind": self.by.kind(), "id": self.by.user_id() });
        let event = json!({ "action": super::due::EVENT, "by": by });
        let key = format!("{}-{}", self.now, cuid::cuid1());
        self.tx.execute(outbox::insert(self.tx.engine(), &key, &event, &self.now)).await?;
        Ok(())
    }
}

fn unchangeable(status: &str) -> WriteError {
    WriteError::input(format!("release is {status} and cannot be changed"))
}

/// The written row as the selection asks for it.
async fn read_back(
    writer: &mut Writer<'_, '_>,
    mutation: &Mutation,
    field: &CollectedField<'_>,
    of: &EntryType,
    id: &str,
) -> Result<String, WriteError> {
    let Mutation { schema, document, variables, actor, headers, .. } = mutation;
    let read = QueryRead::new(schema, document, variables, actor, headers);
    let row = writer.tx.query_opt(plan_system(&read, of, id, field, writer.tx.engine())?).await?;
    let json = row.map(|row| row.opt_text(0).map(|text| text.map(str::to_owned))).transpose()?.flatten();
    Ok(json.unwrap_or_else(|| NULL.to_owned()))
}
