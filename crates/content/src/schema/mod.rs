//! The GraphQL schema of an environment, made by rule from its content model (content-api-read.md §1–§5, content-api-write.md §1, §2).
//!
//! [`document`] gives the types as a document made in code; [`EnvironmentSchema`] is the checked schema together with what the names in it
//! mean. Every rule works on a `Shape`, in which kinds of fields have become kinds of values.

mod clashes;
mod filter;
mod inline;
mod input;
mod localization;
mod mutation;
pub mod names;
mod object;
mod order;
mod query;
mod rich_text;
mod roots;
mod sdl;
mod shape;
mod system;
mod system_mutations;
mod system_shapes;
mod unions;
mod value;

use std::sync::{Arc, OnceLock};

use graphql::{Document, Flavor, GraphqlError, Limits, ast};
use model::ContentModel;
use model::ids::StageId;

use crate::limits::{ReadLimits, VersionRetention};
use crate::upload::Expecting;
use roots::Roots;
pub use roots::{EntryType, MutationRoot, QueryRoot};
use sdl::Types;
use shape::{Shape, ShapeKind};
pub use system_mutations::SystemMutation;

/// A content model's schema for callers with one default stage: the default of the argument `stage` is the caller's
/// (content-api-read.md §2), so there is one schema per content model and default stage.
#[derive(Debug)]
pub struct EnvironmentSchema {
    /// What the schema was made from.
    pub content_model: Arc<ContentModel>,
    /// The schema: documents are validated against it and introspection answers from it.
    pub graphql: graphql::Schema,
    /// The default of `stage` arguments.
    pub default_stage: StageId,
    /// How much a query on it may read.
    pub limits: ReadLimits,
    /// How long versions are kept of what is written through it.
    pub retention: VersionRetention,
    /// How files are waited for that are asked for through it.
    pub files: Expecting,
    roots: Roots,
    empty: OnceLock<Document>,
}

/// Why a content model has no schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// No stage has that id.
    #[error("the content model has no stage {0}")]
    UnknownStage(StageId),
    /// Two things would have one name: types, or fields of a type.
    #[error("the name \"{name}\" would be used twice in {place} of the Content API. Use a different Api Id.")]
    NameClash {
        /// A type's name, or `the schema`.
        place: String,
        /// The name.
        name: String,
    },
    /// GraphQL refuses the schema.
    #[error("the schema is not valid: {0}")]
    Invalid(String),
}

impl EnvironmentSchema {
    /// Makes and checks the schema.
    ///
    /// # Errors
    /// [`SchemaError`]; for a content model that passed [`check`] only [`SchemaError::UnknownStage`].
    pub fn generate(content_model: Arc<ContentModel>, default_stage: StageId) -> Result<Self, SchemaError> {
        let document = document(&content_model, &default_stage)?;
        let graphql = graphql::Schema::from_document(&document);
        let graphql = graphql.map_err(|error| SchemaError::Invalid(error.to_string()))?;
        let roots = Roots::of(&content_model);
        Ok(Self {
            content_model,
            graphql,
            default_stage,
            limits: ReadLimits::DEFAULT,
            retention: VersionRetention::default(),
            files: Expecting::nowhere(),
            roots,
            empty: OnceLock::new(),
        })
    }

    /// The same with other limits; pages are those of the content model where it has any.
    #[must_use]
    pub fn within(self, limits: ReadLimits) -> Self {
        Self { limits: limits.with_pages_of(&self.content_model), ..self }
    }

    /// The same with another retention of versions.
    #[must_use]
    pub fn keeping(self, retention: VersionRetention) -> Self {
        Self { retention, ..self }
    }

    /// The same for files of an environment.
    #[must_use]
    pub fn expecting(self, files: Expecting) -> Self {
        Self { files, ..self }
    }

    /// What a field of `Query` means.
    pub fn query_root(&self, name: &str) -> Option<QueryRoot> {
        self.roots.queries.get(name).cloned()
    }

    /// What a field of `Mutation` means.
    pub fn mutation_root(&self, name: &str) -> Option<MutationRoot> {
        self.roots.mutations.get(name).cloned()
    }

