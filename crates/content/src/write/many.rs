//! Mutations of many entries: which ones match, each written as if alone, one answer (content-api-write.md §3.9).

use access::ContentAction;
use graphql::{CollectedField, collect_fields};
use model::ids::EntryId;
use model::{ContentModel, Model, Stage};
use serde_json::{Map, Value as Json, json};
use sql::Statement;

use super::Mutation;
use super::error::WriteError;
use super::input::EntryInput;
use super::plan::{Publication, Withdrawal};
use super::rights::{self, Right};
use super::run::Writer;
use crate::read::{Demand, ManyRead, Part, QueryRead, Reach, Rows, plan_ids, plan_part};

/// A root field that writes many entries.
pub(super) struct ManyWrite {
    pub(super) action: ManyAction,
    /// Key of the stage in which entries are looked for.
    pub(super) stage: i64,
    pub(super) answer: ManyAnswer,
    /// What must hold of the entries that are meant: others are not, whatever the filter says.
    pub(super) demands: Vec<Demand>,
}

/// What is done to each entry.
pub(super) enum ManyAction {
    Update(EntryInput),
    Delete,
    Publish(Publication),
    Unpublish(Withdrawal),
}

impl ManyAction {
    /// The rights that decide which entries it is about.
    pub(super) fn rights(&self, content: &ContentModel, model: &Model) -> Vec<Right> {
        let own = |action| move |right: &Right| right.action == action;
        match self {
            ManyAction::Update(input) => rights::to_update(content, input),
            ManyAction::Delete => rights::to_delete(content, model, &[Stage::DRAFT]),
            ManyAction::Publish(publication) => {
                let rights = rights::to_publish(content, model, publication).into_iter();
                rights.filter(own(ContentAction::Publish)).collect()
            }
            ManyAction::Unpublish(withdrawal) => {
                let rights = rights::to_unpublish(content, model, withdrawal).into_iter();
                rights.filter(own(ContentAction::Unpublish)).collect()
            }
        }
    }
}

/// What the root field gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ManyAnswer {
    /// One page of entries, and its connection.
    Connection,
    /// All matching entries, and their number: the deprecated forms.
    Count,
}

impl<'a> Writer<'_, 'a> {
    /// Writes the matching entries; the answer is the root field's JSON text.
    pub(super) async fn many(
        &mut self,
        mutation: &Mutation,
        field: &CollectedField<'_>,
        model: &'a Model,
        write: ManyWrite,
    ) -> Result<String, WriteError> {
        let read = || ManyRead {
            read: QueryRead::new(
                &mutation.schema,
                &mutation.document,
                &mutation.variables,
                &mutation.actor,
                &mutation.headers,
            ),
            model,
            stage: write.stage,
            demands: &write.demands,
        };
        let engine = self.tx.engine();
        let reach = match write.answer {
            ManyAnswer::Connection => Reach::Page,
            ManyAnswer::Count => Reach::All,
        };
        let statement = plan_ids(&read(), field, reach, engine)?;
        let ids: Vec<String> = self.json(statement).await?;
        let (before, after) = match (write.answer, &write.action) {
            (ManyAnswer::Count, _) => (None, None),
            // What is deleted can only be told as it was.
            (ManyAnswer::Connection, ManyAction::Delete) => (Some(Part::Whole), None),
            (ManyAnswer::Connection, ManyAction::Update(_) | ManyAction::Publish(_) | ManyAction::Unpublish(_)) => {
                (Some(Part::Around), Some(Part::Edges))
            }
        };
        let mut parts = Map::new();
        if let Some(part) = before {
            let statement = plan_part(&read(), field, Rows::Matching, part, engine)?;
            parts.append(&mut self.json(statement).await?);
        }
        for id in &ids {
            self.one_of_many(model, &EntryId::new(id.as_str()), &write.action).await?;
        }
        if let Some(part) = after {
            // Unpublishing leaves nothing in the stages left: entries are told as they are where they were found.
            let statement = plan_part(&read(), field, Rows::These(ids.clone()), part, engine)?;
            parts.append(&mut self.json(statement).await?);
        }
        Ok(match write.answer {
            ManyAnswer::Count => count(mutation, field, ids.len()),
            ManyAnswer::Connection => in_order(mutation, field, model, parts),
        })
    }

    async fn one_of_many(&mut self, model: &'a Model, id: &EntryId, action: &ManyAction) -> Result<(), WriteError> {
        match action {
            ManyAction::Update(input) => self.update(model, id, input.clone()).await,
            ManyAction::Delete => self.delete(model, id).await,
            ManyAction::Publish(publication) => self.publish(model, id, publication).await,
            ManyAction::Unpublish(withdrawal) => self.unpublish(model, id, withdrawal).await,
        }
    }

    /// The second column of a read statement, parsed: these few are put together here and not in the database.
    async fn json<T: serde::de::DeserializeOwned>(&mut self, statement: Statement) -> Result<T, WriteError> {
        let row = self.tx.query_opt(statement).await?;
        let text = row.as_ref().map(|row| row.text(1)).transpose()?.unwrap_or("null");
        serde_json::from_str(text).map_err(|error| WriteError::Store(store::StoreError::Other(error.to_string())))
    }
}

/// `BatchPayload`.
fn count(mutation: &Mutation, field: &CollectedField<'_>, entries: usize) -> String {
    let selected = collect_fields(&mutation.document, field.selection_sets(), "BatchPayload", &mutation.variables);
    let value = |name: &str| if name == "count" { json!(entries) } else { json!("BatchPayload") };
    let object: Map<String, Json> =
        selected.iter().map(|(key, part)| ((*key).to_owned(), value(part.name()))).collect();
    Json::Object(object).to_string()
}

/// Both parts in the order of the selection.
fn in_order(mutation: &Mutation, field: &CollectedField<'_>, model: &Model, mut parts: Map<String, Json>) -> String {
    let type_name = format!("{}Connection", model.api_id);
    let selected = collect_fields(&mutation.document, field.selection_sets(), &type_name, &mutation.variables);
    let object: Map<String, Json> =
        selected.keys().map(|key| ((*key).to_owned(), parts.shift_remove(*key).unwrap_or_default())).collect();
    Json::Object(object).to_string()
}
