//! Changes, one table per area: what a change does to the content model, which effects it has, or the exact words of
//! the refusal.

#![allow(clippy::unwrap_used, clippy::panic)]

mod assets;
mod components;
mod conditions;
mod enumerations;
mod fields;
mod locales;
mod models;
mod relations;
mod stages;
mod unions;

use model::ids::{ComponentId, EnumerationId, FieldId, ModelId};
use model::{
    Change, ContentModel, Effect, EmbedsDraft, EnumerationDraft, EnumerationValueDraft, FieldConfig, FieldDraft,
    FieldPatch, FieldTarget, Fresh, KindDraft, KindName, MemberDraft, ParentId, RelationalType, ReverseDraft,
    ReverseFieldDraft, SimpleType, Target, TypeDraft, UnionDraft, Visibility,
};

/// An environment whose ids are numbers, so that tests can name them.
struct Environment {
    content: ContentModel,
    next: u32,
}

impl Environment {
    fn blank() -> Self {
        let mut next = 0;
        let mut id = || {
            next += 1;
            format!("id{next}")
        };
        let content = ContentModel::blank(&mut Fresh { id: &mut id, now: "t0", by: None });
        Environment { content, next }
    }

    /// With the model `Post`.
    fn with_post() -> Self {
        let mut environment = Environment::blank();
        environment.ok(create_model("Post", "Posts"));
        environment
    }

    fn apply(&mut self, change: Change) -> Result<Vec<Effect>, String> {
        let mut id = || {
            self.next += 1;
            format!("id{}", self.next)
        };
        let before = self.content.clone();
        let mut fresh = Fresh { id: &mut id, now: "t1", by: None };
        let result = model::apply(&mut self.content, &change, &mut fresh).map_err(|error| error.to_string());
        if result.is_err() {
            assert_eq!(self.content, before, "a refused change leaves the content model as it was");
        }
        result
    }

    fn ok(&mut self, change: Change) -> Vec<Effect> {
        let shown = format!("{change:?}");
        self.apply(change).unwrap_or_else(|error| panic!("{shown}: {error}"))
    }

    fn refused(&mut self, change: Change) -> String {
        let shown = format!("{change:?}");
        self.apply(change).expect_err(&shown)
    }

    fn field(&self, model: &str, api_id: &str) -> &model::Field {
        self.content.model(model).and_then(|model| model.field(api_id)).unwrap()
    }

    fn post(&self) -> ParentId {
        ParentId::Model(self.model_id("Post"))
    }

    fn component_id(&self, api_id: &str) -> ComponentId {
        self.content.component(api_id).unwrap().id.clone()
    }

    /// A field of a component.
    fn inner(&self, component: &str, api_id: &str) -> &model::Field {
        self.content.component(component).and_then(|component| component.field(api_id)).unwrap()
    }

    fn model_id(&self, api_id: &str) -> ModelId {
        self.content.model(api_id).unwrap().id.clone()
    }

    fn field_id(&self, model: &str, api_id: &str) -> FieldId {
        self.field(model, api_id).id.clone()
    }
}

fn named<I>(api_id: &str) -> Target<I> {
    Target::ApiId(api_id.to_owned())
}

fn create_model(api_id: &str, plural: &str) -> Change {
    Change::CreateModel(TypeDraft {
        api_id: api_id.to_owned(),
        api_id_plural: plural.to_owned(),
        display_name: api_id.to_owned(),
        ..TypeDraft::default()
    })
}

fn create_component(api_id: &str, plural: &str) -> Change {
    Change::CreateComponent(TypeDraft {
        api_id: api_id.to_owned(),
        api_id_plural: plural.to_owned(),
        display_name: api_id.to_owned(),
        ..TypeDraft::default()
    })
}

/// A one-way asset field, as Studio makes it.
fn asset_field(api_id: &str) -> FieldDraft {
    let reverse = ReverseDraft::OneWay { api_id: None };
    let kind = KindDraft::Relational { relational_type: RelationalType::Asset, related: named("Asset"), reverse };
    draft(api_id, kind)
}

