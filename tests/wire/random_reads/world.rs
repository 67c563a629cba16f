//! What is stored, in memory, as simply as it can be written: rows of each stage, links with their places in both lists.
//!
//! Where the specification does not say how something is stored (how places in lists mix that were published at
//! different times), this does what the product does.

use std::collections::BTreeMap;

use serde_json::Value;

use super::schema::{Schema, Side};

/// Room between two places of a list.
const STEP: i64 = 1024;

pub type Values = BTreeMap<String, Value>;

/// When and by whom something was written.
#[derive(Clone, Debug, Default)]
pub struct Times {
    pub created: String,
    pub updated: String,
    pub published: Option<String>,
}

/// An entry or component instance in a stage.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: String,
    pub of: usize,
    /// Own fields that are not localised.
    pub values: Values,
    pub localizations: BTreeMap<String, Localization>,
    pub times: Times,
    /// Whether there is a `createdBy`, `updatedBy`, `publishedBy`.
    pub people: [bool; 3],
    /// For an instance: what holds it.
    pub holder: Option<Holder>,
}

#[derive(Clone, Debug, Default)]
pub struct Localization {
    pub values: Values,
    pub times: Times,
}

#[derive(Clone, Debug)]
pub struct Holder {
    pub id: String,
    pub field: String,
    pub place: i64,
}

#[derive(Clone, Debug)]
pub struct Link {
    pub source: String,
    pub target: String,
    /// In the source's list.
    pub place: i64,
    /// In the target's list.
    pub far_place: i64,
}

#[derive(Clone, Debug, Default)]
pub struct Stage {
    pub rows: Vec<Row>,
    /// By relation.
    pub links: Vec<Vec<Link>>,
}

#[derive(Clone, Debug)]
pub struct World {
    pub schema: Schema,
    pub stages: Vec<Stage>,
    /// The user that wrote everything.
    pub actor: Value,
}

impl Link {
    fn near(&self, side: Side) -> &str {
        match side {
            Side::Source => &self.source,
            Side::Target => &self.target,
        }
    }

    pub fn far(&self, side: Side) -> &str {
        self.near(side.opposite())
    }

    pub fn place_in(&self, side: Side) -> i64 {
        match side {
            Side::Source => self.place,
            Side::Target => self.far_place,
        }
    }
}

impl Stage {
    pub fn row(&self, id: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.id == id)
    }

    pub fn row_mut(&mut self, id: &str) -> Option<&mut Row> {
        self.rows.iter_mut().find(|row| row.id == id)
    }

    /// Links of one end in its order.
    pub fn links_of(&self, relation: usize, side: Side, id: &str) -> Vec<&Link> {
        let mut links: Vec<&Link> = self.links[relation].iter().filter(|link| link.near(side) == id).collect();
        links.sort_by_key(|link| (link.place_in(side), link.far(side).to_owned()));
        links
    }

    /// Instances that a field holds, in their order.
    pub fn held_by(&self, id: &str, field: &str) -> Vec<&Row> {
        let holds = |row: &&Row| row.holder.as_ref().is_some_and(|holder| holder.id == id && holder.field == field);
        let mut rows: Vec<&Row> = self.rows.iter().filter(holds).collect();
        rows.sort_by_key(|row| (row.holder.as_ref().map(|holder| holder.place), row.id.clone()));
        rows
    }

    /// Ids of all instances below an entry or instance.
    fn below(&self, id: &str) -> Vec<String> {
        let held = self.rows.iter().filter(|row| row.holder.as_ref().is_some_and(|holder| holder.id == id));
        held.flat_map(|row| std::iter::once(row.id.clone()).chain(self.below(&row.id))).collect()
    }

    /// Takes an entry or instance away, with all that it holds and all its links but those that `keeps` names.
    pub fn remove(&mut self, id: &str, keeps: impl Fn(usize, Side) -> bool) {
        for instance in self.below(id) {
            self.rows.retain(|row| row.id != instance);
            for links in &mut self.links {
                links.retain(|link| link.source != instance);
            }
        }
        self.rows.retain(|row| row.id != id);
        for (relation, links) in self.links.iter_mut().enumerate() {
            links.retain(|link| {
                let is_end = |side| link.near(side) == id && !keeps(relation, side);
                !is_end(Side::Source) && !is_end(Side::Target)
            });
        }
    }
}

impl World {
    pub fn new(schema: Schema, actor: Value) -> World {
        let empty = Stage { rows: Vec::new(), links: vec![Vec::new(); schema.relations.len()] };
        World { stages: vec![empty; schema.stages.len()], schema, actor }
    }

    pub fn drafts(&mut self) -> &mut Stage {
        &mut self.stages[0]
    }

    fn holds_many(&self, relation: usize, side: Side) -> bool {
        match side {
            Side::Source => self.schema.relations[relation].source_holds_many,
            Side::Target => self.schema.relations[relation].target_holds_many,
        }
    }

