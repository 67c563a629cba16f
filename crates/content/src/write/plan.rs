//! Root fields of a mutation → what to write, with every right checked before anything is written
//! (content-api-write.md §3.1).

use access::{Actor, ContentAction, Granted, gate};
use model::ids::{EntryId, ModelId, StageId};
use model::{ContentModel, Field, FieldRef, Model, Stage, SystemField};
use serde_json::{Map, Value as Json};
use sql::Value;

use super::error::{FailedAction, WriteError};
use super::input::{EntryInput, InputReader, Purpose, no_draft};
use super::many::{ManyAction, ManyAnswer, ManyWrite};
use super::values;
use crate::schema::{EnvironmentSchema, MutationRoot};

/// What a where-unique input names: all conditions hold.
pub(super) type UniqueWhere = Vec<(Granted<FieldRef>, Value)>;

/// One root field, ready to run.
pub(super) struct PlannedWrite {
    pub(super) model: ModelId,
    pub(super) verb: Verb,
}

/// What a root field does.
pub(super) enum Verb {
    Create(EntryInput),
    Update(UniqueWhere, EntryInput),
    Upsert { unique: UniqueWhere, id: Option<EntryId>, create: EntryInput, update: EntryInput },
    Delete(UniqueWhere),
    Publish(UniqueWhere, Publication),
    Unpublish(UniqueWhere, Withdrawal),
    Many(ManyWrite),
}

/// What a publish copies, and where to (content-api-write.md §3.11).
pub(super) struct Publication {
    /// Key of the stage that is copied: DRAFT, unless many are published from another.
    pub(super) from: i64,
    /// Stage keys.
    pub(super) to: Vec<i64>,
    /// Keys of the chosen locales; nothing chosen is not the same as none.
    pub(super) locales: LocaleChoice,
    pub(super) base: bool,
    pub(super) with_default: bool,
}

/// What an unpublish removes.
pub(super) struct Withdrawal {
    /// Stage keys.
    pub(super) from: Vec<i64>,
    pub(super) locales: LocaleChoice,
    pub(super) base: bool,
}

/// The `locales` argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LocaleChoice {
    /// The argument was not given.
    Unsaid,
    /// Keys of these locales.
    These(Vec<i64>),
}

