//! What leads from a row to others: links of relations, fields that hold component instances, documents of scheduled
//! operations.

use access::Granted;
use model::ids::{ComponentId, FieldId, ModelId};
use model::{FieldRef, RelationSide};

use crate::names;

/// In which stage rows are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageOf {
    /// The stage with this key: known while planning.
    Key(i64),
    /// The stage of a row above: 1 is the row around.
    Row(usize),
}

/// A table between two rows. Both its ends hold ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub(super) table: String,
    /// The column that holds the id of the row around.
    pub(super) near: &'static str,
    /// The column that holds the id of the row that is led to.
    pub(super) far: &'static str,
    /// The column of the place in the list, where lists have an order of their own.
    pub(super) position: Option<&'static str>,
    /// Only links whose column holds this model's id.
    pub(super) model: Option<(&'static str, ModelId)>,
    /// Whether links are of a stage.
    pub(super) is_staged: bool,
    /// The stage of the row that is led to; none for rows without stages.
    pub(super) stage: Option<StageOf>,
}

impl Link {
    /// From an entry or instance along a granted field, to rows in a stage. `relation` is the field that names the
    /// relation's table, and `side` the end that the granted field is.
    pub fn relation(_granted: &Granted<FieldRef>, relation: &FieldId, side: RelationSide, stage: StageOf) -> Link {
        let (near, far, position) = match side {
            RelationSide::Source => ("src", "dst", "pos"),
            RelationSide::Target => ("dst", "src", "rpos"),
        };
        let table = names::relation_table(relation);
        Link { table, near, far, position: Some(position), model: None, is_staged: true, stage: Some(stage) }
    }

    /// The same, of a union: only links whose target is of this model.
    pub fn of_member(self, model: &ModelId) -> Link {
        Link { model: Some(("dst_model", model.clone())), ..self }
    }

    /// From a scheduled operation to the entries of a model that it will touch.
    pub fn affected(model: &ModelId, stage: StageOf) -> Link {
        Link {
            table: "scheduled_operation_document".to_owned(),
            near: "operation_id",
            far: "entry",
            position: None,
            model: Some(("model", model.clone())),
            is_staged: false,
            stage: Some(stage),
        }
    }

    /// From an entry of a model to the scheduled operations that will touch it.
    pub fn scheduled(model: &ModelId) -> Link {
        Link {
            table: "scheduled_operation_document".to_owned(),
            near: "entry",
            far: "operation_id",
            position: None,
            model: Some(("model", model.clone())),
            is_staged: false,
            stage: None,
        }
    }
}

/// The instances that a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub(super) field: FieldId,
    pub(super) stage: StageOf,
}

impl Held {
    /// In a granted field of the row around; system fields hold none.
    pub fn by(granted: &Granted<FieldRef>, stage: StageOf) -> Option<Held> {
        match granted.get() {
            FieldRef::Own(field) => Some(Held { field: field.clone(), stage }),
            FieldRef::System(_) => None,
        }
    }
}

/// Fields that may hold a component's instances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holders {
    /// Fields of models.
    pub fields: Vec<FieldId>,
    /// Fields of components, whose instances must themselves be held.
    pub inside: Vec<(ComponentId, Vec<FieldId>, Holders)>,
}

impl Holders {
    /// Whether nothing can hold an instance.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.inside.is_empty()
    }
}
