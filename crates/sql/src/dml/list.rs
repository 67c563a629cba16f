//! Ordered lists: the links of an entry's relation, the component instances of an entry's field. Both keep order by a
//! position per row, ties by id, with room between positions so that a new row seldom moves others.

use model::RelationSide;
use model::ids::{ComponentId, FieldId, ModelId};

use super::params::Params;
use crate::{Statement, names};

/// The room that is left between two positions.
pub const POSITION_STEP: i64 = 1024;

/// One end of a relation: an entry (or component instance) in a stage, and the side that it is on.
#[derive(Clone, Copy, Debug)]
pub struct LinkEnd<'a> {
    /// The source's field: names the table.
    pub relation: &'a FieldId,
    /// Which side this end is on.
    pub side: RelationSide,
    /// Key of the stage.
    pub stage: i64,
    /// Id of the entry or instance at this end.
    pub id: &'a str,
    /// Its model. `None` for a component instance, which is always a source; a source's model is not in the rows.
    pub model: Option<&'a ModelId>,
}

/// The columns of a relation's table, as one side sees them.
pub(super) struct LinkColumns {
    pub(super) near: &'static str,
    pub(super) far: &'static str,
    pub(super) near_pos: &'static str,
    pub(super) far_pos: &'static str,
}

pub(super) const fn link_columns(side: RelationSide) -> LinkColumns {
    match side {
        RelationSide::Source => LinkColumns { near: "src", far: "dst", near_pos: "pos", far_pos: "rpos" },
        RelationSide::Target => LinkColumns { near: "dst", far: "src", near_pos: "rpos", far_pos: "pos" },
    }
}

impl LinkEnd<'_> {
    pub(super) fn table(&self) -> String {
        names::quote(&names::relation_table(self.relation))
    }

    /// The condition that a row starts at this end.
    pub(super) fn condition(&self, params: &mut Params) -> String {
        let near = link_columns(self.side).near;
        let (stage, id) = (params.bind(self.stage), params.bind(self.id));
        let condition = format!("stage = {stage} AND {near} = {id}");
        match (self.side, self.model) {
            // A union's table holds entries of several models on this side.
            (RelationSide::Target, Some(model)) => {
                format!("{condition} AND dst_model = {}", params.bind(model.as_str()))
            }
            (RelationSide::Target, None) | (RelationSide::Source, _) => condition,
        }
    }
}

/// A field of an entry or component instance that holds instances, of one component or of several.
#[derive(Clone, Debug)]
pub struct InstanceField<'a> {
    /// What it may hold.
    pub components: Vec<&'a ComponentId>,
    /// Key of the stage.
    pub stage: i64,
    /// Id of the holding entry or instance.
    pub parent: &'a str,
    /// The field.
    pub field: &'a FieldId,
}

/// A list whose members are in an order.
#[derive(Clone, Debug)]
pub enum OrderedList<'a> {
    /// Links of one end.
    Links(LinkEnd<'a>),
    /// Component instances.
    Instances(InstanceField<'a>),
}

/// Where a new or moved member goes, as far as a statement can find it by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListPlace {
    /// Before all others.
    First,
    /// After all others.
    Last,
    /// At this position.
    At(i64),
}

impl OrderedList<'_> {
    /// A query for the members: `id`, `pos`, and which of the list's tables each is in, counted from 0.
    fn rows(&self, params: &mut Params) -> String {
        match self {
            OrderedList::Links(end) => {
                let columns = link_columns(end.side);
                let condition = end.condition(params);
                let (far, pos, table) = (columns.far, columns.near_pos, end.table());
                format!("SELECT {far} AS id, {pos} AS pos, 0 AS part FROM {table} WHERE {condition}")
            }
            OrderedList::Instances(field) => {
                let (stage, parent) = (params.bind(field.stage), params.bind(field.parent));
                let of = params.bind(field.field.as_str());
                let parts = field.components.iter().enumerate().map(|(part, component)| {
                    let table = names::quote(&names::component_table(component));
                    format!(
                        "SELECT id, pos, {part} AS part FROM {table} \
                         WHERE stage = {stage} AND parent = {parent} AND field = {of}"
                    )
                });
                parts.collect::<Vec<_>>().join(" UNION ALL ")
            }
        }
    }

    /// The expression of a position.
    pub(super) fn position(&self, place: ListPlace, params: &mut Params) -> String {
        match place {
            ListPlace::At(position) => format!("CAST({} AS BIGINT)", params.bind(position)),
            ListPlace::First => {
                format!("(SELECT COALESCE(MIN(pos), 0) - {POSITION_STEP} FROM ({}) AS members)", self.rows(params))
            }
            ListPlace::Last => {
                format!("(SELECT COALESCE(MAX(pos), 0) + {POSITION_STEP} FROM ({}) AS members)", self.rows(params))
            }
        }
    }
}

/// The members in order: id, position, part (which of the list's tables).
pub fn members(list: &OrderedList<'_>) -> Statement {
    let mut params = Params::default();
    let text = format!("SELECT id, pos, part FROM ({}) AS members ORDER BY pos, id", list.rows(&mut params));
    Statement::new(text, params.into_values())
}

/// The position of a member, and those of its neighbours before and after it (NULL at an end); no row when it is not in
/// the list. `without` is left out: the member that is about to move.
pub fn neighbours(list: &OrderedList<'_>, member: &str, without: &str) -> Statement {
    let mut params = Params::default();
    let (member, without) = (params.bind(member), params.bind(without));
    let rows = list.rows(&mut params);
    let text = format!(
        "WITH members AS (SELECT id, pos FROM ({rows}) AS every WHERE id <> {without}) SELECT here.pos, \
         (SELECT MAX(pos) FROM members WHERE pos < here.pos OR (pos = here.pos AND id < here.id)), \
         (SELECT MIN(pos) FROM members WHERE pos > here.pos OR (pos = here.pos AND id > here.id)) \
         FROM members AS here WHERE here.id = {member}"
    );
    Statement::new(text, params.into_values())
}

/// Gives a member another position. `part` is the one that [`members`] names.
pub fn set_position(list: &OrderedList<'_>, part: usize, member: &str, place: ListPlace) -> Option<Statement> {
    let mut params = Params::default();
    let position = list.position(place, &mut params);
    let text = match list {
        OrderedList::Links(end) => {
            let columns = link_columns(end.side);
            let condition = end.condition(&mut params);
            let (table, pos, far, member) = (end.table(), columns.near_pos, columns.far, params.bind(member));
            format!("UPDATE {table} SET {pos} = {position} WHERE {condition} AND {far} = {member}")
        }
        OrderedList::Instances(field) => {
            let table = names::quote(&names::component_table(field.components.get(part)?));
            let (id, stage) = (params.bind(member), params.bind(field.stage));
            format!("UPDATE {table} SET pos = {position} WHERE id = {id} AND stage = {stage}")
        }
    };
    Some(Statement::new(text, params.into_values()))
}

/// How many members a list has: one row, one integer.
pub fn count_members(list: &OrderedList<'_>) -> Statement {
    let mut params = Params::default();
    let text = format!("SELECT COUNT(*) FROM ({}) AS members", list.rows(&mut params));
    Statement::new(text, params.into_values())
}
