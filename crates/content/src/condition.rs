//! Conditions of content permissions: `where` inputs that are kept and must go on meaning what they meant
//! (platform.md §1.3).

use std::sync::Arc;

use access::WhereInput;
use graphql::coerce_arguments;
use model::ids::ModelId;
use model::{ContentModel, Field, FieldKind, Model, ParentRef, Stage};
use serde_json::{Map, Value as Json};

use crate::schema::{EnvironmentSchema, SchemaError, names};

/// Why a text is no condition for a model.
#[derive(Debug, thiserror::Error)]
pub enum ConditionError {
    /// There is no such model.
    #[error("there is no such model")]
    NoModel,
    /// It is no `where` input of the model.
    #[error("{0}")]
    NoFilter(String),
    /// A condition is about entries and not about one of their localisations.
    #[error("the field \"{0}\" is localized: conditions can only use fields that are not")]
    Localized(String),
    /// What a search finds is not fixed.
    #[error("conditions cannot use _search")]
    Search,
    /// A part of it lets everything through, so that more would be granted than it looks like.
    #[error("{0} does not restrict anything: leave it out, or give it a value")]
    NoRestriction(String),
    /// The schema could not be made.
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

/// Checks conditions against one content model.
pub struct Conditions(EnvironmentSchema);

impl Conditions {
    /// For conditions on entries of this content model.
    ///
    /// # Errors
    /// [`ConditionError::Schema`]
    pub fn new(content: Arc<ContentModel>) -> Result<Self, ConditionError> {
        let draft = content.stage_by_key(Stage::DRAFT).ok_or(ConditionError::NoModel)?.id.clone();
        Ok(Self(EnvironmentSchema::generate(content, draft)?))
    }

    /// Whether the input is a condition on entries of the model.
    ///
    /// # Errors
    /// [`ConditionError`], with the reason.
    pub fn check(&self, model: &ModelId, input: &WhereInput) -> Result<(), ConditionError> {
        let model = self.0.content_model.model_by_id(model).ok_or(ConditionError::NoModel)?;
        checked(&self.0, model, input).map(drop)
    }
}

/// The condition as a coerced `where` input of the model.
///
/// # Errors
/// [`ConditionError`], with the reason why it is none.
pub(crate) fn checked(
    schema: &EnvironmentSchema,
    model: &Model,
    input: &WhereInput,
) -> Result<Map<String, Json>, ConditionError> {
    if input.text().contains("\\u0000") {
        return Err(ConditionError::NoFilter(
            "a text has the NUL character (U+0000), which no content holds".to_owned(),
        ));
    }
    let list = names::list_query(&model.api_id_plural);
    let field = schema.graphql.field("Query", &list).ok_or(ConditionError::NoModel)?;
    let definitions: Vec<_> = field.arguments.iter().filter(|one| one.name == "where").cloned().collect();
    let values = Map::from_iter([("where".to_owned(), Json::Object(input.object().clone()))]);
    let mut coerced = coerce_arguments(&schema.graphql, &definitions, &values)
        .map_err(|fault| ConditionError::NoFilter(fault.message.trim_end().to_owned()))?;
    restricts("the condition", input.object())?;
    Walk(&schema.content_model).object(ParentRef::Model(model), input.object())?;
    match coerced.shift_remove("where") {
        Some(Json::Object(input)) => Ok(input),
        Some(_) | None => Err(ConditionError::NoRestriction("the condition".to_owned())),
    }
}

/// An object without keys lets everything through.
fn restricts(place: &str, object: &Map<String, Json>) -> Result<(), ConditionError> {
    if object.is_empty() { Err(ConditionError::NoRestriction(place.to_owned())) } else { Ok(()) }
}

/// Walks through an input that fits the schema.
struct Walk<'a>(&'a ContentModel);

impl<'a> Walk<'a> {
    fn object(&self, parent: ParentRef<'a>, object: &Map<String, Json>) -> Result<(), ConditionError> {
        object.iter().try_for_each(|(key, value)| self.key(parent, key, value))
    }

