//! Rows of component instances.

use model::Component;
use model::ids::ComponentId;

use super::column::columns_of;
use super::list::{InstanceField, ListPlace, OrderedList};
use super::params::Params;
use crate::dml::Assignment;
use crate::{Engine, Statement, Value, list_contains, names};

/// A new instance of one of the field's components, counted from 0; `None` when there is no such component.
pub fn insert_instance(
    field: &InstanceField<'_>,
    part: usize,
    id: &str,
    place: ListPlace,
    assignments: Vec<Assignment>,
) -> Option<Statement> {
    let table = names::quote(&names::component_table(field.components.get(part)?));
    let mut params = Params::default();
    let mut columns: Vec<String> = ["id", "stage", "parent", "field", "pos"].map(names::quote).into();
    let position = OrderedList::Instances(field.clone()).position(place, &mut params);
    let mut values = vec![
        params.bind(id),
        params.bind(field.stage),
        params.bind(field.parent),
        params.bind(field.field.as_str()),
        position,
    ];
    for assignment in assignments {
        columns.push(names::quote(&assignment.column));
        values.push(params.bind(assignment.value));
    }
    let text = format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), values.join(", "));
    Some(Statement::new(text, params.into_values()))
}

/// Where an instance is, whatever field holds it, in each stage: key of the stage, id of the holding entry or instance, id of
/// the field.
pub fn holders_of_instance(component: &ComponentId, id: &str) -> Statement {
    let table = names::quote(&names::component_table(component));
    Statement::new(format!("SELECT stage, parent, field FROM {table} WHERE id = $1"), vec![Value::from(id)])
}

/// The instances of these components that these entries or instances hold in these stages (keys): which component,
/// counted from 0, id, stage, id of the holder, id of the field. In the order of their fields' lists.
pub fn instances_in(engine: Engine, components: &[&ComponentId], stages: Vec<i64>, parents: Vec<String>) -> Statement {
    let parts = components.iter().enumerate().map(|(part, component)| {
        let table = names::quote(&names::component_table(component));
        let (among, below) = (list_contains(engine, "stage", "$1"), list_contains(engine, "parent", "$2"));
        format!("SELECT {part} AS part, id, stage, parent, field, pos FROM {table} WHERE {among} AND {below}")
    });
    let rows = parts.collect::<Vec<_>>().join(" UNION ALL ");
    let text = format!("SELECT part, id, stage, parent, field FROM ({rows}) AS instances ORDER BY pos, id");
    Statement::new(text, vec![Value::Ints(stages), Value::Texts(parents)])
}

/// Removes instances with their localisations from these stages (keys).
pub fn delete_instances(engine: Engine, component: &ComponentId, ids: Vec<String>, stages: Vec<i64>) -> Vec<Statement> {
    [names::component_localized_table(component), names::component_table(component)]
        .into_iter()
        .map(|table| {
            let (which, among) = (list_contains(engine, "id", "$1"), list_contains(engine, "stage", "$2"));
            let text = format!("DELETE FROM {} WHERE {which} AND {among}", names::quote(&table));
            Statement::new(text, vec![Value::Texts(ids.clone()), Value::Ints(stages.clone())])
        })
        .collect()
}

/// Removes localisations of instances from these stages. `locales` and `stages` are keys.
pub fn delete_instance_localizations(
    engine: Engine,
    component: &ComponentId,
    ids: Vec<String>,
    stages: Vec<i64>,
    locales: Vec<i64>,
) -> Statement {
    let table = names::quote(&names::component_localized_table(component));
    let which = list_contains(engine, "id", "$1");
    let (among, in_locales) = (list_contains(engine, "stage", "$2"), list_contains(engine, "locale", "$3"));
    let text = format!("DELETE FROM {table} WHERE {which} AND {among} AND {in_locales}");
    Statement::new(text, vec![Value::Texts(ids), Value::Ints(stages), Value::Ints(locales)])
}

/// Copies instances from stage to stage (keys), replacing what is there; their localisations are not touched.
pub fn copy_instances(engine: Engine, component: &Component, ids: Vec<String>, from: i64, to: i64) -> Statement {
    let table = names::quote(&names::component_table(&component.id));
    let own = columns_of(&component.fields, false);
    let copied: Vec<String> = ["parent", "field", "pos", "updated_at"]
        .iter()
        .copied()
        .map(names::quote)
        .chain(own.iter().map(|name| names::quote(name)))
        .collect();
    let (list, set) = (copied.join(", "), super::copy::set_from_excluded(&copied));
    let which = list_contains(engine, "id", "$3");
    let text = format!(
        "INSERT INTO {table} (id, stage, {list}) SELECT id, CAST($1 AS BIGINT), {list} FROM {table} \
         WHERE stage = $2 AND {which} ON CONFLICT (id, stage) DO UPDATE SET {set}"
    );
    Statement::new(text, vec![Value::Int(to), Value::Int(from), Value::Texts(ids)])
}

/// Copies localisations of instances from stage to stage, replacing what is there, for the instances that are in both.
/// `locales` and stages are keys.
pub fn copy_instance_localizations(
    engine: Engine,
    component: &Component,
    ids: Vec<String>,
    (from, to): (i64, i64),
    locales: Vec<i64>,
) -> Statement {
    let base = names::quote(&names::component_table(&component.id));
    let table = names::quote(&names::component_localized_table(&component.id));
    let own = columns_of(&component.fields, true);
    let copied: Vec<String> =
        std::iter::once(names::quote("updated_at")).chain(own.iter().map(|name| names::quote(name))).collect();
    let (list, set) = (copied.join(", "), super::copy::set_from_excluded(&copied));
    let (which, chosen) = (list_contains(engine, "id", "$3"), list_contains(engine, "locale", "$4"));
    let text = format!(
        "INSERT INTO {table} (id, stage, locale, {list}) SELECT id, CAST($1 AS BIGINT), locale, {list} FROM {table} \
         WHERE stage = $2 AND {which} AND {chosen} AND id IN (SELECT id FROM {base} WHERE stage = $1) \
         ON CONFLICT (id, stage, locale) DO UPDATE SET {set}"
    );
    let params = vec![Value::Int(to), Value::Int(from), Value::Texts(ids), Value::Ints(locales)];
    Statement::new(text, params)
}
