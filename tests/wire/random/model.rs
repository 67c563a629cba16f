//! The specification in memory, as simply as it can be written: entries, links with an order at both ends, components,
//! two stages.

use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Post,
    Author,
    Tag,
    Profile,
}

/// An entry: its kind and a number.
pub type Entry = (Kind, u8);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// Many posts, one author.
    Author,
    /// Many and many.
    Tags,
    /// Many and many, authors and tags.
    Mentions,
    /// One and one.
    Profile,
}

impl Relation {
    pub const ALL: [Relation; 4] = [Relation::Author, Relation::Tags, Relation::Mentions, Relation::Profile];

    pub fn sources(self) -> &'static [Kind] {
        if self == Relation::Profile { &[Kind::Author] } else { &[Kind::Post] }
    }

    pub fn targets(self) -> &'static [Kind] {
        match self {
            Relation::Author => &[Kind::Author],
            Relation::Tags => &[Kind::Tag],
            Relation::Mentions => &[Kind::Author, Kind::Tag],
            Relation::Profile => &[Kind::Profile],
        }
    }

    pub fn source_holds_many(self) -> bool {
        matches!(self, Relation::Tags | Relation::Mentions)
    }

    pub fn target_holds_many(self) -> bool {
        self != Relation::Profile
    }
}

/// Where in a list; the number of an entry that must be in it.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    First,
    Last,
    Before(Entry),
    After(Entry),
}

/// Puts a member into a list, or moves it; `false` when the place is not there.
pub fn put<T: PartialEq + Clone>(list: &mut Vec<T>, member: T, place: &Where<T>) -> bool {
    let mut next: Vec<T> = list.iter().filter(|other| **other != member).cloned().collect();
    let at = |other: &T| next.iter().position(|found| found == other);
    let index = match place {
        Where::First => Some(0),
        Where::Last => Some(next.len()),
        Where::Before(other) => at(other),
        Where::After(other) => at(other).map(|index| index + 1),
    };
    let Some(index) = index else { return false };
    next.insert(index, member);
    *list = next;
    true
}

/// A place in a list of anything.
pub enum Where<T> {
    First,
    Last,
    Before(T),
    After(T),
}

impl From<Place> for Where<Entry> {
    fn from(place: Place) -> Self {
        match place {
            Place::First => Where::First,
            Place::Last => Where::Last,
            Place::Before(entry) => Where::Before(entry),
            Place::After(entry) => Where::After(entry),
        }
    }
}

/// Links of one relation in one stage, with the order at each end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Links {
    pub of_source: BTreeMap<Entry, Vec<Entry>>,
    pub of_target: BTreeMap<Entry, Vec<Entry>>,
}

impl Links {
    pub fn unlink(&mut self, source: Entry, target: Entry) {
        self.of_source.entry(source).or_default().retain(|other| *other != target);
        self.of_target.entry(target).or_default().retain(|other| *other != source);
    }

    /// Takes an entry out of all links.
    pub fn forget(&mut self, entry: Entry) {
        for target in self.of_source.remove(&entry).unwrap_or_default() {
            self.unlink(entry, target);
        }
        for source in self.of_target.remove(&entry).unwrap_or_default() {
            self.unlink(source, entry);
        }
    }

    fn link(
        &mut self,
        relation: Relation,
        (source, target): (Entry, Entry),
        near_is_source: bool,
        place: Place,
    ) -> bool {
        if !relation.source_holds_many() {
            for other in self.of_source.get(&source).cloned().unwrap_or_default() {
                if other != target {
                    self.unlink(source, other);
                }
            }
        }
        if !relation.target_holds_many() {
            for other in self.of_target.get(&target).cloned().unwrap_or_default() {
                if other != source {
                    self.unlink(other, target);
                }
            }
        }
        let (sources, targets) = (self.of_target.entry(target).or_default(), self.of_source.entry(source).or_default());
        if near_is_source {
            let put_there = put(targets, target, &place.into());
            if put_there && !sources.contains(&source) {
                sources.push(source);
            }
            put_there
        } else {
            let put_there = put(sources, source, &place.into());
            if put_there && !targets.contains(&target) {
                targets.push(target);
            }
            put_there
        }
    }
}

/// What is done with the links of one end.
#[derive(Clone, Debug)]
pub enum LinkVerb {
    Connect(Entry, Place),
    Disconnect(Entry),
    Set(Vec<Entry>),
}

/// Everything there is.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub drafts: BTreeSet<Entry>,
    pub published: BTreeSet<Entry>,
    pub links: BTreeMap<Relation, Links>,
    pub published_links: BTreeMap<Relation, Links>,
    /// Labels of a post's facts, in order.
    pub facts: BTreeMap<Entry, Vec<String>>,
    pub published_facts: BTreeMap<Entry, Vec<String>>,
    /// How often an entry was published.
    pub versions: BTreeMap<Entry, i64>,
    labels: u32,
}

impl World {
    pub fn list(&self, relation: Relation, near: Entry, near_is_source: bool) -> Vec<Entry> {
        let Some(links) = self.links.get(&relation) else { return Vec::new() };
        let side = if near_is_source { &links.of_source } else { &links.of_target };
        side.get(&near).cloned().unwrap_or_default()
    }

    /// `false` when the whole request is refused; nothing has changed then.
    pub fn do_links(&mut self, relation: Relation, near: Entry, near_is_source: bool, verb: &LinkVerb) -> bool {
        let mut next = self.clone();
        let links = next.links.entry(relation).or_default();
        let pair = |far: Entry| if near_is_source { (near, far) } else { (far, near) };
        let done = match verb {
            LinkVerb::Connect(far, place) => {
                self.drafts.contains(far) && links.link(relation, pair(*far), near_is_source, *place)
            }
            LinkVerb::Disconnect(far) => {
                let (source, target) = pair(*far);
                links.unlink(source, target);
                true
            }
            LinkVerb::Set(fars) => {
                for old in self.list(relation, near, near_is_source) {
                    if !fars.contains(&old) {
                        let (source, target) = pair(old);
                        links.unlink(source, target);
                    }
                }
                fars.iter().all(|far| {
                    self.drafts.contains(far) && links.link(relation, pair(*far), near_is_source, Place::Last)
                })
            }
        };
        if done {
            *self = next;
        }
        done
    }

    pub fn delete(&mut self, entry: Entry) {
        self.unpublish(entry);
        self.drafts.remove(&entry);
        self.versions.remove(&entry);
        self.facts.remove(&entry);
        for links in self.links.values_mut().chain(self.published_links.values_mut()) {
            links.forget(entry);
        }
    }

    pub fn publish(&mut self, entry: Entry) {
        self.published.insert(entry);
        *self.versions.entry(entry).or_default() += 1;
        self.published_facts.insert(entry, self.facts.get(&entry).cloned().unwrap_or_default());
        for relation in Relation::ALL {
            let drafts = self.links.entry(relation).or_default().clone();
            let published = self.published_links.entry(relation).or_default();
            published.forget(entry);
            let targets = drafts.of_source.get(&entry).into_iter().flatten().map(|target| (entry, *target));
            let sources = drafts.of_target.get(&entry).into_iter().flatten().map(|source| (*source, entry));
            for pair in targets.chain(sources) {
                published.link(relation, pair, true, Place::Last);
            }
        }
    }

    pub fn unpublish(&mut self, entry: Entry) {
        self.published.remove(&entry);
        self.published_facts.remove(&entry);
        self.published_links.values_mut().for_each(|links| links.forget(entry));
    }

    pub fn next_label(&mut self) -> String {
        self.labels += 1;
        format!("f{}", self.labels)
    }
}