/// Plans root fields and collects the rights that are missing.
pub(super) struct Planner<'a> {
    schema: &'a EnvironmentSchema,
    actor: &'a Actor,
    failed: Vec<FailedAction>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(schema: &'a EnvironmentSchema, actor: &'a Actor) -> Self {
        Self { schema, actor, failed: Vec::new() }
    }

    /// What was missing over all root fields.
    pub(super) fn finish(self) -> Result<(), WriteError> {
        if self.failed.is_empty() { Ok(()) } else { Err(WriteError::Permission(self.failed)) }
    }

    /// Plans one root field. `None` when rights are missing: they are collected then.
    pub(super) fn root(
        &mut self,
        response_key: &str,
        root: &MutationRoot,
        arguments: &Map<String, Json>,
    ) -> Result<Option<PlannedWrite>, WriteError> {
        let content = self.content();
        let model = content.model_by_id(root.model()).ok_or(WriteError::SchemaChanged)?;
        let draft = content.stage_by_key(Stage::DRAFT).ok_or_else(no_draft)?;
        let names_entry = matches!(
            root,
            MutationRoot::Update(_)
                | MutationRoot::Delete(_)
                | MutationRoot::Upsert(_)
                | MutationRoot::Publish(_)
                | MutationRoot::Unpublish(_)
        );
        if names_entry && !self.actor.content.allows(ContentAction::Read, &model.id, &draft.id) {
            return Err(WriteError::NotAllowed { response_key: response_key.to_owned() });
        }
        if !self.check_rights(root, model, draft, arguments) {
            return Ok(None);
        }
        let verb = self.verb(root, model, &draft.id, arguments)?;
        Ok(Some(PlannedWrite { model: model.id.clone(), verb }))
    }

    fn content(&self) -> &'a ContentModel {
        &self.schema.content_model
    }

    /// Notes what is missing; answers whether nothing was.
    fn check_rights(
        &mut self,
        root: &MutationRoot,
        model: &Model,
        draft: &Stage,
        arguments: &Map<String, Json>,
    ) -> bool {
        use ContentAction::{Create, Delete, Publish, Read, Unpublish, Update};
        let before = self.failed.len();
        let stages = |name: &str| self.stages(arguments.get(name));
        let needed: Vec<(ContentAction, &Stage)> = match root {
            MutationRoot::Create(_) => vec![(Read, draft), (Create, draft)],
            MutationRoot::Update(_) | MutationRoot::UpdateMany(_) | MutationRoot::UpdateManyConnection(_) => {
                vec![(Update, draft)]
            }
            MutationRoot::Upsert(_) => vec![(Create, draft), (Update, draft)],
            MutationRoot::Delete(_) | MutationRoot::DeleteMany(_) | MutationRoot::DeleteManyConnection(_) => {
                let copies = self.content().stages.iter().filter(|stage| stage.key != Stage::DRAFT);
                [(Delete, draft)].into_iter().chain(copies.map(|stage| (Unpublish, stage))).collect()
            }
            MutationRoot::Publish(_) | MutationRoot::PublishMany(_) | MutationRoot::PublishManyConnection(_) => {
                stages("to").into_iter().map(|stage| (Publish, stage)).collect()
            }
            MutationRoot::Unpublish(_) | MutationRoot::UnpublishMany(_) | MutationRoot::UnpublishManyConnection(_) => {
                stages("from").into_iter().map(|stage| (Unpublish, stage)).collect()
            }
        };
        for (action, stage) in needed {
            if !self.actor.content.allows(action, &model.id, &stage.id) {
                let (model, stage) = (model.api_id.clone(), stage.api_id.clone());
                self.failed.push(FailedAction { action, model, stage });
            }
        }
        self.failed.len() == before
    }

    fn verb(
        &self,
        root: &MutationRoot,
        model: &Model,
        draft: &StageId,
        arguments: &Map<String, Json>,
    ) -> Result<Verb, WriteError> {
        let reader = InputReader { content: self.content(), model, actor: self.actor };
        let unique = || self.unique(model, draft, object(arguments.get("where")));
        match root {
            MutationRoot::Create(_) => Ok(Verb::Create(reader.entry(object(arguments.get("data")), Purpose::Create)?)),
            MutationRoot::Update(_) => {
                Ok(Verb::Update(unique()?, reader.entry(object(arguments.get("data")), Purpose::Update)?))
            }
            MutationRoot::Upsert(_) => {
                let upsert = object(arguments.get("upsert"));
                Ok(Verb::Upsert {
                    unique: unique()?,
                    id: chosen_id(object(arguments.get("where")))?,
                    create: reader.entry(object(upsert.get("create")), Purpose::Create)?,
                    update: reader.entry(object(upsert.get("update")), Purpose::Update)?,
                })
            }
            MutationRoot::Delete(_) => Ok(Verb::Delete(unique()?)),
            MutationRoot::Publish(_) => Ok(Verb::Publish(unique()?, self.publication(arguments)?)),
            MutationRoot::Unpublish(_) => Ok(Verb::Unpublish(unique()?, self.withdrawal(arguments)?)),
            MutationRoot::UpdateManyConnection(_) | MutationRoot::UpdateMany(_) => {
                let input = reader.entry(object(arguments.get("data")), Purpose::UpdateMany)?;
                Ok(self.many(root, ManyAction::Update(input), Stage::DRAFT))
            }
            MutationRoot::DeleteManyConnection(_) | MutationRoot::DeleteMany(_) => {
                Ok(self.many(root, ManyAction::Delete, Stage::DRAFT))
            }
            MutationRoot::PublishManyConnection(_) | MutationRoot::PublishMany(_) => {
                let publication = self.publication(arguments)?;
                let stage = publication.from;
                Ok(self.many(root, ManyAction::Publish(publication), stage))
            }
            MutationRoot::UnpublishManyConnection(_) | MutationRoot::UnpublishMany(_) => {
                let action = ManyAction::Unpublish(self.withdrawal(arguments)?);
                Ok(self.many(root, action, self.source(arguments, "stage")))
            }
        }
    }

    fn many(&self, root: &MutationRoot, action: ManyAction, stage: i64) -> Verb {
        let answer = match root {
            MutationRoot::UpdateManyConnection(_)
            | MutationRoot::DeleteManyConnection(_)
            | MutationRoot::PublishManyConnection(_)
            | MutationRoot::UnpublishManyConnection(_) => ManyAnswer::Connection,
            MutationRoot::UpdateMany(_)
            | MutationRoot::DeleteMany(_)
            | MutationRoot::PublishMany(_)
            | MutationRoot::UnpublishMany(_)
            | MutationRoot::Create(_)
            | MutationRoot::Update(_)
            | MutationRoot::Delete(_)
            | MutationRoot::Upsert(_)
            | MutationRoot::Publish(_)
            | MutationRoot::Unpublish(_) => ManyAnswer::Count,
        };
        Verb::Many(ManyWrite { action, stage, answer })
    }

    /// The key of the stage that a single-stage argument names; DRAFT where there is no such argument.
    fn source(&self, arguments: &Map<String, Json>, name: &str) -> i64 {
        let stage = arguments.get(name).and_then(Json::as_str).and_then(|name| self.content().stage(name));
        stage.map_or(Stage::DRAFT, |stage| stage.key)
    }

    /// The stages that an argument names, in its order.
    fn stages(&self, argument: Option<&Json>) -> Vec<&'a Stage> {
        let names = argument.and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str);
        names.filter_map(|name| self.content().stage(name)).collect()
    }

    fn publication(&self, arguments: &Map<String, Json>) -> Result<Publication, WriteError> {
        Ok(Publication {
            from: self.source(arguments, "from"),
            to: self.targets(arguments.get("to"))?,
            locales: self.locales(arguments.get("locales")),
            base: flag(arguments, "publishBase"),
            with_default: flag(arguments, "withDefaultLocale"),
        })
    }

    fn withdrawal(&self, arguments: &Map<String, Json>) -> Result<Withdrawal, WriteError> {
        Ok(Withdrawal {
            from: self.targets(arguments.get("from"))?,
            locales: self.locales(arguments.get("locales")),
            base: flag(arguments, "unpublishBase"),
        })
    }

    fn targets(&self, argument: Option<&Json>) -> Result<Vec<i64>, WriteError> {
        let stages = self.stages(argument);
        if stages.is_empty() {
            return Err(WriteError::input("at least one stage has to be given"));
        }
        match stages.iter().find(|stage| stage.key == Stage::DRAFT) {
            Some(stage) => Err(WriteError::input(format!("stage \"{}\" is not a publish target", stage.api_id))),
            None => Ok(stages.iter().map(|stage| stage.key).collect()),
        }
    }

    fn locales(&self, argument: Option<&Json>) -> LocaleChoice {
        let Some(names) = argument.and_then(Json::as_array) else { return LocaleChoice::Unsaid };
        let keys = names.iter().filter_map(|name| self.content().locale(name.as_str()?)).map(|locale| locale.key);
        LocaleChoice::These(keys.collect())
    }

    /// A where-unique input; what is null does not count, and nothing at all is refused.
    fn unique(&self, model: &Model, draft: &StageId, input: &Map<String, Json>) -> Result<UniqueWhere, WriteError> {
        let mut conditions = Vec::new();
        for (name, value) in input.iter().filter(|(_, value)| !value.is_null()) {
            let (reference, value) = match model.field(name) {
                Some(field) => (FieldRef::Own(field.id.clone()), self.unique_value(field, value)?),
                None if name == "id" => {
                    (FieldRef::System(SystemField::Id), Value::from(value.as_str().unwrap_or_default()))
                }
                None => continue,
            };
            let granted = gate(self.actor, ContentAction::Read, &model.id, draft, reference)
                .map_err(|_| WriteError::Permission(Vec::new()))?;
            conditions.push((granted, value));
        }
        if conditions.is_empty() {
            return Err(WriteError::input("at least one unique field has to be provided"));
        }
        Ok(conditions)
    }

    fn unique_value(&self, field: &Field, value: &Json) -> Result<Value, WriteError> {
        let values = values::column_values(self.content(), field, value)?;
        values.into_iter().next().ok_or_else(|| WriteError::input("this field does not identify an entry"))
    }
}

/// The id that an upsert gives an entry that is not there yet (content-api-write.md §3.2).
fn chosen_id(input: &Map<String, Json>) -> Result<Option<EntryId>, WriteError> {
    let Some(id) = input.get("id").and_then(Json::as_str) else { return Ok(None) };
    let right = (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if !right {
        return Err(WriteError::input("an id has 1 to 64 letters, digits, underscores and hyphens"));
    }
    Ok(Some(EntryId::new(id)))
}

/// An input object that GraphQL has checked; optional ones may be absent.
fn object(value: Option<&Json>) -> &Map<String, Json> {
    static EMPTY: std::sync::LazyLock<Map<String, Json>> = std::sync::LazyLock::new(Map::new);
    value.and_then(Json::as_object).unwrap_or(&EMPTY)
}

/// A Boolean argument whose default is true; models without locales do not have it.
fn flag(arguments: &Map<String, Json>, name: &str) -> bool {
    arguments.get(name).and_then(Json::as_bool).unwrap_or(true)
}