/// A two-way relation to a model; `reverse` is a list.
fn relation(api_id: &str, related: &str, reverse: &str) -> FieldDraft {
    let reverse = ReverseFieldDraft {
        api_id: Some(reverse.to_owned()),
        display_name: Some(reverse.to_owned()),
        is_list: true,
        ..ReverseFieldDraft::default()
    };
    let reverse = ReverseDraft::TwoWay(Box::new(reverse));
    draft(api_id, KindDraft::Relational { relational_type: RelationalType::Relation, related: named(related), reverse })
}

/// A union field; each member's side has the name `reverse`, or the default one.
fn union_of(api_id: &str, models: &[&str], reverse: Option<&str>) -> FieldDraft {
    let field = ReverseFieldDraft { api_id: reverse.map(str::to_owned), is_list: true, ..ReverseFieldDraft::default() };
    let members = models.iter().map(|model| MemberDraft { model: named(model), field: field.clone() }).collect();
    draft(api_id, KindDraft::Union { union: UnionDraft::default(), members })
}

fn component_field(api_id: &str, component: &str) -> FieldDraft {
    draft(api_id, KindDraft::Component { component: named(component) })
}

fn component_union(api_id: &str, components: &[&str]) -> FieldDraft {
    draft(api_id, KindDraft::ComponentUnion { components: components.iter().map(|name| named(name)).collect() })
}

/// Adds a field to a model or component.
fn add_to(parent: &str, draft: FieldDraft) -> Change {
    Change::CreateField(named(parent), Box::new(draft))
}

fn delete_field(parent: &str, api_id: &str) -> Change {
    Change::DeleteField(FieldTarget::Named { parent: parent.to_owned(), api_id: api_id.to_owned() })
}

/// Patches a field of any parent.
fn patch_of(parent: &str, api_id: &str, kind: KindName, patch: FieldPatch) -> Change {
    let target = FieldTarget::Named { parent: parent.to_owned(), api_id: api_id.to_owned() };
    Change::UpdateField(target, kind, Box::new(patch))
}

fn simple(api_id: &str, simple_type: SimpleType) -> FieldDraft {
    let kind = KindDraft::Simple { simple_type, initial_value: None, validations: None, embeds: EmbedsDraft::Off };
    draft(api_id, kind)
}

fn enumerable(api_id: &str, enumeration: &str) -> FieldDraft {
    let enumeration: Target<EnumerationId> = named(enumeration);
    draft(api_id, KindDraft::Enumerable { enumeration, initial_value: None })
}

fn draft(api_id: &str, kind: KindDraft) -> FieldDraft {
    FieldDraft {
        api_id: api_id.to_owned(),
        display_name: api_id.to_owned(),
        description: None,
        is_system: false,
        position: None,
        visibility: Visibility::ReadWrite,
        is_list: false,
        is_required: false,
        is_unique: false,
        is_localized: false,
        is_title: false,
        is_variant_enabled: false,
        migration_value: None,
        kind,
        form_config: FieldConfig::default(),
        table_config: FieldConfig::default(),
        extensions: None,
        meta: None,
        visibility_condition: None,
    }
}

/// Adds a field to `Post`.
fn add(draft: FieldDraft) -> Change {
    Change::CreateField(named("Post"), Box::new(draft))
}

fn post_field(api_id: &str) -> FieldTarget {
    FieldTarget::Named { parent: "Post".to_owned(), api_id: api_id.to_owned() }
}

/// Patches a field of `Post`.
fn patch(api_id: &str, patch: FieldPatch) -> Change {
    Change::UpdateField(post_field(api_id), KindName::Simple, Box::new(patch))
}

fn enumeration(api_id: &str, values: &[&str]) -> Change {
    let value = |name: &&str| EnumerationValueDraft { api_id: (*name).to_owned(), display_name: (*name).to_owned() };
    Change::CreateEnumeration(EnumerationDraft {
        api_id: api_id.to_owned(),
        display_name: api_id.to_owned(),
        description: None,
        is_system: false,
        values: values.iter().map(value).collect(),
    })
}
