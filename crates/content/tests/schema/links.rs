//! Fields that lead to other types, with what they leave at the other end.

use model::ids::{FieldId, ModelId};
use model::{
    ContentModel, Field, FieldKind, ModelKind, OtherSide, ParentId, RelationSide, RelationalType, Union, UnionMember,
};

use crate::models::field;

/// One end of a link: the model or component, its field, and whether that holds many.
#[derive(Clone, Copy)]
pub struct End<'a> {
    parent: &'a str,
    field: &'a str,
    is_list: bool,
}

pub fn ends<'a>(parent: &'a str, field: &'a str, is_list: bool) -> End<'a> {
    End { parent, field, is_list }
}

impl End<'_> {
    fn id(self) -> FieldId {
        FieldId::new(format!("{}.{}", self.parent, self.field))
    }

    fn with(self, kind: FieldKind) -> Field {
        Field { id: self.id(), is_list: self.is_list, ..field(self.field, kind) }
    }

    fn parent(self, content_model: &ContentModel) -> ParentId {
        let component = || ParentId::Component(content_model.component(self.parent).unwrap().id.clone());
        content_model.model(self.parent).map_or_else(component, |model| ParentId::Model(model.id.clone()))
    }

    fn push(self, content_model: &mut ContentModel, kind: FieldKind) {
        let field = self.with(kind);
        let component = content_model.components.iter_mut().find(|component| component.api_id == self.parent);
        match component {
            Some(component) => component.fields.push(field),
            None => crate::models::model_mut(content_model, self.parent).fields.push(field),
        }
    }
}

fn model_id(content_model: &ContentModel, name: &str) -> ModelId {
    content_model.model(name).unwrap().id.clone()
}

fn relational_type(content_model: &ContentModel, model: &str) -> RelationalType {
    match content_model.model(model).unwrap().kind {
        ModelKind::Asset => RelationalType::Asset,
        ModelKind::Entries => RelationalType::Relation,
    }
}

/// A relation that shows on both sides. The target's field comes first, so that the source's is the last of its model.
pub fn two_way(content_model: &mut ContentModel, source: End<'_>, target: End<'_>) {
    let relation = source.id();
    let reverse = FieldKind::Relational {
        relational_type: relational_type(content_model, source.parent),
        related: model_id(content_model, source.parent),
        relation: relation.clone(),
        side: RelationSide::Target,
        other: OtherSide::Field(source.id()),
    };
    target.push(content_model, reverse);
    let kind = FieldKind::Relational {
        relational_type: relational_type(content_model, target.parent),
        related: model_id(content_model, target.parent),
        relation,
        side: RelationSide::Source,
        other: OtherSide::Field(target.id()),
    };
    source.push(content_model, kind);
}

/// A relation that shows on one side only.
pub fn one_way(content_model: &mut ContentModel, source: End<'_>, target: &str, reverse: &str) {
    let kind = FieldKind::Relational {
        relational_type: relational_type(content_model, target),
        related: model_id(content_model, target),
        relation: source.id(),
        side: RelationSide::Source,
        other: OtherSide::OneWay { api_id: reverse.to_owned() },
    };
    source.push(content_model, kind);
}

/// A union field, and the virtual side of each member.
pub fn union(content_model: &mut ContentModel, api_id: &str, owner: End<'_>, members: &[End<'_>]) {
    let union =
        Union { id: api_id.to_owned(), api_id: api_id.to_owned(), display_name: api_id.to_owned(), description: None };
    let owner_parent = owner.parent(content_model);
    for member in members {
        let kind = FieldKind::UnionMember { owner: owner.id(), owner_parent: owner_parent.clone() };
        member.push(content_model, kind);
    }
    let members = members.iter();
    let members = members.map(|end| UnionMember { model: model_id(content_model, end.parent), field: end.id() });
    let kind = FieldKind::Union { union, members: members.collect() };
    owner.push(content_model, kind);
}
