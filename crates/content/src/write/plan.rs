//! Root fields of a mutation → what to write, with every right checked before anything is written
//! (content-api-write.md §3.1).

use access::ContentAction::{Create, Publish, Read, Unpublish, Update};
use access::{Actor, ContentAction};
use indexmap::IndexSet;
use model::ids::{EntryId, ModelId};
use model::{ContentModel, Model, Stage};
use serde_json::{Map, Value as Json};

use super::error::WriteError;
use super::input::{EntryInput, InputReader, Purpose, UpsertPart};
use super::many::{ManyAction, ManyAnswer, ManyWrite};
use super::planning::Planning;
use super::rights::{self, Right};
use super::schedule::{Instruction, Schedule, schedule};
use super::unique::{UniqueWhere, chosen_id, unique};
use crate::input_object::object_of;
use crate::schema::{EnvironmentSchema, MutationRoot};

/// One root field, ready to run.
pub(super) struct PlannedWrite {
    pub(super) model: ModelId,
    pub(super) verb: Verb,
}

/// What a root field does.
pub(super) enum Verb {
    Create(EntryInput),
    Update(UniqueWhere, EntryInput),
    Upsert { unique: UniqueWhere, id: Option<EntryId>, create: UpsertPart, update: UpsertPart },
    Delete(UniqueWhere),
    Publish(UniqueWhere, Publication),
    Unpublish(UniqueWhere, Withdrawal),
    Schedule(UniqueWhere, Schedule),
    Many(ManyWrite),
}

