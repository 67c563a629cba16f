//! Relations and unions as writes see them: two ends, each of which holds one link or many.

use model::ids::{FieldId, ModelId};
use model::{ContentModel, Field, FieldKind, Model, OtherSide, ParentRef, RelationSide};

/// One end of a relation, by ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// The source's field: names the relation.
    pub(super) relation: FieldId,
    pub(super) side: RelationSide,
}

/// A relation: its source's field with what has it.
#[derive(Clone, Copy)]
pub(super) struct Relation<'a> {
    content: &'a ContentModel,
    /// What has the source's field.
    pub(super) parent: ParentRef<'a>,
    /// The source's field.
    pub(super) source: &'a Field,
}

pub(super) fn opposite(side: RelationSide) -> RelationSide {
    match side {
        RelationSide::Source => RelationSide::Target,
        RelationSide::Target => RelationSide::Source,
    }
}

/// Which end of which relation a field is; `None` for fields of other kinds.
pub(super) fn end_of(field: &Field) -> Option<End> {
    match &field.kind {
        FieldKind::Relational { relation, side, .. } => Some(End { relation: relation.clone(), side: *side }),
        FieldKind::Union { .. } => Some(End { relation: field.id.clone(), side: RelationSide::Source }),
        FieldKind::UnionMember { owner, .. } => Some(End { relation: owner.clone(), side: RelationSide::Target }),
        FieldKind::Simple { .. }
        | FieldKind::Enumerable { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => None,
    }
}

impl<'a> Relation<'a> {
    /// The relation that a source's field names.
    pub(super) fn named(content: &'a ContentModel, source: &FieldId) -> Option<Self> {
        let (parent, source) = content.parent_of_field(source)?;
        Some(Self { content, parent, source })
    }

    /// All relations and unions.
    pub(super) fn all(content: &'a ContentModel) -> impl Iterator<Item = Self> {
        content.parents().flat_map(move |parent| {
            let sources = parent
                .fields()
                .iter()
                .filter(|field| end_of(field).is_some_and(|end| end.side == RelationSide::Source));
            sources.map(move |source| Self { content, parent, source })
        })
    }

    /// The ends that a model's entries have, also where the schema shows no field.
    pub(super) fn of_model(content: &'a ContentModel, model: &ModelId) -> Vec<(Self, RelationSide)> {
        let mut ends = Vec::new();
        for relation in Self::all(content) {
            if relation.source_model().is_some_and(|source| &source.id == model) {
                ends.push((relation, RelationSide::Source));
            }
            if relation.targets().iter().any(|target| &target.id == model) {
                ends.push((relation, RelationSide::Target));
            }
        }
        ends
    }

    /// The reverse side of a one-way relation, which exists in write inputs only (content-api-write.md §2.4).
    pub(super) fn reverse_input(content: &'a ContentModel, model: &ModelId, name: &str) -> Option<Self> {
        Self::all(content).find(|relation| match &relation.source.kind {
            FieldKind::Relational { related, other: OtherSide::OneWay { api_id }, .. } => {
                related == model && api_id == name
            }
            FieldKind::Relational { other: OtherSide::Field(_), .. }
            | FieldKind::Union { .. }
            | FieldKind::UnionMember { .. }
            | FieldKind::Simple { .. }
            | FieldKind::Enumerable { .. }
            | FieldKind::Component { .. }
            | FieldKind::ComponentUnion { .. } => false,
        })
    }

    /// The model of the sources; `None` when they are component instances.
    pub(super) fn source_model(&self) -> Option<&'a Model> {
        match self.parent {
            ParentRef::Model(model) => Some(model),
            ParentRef::Component(_) => None,
        }
    }

    /// The models of the targets.
    pub(super) fn targets(&self) -> Vec<&'a Model> {
        let found = |id| self.content.model_by_id(id);
        match &self.source.kind {
            FieldKind::Relational { related, .. } => found(related).into_iter().collect(),
            FieldKind::Union { members, .. } => members.iter().filter_map(|member| found(&member.model)).collect(),
            FieldKind::UnionMember { .. }
            | FieldKind::Simple { .. }
            | FieldKind::Enumerable { .. }
            | FieldKind::Component { .. }
            | FieldKind::ComponentUnion { .. } => Vec::new(),
        }
    }

    /// The field that targets of a model have; `None` for a one-way relation.
    pub(super) fn target_field(&self, target: &ModelId) -> Option<&'a Field> {
        let id = match &self.source.kind {
            FieldKind::Relational { other: OtherSide::Field(id), .. } => id,
            FieldKind::Union { members, .. } => &members.iter().find(|member| &member.model == target)?.field,
            FieldKind::Relational { other: OtherSide::OneWay { .. }, .. }
            | FieldKind::UnionMember { .. }
            | FieldKind::Simple { .. }
            | FieldKind::Enumerable { .. }
            | FieldKind::Component { .. }
            | FieldKind::ComponentUnion { .. } => return None,
        };
        self.content.model_by_id(target)?.field_by_id(id)
    }

    /// The field of a side, where targets are of a model.
    pub(super) fn field(&self, side: RelationSide, target: &ModelId) -> Option<&'a Field> {
        match side {
            RelationSide::Source => Some(self.source),
            RelationSide::Target => self.target_field(target),
        }
    }

    /// Whether a side holds several links. A side without a field holds as many as there are.
    pub(super) fn holds_many(&self, side: RelationSide, target: &ModelId) -> bool {
        self.field(side, target).is_none_or(|field| field.is_list)
    }

    /// The GraphQL union in whose inputs the member is named; only the source's side of a union has one.
    pub(super) fn union_name(&self, side: RelationSide) -> Option<&'a str> {
        match (&self.source.kind, side) {
            (FieldKind::Union { union, .. }, RelationSide::Source) => Some(&union.api_id),
            (
                FieldKind::Union { .. }
                | FieldKind::Relational { .. }
                | FieldKind::UnionMember { .. }
                | FieldKind::Simple { .. }
                | FieldKind::Enumerable { .. }
                | FieldKind::Component { .. }
                | FieldKind::ComponentUnion { .. },
                RelationSide::Source | RelationSide::Target,
            ) => None,
        }
    }
}