    /// Links an end with another in DRAFT, at the start or the end of its list.
    pub fn link(&mut self, (relation, side): (usize, Side), near: &str, far: &str, at_start: bool) {
        let opposite = side.opposite();
        let (near_many, far_many) = (self.holds_many(relation, side), self.holds_many(relation, opposite));
        let links = &mut self.drafts().links[relation];
        links.retain(|link| near_many || link.near(side) != near || link.far(side) == far);
        links.retain(|link| far_many || link.far(side) != far || link.near(side) == near);
        let places = |of: &str, side| {
            let places = links.iter().filter(move |link| link.near(side) == of).map(move |link| link.place_in(side));
            places.collect::<Vec<i64>>()
        };
        let last = |places: Vec<i64>| places.into_iter().max().unwrap_or(0) + STEP;
        let near_places = places(near, side);
        let near_place = if at_start { near_places.into_iter().min().unwrap_or(0) - STEP } else { last(near_places) };
        let far_place = last(places(far, opposite));
        if let Some(link) = links.iter_mut().find(|link| link.near(side) == near && link.far(side) == far) {
            match side {
                Side::Source => link.place = near_place,
                Side::Target => link.far_place = near_place,
            }
            return;
        }
        let (near, far) = (near.to_owned(), far.to_owned());
        links.push(match side {
            Side::Source => Link { source: near, target: far, place: near_place, far_place },
            Side::Target => Link { source: far, target: near, place: far_place, far_place: near_place },
        });
    }

    pub fn unlink(&mut self, (relation, side): (usize, Side), near: &str, far: &str) {
        self.drafts().links[relation].retain(|link| link.near(side) != near || link.far(side) != far);
    }

    /// Puts an instance into a field in DRAFT; in a field for one it takes the place of the old one.
    pub fn hold(&mut self, holder: &str, (field, is_list): (&str, bool), at_start: bool, mut row: Row) {
        if !is_list {
            let old: Vec<String> = self.stages[0].held_by(holder, field).iter().map(|row| row.id.clone()).collect();
            for id in old {
                self.drafts().remove(&id, |_, _| false);
            }
        }
        let places = self.stages[0].held_by(holder, field).into_iter().filter_map(|row| row.holder.as_ref());
        let places: Vec<i64> = places.map(|holder| holder.place).collect();
        let place = match at_start {
            true => places.into_iter().min().unwrap_or(0) - STEP,
            false => places.into_iter().max().unwrap_or(0) + STEP,
        };
        row.holder = Some(Holder { id: holder.to_owned(), field: field.to_owned(), place });
        self.drafts().rows.push(row);
    }

    /// Takes an entry out of all stages.
    pub fn delete(&mut self, id: &str) {
        for stage in &mut self.stages {
            stage.remove(id, |_, _| false);
        }
    }

    /// Takes an entry out of a stage. Links of a one-way relation belong to their sources alone.
    pub fn unpublish(&mut self, id: &str, stage: usize) {
        let relations = self.schema.relations.clone();
        self.stages[stage].remove(id, |relation, side| side == Side::Target && relations[relation].is_one_way);
    }

    /// Takes a localisation of an entry, and those of the instances below, out of a stage.
    pub fn delocalize(&mut self, id: &str, stage: usize, locale: &str) {
        let stage = &mut self.stages[stage];
        for id in std::iter::once(id.to_owned()).chain(stage.below(id)) {
            if let Some(row) = stage.row_mut(&id) {
                row.localizations.remove(locale);
            }
        }
    }

    /// Publishes the whole entry (content-api-write.md §3.11): base, links, instances, all localisations.
    pub fn publish(&mut self, id: &str, to: usize) {
        let Some(row) = self.stages[0].row(id).cloned() else { return };
        let old = self.stages[to].below(id);
        for relation in 0..self.schema.relations.len() {
            let one_way = self.schema.relations[relation].is_one_way;
            self.copy_links((relation, Side::Source), id, to);
            if !one_way {
                self.copy_links((relation, Side::Target), id, to);
            }
        }
        let instances = self.stages[0].below(id);
        for gone in old.iter().filter(|id| !instances.contains(id)) {
            self.stages[to].remove(gone, |_, _| false);
        }
        for instance in &instances {
            for relation in 0..self.schema.relations.len() {
                self.copy_links((relation, Side::Source), instance, to);
            }
        }
        let copies: Vec<Row> = instances.iter().filter_map(|id| self.stages[0].row(id)).cloned().collect();
        let stage = &mut self.stages[to];
        for copy in std::iter::once(row).chain(copies) {
            match stage.row_mut(&copy.id) {
                Some(there) => *there = copy,
                None => stage.rows.push(copy),
            }
        }
    }

    /// Publishes one localisation of an entry that is published already, with those of the instances that are there too.
    pub fn publish_localization(&mut self, id: &str, to: usize, locale: &str) {
        for id in std::iter::once(id.to_owned()).chain(self.stages[0].below(id)) {
            let found = self.stages[0].row(&id).and_then(|row| row.localizations.get(locale)).cloned();
            let Some(there) = self.stages[to].row_mut(&id) else { continue };
            match found {
                Some(localization) => drop(there.localizations.insert(locale.to_owned(), localization)),
                None => drop(there.localizations.remove(locale)),
            }
        }
    }

    /// Makes the links of an end in a stage those of DRAFT. What holds one link loses the one that it had there.
    fn copy_links(&mut self, (relation, side): (usize, Side), id: &str, to: usize) {
        let far_many = self.holds_many(relation, side.opposite());
        let copies: Vec<Link> =
            self.stages[0].links[relation].iter().filter(|link| link.near(side) == id).cloned().collect();
        let links = &mut self.stages[to].links[relation];
        if !far_many {
            links.retain(|link| copies.iter().all(|copy| copy.far(side) != link.far(side)));
        }
        links.retain(|link| link.near(side) != id);
        links.extend(copies);
    }
}
