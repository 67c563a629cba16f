//! Links: the rows of a relation's table.

use std::borrow::Cow;

use model::RelationSide;
use model::ids::{FieldId, ModelId};

use super::list::{LinkEnd, ListPlace, OrderedList, POSITION_STEP, link_columns};
use super::params::Params;
use crate::{Engine, NewRows, Statement, Value, list_contains, names};

/// Makes a link from one end to `far`, or moves it to another place in this end's list when it is there. In the list of
/// the other end a new link stands last and an old one keeps its place.
pub fn link(near: &LinkEnd<'_>, far: &LinkEnd<'_>, place: ListPlace) -> Statement {
    let columns = link_columns(near.side);
    let mut params = Params::default();
    let near_pos = OrderedList::Links(*near).position(place, &mut params);
    let far_pos = OrderedList::Links(*far).position(ListPlace::Last, &mut params);
    let (stage, near_id, far_id) = (params.bind(near.stage), params.bind(near.id), params.bind(far.id));
    let target = match near.side {
        RelationSide::Source => far.model,
        RelationSide::Target => near.model,
    };
    let model = params.bind(target.map(ModelId::as_str));
    let text = format!(
        "INSERT INTO {table} (stage, {near}, {far}, dst_model, {near_pos_column}, {far_pos_column}) \
         VALUES ({stage}, {near_id}, {far_id}, {model}, {near_pos}, {far_pos}) \
         ON CONFLICT (stage, src, dst) DO UPDATE SET {near_pos_column} = excluded.{near_pos_column}",
        table = near.table(),
        near = columns.near,
        far = columns.far,
        near_pos_column = columns.near_pos,
        far_pos_column = columns.far_pos,
    );
    Statement::new(text, params.into_values())
}

/// The row of a link to `far`, which has no links yet. In the list of this end it stands last, behind `waiting` others that are
/// inserted with it.
pub fn new_link(near: &LinkEnd<'_>, far: &LinkEnd<'_>, waiting: i64) -> NewRows {
    let columns = link_columns(near.side);
    let target = match near.side {
        RelationSide::Source => far.model,
        RelationSide::Target => near.model,
    };
    let table = names::relation_table(near.relation);
    let last = format!(
        ", (SELECT COALESCE(MAX({pos}), 0) FROM {table} WHERE stage = ",
        pos = columns.near_pos,
        table = names::quote(&table)
    );
    let mut pieces: Vec<Cow<'static, str>> = ["(", ", ", ", ", ", "].map(Cow::Borrowed).into();
    pieces.extend([last.into(), format!(" AND {} = ", columns.near).into()]);
    let mut values = vec![
        Value::Int(near.stage),
        Value::from(near.id),
        Value::from(far.id),
        Value::from(target.map(ModelId::as_str)),
        Value::Int(near.stage),
        Value::from(near.id),
    ];
    if let (RelationSide::Target, Some(model)) = (near.side, near.model) {
        pieces.push(" AND dst_model = ".into());
        values.push(Value::from(model.as_str()));
    }
    pieces.extend([") + CAST(", " AS BIGINT), ", ")"].map(Cow::Borrowed));
    values.extend([Value::Int((waiting + 1) * POSITION_STEP), Value::Int(POSITION_STEP)]);
    let names = ["stage", columns.near, columns.far, "dst_model", columns.near_pos, columns.far_pos];
    NewRows::of(&table, names, pieces, values)
}

/// The other ends of an end's links, in its order: id, model of the target.
pub fn linked(near: &LinkEnd<'_>) -> Statement {
    let columns = link_columns(near.side);
    let mut params = Params::default();
    let condition = near.condition(&mut params);
    let (far, pos, table) = (columns.far, columns.near_pos, near.table());
    let text = format!("SELECT {far}, dst_model FROM {table} WHERE {condition} ORDER BY {pos}, {far}");
    Statement::new(text, params.into_values())
}

/// Whether there is a link to `far`: one row, or none.
pub fn link_to(near: &LinkEnd<'_>, far: &str) -> Statement {
    let columns = link_columns(near.side);
    let mut params = Params::default();
    let condition = near.condition(&mut params);
    let (far_column, table, far) = (columns.far, near.table(), params.bind(far));
    let text = format!("SELECT {far_column}, dst_model FROM {table} WHERE {condition} AND {far_column} = {far}");
    Statement::new(text, params.into_values())
}

/// Removes the link to `far`. Gives the other end's id and the target's model when there was one.
pub fn unlink(near: &LinkEnd<'_>, far: &str) -> Statement {
    let columns = link_columns(near.side);
    let mut params = Params::default();
    let condition = near.condition(&mut params);
    let (far_column, table, far) = (columns.far, near.table(), params.bind(far));
    let text =
        format!("DELETE FROM {table} WHERE {condition} AND {far_column} = {far} RETURNING {far_column}, dst_model");
    Statement::new(text, params.into_values())
}

/// Removes the links to others than `keep`. Gives the other ends' ids and the targets' models.
pub fn unlink_others(engine: Engine, near: &LinkEnd<'_>, keep: Vec<String>) -> Statement {
    let columns = link_columns(near.side);
    let mut params = Params::default();
    let condition = near.condition(&mut params);
    let (far, table) = (columns.far, near.table());
    let kept = list_contains(engine, far, &params.bind(Value::Texts(keep)));
    let text = format!("DELETE FROM {table} WHERE {condition} AND NOT ({kept}) RETURNING {far}, dst_model");
    Statement::new(text, params.into_values())
}

