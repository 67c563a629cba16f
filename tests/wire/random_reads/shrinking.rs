//! Smaller documents: one selection, argument or part of an input less.

use serde_json::Value;

use super::document::{Document, Field, Input, Selection};

/// The document without its part of that number, counted from 0; `None` when it has not so many.
pub fn without(document: &Document, number: usize) -> Option<Document> {
    let mut smaller = document.clone();
    let mut taker = Taker { left: number, taken: false };
    taker.selections(&mut smaller.roots);
    for fragment in &mut smaller.fragments {
        taker.selections(&mut fragment.selections);
    }
    for variable in smaller.variables.iter_mut().filter_map(|variable| variable.given.as_mut()) {
        taker.value(variable);
    }
    taker.taken.then_some(smaller)
}

/// Counts down to the part that is taken.
struct Taker {
    left: usize,
    taken: bool,
}

impl Taker {
    fn is_here(&mut self) -> bool {
        if self.taken {
            return false;
        }
        self.taken = self.left == 0;
        self.left = self.left.saturating_sub(1);
        self.taken
    }

    /// Takes one of them, as long as so many are left.
    fn one_of<T>(&mut self, items: &mut Vec<T>, least: usize) {
        let count = if items.len() > least { items.len() } else { 0 };
        if let Some(at) = (0..count).find(|_| self.is_here()) {
            items.remove(at);
        }
    }

    fn selections(&mut self, selections: &mut Vec<Selection>) {
        self.one_of(selections, 1);
        for selection in selections {
            match selection {
                Selection::Field(field) => self.field(field),
                Selection::Inline { directives, selections, .. } => {
                    self.one_of(directives, 0);
                    self.selections(selections);
                }
                Selection::Spread(_) => {}
            }
        }
    }

    fn field(&mut self, field: &mut Field) {
        // Without its stage a root field would read that of whoever asks.
        let arguments = field.arguments.iter().filter(|(name, _)| name != "stage").map(|(name, _)| name.clone());
        if let Some(name) = arguments.collect::<Vec<_>>().into_iter().find(|_| self.is_here()) {
            field.arguments.retain(|(other, _)| *other != name);
        }
        self.one_of(&mut field.directives, 0);
        field.arguments.iter_mut().for_each(|(_, input)| self.input(input));
        self.selections(&mut field.selections);
    }

    fn input(&mut self, input: &mut Input) {
        match input {
            Input::List(items) => {
                self.one_of(items, 0);
                items.iter_mut().for_each(|item| self.input(item));
            }
            Input::Object(fields) => {
                self.one_of(fields, 0);
                fields.iter_mut().for_each(|(_, value)| self.input(value));
            }
            Input::Plain(_) | Input::Enum(_) | Input::Variable(_) => {}
        }
    }

    fn value(&mut self, value: &mut Value) {
        match value {
            Value::Array(items) => {
                self.one_of(items, 0);
                items.iter_mut().for_each(|item| self.value(item));
            }
            Value::Object(fields) => {
                let keys: Vec<String> = fields.keys().cloned().collect();
                if let Some(key) = keys.into_iter().find(|_| self.is_here()) {
                    fields.shift_remove(&key);
                }
                fields.values_mut().for_each(|value| self.value(value));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}
