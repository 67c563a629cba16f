//! Conditions of content permissions, as parts of statements (platform.md §1.3).
//!
//! A condition is the word of whoever granted the right: it may look at what the actor may not read, and conditions of
//! what it looks at do not apply to it. It is about an entry, in the stage of the row at hand and in none of its
//! localisations, so that times are the document's own.

use std::sync::LazyLock;

use access::{Actor, ContentAction, ContentGrants, Identity, Rows, WhereInput};
use model::ids::{EntryId, StageId};
use model::{Model, Stage, SystemField};
use sql::select::{
    Anchor, Comparison, Entries, Json as Built, Localization, One, Predicate, Quantifier, RowCondition, Scalar, Table,
    render_one,
};
use sql::{Engine, Statement, Value};

use super::filter::filter;
use super::place::Place;
use super::plan::QueryRead;
use super::reader::Reader;
use crate::condition;
use crate::errors::ContentError;
use crate::request::RequestHeaders;
use crate::schema::EnvironmentSchema;

/// Whoever looks at entries for a condition.
pub(super) static EVERYTHING: LazyLock<Actor> = LazyLock::new(|| Actor {
    identity: Identity::System { job: "conditions" },
    content: ContentGrants::on_everything(&[ContentAction::Read]),
    default_stage: StageId::new(""),
});

/// They steer nothing here.
pub(super) static NO_HEADERS: LazyLock<RequestHeaders> = LazyLock::new(RequestHeaders::default);

/// Which entries of a model `rows` are, in a stage. The predicate may stand wherever a row of the model is looked at.
///
/// # Errors
/// [`ContentError::NotAllowed`] when its conditions mean nothing any more, which leaves no entry.
pub(super) fn entries_of(
    schema: &EnvironmentSchema,
    model: &Model,
    stage: &Stage,
    rows: &Rows,
) -> Result<RowCondition, ContentError> {
    let meaning = |input: &WhereInput| meaning(schema, model, stage, input);
    RowCondition::of(rows, meaning)?.ok_or(ContentError::NotAllowed)
}

/// What a condition means; none when it means nothing for the model as it is now, or restricts nothing: it grants nothing
/// then.
fn meaning(
    schema: &EnvironmentSchema,
    model: &Model,
    stage: &Stage,
    input: &WhereInput,
) -> Result<Option<Predicate>, ContentError> {
    let Ok(input) = condition::checked(schema, model, input) else { return Ok(None) };
    let read = QueryRead::of_conditions(schema)?;
    let content = read.content();
    let (Some(model), Some(stage)) = (content.model_by_id(&model.id), content.stage_by_key(stage.key)) else {
        return Ok(None);
    };
    let reader = Reader::of_model(&read, model, Place::at(stage, Vec::new()))?;
    Ok(filter(&reader, &input).ok().filter(|meaning| *meaning != Predicate::TRUE))
}

/// What must hold of an entry before something is done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// The entries that it may be done to.
    pub rows: Rows,
    /// Key of the stage in which the entry is looked at.
    pub stage: i64,
}

impl Demand {
    fn condition(&self, schema: &EnvironmentSchema, model: &Model) -> Result<RowCondition, ContentError> {
        let stage = schema.content_model.stage_by_key(self.stage).ok_or(ContentError::NotAllowed)?;
        entries_of(schema, model, stage, &self.rows)
    }

    /// The statement that tells whether it holds of an entry: one row, one column, NULL where it does not.
    ///
    /// # Errors
    /// [`ContentError::NotAllowed`] when it holds of no entry.
    pub fn plan(
        &self,
        schema: &EnvironmentSchema,
        model: &Model,
        entry: &EntryId,
        engine: Engine,
    ) -> Result<Statement, ContentError> {
        let readable = self.condition(schema, model)?;
        let (id, filter) = by_id(schema, model, entry.as_str())?;
        let (table, anchor) = (Table::Model(model.id.clone()), Anchor::Stage(self.stage));
        let entries = Entries { table, anchor, localization: Localization::None, readable, filter };
        Ok(render_one(engine, &One { entries, item: Built::Plain(id) }))
    }

    /// What must hold of an entry's row in a stage, which may be another.
    ///
    /// # Errors
    /// As [`Demand::plan`].
    pub(super) fn of_row_in(
        &self,
        schema: &EnvironmentSchema,
        model: &Model,
        stage: i64,
    ) -> Result<Predicate, ContentError> {
        let condition = self.condition(schema, model)?;
        if condition.is_unconditional() || stage == self.stage {
            return Ok(condition.predicate().clone());
        }
        copy_in(schema, model, self.stage, condition)
    }
}

/// The entry has a copy in the stage of which this holds.
fn copy_in(
    schema: &EnvironmentSchema,
    model: &Model,
    stage: i64,
    readable: RowCondition,
) -> Result<Predicate, ContentError> {
    let read = QueryRead::of_conditions(schema)?;
    let content = read.content();
    let model = content.model_by_id(&model.id).ok_or(ContentError::NotAllowed)?;
    let place = content.stage_by_key(stage).map(|stage| Place::at(stage, Vec::new()));
    let reader = Reader::of_model(&read, model, place.ok_or(ContentError::NotAllowed)?)?;
    Ok(Predicate::Copies {
        table: Table::Model(model.id.clone()),
        id: reader.system(SystemField::DocumentInStages)?,
        stages: vec![stage],
        readable: Box::new(readable),
        quantifier: Quantifier::Some,
        test: Box::new(Predicate::TRUE),
    })
}

/// The column of ids, and that it is this one.
fn by_id(schema: &EnvironmentSchema, model: &Model, id: &str) -> Result<(Scalar, Predicate), ContentError> {
    let read = QueryRead::of_conditions(schema)?;
    let content = read.content();
    let model = content.model_by_id(&model.id).ok_or(ContentError::NotAllowed)?;
    let draft = content.stage_by_key(Stage::DRAFT).ok_or(ContentError::NotAllowed)?;
    let reader = Reader::of_model(&read, model, Place::at(draft, Vec::new()))?;
    let column = Scalar::Column(reader.system(SystemField::Id)?);
    Ok((column.clone(), Predicate::Compare(column, Comparison::Equal, Value::from(id))))
}
