//! Versions: what an entry was each time it was published to a stage (platform.md §5.2).

use model::ids::ModelId;

use super::link::StageOf;
use super::plan::Entries;
use super::predicate::Predicate;

/// A field of `Version` or `DocumentVersion`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionField {
    /// The name of the type.
    TypeName(String),
    /// The entry's id.
    Id,
    /// A name for each stage's key.
    Stage(Vec<(i64, String)>),
    /// Counted from 1 in each stage.
    Revision,
    /// When it was made.
    CreatedAt,
    /// The snapshot, as JSON.
    Document,
}

/// Versions of the entry around, the newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Versions {
    /// The model of the entry around.
    pub model: ModelId,
    /// Of which stage.
    pub stage: StageOf,
    /// What must hold of the entry around for it to have any.
    pub readable: Predicate,
    /// How many.
    pub limit: i64,
    /// How many to leave out before.
    pub skip: i64,
    /// What each becomes.
    pub fields: Vec<(String, VersionField)>,
}

/// One version.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionAt {
    /// The entry's model.
    pub model: ModelId,
    /// The entry.
    pub entry: String,
    /// Key of the stage.
    pub stage: i64,
    /// Which of the stage's versions.
    pub revision: i64,
    /// Where only versions of some entries may be told: the set that the entry must be in.
    pub among: Option<Box<Entries>>,
    /// What it becomes.
    pub fields: Vec<(String, VersionField)>,
}
