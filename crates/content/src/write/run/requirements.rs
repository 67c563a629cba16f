//! What must hold when the request is done: required fields whose values are in tables of their own, and entries that
//! others require (content-api-write.md §3.4, §3.6, §3.8).

use model::ids::{EntryId, FieldId};
use model::{Field, FieldKind, Model, ParentId, ParentRef, RelationSide, Stage};
use sql::dml::{self, InstanceField, LinkEnd, OrderedList};

use super::{Holder, Writer};
use crate::write::error::WriteError;
use crate::write::relation::{Relation, end_of};

/// A field of an entry or instance that must hold something.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Requirement {
    parent: ParentId,
    id: String,
    field: FieldId,
}

impl Requirement {
    /// Of the source of a link that is gone; `None` when its field is not required.
    pub(super) fn of_source(relation: Relation<'_>, source: &str) -> Option<Self> {
        let field = relation.source;
        field.is_required.then(|| Requirement {
            parent: relation.parent.id(),
            id: source.to_owned(),
            field: field.id.clone(),
        })
    }

    /// Of a field that somebody writes.
    pub(super) fn of_field(holder: Holder<'_, '_>, field: &Field) -> Option<Self> {
        let has_own_table = field.storage().is_none();
        (field.is_required && has_own_table).then(|| Requirement {
            parent: holder.parent.id(),
            id: holder.id.to_owned(),
            field: field.id.clone(),
        })
    }
}

impl<'a> Writer<'_, 'a> {
    pub(super) fn require(&mut self, requirement: Option<Requirement>) {
        self.requirements.extend(requirement);
    }

    /// All required fields of a new entry or instance.
    pub(super) fn require_all(&mut self, holder: Holder<'_, 'a>) {
        for field in holder.parent.fields() {
            self.require(Requirement::of_field(holder, field));
        }
    }

    pub(super) async fn check_requirements(&mut self) -> Result<(), WriteError> {
        for requirement in std::mem::take(&mut self.requirements) {
            let parent = self.content.parent(&requirement.parent).ok_or(WriteError::SchemaChanged)?;
            let field = parent.fields().iter().find(|field| field.id == requirement.field);
            let field = field.ok_or(WriteError::SchemaChanged)?;
            let members = self.count_values(parent, &requirement.id, field).await?;
            if members > 0 || self.is_gone(&requirement).await? {
                continue;
            }
            return Err(if field.is_list {
                WriteError::input(format!("value for required field \"{}\" must not be empty", field.api_id))
            } else {
                WriteError::required(&field.api_id)
            });
        }
        Ok(())
    }

    /// How many links or instances a field holds in DRAFT.
    async fn count_values(&mut self, parent: ParentRef<'a>, id: &str, field: &'a Field) -> Result<i64, WriteError> {
        let statement = match &field.kind {
            FieldKind::Relational { .. } | FieldKind::Union { .. } | FieldKind::UnionMember { .. } => {
                let end = end_of(field).ok_or(WriteError::SchemaChanged)?;
                let model = match parent {
                    ParentRef::Model(model) => Some(&model.id),
                    ParentRef::Component(_) => None,
                };
                let end = LinkEnd { relation: &end.relation, side: end.side, stage: Stage::DRAFT, id, model };
                dml::count_members(&OrderedList::Links(end))
            }
            FieldKind::Component { .. } | FieldKind::ComponentUnion { .. } => {
                let components = field.components().iter().collect();
                let held = InstanceField { components, stage: Stage::DRAFT, parent: id, field: &field.id };
                dml::count_members(&OrderedList::Instances(held))
            }
            // They have columns and are checked when they are read.
            FieldKind::Simple { .. } | FieldKind::Enumerable { .. } => return Ok(1),
        };
        self.number(statement).await
    }

    /// Whether the entry or instance was deleted later in the request.
    async fn is_gone(&mut self, requirement: &Requirement) -> Result<bool, WriteError> {
        let row = self.tx.query_opt(dml::find_row(&requirement.parent, &requirement.id, Stage::DRAFT)).await?;
        Ok(row.is_none())
    }

    /// Refuses to delete an entry without which a required field would hold nothing.
    pub(super) async fn check_dependants(&mut self, model: &Model, id: &EntryId) -> Result<(), WriteError> {
        for (relation, side) in Relation::of_model(self.content, &model.id) {
            if side == RelationSide::Source || !relation.source.is_required {
                continue;
            }
            let (source, stage) = (&relation.source.id, Stage::DRAFT);
            let end = LinkEnd { relation: source, side, stage, id: id.as_str(), model: Some(&model.id) };
            let count = self.number(dml::count_dependants(&end)).await?;
            if count > 0 {
                let parent = relation.parent.api_id();
                return Err(WriteError::input(format!(
                    "document is required by {count} documents of model \"{parent}\""
                )));
            }
        }
        Ok(())
    }
}