    fn key(&self, parent: ParentRef<'a>, key: &str, value: &Json) -> Result<(), ConditionError> {
        if key == "_search" {
            return Err(ConditionError::Search);
        }
        if matches!(key, "AND" | "OR" | "NOT") {
            return self.junction(parent, key, value);
        }
        let Some(field) = named(parent, key) else { return system(key, value) };
        if field.is_localized {
            return Err(ConditionError::Localized(field.api_id.clone()));
        }
        // Equal to null is a question of its own; every other operator ignores it.
        if value.is_null() && key != field.api_id {
            return Err(ConditionError::NoRestriction(key.to_owned()));
        }
        let Some(input) = value.as_object() else { return Ok(()) };
        match self.leads(field).as_slice() {
            [] => Ok(()),
            [only] if !is_union(field) => self.object(*only, input),
            several => several.iter().try_for_each(|member| match input.get(member.api_id()) {
                Some(Json::Object(input)) => self.object(*member, input),
                Some(_) | None => Ok(()),
            }),
        }
    }

    /// Each part must restrict: in an OR, one that does not lets everything through.
    fn junction(&self, parent: ParentRef<'a>, word: &str, value: &Json) -> Result<(), ConditionError> {
        let parts: Vec<&Json> = match value {
            Json::Array(parts) => parts.iter().collect(),
            // GraphQL takes one value for a list of one.
            other => vec![other],
        };
        if parts.is_empty() {
            return Err(ConditionError::NoRestriction(word.to_owned()));
        }
        parts.into_iter().try_for_each(|part| match part {
            Json::Object(input) => {
                restricts(word, input)?;
                self.object(parent, input)
            }
            _ => Err(ConditionError::NoRestriction(word.to_owned())),
        })
    }

    /// What a field leads to: nothing for one whose value the row itself holds.
    fn leads(&self, field: &'a Field) -> Vec<ParentRef<'a>> {
        let model = |id: &ModelId| self.0.model_by_id(id).map(ParentRef::Model);
        let component = |id| self.0.component_by_id(id).map(ParentRef::Component);
        match &field.kind {
            FieldKind::Simple { .. } | FieldKind::Enumerable { .. } => Vec::new(),
            FieldKind::Relational { related, .. } => model(related).into_iter().collect(),
            FieldKind::UnionMember { owner_parent, .. } => self.0.parent(owner_parent).into_iter().collect(),
            FieldKind::Union { members, .. } => members.iter().filter_map(|member| model(&member.model)).collect(),
            FieldKind::Component { component: id } => component(id).into_iter().collect(),
            FieldKind::ComponentUnion { components } => components.iter().filter_map(component).collect(),
        }
    }
}

fn is_union(field: &Field) -> bool {
    match &field.kind {
        FieldKind::Union { .. } | FieldKind::ComponentUnion { .. } => true,
        FieldKind::Simple { .. }
        | FieldKind::Enumerable { .. }
        | FieldKind::Relational { .. }
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. } => false,
    }
}

/// The field that a key such as `title_contains` is about: the one with the longest name that the key begins with.
fn named<'a>(parent: ParentRef<'a>, key: &str) -> Option<&'a Field> {
    let begins = |field: &&Field| {
        key.strip_prefix(field.api_id.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    parent.fields().iter().filter(begins).max_by_key(|field| field.api_id.len())
}

/// A system field: whatever leads on from it must not search, and only a plain name may be held against null.
fn system(key: &str, value: &Json) -> Result<(), ConditionError> {
    if value.is_null() && key.contains('_') {
        return Err(ConditionError::NoRestriction(key.to_owned()));
    }
    if searches(value) { Err(ConditionError::Search) } else { Ok(()) }
}

fn searches(value: &Json) -> bool {
    match value {
        Json::Object(object) => object.iter().any(|(key, value)| key == "_search" || searches(value)),
        Json::Array(items) => items.iter().any(searches),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => false,
    }
}
