//! The migration engine: changes become one migration, all of them or none (management-api.md §4.1).
//!
//! Runs are short, so the answer to a mutation is the finished migration: clients take `SUCCESS` and `FAILED` as final
//! and poll only for other states. What the content model alone can tell is a plain error and leaves no trace; what
//! only the content can tell (duplicates, missing values, a stage in use) is recorded as a failed migration.

mod fill;
mod load;
mod permissions;
mod resource;
mod task;
mod told;

use access::Identity;
use accounts::{clock, secret};
use apps::{AppError, Installation};
use content::environment::EnvironmentError;
use model::ids::{EnvironmentId, InstallationId, MigrationId};
use model::{ChangeError, ContentModel, CreatedBy, Fresh, SchemaVersion};
use serde_json::json;
use sql::environment::migrations::{self, MigrationRow};
use sql::environment::{audit, content_objects, outbox};
use store::{Database, StoreError, Transaction};

use crate::changes::{Keyed, Step};
use task::Task;

/// What a client asks to be done to an environment's schema.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Unique in the environment; the migration's id when the client gives none.
    pub(crate) name: Option<String>,
    /// Steps in order.
    pub(crate) steps: Vec<Keyed>,
    /// `MigrationOperationType`.
    pub(crate) operation_type: &'static str,
    /// Who asks, as parts of the schema remember it.
    pub(crate) by: Option<CreatedBy>,
    /// Who asks, as the audit log remembers it.
    pub(crate) identity: Identity,
    /// The environment and the installation that `updateAppInstallation` is about.
    pub(crate) installation: Option<(EnvironmentId, InstallationId)>,
}

/// Operation type of a batch.
pub(crate) const BATCH: &str = "BATCH";