/// Entries or instances on one side of a relation, for statements about all their links.
#[derive(Clone, Debug)]
pub struct LinkEnds<'a> {
    /// The source's field.
    pub relation: &'a FieldId,
    /// Which side they are on.
    pub side: RelationSide,
    /// Their ids.
    pub ids: Vec<String>,
    /// Their model; `None` for component instances.
    pub model: Option<&'a ModelId>,
}

impl LinkEnds<'_> {
    fn table(&self) -> String {
        names::quote(&names::relation_table(self.relation))
    }

    fn condition(&self, engine: Engine, params: &mut Params) -> String {
        let near = link_columns(self.side).near;
        let condition = list_contains(engine, near, &params.bind(Value::Texts(self.ids.clone())));
        match (self.side, self.model) {
            (RelationSide::Target, Some(model)) => {
                format!("{condition} AND dst_model = {}", params.bind(model.as_str()))
            }
            (RelationSide::Target, None) | (RelationSide::Source, _) => condition,
        }
    }
}

/// Removes all links of these ends in these stages (keys).
pub fn delete_links(engine: Engine, ends: &LinkEnds<'_>, stages: Vec<i64>) -> Statement {
    let mut params = Params::default();
    let among = list_contains(engine, "stage", &params.bind(Value::Ints(stages)));
    let condition = ends.condition(engine, &mut params);
    let text = format!("DELETE FROM {} WHERE {among} AND {condition}", ends.table());
    Statement::new(text, params.into_values())
}

/// The links of these ends in these stages (keys). Columns: which of the ends, counted from 0, stage, id at this end, id at the other
/// end, target's model, position in this end's list, position in the other end's. The links of each end come in its order.
pub fn links_in(engine: Engine, ends: &[LinkEnds<'_>], stages: Vec<i64>) -> Statement {
    let mut params = Params::default();
    let stages = params.bind(Value::Ints(stages));
    let among = list_contains(engine, "stage", &stages);
    let parts = ends.iter().enumerate().map(|(number, ends)| {
        let columns = link_columns(ends.side);
        let condition = ends.condition(engine, &mut params);
        format!(
            "SELECT {number} AS number, stage, {near} AS near, {far} AS far, dst_model, {near_pos} AS near_pos, \
             {far_pos} AS far_pos FROM {table} WHERE {among} AND {condition}",
            near = columns.near,
            far = columns.far,
            near_pos = columns.near_pos,
            far_pos = columns.far_pos,
            table = ends.table(),
        )
    });
    let rows = parts.collect::<Vec<_>>().join(" UNION ALL ");
    let text = format!(
        "SELECT number, stage, near, far, dst_model, near_pos, far_pos FROM ({rows}) AS links ORDER BY number, near_pos, far"
    );
    Statement::new(text, params.into_values())
}

/// Copies the links of these ends from stage to stage (keys), replacing the positions of those that are there.
pub fn copy_links(engine: Engine, ends: &LinkEnds<'_>, from: i64, to: i64) -> Statement {
    let table = ends.table();
    let mut params = Params::default();
    let (to, from) = (params.bind(to), params.bind(from));
    let condition = ends.condition(engine, &mut params);
    let text = format!(
        "INSERT INTO {table} (stage, src, dst, dst_model, pos, rpos) \
         SELECT CAST({to} AS BIGINT), src, dst, dst_model, pos, rpos FROM {table} \
         WHERE stage = {from} AND {condition} \
         ON CONFLICT (stage, src, dst) DO UPDATE SET pos = excluded.pos, rpos = excluded.rpos"
    );
    Statement::new(text, params.into_values())
}

/// Removes, from stage `to`, other links of what these ends are linked with in stage `from`: for targets of `target` or
/// for sources, whichever the other side is, that hold one link only.
pub fn delete_rivals(engine: Engine, ends: &LinkEnds<'_>, from: i64, to: i64, target: &ModelId) -> Statement {
    let table = ends.table();
    let far = link_columns(ends.side).far;
    let mut params = Params::default();
    let (to, from, target) = (params.bind(to), params.bind(from), params.bind(target.as_str()));
    let condition = ends.condition(engine, &mut params);
    let text = format!(
        "DELETE FROM {table} WHERE stage = {to} AND {far} IN \
         (SELECT {far} FROM {table} WHERE stage = {from} AND dst_model = {target} AND {condition})"
    );
    Statement::new(text, params.into_values())
}

/// How many sources would be left without any link if this target went: one row, one integer.
pub fn count_dependants(target: &LinkEnd<'_>) -> Statement {
    let mut params = Params::default();
    let (table, condition) = (target.table(), target.condition(&mut params));
    let text = format!(
        "SELECT COUNT(*) FROM (SELECT stage, src, dst FROM {table} WHERE {condition}) AS dependant WHERE NOT EXISTS \
         (SELECT 1 FROM {table} AS other WHERE other.stage = dependant.stage AND other.src = dependant.src \
         AND other.dst <> dependant.dst)"
    );
    Statement::new(text, params.into_values())
}
