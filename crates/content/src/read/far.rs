//! What fields lead to: the other ends of relations, the members of unions, the component instances that a field holds.

use model::ids::ModelId;
use model::{Field, FieldKind, FieldRef, ParentId, ParentRef, RelationSide};
use sql::select::{Anchor, Held, Holders, Link};

use super::reader::Reader;
use crate::errors::ContentError;

/// Rows that a field leads to.
pub(super) struct Far<'a> {
    pub(super) parent: ParentRef<'a>,
    /// The model whose right they take.
    pub(super) holder: &'a ModelId,
    pub(super) anchor: Anchor,
}

/// Where a field leads.
pub(super) enum Leads<'a> {
    /// To rows of one type.
    To(Far<'a>),
    /// To rows of several types: a union.
    ToMembers(Vec<Far<'a>>),
}

/// Where a field leads; `None` for one whose value the row itself holds.
///
/// Whether the actor may read what it leads to, the reader of that says.
pub(super) fn leads<'a>(reader: &Reader<'_, 'a>, own: &'a Field) -> Result<Option<Leads<'a>>, ContentError> {
    let content = reader.read.content();
    let model = |id: &ModelId| content.model_by_id(id);
    let to_model = |id: &ModelId, link: Link| {
        let model = model(id).ok_or(ContentError::NotAllowed)?;
        Ok::<_, ContentError>(Far { parent: ParentRef::Model(model), holder: &model.id, anchor: Anchor::Linked(link) })
    };
    Ok(Some(match &own.kind {
        FieldKind::Simple { .. } | FieldKind::Enumerable { .. } => return Ok(None),
        FieldKind::Relational { related, relation, side, .. } => {
            Leads::To(to_model(related, link(reader, own, relation, *side)?)?)
        }
        FieldKind::UnionMember { owner, owner_parent } => match owner_parent {
            ParentId::Model(id) => {
                let link = link(reader, own, owner, RelationSide::Target)?.of_member(reader.holder);
                Leads::To(to_model(id, link)?)
            }
            // Components give nothing back (content-api-read.md §3.4): no schema has this in answers or filters.
            ParentId::Component(_) => return Err(ContentError::NotAllowed),
        },
        FieldKind::Union { members, .. } => {
            let link = link(reader, own, &own.id, RelationSide::Source)?;
            let known = members.iter().filter(|member| model(&member.model).is_some());
            let members = known.map(|member| to_model(&member.model, link.clone().of_member(&member.model)));
            Leads::ToMembers(members.collect::<Result<_, _>>()?)
        }
        FieldKind::Component { component } => {
            let component = content.component_by_id(component).ok_or(ContentError::NotAllowed)?;
            Leads::To(held(reader, own, ParentRef::Component(component))?)
        }
        FieldKind::ComponentUnion { components } => {
            let known = components.iter().filter_map(|id| content.component_by_id(id));
            let members = known.map(|component| held(reader, own, ParentRef::Component(component)));
            Leads::ToMembers(members.collect::<Result<_, _>>()?)
        }
    }))
}

fn link(
    reader: &Reader<'_, '_>,
    own: &Field,
    relation: &model::ids::FieldId,
    side: RelationSide,
) -> Result<Link, ContentError> {
    let granted = reader.granted(FieldRef::Own(own.id.clone()));
    Ok(Link::relation(&granted, relation, side, reader.place.stage_below()?))
}

fn held<'a>(reader: &Reader<'_, 'a>, own: &Field, parent: ParentRef<'a>) -> Result<Far<'a>, ContentError> {
    let granted = reader.granted(FieldRef::Own(own.id.clone()));
    let held = Held::by(&granted, reader.place.stage_below()?).ok_or(ContentError::NotAllowed)?;
    Ok(Far { parent, holder: reader.holder, anchor: Anchor::Held(held) })
}

/// The fields through which entries of a model hold a component's instances, directly or inside other instances.
pub(super) fn holders(content: &model::ContentModel, component: &model::Component, model: &model::Model) -> Holders {
    within(content, component, model, &mut vec![&component.id])
}

/// `path` are the components from the innermost outwards: what holds itself is held by nothing new.
fn within<'a>(
    content: &'a model::ContentModel,
    component: &model::Component,
    model: &model::Model,
    path: &mut Vec<&'a model::ids::ComponentId>,
) -> Holders {
    let holds = |field: &&Field| field.components().contains(&component.id);
    let ids = |fields: &[Field]| fields.iter().filter(holds).map(|field| field.id.clone()).collect::<Vec<_>>();
    let mut inside = Vec::new();
    for outer in &content.components {
        let fields = ids(&outer.fields);
        if fields.is_empty() || path.contains(&&outer.id) {
            continue;
        }
        path.push(&outer.id);
        let further = within(content, outer, model, path);
        path.pop();
        if !further.is_empty() {
            inside.push((outer.id.clone(), fields, further));
        }
    }
    Holders { fields: ids(&model.fields), inside }
}
