//! Random changes of what is written: so that stages differ, localisations are missing, and lists have an order that is
//! not that of their making.

use serde_json::{Value, json};

use super::data::Author;
use super::schema::{ASSET, Field, Kind, held};
use super::world::{Localization, Times};

const CHANGES: usize = 70;

impl Author<'_> {
    pub async fn change_all(&mut self) {
        for _ in 0..CHANGES {
            let left: Vec<(usize, String)> =
                self.ids.iter().filter(|(_, id)| self.world.stages[0].row(id).is_some()).cloned().collect();
            let (of, id) = self.dice.pick(&left).clone();
            match self.dice.below(100) {
                0..10 => self.change_values(of, &id).await,
                10..26 => self.change_localization(of, &id).await,
                26..50 => self.change_links(of, &id).await,
                50..58 => self.add_instance(of, &id).await,
                58..84 => self.publish(of, &id).await,
                84..90 => self.publish_localization(of, &id).await,
                90..93 => self.unpublish(of, &id).await,
                93..98 => self.unpublish_localization(of, &id).await,
                _ => self.delete(of, &id).await,
            }
        }
    }

    async fn update(&self, of: usize, id: &str, data: Value) {
        let name = &self.schema().types[of].name;
        let query = format!(
            "mutation($id: ID!, $data: {name}UpdateInput!) {{ done: update{name}(where: {{id: $id}}, data: $data) {{ id }} }}"
        );
        self.blog.ok(&query, json!({ "id": id, "data": data })).await;
    }

    async fn change_values(&mut self, of: usize, id: &str) {
        if of == ASSET {
            return;
        }
        let (mut sent, kept) = self.simple_values(of, false, true);
        let (localized, kept_localized) = self.simple_values(of, true, true);
        sent.extend(localized);
        self.update(of, id, Value::Object(sent)).await;
        let default = self.schema().locales[0].clone();
        let row = self.world.drafts().row_mut(id).expect("it is there");
        row.values.extend(kept);
        if let Some(localization) = row.localizations.get_mut(&default) {
            localization.values.extend(kept_localized);
        }
    }

    /// Makes, changes or deletes a localisation beside the default one.
    async fn change_localization(&mut self, of: usize, id: &str) {
        if of == ASSET || !self.schema().is_localized(of) {
            return;
        }
        let locale = self.dice.pick(&self.world.schema.locales[1..]).clone();
        let is_there = self.world.stages[0].row(id).is_some_and(|row| row.localizations.contains_key(&locale));
        if is_there && self.dice.chance(60) {
            self.update(of, id, json!({ "localizations": { "delete": [locale] } })).await;
            self.world.delocalize(id, 0, &locale);
            return;
        }
        // A model that is localised for its components alone has localisations that hold nothing.
        let is_hollow = !self.schema().types[of].fields.iter().any(|field| field.is_localized);
        if is_hollow && is_there {
            return;
        }
        let (create, kept) = self.simple_values(of, true, false);
        let (update, changed) = self.simple_values(of, true, true);
        let input = match is_hollow {
            true => json!({ "create": [{ "locale": locale, "data": create }] }),
            false => json!({ "upsert": [{ "locale": locale, "create": create, "update": update }] }),
        };
        self.update(of, id, json!({ "localizations": input })).await;
        let row = self.world.drafts().row_mut(id).expect("it is there");
        match row.localizations.get_mut(&locale) {
            Some(localization) => localization.values.extend(changed),
            None => drop(row.localizations.insert(locale, Localization { values: kept, times: Times::default() })),
        }
    }

    async fn change_links(&mut self, of: usize, id: &str) {
        let fields = self.schema().types[of].fields.iter();
        let fields: Vec<Field> = fields.filter(|field| matches!(field.kind, Kind::Link { .. })).cloned().collect();
        if fields.is_empty() {
            return;
        }
        let field = self.dice.pick(&fields).clone();
        let Kind::Link { relation, side } = field.kind else { return };
        let there: Vec<String> =
            self.world.stages[0].links_of(relation, side, id).iter().map(|link| link.far(side).to_owned()).collect();
        let to = self.schema().leads(&field);
        let to: Vec<usize> = to.into_iter().filter(|of| !self.drafts_of(*of).is_empty()).collect();
        if !there.is_empty() && self.dice.chance(15) {
            let far = self.dice.pick(&there).clone();
            let far_of = self.world.stages[0].row(&far).expect("it is linked").of;
            let input = match field.is_list {
                true => json!([self.member(&field, far_of, json!({ "id": far }))]),
                false => json!(true),
            };
            self.update(of, id, json!({ field.name.as_str(): { "disconnect": input } })).await;
            self.world.unlink((relation, side), id, &far);
            return;
        }
        if to.is_empty() {
            return;
        }
        // Sometimes more than a page that says nothing has.
        let most = if self.dice.chance(10) { 14 } else { 1 + self.dice.below(3) };
        let mut inputs = Vec::new();
        for _ in 0..if field.is_list { most } else { 1 } {
            let far_of = *self.dice.pick(&to);
            let far = self.dice.pick(&self.drafts_of(far_of)).clone();
            let at_start = field.is_list && self.dice.chance(30);
            inputs.push(match (field.is_list, at_start) {
                (false, _) => self.member(&field, far_of, json!({ "id": far })),
                (true, false) => self.member(&field, far_of, json!({ "where": { "id": far } })),
                (true, true) => {
                    self.member(&field, far_of, json!({ "where": { "id": far }, "position": { "start": true } }))
                }
            });
            self.world.link((relation, side), id, &far, at_start);
        }
        let input = if field.is_list { json!(inputs) } else { inputs.remove(0) };
        self.update(of, id, json!({ field.name.as_str(): { "connect": input } })).await;
    }

    async fn add_instance(&mut self, of: usize, id: &str) {
        let fields: Vec<Field> =
            self.schema().types[of].fields.iter().filter(|field| !held(field).is_empty()).cloned().collect();
        if fields.is_empty() {
            return;
        }
        let field = self.dice.pick(&fields).clone();
        let member = *self.dice.pick(&held(&field));
        let fresh = self.instance(member);
        let at_start = field.is_list && self.dice.chance(50);
        let data = Value::Object(fresh.data.clone());
        let input = match (field.is_list, at_start) {
            (false, _) => self.member(&field, member, data),
            (true, false) => json!([self.member(&field, member, json!({ "data": data }))]),
            (true, true) => {
                json!([self.member(&field, member, json!({ "data": data, "position": { "start": true } }))])
            }
        };
        self.update(of, id, json!({ field.name.as_str(): { "create": input } })).await;
        self.store_held(id, &field, at_start, fresh);
    }

    /// A stage that entries are published to.
    fn some_stage(&mut self) -> (usize, String) {
        let at = 1 + self.dice.below(self.world.schema.stages.len() - 1);
        (at, self.schema().stages[at].clone())
    }

    async fn done(&self, of: usize, id: &str, (verb, arguments): (&str, &str)) {
        let name = &self.schema().types[of].name;
        let query = format!("mutation($id: ID!) {{ done: {verb}{name}(where: {{id: $id}}{arguments}) {{ id }} }}");
        self.blog.ok(&query, json!({ "id": id })).await;
    }

    async fn publish(&mut self, of: usize, id: &str) {
        let (at, stage) = self.some_stage();
        self.done(of, id, ("publish", &format!(", to: [{stage}]"))).await;
        self.world.publish(id, at);
    }

    async fn publish_localization(&mut self, of: usize, id: &str) {
        let (at, stage) = self.some_stage();
        let Some(locale) = self.other_locale(id, 0) else { return };
        if self.world.stages[at].row(id).is_none() {
            return;
        }
        self.done(of, id, ("publish", &format!(", to: [{stage}], locales: [{locale}], publishBase: false"))).await;
        self.world.publish_localization(id, at, &locale);
    }

    async fn unpublish(&mut self, of: usize, id: &str) {
        let (at, stage) = self.some_stage();
        self.done(of, id, ("unpublish", &format!(", from: [{stage}]"))).await;
        self.world.unpublish(id, at);
    }

    async fn unpublish_localization(&mut self, of: usize, id: &str) {
        let (at, stage) = self.some_stage();
        let Some(locale) = self.other_locale(id, at) else { return };
        let arguments = format!(", from: [{stage}], locales: [{locale}], unpublishBase: false");
        self.done(of, id, ("unpublish", &arguments)).await;
        self.world.delocalize(id, at, &locale);
    }

    /// A localisation of the entry in a stage that is not the default one.
    fn other_locale(&mut self, id: &str, stage: usize) -> Option<String> {
        let default = self.schema().locales[0].clone();
        let row = self.world.stages[stage].row(id)?;
        let others: Vec<String> = row.localizations.keys().filter(|locale| **locale != default).cloned().collect();
        (!others.is_empty()).then(|| self.dice.pick(&others).clone())
    }

    async fn delete(&mut self, of: usize, id: &str) {
        if of == ASSET {
            return;
        }
        self.done(of, id, ("delete", "")).await;
        self.world.delete(id);
    }
}
