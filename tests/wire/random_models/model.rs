//! What mutations do, in memory: the world of the random reads, with what may refuse a change of it.

use crate::random_reads::schema::{Field, Schema, Side, held};
use crate::random_reads::world::{Holder, Localization, Row, Times, Values, World};

use super::rules::Rules;

/// Room between two places of a list.
const STEP: i64 = 1024;

/// Why a mutation is refused: for whoever reads a failed test.
pub type Refusal = &'static str;

/// Where in a list.
#[derive(Clone, Debug)]
pub enum Place {
    First,
    Last,
    Before(String),
    After(String),
}

/// A new entry or instance with what it holds.
#[derive(Clone, Debug)]
pub struct Made {
    pub row: Row,
    pub held: Vec<(Field, Made)>,
    /// A value that its field refuses.
    pub is_broken: bool,
}

pub fn row(of: usize, id: &str) -> Row {
    Row {
        id: id.to_owned(),
        of,
        values: Values::new(),
        localizations: Default::default(),
        times: Times::default(),
        people: [false; 3],
        holder: None,
    }
}

pub fn localization(values: Values) -> Localization {
    Localization { values, times: Times::default() }
}

/// A world that may refuse.
#[derive(Clone)]
pub struct Model<'r> {
    pub world: World,
    pub rules: &'r Rules,
}

impl Model<'_> {
    pub fn schema(&self) -> &Schema {
        &self.world.schema
    }

    pub fn draft(&self, id: &str) -> Option<&Row> {
        self.world.stages[0].row(id)
    }

    /// Whether unique values of an entry are another's in a stage.
    pub fn check_unique(&self, id: &str, stage: usize) -> Result<(), Refusal> {
        let rows = &self.world.stages[stage].rows;
        let Some(row) = self.world.stages[stage].row(id) else { return Ok(()) };
        let others = || rows.iter().filter(|other| other.of == row.of && other.id != id);
        for field in &self.schema().types[row.of].fields {
            if !self.rules.of(row.of, field).is_unique {
                continue;
            }
            let name = &field.name;
            let clashes = if field.is_localized {
                row.localizations.iter().any(|(locale, own)| {
                    let own = own.values.get(name).filter(|value| !value.is_null());
                    let of =
                        |other: &Row| other.localizations.get(locale).and_then(|other| other.values.get(name).cloned());
                    own.is_some_and(|own| others().any(|other| of(other).as_ref() == Some(own)))
                })
            } else {
                let own = row.values.get(name).filter(|value| !value.is_null());
                own.is_some_and(|own| others().any(|other| other.values.get(name) == Some(own)))
            };
            if clashes {
                return Err("a value is not unique");
            }
        }
        Ok(())
    }

    /// Whether the component fields that must hold something do, in all that is in DRAFT.
    pub fn check_required(&self) -> Result<(), Refusal> {
        let drafts = &self.world.stages[0];
        for row in &drafts.rows {
            for field in self.schema().types[row.of].fields.iter().filter(|field| !held(field).is_empty()) {
                if self.rules.of(row.of, field).is_required && drafts.held_by(&row.id, &field.name).is_empty() {
                    return Err("a required component is missing");
                }
            }
        }
        Ok(())
    }

    pub fn make(&mut self, made: &Made) -> Result<(), Refusal> {
        if made.is_broken {
            return Err("a value breaks a rule");
        }
        self.world.drafts().rows.push(made.row.clone());
        self.check_unique(&made.row.id, 0)?;
        made.held.iter().try_for_each(|(field, part)| self.hold(&made.row.id, field, part, &Place::Last))
    }

    /// Changes values of the base, or of a localisation that is there.
    pub fn change(&mut self, id: &str, kept: Values, locale: Option<&str>, is_broken: bool) -> Result<(), Refusal> {
        if is_broken {
            return Err("a value breaks a rule");
        }
        let row = self.world.drafts().row_mut(id).ok_or("it is not there")?;
        match locale {
            None => row.values.extend(kept),
            Some(locale) => {
                if let Some(localization) = row.localizations.get_mut(locale) {
                    localization.values.extend(kept);
                }
            }
        }
        self.check_unique(id, 0)
    }

    pub fn hold(&mut self, holder: &str, field: &Field, made: &Made, place: &Place) -> Result<(), Refusal> {
        if made.is_broken {
            return Err("a value breaks a rule");
        }
        let id = &made.row.id;
        let at_start = matches!(place, Place::First);
        let beside = self.held_beside(holder, field, id, place)?;
        self.world.hold(holder, (&field.name, field.is_list), at_start, made.row.clone());
        self.set_held_place(id, beside);
        made.held.iter().try_for_each(|(field, part)| self.hold(id, field, part, &Place::Last))
    }

    pub fn move_held(&mut self, holder: &str, field: &Field, id: &str, place: &Place) -> Result<(), Refusal> {
        let places = self.world.stages[0].held_by(holder, &field.name).into_iter();
        let places: Vec<i64> = places.filter_map(|row| row.holder.as_ref()).map(|holder| holder.place).collect();
        let at = match place {
            Place::First => places.iter().min().copied().unwrap_or(0) - STEP,
            Place::Last => places.iter().max().copied().unwrap_or(0) + STEP,
            Place::Before(_) | Place::After(_) => self.held_beside(holder, field, id, place)?.unwrap_or(0),
        };
        self.set_held_place(id, Some(at));
        Ok(())
    }

    fn set_held_place(&mut self, id: &str, place: Option<i64>) {
        if let (Some(place), Some(Holder { place: at, .. })) =
            (place, self.world.drafts().row_mut(id).and_then(|row| row.holder.as_mut()))
        {
            *at = place;
        }
    }

    fn held_beside(
        &mut self,
        holder: &str,
        field: &Field,
        moving: &str,
        place: &Place,
    ) -> Result<Option<i64>, Refusal> {
        let members = self.world.stages[0].held_by(holder, &field.name).into_iter();
        let of = |row: &Row| row.holder.as_ref().map_or(0, |holder| holder.place);
        let members: Vec<(String, i64)> = members.map(|row| (row.id.clone(), of(row))).collect();
        let (found, spread) = beside(&members, moving, place)?;
        for (id, place) in spread {
            self.set_held_place(&id, Some(place));
        }
        Ok(found)
    }

    /// Links, as the verb `connect` does.
    pub fn connect(&mut self, end: (usize, Side), near: &str, far: &str, place: &Place) -> Result<(), Refusal> {
        if self.draft(far).is_none() {
            return Err("there is nothing to connect");
        }
        let (relation, side) = end;
        let members: Vec<(String, i64)> = self.world.stages[0]
            .links_of(relation, side, near)
            .iter()
            .map(|link| (link.far(side).to_owned(), link.place_in(side)))
            .collect();
        let (found, spread) = beside(&members, far, place)?;
        for (id, place) in spread {
            self.set_link_place(end, near, &id, place);
        }
        self.world.link(end, near, far, matches!(place, Place::First));
        if let Some(place) = found {
            self.set_link_place(end, near, far, place);
        }
        Ok(())
    }

    pub fn set_link_place(&mut self, (relation, side): (usize, Side), near: &str, far: &str, place: i64) {
        let links = &mut self.world.drafts().links[relation];
        let is_it =
            |link: &&mut crate::random_reads::world::Link| link.far(side) == far && link.far(side.opposite()) == near;
        if let Some(link) = links.iter_mut().find(is_it) {
            match side {
                Side::Source => link.place = place,
                Side::Target => link.far_place = place,
            }
        }
    }

    pub fn set_links(&mut self, end: (usize, Side), near: &str, fars: &[String]) -> Result<(), Refusal> {
        if fars.iter().any(|far| self.draft(far).is_none()) {
            return Err("there is nothing to connect");
        }
        for gone in self.linked(end, near) {
            if !fars.contains(&gone) {
                self.world.unlink(end, near, &gone);
            }
        }
        for (far, place) in fars.iter().zip(1..) {
            self.world.link(end, near, far, false);
            self.set_link_place(end, near, far, place * STEP);
        }
        Ok(())
    }

    /// The other ends, in their order.
    pub fn linked(&self, (relation, side): (usize, Side), near: &str) -> Vec<String> {
        let links = self.world.stages[0].links_of(relation, side, near);
        links.iter().map(|link| link.far(side).to_owned()).collect()
    }

    /// Publishes the whole entry; what it is in the stage then must be unique there.
    pub fn publish(&mut self, id: &str, to: usize) -> Result<(), Refusal> {
        self.world.publish(id, to);
        self.check_unique(id, to)
    }
}

