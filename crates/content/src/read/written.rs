//! Rows of the system's own models that were just written, to be read inside the same transaction.

use graphql::CollectedField;
use model::Stage;
use sql::select::render_one;
use sql::{Engine, Statement};

use super::place::{Place, default_locales};
use super::plan::QueryRead;
use super::system::{self, SystemType};
use crate::errors::ContentError;
use crate::schema::EntryType;

/// The statement that reads such a row as the mutation's field selects it: one row, one column, JSON text or NULL.
///
/// # Errors
/// As [`plan`](super::plan()), and [`ContentError::NotAllowed`] for types that have models.
pub fn plan_system(
    read: &QueryRead<'_>,
    of: &EntryType,
    id: &str,
    field: &CollectedField<'_>,
    engine: Engine,
) -> Result<Statement, ContentError> {
    let of = match of {
        EntryType::User => SystemType::User,
        EntryType::ScheduledOperation => SystemType::Operation,
        EntryType::ScheduledRelease => SystemType::Release,
        EntryType::Model(_) | EntryType::Component(_) => return Err(ContentError::NotAllowed),
    };
    let draft = read.content().stage_by_key(Stage::DRAFT).ok_or(ContentError::NotAllowed)?;
    let place = Place::at(draft, default_locales(read)?);
    Ok(render_one(engine, &system::one(read, of, &place, id, field)?))
}
