//! What the names in a document mean: root fields and object types.

use std::collections::HashMap;

use model::ids::{ComponentId, ModelId};
use model::{ContentModel, Model};

use super::names;

/// An object type with an id: root fields give them, or what those give holds them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EntryType {
    /// Entries of a model.
    Model(ModelId),
    /// The system model `User`: whoever changed content.
    User,
    /// The system model `ScheduledOperation`.
    ScheduledOperation,
    /// The system model `ScheduledRelease`.
    ScheduledRelease,
    /// Instances of a component: no root field gives them but `entities`.
    Component(ComponentId),
}

/// A field of `Query`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum QueryRoot {
    /// `node`: one entry of any model, by id.
    Node,
    /// `entities`: several entries of any type, by id.
    Entities,
    /// One entry, by a unique field.
    Single(EntryType),
    /// A page of entries.
    List(EntryType),
    /// A page of entries with what is around it.
    Connection(EntryType),
    /// One version of an entry.
    Version(ModelId),
}

/// A field of `Mutation`, with the model that it is about (content-api-write.md §1.2).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MutationRoot {
    /// `createX`
    Create(ModelId),
    /// `updateX`
    Update(ModelId),
    /// `deleteX`
    Delete(ModelId),
    /// `upsertX`
    Upsert(ModelId),
    /// `publishX`
    Publish(ModelId),
    /// `unpublishX`
    Unpublish(ModelId),
    /// `updateManyXsConnection`
    UpdateManyConnection(ModelId),
    /// `deleteManyXsConnection`
    DeleteManyConnection(ModelId),
    /// `publishManyXsConnection`
    PublishManyConnection(ModelId),
    /// `unpublishManyXsConnection`
    UnpublishManyConnection(ModelId),
    /// `updateManyXs`, deprecated
    UpdateMany(ModelId),
    /// `deleteManyXs`, deprecated
    DeleteMany(ModelId),
    /// `publishManyXs`, deprecated
    PublishMany(ModelId),
    /// `unpublishManyXs`, deprecated
    UnpublishMany(ModelId),
    /// `schedulePublishX`
    SchedulePublish(ModelId),
    /// `scheduleUnpublishX`
    ScheduleUnpublish(ModelId),
}

/// Makes a [`MutationRoot`] of a model's id.
type MakeRoot = fn(ModelId) -> MutationRoot;

impl MutationRoot {
    /// The model that it is about.
    pub fn model(&self) -> &ModelId {
        match self {
            MutationRoot::Create(model)
            | MutationRoot::Update(model)
            | MutationRoot::Delete(model)
            | MutationRoot::Upsert(model)
            | MutationRoot::Publish(model)
            | MutationRoot::Unpublish(model)
            | MutationRoot::UpdateManyConnection(model)
            | MutationRoot::DeleteManyConnection(model)
            | MutationRoot::PublishManyConnection(model)
            | MutationRoot::UnpublishManyConnection(model)
            | MutationRoot::UpdateMany(model)
            | MutationRoot::DeleteMany(model)
            | MutationRoot::PublishMany(model)
            | MutationRoot::UnpublishMany(model)
            | MutationRoot::SchedulePublish(model)
            | MutationRoot::ScheduleUnpublish(model) => model,
        }
    }

    /// The name of the field of `Mutation`.
    pub fn name(&self, model: &Model) -> String {
        let one = model.api_id.as_str();
        let many = names::many(model);
        match self {
            MutationRoot::Create(_) => format!("create{one}"),
            MutationRoot::Update(_) => format!("update{one}"),
            MutationRoot::Delete(_) => format!("delete{one}"),
            MutationRoot::Upsert(_) => format!("upsert{one}"),
            MutationRoot::Publish(_) => format!("publish{one}"),
            MutationRoot::Unpublish(_) => format!("unpublish{one}"),
            MutationRoot::UpdateManyConnection(_) => format!("updateMany{many}Connection"),
            MutationRoot::DeleteManyConnection(_) => format!("deleteMany{many}Connection"),
            MutationRoot::PublishManyConnection(_) => format!("publishMany{many}Connection"),
            MutationRoot::UnpublishManyConnection(_) => format!("unpublishMany{many}Connection"),
            MutationRoot::UpdateMany(_) => format!("updateMany{many}"),
            MutationRoot::DeleteMany(_) => format!("deleteMany{many}"),
            MutationRoot::PublishMany(_) => format!("publishMany{many}"),
            MutationRoot::UnpublishMany(_) => format!("unpublishMany{many}"),
            MutationRoot::SchedulePublish(_) => format!("schedulePublish{one}"),
            MutationRoot::ScheduleUnpublish(_) => format!("scheduleUnpublish{one}"),
        }
    }

    /// All of a model, in the order in which they stand in `Mutation`.
    pub fn all_of(model: &ModelId) -> [MutationRoot; 16] {
        const ALL: [MakeRoot; 16] = [
            MutationRoot::Create,
            MutationRoot::Update,
            MutationRoot::Delete,
            MutationRoot::Upsert,
            MutationRoot::Publish,
            MutationRoot::Unpublish,
            MutationRoot::UpdateManyConnection,
            MutationRoot::DeleteManyConnection,
            MutationRoot::PublishManyConnection,
            MutationRoot::UnpublishManyConnection,
            MutationRoot::UpdateMany,
            MutationRoot::DeleteMany,
            MutationRoot::PublishMany,
            MutationRoot::UnpublishMany,
            MutationRoot::SchedulePublish,
            MutationRoot::ScheduleUnpublish,
        ];
        ALL.map(|make| make(model.clone()))
    }
}

/// Look-ups by what stands in documents.
#[derive(Clone, Debug)]
pub(super) struct Roots {
    pub(super) queries: HashMap<String, QueryRoot>,
    pub(super) mutations: HashMap<String, MutationRoot>,
    pub(super) object_types: HashMap<String, EntryType>,
}

impl Roots {
    pub(super) fn of(content_model: &ContentModel) -> Self {
        let mut roots = Roots { queries: HashMap::new(), mutations: HashMap::new(), object_types: HashMap::new() };
        roots.queries.insert("node".to_owned(), QueryRoot::Node);
        roots.queries.insert("entities".to_owned(), QueryRoot::Entities);
        roots.add_type("User", "Users", EntryType::User);
        roots.add_type("ScheduledOperation", "ScheduledOperations", EntryType::ScheduledOperation);
        roots.add_type("ScheduledRelease", "ScheduledReleases", EntryType::ScheduledRelease);
        for model in &content_model.models {
            roots.add_type(&model.api_id, &model.api_id_plural, EntryType::Model(model.id.clone()));
            roots.queries.insert(names::version_query(&model.api_id), QueryRoot::Version(model.id.clone()));
            for root in MutationRoot::all_of(&model.id) {
                roots.mutations.insert(root.name(model), root);
            }
        }
        for component in &content_model.components {
            roots.object_types.insert(component.api_id.clone(), EntryType::Component(component.id.clone()));
        }
        roots
    }

    fn add_type(&mut self, api_id: &str, api_id_plural: &str, entry_type: EntryType) {
        self.queries.insert(names::list_query(api_id_plural), QueryRoot::List(entry_type.clone()));
        self.queries.insert(names::single_query(api_id), QueryRoot::Single(entry_type.clone()));
        self.queries.insert(names::connection_query(api_id_plural), QueryRoot::Connection(entry_type.clone()));
        self.object_types.insert(api_id.to_owned(), entry_type);
    }
}