impl Verb {
    /// The entry that the write names, if it is about one that may be there.
    pub(super) fn named(&self) -> Option<&UniqueWhere> {
        match self {
            Verb::Update(unique, _)
            | Verb::Upsert { unique, .. }
            | Verb::Delete(unique)
            | Verb::Publish(unique, _)
            | Verb::Unpublish(unique, _)
            | Verb::Schedule(unique, _) => Some(unique),
            Verb::Create(_) | Verb::Many(_) => None,
        }
    }
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
    pub(super) planning: Planning<'a>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(schema: &'a EnvironmentSchema, actor: &'a Actor) -> Result<Self, WriteError> {
        Self::of(&schema.content_model, actor)
    }

    /// For whoever has no document.
    pub(super) fn of(content: &'a ContentModel, actor: &'a Actor) -> Result<Self, WriteError> {
        Ok(Self { planning: Planning::new(content, actor)? })
    }

    /// What was missing over all root fields, else what was broken first.
    pub(super) fn finish(self) -> Result<(), WriteError> {
        self.planning.finish()
    }

    /// Whether something is to be created if it is not there: somebody else may do so at the same time.
    pub(super) fn has_upsert(&self) -> bool {
        self.planning.has_upsert
    }

    /// Plans one root field. Where rights are missing the plan is not whole, and [`Planner::finish`] refuses it.
    pub(super) fn root(
        &mut self,
        response_key: &str,
        root: &MutationRoot,
        arguments: &Map<String, Json>,
    ) -> Result<PlannedWrite, WriteError> {
        let model = self.content().model_by_id(root.model()).ok_or(WriteError::SchemaChanged)?;
        let names_entry = matches!(
            root,
            MutationRoot::Update(_)
                | MutationRoot::Delete(_)
                | MutationRoot::Upsert(_)
                | MutationRoot::Publish(_)
                | MutationRoot::Unpublish(_)
                | MutationRoot::SchedulePublish(_)
                | MutationRoot::ScheduleUnpublish(_)
        );
        if names_entry && !self.planning.may_read(model) {
            return Err(WriteError::NotAllowed { response_key: response_key.to_owned() });
        }
        self.planning.count_write()?;
        self.need_rights(root, model, arguments);
        let verb = self.verb(root, model, arguments)?;
        Ok(PlannedWrite { model: model.id.clone(), verb })
    }

    fn content(&self) -> &'a ContentModel {
        self.planning.content
    }

    /// What the root field itself needs.
    fn need_rights(&mut self, root: &MutationRoot, model: &Model, arguments: &Map<String, Json>) {
        let mut need = |actions: &[ContentAction]| actions.iter().for_each(|action| self.planning.need(*action, model));
        match root {
            MutationRoot::Create(_) => need(&[Read, Create]),
            MutationRoot::Update(_) | MutationRoot::UpdateMany(_) | MutationRoot::UpdateManyConnection(_) => {
                need(&[Update]);
            }
            MutationRoot::Upsert(_) => need(&[Create, Update]),
            MutationRoot::Delete(_) | MutationRoot::DeleteMany(_) | MutationRoot::DeleteManyConnection(_) => {
                self.planning.need_to_delete(model);
            }
            MutationRoot::Publish(_)
            | MutationRoot::PublishMany(_)
            | MutationRoot::PublishManyConnection(_)
            | MutationRoot::SchedulePublish(_) => {
                self.need_in_stages(Publish, model, "to", arguments);
            }
            MutationRoot::Unpublish(_)
            | MutationRoot::UnpublishMany(_)
            | MutationRoot::UnpublishManyConnection(_)
            | MutationRoot::ScheduleUnpublish(_) => {
                self.need_in_stages(Unpublish, model, "from", arguments);
            }
        }
    }

    /// Publishing and unpublishing: the named localisations alone, or whatever there are.
    fn need_in_stages(&mut self, action: ContentAction, model: &Model, stages: &str, arguments: &Map<String, Json>) {
        let whole = action == Unpublish && flag(arguments, "unpublishBase");
        if action == Publish {
            let source = self.source(arguments, "from");
            self.planning.publish_from(source);
            self.content().stage_by_key(source).into_iter().for_each(|stage| self.planning.need_in(Read, model, stage));
        } else {
            self.content().stages.iter().for_each(|stage| self.planning.need_in(Read, model, stage));
        }
        for stage in self.stages(arguments.get(stages)) {
            self.planning.need_in(action, model, stage);
            match self.locales(arguments.get("locales")) {
                LocaleChoice::These(locales) if !whole => {
                    let default = self.content().default_locale().key;
                    let with_default =
                        action == Publish && flag(arguments, "publishBase") && flag(arguments, "withDefaultLocale");
                    for locale in locales.into_iter().chain(with_default.then_some(default)) {
                        self.planning.need_locale_in(action, model, stage, locale);
                    }
                }
                LocaleChoice::These(_) | LocaleChoice::Unsaid => self.planning.need_all_locales(action, model, stage),
            }
        }
    }

    fn verb(
        &mut self,
        root: &MutationRoot,
        model: &'a Model,
        arguments: &Map<String, Json>,
    ) -> Result<Verb, WriteError> {
        match root {
            MutationRoot::Create(_) => Ok(Verb::Create(self.input(model, Purpose::Create, arguments.get("data"))?)),
            MutationRoot::Update(_) => {
                let unique = self.unique(model, arguments)?;
                Ok(Verb::Update(unique, self.input(model, Purpose::Update, arguments.get("data"))?))
            }
            MutationRoot::Upsert(_) => {
                let upsert = object_of(arguments.get("upsert"));
                self.planning.has_upsert = true;
                Ok(Verb::Upsert {
                    unique: self.unique(model, arguments)?,
                    id: chosen_id(object_of(arguments.get("where")))?,
                    create: self.upsert_part(model, Purpose::Create, upsert.get("create")),
                    update: self.upsert_part(model, Purpose::Update, upsert.get("update")),
                })
            }
            MutationRoot::Delete(_) => Ok(Verb::Delete(self.unique(model, arguments)?)),
            MutationRoot::Publish(_) => Ok(Verb::Publish(self.unique(model, arguments)?, self.publication(arguments)?)),
            MutationRoot::Unpublish(_) => {
                Ok(Verb::Unpublish(self.unique(model, arguments)?, self.withdrawal(arguments)?))
            }
            MutationRoot::SchedulePublish(_) => {
                let publication = self.publication(arguments)?;
                let rights = rights::to_publish(self.content(), model, &publication);
                let instruction = Instruction::publish(&publication);
                Ok(Verb::Schedule(self.unique(model, arguments)?, self.schedule((instruction, rights), arguments)?))
            }
            MutationRoot::ScheduleUnpublish(_) => {
                let withdrawal = self.withdrawal(arguments)?;
                let rights = rights::to_unpublish(self.content(), model, &withdrawal);
                // Whether it is in the stage is seen when the time has come.
                let rights = rights.into_iter().filter(|right| right.action != Read).collect();
                let instruction = Instruction::unpublish(&withdrawal);
                Ok(Verb::Schedule(self.unique(model, arguments)?, self.schedule((instruction, rights), arguments)?))
            }
            MutationRoot::UpdateManyConnection(_) | MutationRoot::UpdateMany(_) => {
                let input = self.input(model, Purpose::UpdateMany, arguments.get("data"))?;
                Ok(self.many(root, model, ManyAction::Update(input), Stage::DRAFT))
            }
            MutationRoot::DeleteManyConnection(_) | MutationRoot::DeleteMany(_) => {
                Ok(self.many(root, model, ManyAction::Delete, Stage::DRAFT))
            }
            MutationRoot::PublishManyConnection(_) | MutationRoot::PublishMany(_) => {
                let publication = self.publication(arguments)?;
                let stage = publication.from;
                Ok(self.many(root, model, ManyAction::Publish(publication), stage))
            }
            MutationRoot::UnpublishManyConnection(_) | MutationRoot::UnpublishMany(_) => {
                let action = ManyAction::Unpublish(self.withdrawal(arguments)?);
                Ok(self.many(root, model, action, self.source(arguments, "stage")))
            }
        }
    }

    fn input(&mut self, model: &'a Model, purpose: Purpose, data: Option<&Json>) -> Result<EntryInput, WriteError> {
        InputReader::root(&mut self.planning, model, purpose).entry(object_of(data))
    }

    fn upsert_part(&mut self, model: &'a Model, purpose: Purpose, data: Option<&Json>) -> UpsertPart {
        InputReader::root(&mut self.planning, model, purpose).apart(|reader| reader.entry(object_of(data)))
    }

    fn unique(&mut self, model: &Model, arguments: &Map<String, Json>) -> Result<UniqueWhere, WriteError> {
        unique(&mut self.planning, model, object_of(arguments.get("where")))
    }

    fn schedule(
        &mut self,
        instruction: (Instruction, Vec<Right>),
        arguments: &Map<String, Json>,
    ) -> Result<Schedule, WriteError> {
        schedule(&mut self.planning, instruction, arguments)
    }

    fn many(&self, root: &MutationRoot, model: &Model, action: ManyAction, stage: i64) -> Verb {
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
            | MutationRoot::Unpublish(_)
            | MutationRoot::SchedulePublish(_)
            | MutationRoot::ScheduleUnpublish(_) => ManyAnswer::Count,
        };
        let demands = self.planning.demands(model, &action.rights(self.content(), model));
        Verb::Many(ManyWrite { action, stage, answer, demands })
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

    /// Keys of the stages that are published to or taken out of, each once.
    fn targets(&self, argument: Option<&Json>) -> Result<Vec<i64>, WriteError> {
        let stages = self.stages(argument);
        if stages.is_empty() {
            return Err(WriteError::input("at least one stage has to be given"));
        }
        match stages.iter().find(|stage| stage.key == Stage::DRAFT) {
            Some(stage) => Err(WriteError::input(format!("stage \"{}\" is not a publish target", stage.api_id))),
            None => Ok(stages.iter().map(|stage| stage.key).collect::<IndexSet<i64>>().into_iter().collect()),
        }
    }

    fn locales(&self, argument: Option<&Json>) -> LocaleChoice {
        let Some(names) = argument.and_then(Json::as_array) else { return LocaleChoice::Unsaid };
        let keys = names.iter().filter_map(|name| self.content().locale(name.as_str()?)).map(|locale| locale.key);
        LocaleChoice::These(keys.collect())
    }
}

/// A Boolean argument whose default is true; models without locales do not have it.
fn flag(arguments: &Map<String, Json>, name: &str) -> bool {
    arguments.get(name).and_then(Json::as_bool).unwrap_or(true)
}
