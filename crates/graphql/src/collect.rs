//! Which fields a selection asks for once fragments, `@skip` and `@include` are resolved.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::executable::{DirectiveList, Field, Selection, SelectionSet};
use crate::schema::FieldDefinition;
use crate::{Document, Name, Node};

/// All selections of one response key. They agree in field and arguments (validation makes sure), so the first stands for all; only
/// their sub-selections differ.
#[derive(Debug, Clone)]
pub struct CollectedField<'d> {
    fields: Vec<&'d Node<Field>>,
}

impl<'d> CollectedField<'d> {
    /// The first selection: name, arguments, place.
    pub fn field(&self) -> &'d Node<Field> {
        self.fields[0]
    }

    /// Name of the field in the schema.
    pub fn name(&self) -> &'d Name {
        &self.field().name
    }

    /// The field's definition in the type of the selection (of an interface, where the fragment is on one).
    pub fn definition(&self) -> &'d FieldDefinition {
        &self.field().definition
    }

    /// The sub-selections to merge: give them to [`collect_fields`] with the type of the field's value.
    pub fn selection_sets(&self) -> impl Iterator<Item = &'d SelectionSet> + use<'d> {
        let sets: Vec<&'d SelectionSet> = self.fields.iter().map(|field| &field.selection_set).collect();
        sets.into_iter()
    }
}

/// The fields by response key, in the order of the answer (GraphQL specification, "Field Collection").
///
/// `ty` is the type of the value: an object type, or an interface or union when the caller plans for all its possible types at once;
/// then fragments count that apply to each of them. `variables` are coerced ([`crate::coerce_variables`]).
pub fn collect_fields<'d>(
    document: &'d Document,
    selection_sets: impl IntoIterator<Item = &'d SelectionSet>,
    ty: &str,
    variables: &Map<String, Value>,
) -> IndexMap<&'d str, CollectedField<'d>> {
    let mut collection = Collection { document, ty, variables, spread: HashSet::new(), fields: IndexMap::new() };
    for selection_set in selection_sets {
        collection.add(selection_set);
    }
    collection.fields
}

struct Collection<'d, 'c> {
    document: &'d Document,
    ty: &'c str,
    variables: &'c Map<String, Value>,
    spread: HashSet<&'d Name>,
    fields: IndexMap<&'d str, CollectedField<'d>>,
}

impl<'d> Collection<'d, '_> {
    /// The depth is that of inline fragments and fragment chains, which the limit on nesting bounds.
    fn add(&mut self, selection_set: &'d SelectionSet) {
        for selection in &selection_set.selections {
            if !is_included(selection.directives(), self.variables) {
                continue;
            }
            match selection {
                Selection::Field(field) => match self.fields.entry(field.response_key()) {
                    indexmap::map::Entry::Occupied(mut entry) => entry.get_mut().fields.push(field),
                    indexmap::map::Entry::Vacant(entry) => {
                        entry.insert(CollectedField { fields: vec![field] });
                    }
                },
                Selection::InlineFragment(inline) => {
                    if inline.type_condition.as_ref().is_none_or(|condition| self.applies(condition)) {
                        self.add(&inline.selection_set);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    if !self.spread.insert(&spread.fragment_name) {
                        continue;
                    }
                    if let Some(fragment) = self.document.fragment(&spread.fragment_name)
                        && self.applies(fragment.type_condition())
                    {
                        self.add(&fragment.selection_set);
                    }
                }
            }
        }
    }

    fn applies(&self, condition: &str) -> bool {
        self.document.schema().is_subtype(self.ty, condition)
    }
}

fn is_included(directives: &DirectiveList, variables: &Map<String, Value>) -> bool {
    let condition = |directive: &str| -> Option<bool> {
        let value = directives.get(directive)?.specified_argument_by_name("if")?;
        value.to_bool().or_else(|| variables.get(value.as_variable()?.as_str())?.as_bool())
    };
    condition("skip") != Some(true) && condition("include") != Some(false)
}
