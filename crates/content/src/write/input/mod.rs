//! What create and update inputs say, as values (content-api-write.md §2, §3): read by [`reader`] and the modules beside
//! it, written by `run`.

mod file;
mod instances;
mod links;
mod localizations;
mod position;
mod reader;

use model::ids::{ComponentId, EntryId, FieldId, ModelId};
use richtext::Embed;
use sql::dml::Assignment;

use super::error::WriteError;
use super::relation::End;
use super::unique::UniqueWhere;
pub(super) use file::{FileInput, FileOrigin, NewFile};
pub(super) use localizations::locale_name;
pub(super) use reader::{InputReader, Purpose};

/// What a create or update input says about an entry or a component instance.
#[derive(Clone, Debug, Default)]
pub(super) struct EntryInput {
    /// Base fields, and times that an import back-dates.
    pub(super) base: RowInput,
    /// Localised fields of the default locale.
    pub(super) default_localization: RowInput,
    /// Other locales, in the order create, update, upsert, delete.
    pub(super) localizations: Vec<(i64, LocalizationInput)>,
    /// Keys of locales to remove.
    pub(super) delete_locales: Vec<i64>,
    /// Relations and components, in the input's order.
    pub(super) nested: Vec<NestedInput>,
}

/// What is said about one row.
#[derive(Clone, Debug, Default)]
pub(super) struct RowInput {
    pub(super) assignments: Vec<Assignment>,
    /// Entries that rich texts among them lead to, by field.
    pub(super) embeds: Vec<(FieldId, Vec<EmbeddedEntry>)>,
    /// The file of a localisation of an asset.
    pub(super) file: Option<FileInput>,
    /// Given by an import, on create only.
    pub(super) created_at: Option<String>,
    /// Given by an import, on create only.
    pub(super) updated_at: Option<String>,
}

/// An entry that a rich text embeds or links to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EmbeddedEntry {
    pub(super) embed: Embed,
    /// The model that the text names; `None` when the field may not lead to entries of such a name.
    pub(super) model: Option<ModelId>,
}

/// What is said about one localisation.
#[derive(Clone, Debug)]
pub(super) enum LocalizationInput {
    /// Must not be there yet.
    Create(RowInput),
    /// Must be there.
    Update(RowInput),
    /// Updated when there, else left alone: many entries need not have the same locales.
    UpdateIfThere(RowInput),
    /// Updated when there, else created.
    Upsert { create: RowInput, update: RowInput },
}

/// What is said about a field whose values are in tables of their own.
#[derive(Clone, Debug)]
pub(super) enum NestedInput {
    Links(LinksInput),
    Instances(InstancesInput),
}

/// What is said about one end of a relation.
#[derive(Clone, Debug)]
pub(super) struct LinksInput {
    pub(super) end: End,
    /// In the order in which they are done (content-api-write.md §3.5).
    pub(super) verbs: Vec<LinkVerb>,
}

/// One thing to do with links.
#[derive(Clone, Debug)]
pub(super) enum LinkVerb {
    /// The links are exactly these, in this order.
    Set(Vec<Target>),
    Disconnect(Target),
    /// The one link of an end that holds one.
    DisconnectLinked,
    /// Deletes the linked entry itself.
    Delete(Target),
    /// Deletes the one entry that an end is linked with.
    DeleteLinked,
    Update(Target, EntryInput),
    Upsert(Box<UpsertInput>),
    Create(ModelId, EntryInput),
    Connect(Target, Place),
}

/// An entry that an input names.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) model: ModelId,
    pub(super) unique: UniqueWhere,
}

/// Update the named entry, or create it.
#[derive(Clone, Debug)]
pub(super) struct UpsertInput {
    pub(super) target: Target,
    /// The id that a created entry gets, when one was named.
    pub(super) id: Option<EntryId>,
    pub(super) create: UpsertPart,
    pub(super) update: UpsertPart,
}

/// What an upsert says for one of two cases, or what is wrong with that.
pub(super) type UpsertPart = Result<EntryInput, WriteError>;

/// What is said about a field that holds components.
#[derive(Clone, Debug)]
pub(super) struct InstancesInput {
    pub(super) field: FieldId,
    /// In the order in which they are done.
    pub(super) verbs: Vec<InstanceVerb>,
}

/// One thing to do with component instances.
#[derive(Clone, Debug)]
pub(super) enum InstanceVerb {
    Delete(ComponentId, String),
    /// Whatever the field holds.
    DeleteAll,
    /// Without a place it stays where it is.
    Update {
        component: ComponentId,
        id: String,
        place: Option<Place>,
        input: EntryInput,
    },
    Upsert {
        component: ComponentId,
        id: EntryId,
        place: Option<Place>,
        parts: Option<Box<(UpsertPart, UpsertPart)>>,
    },
    Create {
        component: ComponentId,
        place: Place,
        input: EntryInput,
    },
}

/// Where in a list (`ConnectPositionInput`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    First,
    Last,
    /// Before the member with this id.
    Before(String),
    /// After the member with this id.
    After(String),
}