/// Why there is no migration.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MigrateError {
    /// The name was used before. Scripts look for the text (management-api.md §4.4).
    #[error("There is already a migration with name: {0}")]
    NameTaken(String),
    /// A change breaks a rule.
    #[error("{text}")]
    Refused {
        /// Words for the person, in a batch with number and key.
        text: String,
        /// The cause.
        cause: ChangeError,
    },
    /// The environment's database was not written by this program.
    #[error(transparent)]
    Unreadable(#[from] EnvironmentError),
    /// The change of the calling app's installation was refused.
    #[error(transparent)]
    Installation(#[from] AppError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The content is in the way; nothing was kept. Becomes a failed migration and never leaves this module.
    #[error("{0}")]
    Failed(String),
}

/// Runs a migration and gives its finished row, of status `SUCCESS` or `FAILED`.
///
/// # Errors
/// [`MigrateError`], when nothing was stored.
pub(crate) async fn migrate(database: &Database, asked: Asked) -> Result<MigrationRow, MigrateError> {
    let row = new_row(&asked);
    let job_row = row.clone();
    let run = database.write(move |tx| Box::pin(async move { Run::new(asked, job_row).run(tx).await })).await;
    match run {
        // Two at once with one name: the unique index decides, whichever asked the table first.
        Err(MigrateError::Store(StoreError::Unique { constraint })) if constraint == "migration.name" => {
            Err(MigrateError::NameTaken(row.name))
        }
        Err(MigrateError::Failed(errors)) => record_failure(database, row, errors).await,
        done_or_refused => done_or_refused,
    }
}

fn new_row(asked: &Asked) -> MigrationRow {
    let id = secret::fresh_id();
    let triggered_by = match &asked.by {
        Some(CreatedBy::Member(id)) => Some(id.to_string()),
        Some(CreatedBy::PermanentToken(_) | CreatedBy::AppToken(_)) | None => None,
    };
    MigrationRow {
        name: asked.name.clone().unwrap_or_else(|| id.clone()),
        id: MigrationId::new(id),
        status: "SUCCESS".to_owned(),
        errors: None,
        operation_type: asked.operation_type.to_owned(),
        resource_id: None,
        triggered_by,
        created_at: clock::now(),
        finished_at: None,
    }
}

async fn record_failure(database: &Database, row: MigrationRow, errors: String) -> Result<MigrationRow, MigrateError> {
    let row =
        MigrationRow { status: "FAILED".to_owned(), errors: Some(errors), finished_at: Some(clock::now()), ..row };
    let insert = migrations::insert(&row);
    let written: Result<u64, StoreError> =
        database.write(move |tx| Box::pin(async move { tx.execute(insert).await })).await;
    written?;
    Ok(row)
}

/// A step that was applied to the content model, with what must follow.
struct Applied {
    number: usize,
    key: &'static str,
    tasks: Vec<Task>,
}

/// One run inside its transaction.
struct Run {
    asked: Asked,
    row: MigrationRow,
}

impl Run {
    fn new(asked: Asked, row: MigrationRow) -> Self {
        Self { asked, row }
    }

    async fn run(mut self, tx: &mut Transaction) -> Result<MigrationRow, MigrateError> {
        let before = load::content_model(tx).await?;
        if tx.query_opt(migrations::by_name(&self.row.name)).await?.is_some() {
            return Err(MigrateError::NameTaken(self.row.name));
        }
        let (mut after, applied) = self.apply(tx, &before)?;
        let indexes = sql::search::change(tx.engine(), &before, &after);
        for statement in indexes.before {
            tx.execute(statement).await?;
        }
        for step in &applied {
            self.follow(tx, step).await?;
        }
        for statement in indexes.after {
            tx.execute(statement).await?;
        }
        permissions::follow(tx, &before, &after).await?;
        self.update_installation(tx).await?;
        after.version = SchemaVersion(before.version.0 + 1);
        self.store(tx, &before, &after).await?;
        Ok(self.row)
    }

    /// Applies all changes to a copy before anything is written.
    fn apply(&mut self, tx: &Transaction, before: &ContentModel) -> Result<(ContentModel, Vec<Applied>), MigrateError> {
        let mut after = before.clone();
        let mut applied = Vec::new();
        let mut new_id = secret::fresh_id;
        for (at, Keyed { key, step }) in self.asked.steps.iter().enumerate() {
            let Step::Schema(change) = step else { continue };
            let mut fresh = Fresh { id: &mut new_id, now: &self.row.created_at, by: self.asked.by.clone() };
            let effects = model::apply(&mut after, change, &mut fresh).map_err(|cause| {
                let text = self.numbered(at, key, &cause.to_string());
                MigrateError::Refused { text, cause }
            })?;
            if let Err(error) = fill::check(&effects) {
                let cause = ChangeError::Rule(format!("The migration value is not a rich text: {error}."));
                return Err(MigrateError::Refused { text: self.numbered(at, key, &cause.to_string()), cause });
            }
            let tasks = effects.iter().flat_map(|effect| task::tasks(tx.engine(), &after, effect)).collect();
            applied.push(Applied { number: at, key, tasks });
        }
        // An environment whose names clash would have no Content API at all.
        content::schema::check(&after).map_err(|clash| {
            let text = clash.to_string();
            MigrateError::Refused { cause: ChangeError::Rule(text.clone()), text }
        })?;
        Ok((after, applied))
    }

    /// In a batch the message says which change it is about; changes are numbered from 1.
    fn numbered(&self, at: usize, key: &str, text: &str) -> String {
        if self.asked.operation_type == BATCH { format!("{}. {key}: {text}", at + 1) } else { text.to_owned() }
    }

    async fn follow(&self, tx: &mut Transaction, step: &Applied) -> Result<(), MigrateError> {
        for task in &step.tasks {
            match task {
                Task::Run(statement) => {
                    tx.execute(statement.clone()).await?;
                }
                Task::Require { counts, problem } => {
                    let mut total = 0;
                    for count in counts {
                        total += tx.query_opt(count.clone()).await?.map_or(Ok(0), |row| row.int(0))?;
                    }
                    if total > 0 {
                        let text = format!("{}. {}: {}", step.number + 1, step.key, problem.text(total));
                        return Err(MigrateError::Failed(text));
                    }
                }
            }
        }
        Ok(())
    }

    /// The steps by which an app changes its own installation, in the same transaction as the others.
    async fn update_installation(&self, tx: &mut Transaction) -> Result<(), MigrateError> {
        let Some((environment, id)) = &self.asked.installation else { return Ok(()) };
        for Keyed { step, .. } in &self.asked.steps {
            let Step::UpdateAppInstallation(patch) = step else { continue };
            let (by, now) = (&self.asked.identity, &self.row.created_at);
            Installation::change(tx, (environment, id), patch.clone(), by, now).await?;
        }
        Ok(())
    }

    /// A batch is about many things.
    fn resource(&self, after: &ContentModel) -> Option<String> {
        match self.asked.steps.as_slice() {
            [Keyed { step: Step::Schema(change), .. }] if self.asked.operation_type != BATCH => {
                resource::resource(change, after)
            }
            _ => None,
        }
    }

    async fn store(
        &mut self,
        tx: &mut Transaction,
        before: &ContentModel,
        after: &ContentModel,
    ) -> Result<(), MigrateError> {
        let changes = before.object_changes(after);
        for id in &changes.delete {
            tx.execute(content_objects::delete(id)).await?;
        }
        for object in &changes.upsert {
            tx.execute(content_objects::upsert(object)).await?;
        }
        tx.execute(content_objects::set_version(after.version)).await?;
        let told = told::changes(before, after);
        let now = &self.row.created_at;
        for statement in audit::insert(&self.asked.identity, now, told.iter().map(told::Told::entry)) {
            tx.execute(statement).await?;
        }
        self.row.resource_id = self.resource(after);
        self.row.finished_at = Some(clock::now());
        tx.execute(migrations::insert(&self.row)).await?;
        let event = json!({
            "action": "migrate",
            "migration": self.row.id.as_str(),
            "schemaVersion": after.version.0,
        });
        // Sorts by time; the migration's id makes it unique.
        let key = format!("{}-{}", self.row.created_at, self.row.id);
        tx.execute(outbox::insert(tx.engine(), &key, &event, &self.row.created_at)).await?;
        Ok(())
    }
}
