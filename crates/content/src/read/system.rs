//! The system's own models: users, scheduled operations and releases (content-api-read.md §3.4). They have no copies of
//! their own in stages; they are the same in each.

use access::{ContentAction, Part, gate};
use graphql::{Arguments, CollectedField, collect_fields, field_arguments};
use model::ids::ModelId;
use model::{FieldRef, ParentRef, Stage, SystemField};
use serde_json::Value as Json;
use sql::Value;
use sql::select::{
    ActorField, Anchor, Column, Comparison, Entries, Json as Built, Link, Localization, One, OperationField, Predicate,
    ReleaseField, RowCondition, Scalar, Table,
};

use super::far::Far;
use super::listed::Listed;
use super::place::{Localized, Place, named_stages};
use super::plan::QueryRead;
use super::related::{Around, ListOrder, mixed};
use crate::errors::ContentError;

/// A model that the system has and nobody made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SystemType {
    /// Whoever changed content.
    User,
    /// What will be done to entries.
    Operation,
    /// Operations that are done together.
    Release,
}

/// What the values of an attribute are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AttributeKind {
    Text,
    Bool,
    Instant,
    Document,
    /// A name among these, which the column holds as it stands on the wire.
    Name(&'static [&'static str]),
}

/// A value that the row itself holds.
pub(super) struct Attribute {
    /// None for what is null in every row.
    pub(super) column: Option<Column>,
    pub(super) kind: AttributeKind,
    pub(super) nullable: bool,
}

impl Attribute {
    pub(super) fn scalar(&self) -> Scalar {
        self.column.clone().map_or(Scalar::Null, Scalar::Column)
    }

    pub(super) fn value(&self) -> Built {
        match (&self.column, self.kind) {
            (None, _) => Built::Constant(Json::Null),
            (Some(column), AttributeKind::Bool) => Built::Bool(column.clone()),
            (Some(column), AttributeKind::Document) => Built::Document(column.clone()),
            (Some(column), AttributeKind::Text | AttributeKind::Instant | AttributeKind::Name(_)) => {
                Built::Plain(Scalar::Column(column.clone()))
            }
        }
    }
}

