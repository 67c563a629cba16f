//! The component instances below entries or other instances, at any depth.

use std::collections::HashSet;

use model::ids::ComponentId;
use model::{Component, Field, ParentRef, RelationSide, Stage};
use sql::dml::{self, LinkEnds};

use super::Writer;
use crate::write::error::WriteError;
use crate::write::relation::end_of;

/// A component instance in a stage (key), and the field that holds it.
#[derive(Clone, Debug)]
pub(super) struct Instance<'a> {
    pub(super) component: &'a Component,
    pub(super) id: String,
    pub(super) stage: i64,
    pub(super) parent: String,
    pub(super) field: String,
}

/// Instances by component, each id once.
pub(super) fn by_component<'a>(
    instances: &[Instance<'a>],
    counts: impl Fn(&Instance<'a>) -> bool,
) -> Vec<(&'a Component, Vec<String>)> {
    let mut groups: Vec<(&'a Component, Vec<String>)> = Vec::new();
    for instance in instances.iter().filter(|instance| counts(instance)) {
        let group = groups.iter_mut().find(|(component, _)| component.id == instance.component.id);
        match group {
            Some((_, ids)) if ids.contains(&instance.id) => {}
            Some((_, ids)) => ids.push(instance.id.clone()),
            None => groups.push((instance.component, vec![instance.id.clone()])),
        }
    }
    groups
}

impl<'a> Writer<'_, 'a> {
    /// All instances below, in these stages (keys): one statement a level. Each field's instances are in its order.
    pub(super) async fn instances_below(
        &mut self,
        parent: ParentRef<'a>,
        ids: Vec<String>,
        stages: &[i64],
    ) -> Result<Vec<Instance<'a>>, WriteError> {
        let engine = self.tx.engine();
        let mut found: Vec<Instance<'a>> = Vec::new();
        let mut seen = HashSet::new();
        let mut level = vec![(parent, ids)];
        while !level.is_empty() {
            let components = self.components_in(&level);
            if components.is_empty() {
                break;
            }
            let parents = level.iter().flat_map(|(_, ids)| ids.iter().cloned()).collect();
            let keys: Vec<&ComponentId> = components.iter().map(|component| &component.id).collect();
            let rows = self.tx.query(dml::instances_in(engine, &keys, stages.to_vec(), parents)).await?;
            let mut below = Vec::new();
            for row in rows {
                let part = usize::try_from(row.int(0)?).unwrap_or(usize::MAX);
                let component = *components.get(part).ok_or(WriteError::SchemaChanged)?;
                let (id, stage) = (row.text(1)?.to_owned(), row.int(2)?);
                let instance =
                    Instance { component, id, stage, parent: row.text(3)?.to_owned(), field: row.text(4)?.to_owned() };
                // Ids that upserts chose may stand for several things; a field belongs to one parent.
                if holds(&level, &instance) && seen.insert((component.id.clone(), instance.id.clone(), stage)) {
                    below.push(instance);
                }
            }
            level = by_component(&below, |_| true)
                .into_iter()
                .map(|(component, ids)| (ParentRef::Component(component), ids))
                .collect();
            found.append(&mut below);
        }
        Ok(found)
    }

    /// The components that fields of a level may hold.
    fn components_in(&self, level: &[(ParentRef<'a>, Vec<String>)]) -> Vec<&'a Component> {
        let mut components: Vec<&'a Component> = Vec::new();
        for id in level.iter().flat_map(|(parent, _)| parent.fields()).flat_map(Field::components) {
            let component = self.content.component_by_id(id);
            let new = component.filter(|component| components.iter().all(|other| other.id != component.id));
            components.extend(new);
        }
        components
    }

    /// Removes instances with their localisations and links from these stages (keys).
    pub(super) async fn delete_instances(
        &mut self,
        instances: &[Instance<'a>],
        stages: &[i64],
    ) -> Result<(), WriteError> {
        let engine = self.tx.engine();
        for (component, ids) in by_component(instances, |_| true) {
            for ends in source_ends(component, &ids) {
                self.tx.execute(dml::delete_links(engine, &ends, stages.to_vec())).await?;
            }
            for statement in dml::delete_instances(engine, &component.id, ids, stages.to_vec()) {
                self.tx.execute(statement).await?;
            }
        }
        Ok(())
    }

    /// Removes localisations of instances from a stage. `locales` are keys.
    pub(super) async fn delete_instance_localizations(
        &mut self,
        instances: &[Instance<'a>],
        stage: i64,
        locales: &[i64],
    ) -> Result<(), WriteError> {
        let engine = self.tx.engine();
        for (component, ids) in by_component(instances, |_| true) {
            let stages = vec![stage];
            let gone = dml::delete_instance_localizations(engine, &component.id, ids, stages, locales.to_vec());
            self.tx.execute(gone).await?;
        }
        Ok(())
    }

    /// Removes instances from DRAFT with all that is below them.
    pub(super) async fn drop_instances(
        &mut self,
        component: &'a Component,
        ids: Vec<String>,
    ) -> Result<(), WriteError> {
        let stages = [Stage::DRAFT];
        let below = self.instances_below(ParentRef::Component(component), ids.clone(), &stages).await?;
        let here = ids.into_iter().map(|id| {
            let (parent, field) = (String::new(), String::new());
            Instance { component, id, stage: Stage::DRAFT, parent, field }
        });
        let all: Vec<Instance<'a>> = here.chain(below).collect();
        self.delete_instances(&all, &stages).await
    }
}

/// Whether a level's parents hold an instance.
fn holds(level: &[(ParentRef<'_>, Vec<String>)], instance: &Instance<'_>) -> bool {
    level.iter().any(|(parent, ids)| {
        ids.contains(&instance.parent) && parent.fields().iter().any(|field| field.id.as_str() == instance.field)
    })
}

/// The ends of a component's own relations.
pub(super) fn source_ends<'c>(component: &'c Component, ids: &[String]) -> Vec<LinkEnds<'c>> {
    let sources =
        component.fields.iter().filter(|field| end_of(field).is_some_and(|end| end.side == RelationSide::Source));
    let ends = sources.map(|field| LinkEnds {
        relation: &field.id,
        side: RelationSide::Source,
        ids: ids.to_vec(),
        model: None,
    });
    ends.collect()
}
