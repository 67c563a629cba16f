//! Rows that the schema promises and that are not there: the file of a required asset field, or the instance of a required
//! component, that is not in the stage or in none of the locales (content-api-read.md §7.1). The field is null and told among
//! the errors; what must not be null passes that on to what holds it, as the GraphQL specification has it. In the answer of a
//! mutation, too: what it wrote is written all the same.

use graphql::executable::{Field, Selection, SelectionSet};
use graphql::schema::Type;
use graphql::{Document, Node};
use indexmap::IndexMap;
use serde_json::{Map, Value as Json, json};
use sql::select::ABSENT;

/// The body of an answer with such rows told; none where all are there.
///
/// `body` is `{"data":…}`. It is parsed only when it holds what stands for such a row.
pub(crate) fn tell(document: &Document, selections: &SelectionSet, body: &[u8]) -> Option<Vec<u8>> {
    let is_there = |body: &[u8]| body.windows(ABSENT.len()).any(|part| part == ABSENT.as_bytes());
    if !is_there(body) {
        return None;
    }
    // Data that is nested too deep for the JSON reader: at least nothing is told that is not there.
    let Ok(mut answer) = serde_json::from_slice::<Map<String, Json>>(body) else {
        return std::str::from_utf8(body).ok().map(|text| text.replace(ABSENT, "null").into_bytes());
    };
    let mut told = Told { document, errors: Vec::new(), path: Vec::new() };
    let data = answer.get_mut("data")?;
    if !told.object(&[selections], data) {
        *data = Json::Null;
    }
    if told.errors.is_empty() {
        return None;
    }
    let errors = Json::Array(told.errors);
    Some(json!({ "errors": errors, "data": data }).to_string().into_bytes())
}

struct Told<'d> {
    document: &'d Document,
    errors: Vec<Json>,
    path: Vec<Json>,
}

impl<'d> Told<'d> {
    /// Whether the object may stay.
    fn object(&mut self, selections: &[&'d SelectionSet], value: &mut Json) -> bool {
        let Json::Object(members) = value else { return true };
        let fields = self.fields(selections);
        let mut stays = true;
        for (key, member) in members {
            let Some(fields) = fields.get(key.as_str()) else { continue };
            self.path.push(Json::from(key.as_str()));
            let below: Vec<&SelectionSet> = fields.iter().map(|field| &field.selection_set).collect();
            stays &= self.value(&fields[0].definition.ty, &below, fields[0], member);
            self.path.pop();
        }
        stays
    }

    /// Whether the value, which may have become null, may stand there.
    fn value(&mut self, ty: &Type, below: &[&'d SelectionSet], field: &Field, value: &mut Json) -> bool {
        // Values without fields are leaves: a JSON document may look like anything.
        if below.iter().all(|set| set.selections.is_empty()) {
            return true;
        }
        let stays = match (ty, &mut *value) {
            (Type::List(of) | Type::NonNullList(of), Json::Array(items)) => {
                let mut stay = true;
                for (index, item) in items.iter_mut().enumerate() {
                    self.path.push(Json::from(index));
                    stay &= self.value(of, below, field, item);
                    self.path.pop();
                }
                stay
            }
            (_, Json::Object(members)) if members.contains_key("") => {
                let name = &field.name;
                let message = format!(
                    "Cannot return null for required field \"{name}\": what it refers to is not in this stage, or in none of the locales."
                );
                self.errors.push(json!({ "message": message, "path": self.path }));
                false
            }
            _ => self.object(below, value),
        };
        if !stays {
            *value = Json::Null;
        }
        stays || !ty.is_non_null()
    }

    /// All fields by response key, whatever the type: those of one key agree in shape, which validation has made sure.
    fn fields(&self, selections: &[&'d SelectionSet]) -> IndexMap<&'d str, Vec<&'d Node<Field>>> {
        let mut fields: IndexMap<&str, Vec<&Node<Field>>> = IndexMap::new();
        let mut waiting = selections.to_vec();
        let mut spread = Vec::new();
        while let Some(set) = waiting.pop() {
            for selection in &set.selections {
                match selection {
                    Selection::Field(field) => fields.entry(field.response_key().as_str()).or_default().push(field),
                    Selection::InlineFragment(inline) => waiting.push(&inline.selection_set),
                    Selection::FragmentSpread(named) if spread.contains(&&named.fragment_name) => {}
                    Selection::FragmentSpread(named) => {
                        spread.push(&named.fragment_name);
                        waiting.extend(self.document.fragment(&named.fragment_name).map(|found| &found.selection_set));
                    }
                }
            }
        }
        fields
    }
}
