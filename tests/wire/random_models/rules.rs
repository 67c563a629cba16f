//! Rules for fields of a random content model: what values must be like, and whether a value breaks them.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::random_reads::changes::changes;
use crate::random_reads::dice::Dice;
use crate::random_reads::schema::{Field, Kind, Schema, Simple, held};

/// What a value of a field must be like.
#[derive(Clone, Debug, Default)]
pub struct Rule {
    pub is_required: bool,
    /// In its stage, of localised fields in its locale.
    pub is_unique: bool,
    /// Of characters for texts, of values for numbers.
    pub range: Option<(i64, i64)>,
}

/// Rules by type and field.
pub struct Rules(HashMap<(usize, String), Rule>);

impl Rules {
    /// Deals rules out to the fields that can have some.
    pub fn random(dice: &mut Dice, schema: &Schema) -> Self {
        let mut rules = HashMap::new();
        for of in (0..schema.types.len()).skip(1) {
            let made = &schema.types[of];
            for field in &made.fields {
                if !held(field).is_empty() {
                    let rule = Rule { is_required: dice.chance(25), ..Rule::default() };
                    rules.insert((of, field.name.clone()), rule);
                }
                let Kind::Simple(kind) = field.kind else { continue };
                let rule = if field.name == "slug" {
                    Rule { is_required: true, is_unique: true, range: None }
                } else {
                    let has_range = dice.chance(60);
                    Rule {
                        // What is missing of a localisation is told by other tests.
                        is_required: !field.is_localized && dice.chance(35),
                        is_unique: !field.is_list
                            && !made.is_component
                            && matches!(kind, Simple::Text | Simple::Int)
                            && dice.chance(50),
                        range: match kind {
                            Simple::Text if has_range => Some((0, 2 + i64::from(dice.chance(50)) * 4)),
                            Simple::Int if has_range => Some((-1, 10)),
                            _ => None,
                        },
                    }
                };
                rules.insert((of, field.name.clone()), rule);
            }
        }
        Rules(rules)
    }

    pub fn of(&self, of: usize, field: &Field) -> Rule {
        self.0.get(&(of, field.name.clone())).cloned().unwrap_or_default()
    }

    /// The changes that make the content model, with the rules.
    pub fn changes(&self, schema: &Schema) -> Value {
        let mut changes = changes(schema);
        for change in changes.as_array_mut().expect("a list") {
            let kinds = ["createSimpleField", "createComponentField", "createComponentUnionField"];
            let Some(kind) = kinds.into_iter().find(|kind| change.get(kind).is_some()) else { continue };
            let input = &mut change[kind];
            let parent = schema.types.iter().position(|made| input["parentApiId"] == made.name.as_str());
            let field = parent.and_then(|of| Some((of, schema.field(of, input["apiId"].as_str()?)?)));
            let Some((of, field)) = field else { continue };
            let rule = self.of(of, field);
            input["isRequired"] = json!(rule.is_required);
            if kind == "createSimpleField" {
                input["isUnique"] = json!(rule.is_unique);
            }
            if let (Kind::Simple(kind), Some((min, max))) = (&field.kind, rule.range) {
                let range = json!({ "min": min, "max": max });
                input["validations"] = match kind {
                    Simple::Text => json!({ "String": { "characters": range } }),
                    _ => json!({ "Int": { "range": range } }),
                };
            }
        }
        changes
    }

    /// Whether a value, as it is kept, breaks a rule of its field.
    pub fn breaks(&self, of: usize, field: &Field, kept: &Value) -> bool {
        let rule = self.of(of, field);
        if let Some(items) = kept.as_array().filter(|_| field.is_list) {
            return rule.is_required && items.is_empty() || items.iter().any(|item| out_of(&rule, item));
        }
        if kept.is_null() { rule.is_required } else { rule.is_required && kept == "" || out_of(&rule, kept) }
    }
}

fn out_of(rule: &Rule, value: &Value) -> bool {
    let Some((min, max)) = rule.range else { return false };
    let size = value.as_str().map(|text| text.chars().count() as i64).or(value.as_i64());
    size.is_some_and(|size| size < min || size > max)
}