/// The position right before or after a member, with other positions for all members where there was no room.
type Beside = (Option<i64>, Vec<(String, i64)>);

fn beside(members: &[(String, i64)], moving: &str, place: &Place) -> Result<Beside, Refusal> {
    let (anchor, after) = match place {
        Place::First | Place::Last => return Ok((None, Vec::new())),
        Place::Before(id) => (id, false),
        Place::After(id) => (id, true),
    };
    if let Some(found) = between(members, moving, anchor, after)? {
        return Ok((Some(found), Vec::new()));
    }
    let spread: Vec<(String, i64)> = members.iter().zip(1..).map(|((id, _), at)| (id.clone(), at * STEP)).collect();
    Ok((between(&spread, moving, anchor, after)?, spread))
}

fn between(members: &[(String, i64)], moving: &str, anchor: &str, after: bool) -> Result<Option<i64>, Refusal> {
    let others: Vec<&(String, i64)> = members.iter().filter(|(id, _)| id != moving).collect();
    let at = others.iter().position(|(id, _)| id == anchor).ok_or("a position is not in the list")?;
    let here = others[at].1;
    let neighbour = if after { others.get(at + 1) } else { at.checked_sub(1).and_then(|at| others.get(at)) };
    let Some((_, neighbour)) = neighbour else { return Ok(Some(if after { here + STEP } else { here - STEP })) };
    let middle = here.min(*neighbour) + (here - neighbour).abs() / 2;
    Ok((middle != here && middle != *neighbour).then_some(middle))
}