/// Enums as they are declared (content-api-read.md §3.4).
const USER_KINDS: [&str; 5] = ["MEMBER", "PAT", "PUBLIC", "WEBHOOK", "APP_TOKEN"];
const OPERATION_STATES: [&str; 5] = ["PENDING", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELED"];
const RELEASE_STATES: [&str; 4] = ["PENDING", "IN_PROGRESS", "COMPLETED", "FAILED"];

impl SystemType {
    /// The name of the type.
    pub(super) fn name(self) -> &'static str {
        match self {
            SystemType::User => "User",
            SystemType::Operation => "ScheduledOperation",
            SystemType::Release => "ScheduledRelease",
        }
    }

    fn table(self) -> Table {
        match self {
            SystemType::User => Table::Actors,
            SystemType::Operation => Table::Operations,
            SystemType::Release => Table::Releases,
        }
    }

    /// Users: whoever may read anything may see who changed it. What is scheduled tells of all models: only a right to
    /// all of them, future ones too, is one to that.
    pub(super) fn require(self, read: &QueryRead<'_>, place: &Place<'_>) -> Result<Column, ContentError> {
        let scheduled = |id: Column| {
            for stage in &place.stages {
                let field = FieldRef::System(SystemField::Id);
                gate(read.actor, ContentAction::Read, &ModelId::new(self.name()), &stage.id, field)?;
            }
            Ok(id)
        };
        match self {
            SystemType::User if read.actor.content.allows_any(ContentAction::Read) => Ok(Column::actor(ActorField::Id)),
            SystemType::User => Err(ContentError::NotAllowed),
            SystemType::Operation => scheduled(Column::operation(OperationField::Id)),
            SystemType::Release => scheduled(Column::release(ReleaseField::Id)),
        }
    }

    /// The column of the id, for orders of rows that [`SystemType::require`] has let through.
    pub(super) fn id(self) -> Column {
        match self {
            SystemType::User => Column::actor(ActorField::Id),
            SystemType::Operation => Column::operation(OperationField::Id),
            SystemType::Release => Column::release(ReleaseField::Id),
        }
    }

    /// The value of that name that the row itself holds.
    pub(super) fn attribute(self, name: &str) -> Option<Attribute> {
        use AttributeKind::{Bool, Document, Instant, Name, Text};
        let some = |column, kind, nullable| Some(Attribute { column: Some(column), kind, nullable });
        if name == "publishedAt" {
            return Some(Attribute { column: None, kind: Instant, nullable: true });
        }
        match self {
            SystemType::User => {
                let (field, kind) = match name {
                    "id" => (ActorField::Id, Text),
                    "name" => (ActorField::Name, Text),
                    "kind" => (ActorField::Kind, Name(&USER_KINDS)),
                    "picture" => (ActorField::Picture, Text),
                    "isActive" => (ActorField::IsActive, Bool),
                    "createdAt" => (ActorField::CreatedAt, Instant),
                    "updatedAt" => (ActorField::UpdatedAt, Instant),
                    _ => return None,
                };
                some(Column::actor(field), kind, name == "picture")
            }
            SystemType::Operation => {
                let (field, kind) = match name {
                    "id" => (OperationField::Id, Text),
                    "description" => (OperationField::Description, Text),
                    "status" => (OperationField::Status, Name(&OPERATION_STATES)),
                    "errorMessage" => (OperationField::ErrorMessage, Text),
                    "rawPayload" => (OperationField::RawPayload, Document),
                    "createdAt" => (OperationField::CreatedAt, Instant),
                    "updatedAt" => (OperationField::UpdatedAt, Instant),
                    _ => return None,
                };
                some(Column::operation(field), kind, matches!(name, "description" | "errorMessage"))
            }
            SystemType::Release => {
                let (field, kind) = match name {
                    "id" => (ReleaseField::Id, Text),
                    "title" => (ReleaseField::Title, Text),
                    "description" => (ReleaseField::Description, Text),
                    "releaseAt" => (ReleaseField::ReleaseAt, Instant),
                    "isImplicit" => (ReleaseField::IsImplicit, Bool),
                    "isActive" => (ReleaseField::IsActive, Bool),
                    "status" => (ReleaseField::Status, Name(&RELEASE_STATES)),
                    "errorMessage" => (ReleaseField::ErrorMessage, Text),
                    "createdAt" => (ReleaseField::CreatedAt, Instant),
                    "updatedAt" => (ReleaseField::UpdatedAt, Instant),
                    _ => return None,
                };
                let nullable = matches!(name, "title" | "description" | "releaseAt" | "errorMessage");
                some(Column::release(field), kind, nullable)
            }
        }
    }

    /// What a field leads to: at most one row, or a list.
    pub(super) fn leads(self, name: &str) -> Option<SystemLead> {
        let one = |to, column| Some(SystemLead { to, anchor: Anchor::Referred(column), is_list: false });
        match (self, name) {
            (SystemType::Operation, "createdBy") => one(SystemType::User, Column::operation(OperationField::CreatedBy)),
            (SystemType::Operation, "updatedBy") => one(SystemType::User, Column::operation(OperationField::UpdatedBy)),
            (SystemType::Operation, "release") => one(SystemType::Release, Column::operation(OperationField::Release)),
            (SystemType::Release, "createdBy") => one(SystemType::User, Column::release(ReleaseField::CreatedBy)),
            (SystemType::Release, "updatedBy") => one(SystemType::User, Column::release(ReleaseField::UpdatedBy)),
            (SystemType::Release, "operations") => {
                let anchor = Anchor::Referring(Column::operation(OperationField::Release));
                Some(SystemLead { to: SystemType::Operation, anchor, is_list: true })
            }
            (SystemType::User | SystemType::Operation | SystemType::Release, _) => None,
        }
    }
}

/// Rows of the system's own that a field leads to.
pub(super) struct SystemLead {
    pub(super) to: SystemType,
    pub(super) anchor: Anchor,
    pub(super) is_list: bool,
}

/// The rows that start from there and fulfil the condition.
pub(super) fn entries(of: SystemType, anchor: Anchor, filter: Predicate) -> Entries {
    let readable = RowCondition::of_system();
    Entries { table: of.table(), anchor, localization: Localization::None, readable, filter }
}