    /// A document that asks for nothing of content: for what is planned without one, such as conditions of permissions.
    ///
    /// # Errors
    /// None for a schema that has a query type, which each has.
    pub(crate) fn empty_document(&self) -> Result<&Document, Vec<GraphqlError>> {
        if let Some(document) = self.empty.get() {
            return Ok(document);
        }
        let document = Document::parse(&self.graphql, "{ __typename }", &Limits::CONTENT, Flavor::Content)?;
        Ok(self.empty.get_or_init(|| document))
    }

    /// What an object type's name means; `None` for types that are no entries, such as `PostConnection`.
    pub fn object_type(&self, type_name: &str) -> Option<EntryType> {
        self.roots.object_types.get(type_name).cloned()
    }
}

/// All types of the schema in byte order of their names, for callers with that default stage.
///
/// # Errors
/// [`SchemaError::UnknownStage`], [`SchemaError::NameClash`]
pub fn document(content_model: &ContentModel, default_stage: &StageId) -> Result<ast::Document, SchemaError> {
    let stage = content_model.stages.iter().find(|stage| &stage.id == default_stage);
    let stage = stage.ok_or_else(|| SchemaError::UnknownStage(default_stage.clone()))?;
    let scene = Scene { content_model, default_stage: &stage.api_id };
    let mut types = Types::default();
    let shapes = shapes(content_model);
    for shape in &shapes {
        match shape.kind {
            ShapeKind::Entries | ShapeKind::Asset | ShapeKind::ScheduledRelease | ShapeKind::Component => {
                input::add(&mut types, &scene, shape);
                localization::add(&mut types, shape);
            }
            // Nobody writes these.
            ShapeKind::User | ShapeKind::ScheduledOperation => {}
        }
        inline::add(&mut types, shape.name, shape.kind);
        object::add(&mut types, &scene, shape);
        filter::add(&mut types, shape);
        order::add(&mut types, shape);
    }
    for parent in content_model.parents() {
        rich_text::add(&mut types, &scene, parent);
    }
    unions::add(&mut types, content_model);
    mutation::add(&mut types, &scene);
    query::add(&mut types, &scene, &shapes);
    system::add(&mut types, &scene, &shapes);

    let definitions = types.sorted();
    clashes::check(&definitions)?;
    Ok(ast::Document { sources: Default::default(), definitions })
}

/// All types of entries. System types stand before the models, as in Hygraph's answers of 2022 (content-api-read.md §2).
fn shapes(content_model: &ContentModel) -> Vec<Shape<'_>> {
    let (assets, models): (Vec<_>, Vec<_>) = content_model
        .models
        .iter()
        .map(|model| Shape::of_model(content_model, model))
        .partition(|shape| shape.kind == ShapeKind::Asset);
    let components = content_model.components.iter().map(|component| Shape::of_component(content_model, component));
    let mut shapes = vec![system_shapes::user()];
    shapes.extend(assets);
    shapes.extend([system_shapes::scheduled_operation(), system_shapes::scheduled_release()]);
    shapes.extend(models);
    shapes.extend(components);
    shapes
}

/// Whether the content model has a schema: to be asked before a change is kept.
///
/// # Errors
/// [`SchemaError::NameClash`] in words for the person who sent the change; [`SchemaError::Invalid`].
pub fn check(content_model: &ContentModel) -> Result<(), SchemaError> {
    let stage = content_model.stages.first().map(|stage| stage.id.clone());
    let stage = stage.ok_or_else(|| SchemaError::Invalid("there is no stage".to_owned()))?;
    let document = document(content_model, &stage)?;
    let schema = graphql::Schema::from_document(&document);
    schema.map(drop).map_err(|error| SchemaError::Invalid(error.to_string()))
}

/// What all rules have before their eyes.
struct Scene<'a> {
    content_model: &'a ContentModel,
    /// apiId of the default of `stage` arguments.
    default_stage: &'a str,
}

impl<'a> Scene<'a> {
    fn locales(&self) -> impl Iterator<Item = &'a str> {
        self.content_model.locales.iter().map(|locale| locale.api_id.as_str())
    }

    fn stages(&self) -> impl Iterator<Item = &'a str> {
        self.content_model.stages.iter().map(|stage| stage.api_id.as_str())
    }

    /// apiId of DRAFT or PUBLISHED, by its key.
    fn system_stage(&self, key: i64) -> &'a str {
        let stage = self.content_model.stage_by_key(key);
        stage.map(|stage| stage.api_id.as_str()).expect("DRAFT and PUBLISHED cannot be deleted")
    }
}