/// One row by id.
pub(super) fn one(
    read: &QueryRead<'_>,
    of: SystemType,
    place: &Place<'_>,
    id: &str,
    field: &CollectedField<'_>,
) -> Result<One, ContentError> {
    read.budget.spend_objects(1)?;
    let column = Scalar::Column(of.require(read, place)?);
    let filter = Predicate::Compare(column, Comparison::Equal, Value::from(id));
    Ok(One { entries: entries(of, Anchor::All, filter), item: object(read, of, place, field)? })
}

/// The object that a selection makes of a row, in the stage of the place.
pub(super) fn object(
    read: &QueryRead<'_>,
    of: SystemType,
    place: &Place<'_>,
    field: &CollectedField<'_>,
) -> Result<Built, ContentError> {
    of.require(read, place)?;
    let selected = collect_fields(read.document, field.selection_sets(), of.name(), read.variables);
    read.budget.spend_values(selected.len())?;
    let mut fields = Vec::with_capacity(selected.len());
    for (key, part) in &selected {
        fields.push(((*key).to_owned(), value(read, of, place, part)?));
    }
    Ok(Built::Object(fields))
}

fn value(
    read: &QueryRead<'_>,
    of: SystemType,
    place: &Place<'_>,
    field: &CollectedField<'_>,
) -> Result<Built, ContentError> {
    let name = field.name().as_str();
    if let Some(attribute) = of.attribute(name) {
        return Ok(attribute.value());
    }
    let arguments = field_arguments(read.document, field.field(), read.variables)?;
    if let Some(lead) = of.leads(name) {
        let place = place.nested(read, &arguments, Localized { parent: false, target: false })?;
        if lead.is_list {
            let listed = Listed::of_system(read, lead.to, place, lead.anchor, &arguments)?;
            return Ok(Built::Page(Box::new(listed.list(field)?)));
        }
        read.budget.spend_objects(place.rows)?;
        let item = object(read, lead.to, &place, field)?;
        let entries = entries(lead.to, lead.anchor, Predicate::TRUE);
        return Ok(Built::One(Box::new(One { entries, item })));
    }
    match name {
        "stage" => Ok(place.stage_name()),
        "documentInStages" => copies(read, of, place, &arguments, field),
        // They are in every stage without having been published.
        "publishedBy" => Ok(Built::Constant(Json::Null)),
        "affectedDocuments" => affected(read, place, field),
        _ => Ok(Built::Constant(Json::from(of.name()))),
    }
}

/// The same row once more for each stage. Where the stage around is one of several, none is left out as the current.
fn copies(
    read: &QueryRead<'_>,
    of: SystemType,
    place: &Place<'_>,
    arguments: &Arguments<'_>,
    field: &CollectedField<'_>,
) -> Result<Built, ContentError> {
    let include_current = arguments.given("includeCurrent") == Some(&Json::Bool(true));
    let mut stages = match arguments.given("stages") {
        Some(Json::Array(names)) => named_stages(read.content(), names)?,
        // All stages that there are for this actor.
        Some(_) | None => {
            let there = |stage: &&Stage| of.require(read, &place.in_stage(stage)).is_ok();
            read.content().stages.iter().filter(there).collect()
        }
    };
    if let (false, Some(current)) = (include_current, place.stage()) {
        stages.retain(|stage| stage.key != current.key);
    }
    read.budget.spend_objects(place.rows.saturating_mul(stages.len() as u64))?;
    let mut items = Vec::with_capacity(stages.len());
    for stage in stages {
        items.push(object(read, of, &place.in_stage(stage), field)?);
    }
    Ok(Built::Array(items))
}

/// The entries that an operation will touch. What the actor may not read is as if it were not there.
fn affected(read: &QueryRead<'_>, place: &Place<'_>, field: &CollectedField<'_>) -> Result<Built, ContentError> {
    let stage = place.stage_below()?;
    let content = read.content();
    let readable = content.models.iter().filter(|model| {
        let grants = &read.actor.content;
        let in_stage = |stage: &&Stage| grants.rows(ContentAction::Read, &model.id, &stage.id, Part::Base).is_ok();
        place.stages.iter().all(in_stage)
    });
    let members = readable.map(|model| Far {
        parent: ParentRef::Model(model),
        holder: &model.id,
        anchor: Anchor::Linked(Link::affected(&model.id, stage)),
    });
    mixed(&Around { read, place, is_localized: false }, members.collect(), ListOrder::Id, field)
}
