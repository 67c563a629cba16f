//! What a query depends on, told from its document: the models that it names, in the stages that it reads.
//!
//! Told too widely rather than too narrowly. Every type that a field gives and every input type that a filter names counts,
//! whatever the rows turn out to hold; what has no model counts as everything.

use std::collections::BTreeSet;

use access::{Condition, ContentAction};
use graphql::executable::{Operation, Selection, SelectionSet};
use graphql::schema::ExtendedType;
use graphql::{Arguments, CollectedField, collect_fields, field_arguments};
use model::ids::ModelId;
use model::{Stage, SystemField};
use serde_json::Value as Json;

use crate::errors::ContentError;
use crate::read::{QueryRead, default_stage};
use crate::schema::EntryType;

/// Models and stages of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Touched {
    /// Any event may change the answer.
    pub(super) everything: bool,
    /// Names of users.
    pub(super) users: bool,
    /// Models, each with the key of a stage, or none for all stages.
    pub(super) models: BTreeSet<(ModelId, Option<i64>)>,
    /// Whether the answer may show what is not published.
    pub(crate) drafts: bool,
}

impl Touched {
    /// What it takes in memory, in bytes, roughly.
    pub(super) fn size(&self) -> u64 {
        const ENTRY: u64 = 96;
        self.models.len() as u64 * ENTRY
    }
}

/// The name that a filter's input type has behind that of what it is about (content-api-read.md §4.1).
const FILTERS: [(&str, Stages); 6] = [
    ("WhereInput", Stages::Same),
    ("ManyWhereInput", Stages::Same),
    ("WhereUniqueInput", Stages::Same),
    ("SingleRelationWhereInput", Stages::Same),
    ("WhereStageInput", Stages::All),
    ("WhereComparatorInput", Stages::All),
];

/// In which stages a filter looks.
#[derive(Clone, Copy)]
enum Stages {
    Same,
    All,
}

/// What a query touches that was planned without an error.
///
/// # Errors
/// As the planner's, which has looked before.
pub(crate) fn touched(read: &QueryRead<'_>, operation: &Operation) -> Result<Touched, ContentError> {
    let mut walk = Walk { read, touched: Touched::default() };
    for field in collect_fields(read.document, [&operation.selection_set], "Query", read.variables).values() {
        if graphql::is_introspection(field.name()) {
            continue;
        }
        let arguments = field_arguments(read.document, field.field(), read.variables)?;
        let stage = walk.root_stage(field, &arguments)?;
        walk.field(field, &arguments, stage)?;
    }
    Ok(walk.touched)
}

struct Walk<'w, 'a> {
    read: &'w QueryRead<'a>,
    touched: Touched,
}

impl Walk<'_, '_> {
    /// The stage that a root field reads; none where it may be any.
    fn root_stage(&self, field: &CollectedField<'_>, arguments: &Arguments<'_>) -> Result<Option<i64>, ContentError> {
        if field.definition().argument_by_name("stage").is_none() {
            return Ok(None);
        }
        Ok(match arguments.given("stage").and_then(Json::as_str) {
            Some(name) => self.read.schema.content_model.stage(name).map(|stage| stage.key),
            None => Some(default_stage(self.read)?.key),
        })
    }

    fn field(
        &mut self,
        field: &CollectedField<'_>,
        arguments: &Arguments<'_>,
        stage: Option<i64>,
    ) -> Result<(), ContentError> {
        let definition = field.definition();
        let stage = if field.name() == SystemField::DocumentInStages.api_id() { None } else { stage };
        if let (Some(filter), Some(argument)) = (arguments.given("where"), definition.argument_by_name("where")) {
            self.filter(argument.ty.inner_named_type(), Some(filter), stage);
        }
        let given = definition.ty.inner_named_type();
        self.output(given, stage);
        self.selections(field, given, stage)
    }

    /// The fields below one, for each type that its value may have.
    fn selections(&mut self, field: &CollectedField<'_>, given: &str, stage: Option<i64>) -> Result<(), ContentError> {
        let read = self.read;
        for ty in read.schema.graphql.possible_types(given) {
            if !field.selection_sets().any(|set| names_composites(read, set)) {
                return Ok(());
            }
            for part in collect_fields(read.document, field.selection_sets(), ty, read.variables).values() {
                if read.schema.graphql.possible_types(part.definition().ty.inner_named_type()).is_empty() {
                    continue;
                }
                let arguments = field_arguments(read.document, part.field(), read.variables)?;
                self.field(part, &arguments, stage)?;
            }
        }
        Ok(())
    }

    /// A type that a field gives, with what it holds whatever is selected of it: a connection counts entries unseen.
    fn output(&mut self, given: &str, stage: Option<i64>) {
        let read = self.read;
        for ty in read.schema.graphql.possible_types(given) {
            match read.schema.object_type(ty) {
                Some(of) => self.entries(&of, stage),
                None => {
                    match read.schema.graphql.field(ty, "edges").or_else(|| read.schema.graphql.field(ty, "node")) {
                        Some(inner) => self.output(inner.ty.inner_named_type(), stage),
                        // Versions are of any stage. Everything else without an id is a value of the entry around it.
                        None if ty == "Version" || ty == "DocumentVersion" => {
                            (self.touched.everything, self.touched.drafts) = (true, true);
                        }
                        None => {}
                    }
                }
            }
        }
    }

    fn entries(&mut self, of: &EntryType, stage: Option<i64>) {
        match of {
            EntryType::Model(model) => {
                if self.touched.models.insert((model.clone(), stage)) {
                    self.conditions(model, stage);
                }
            }
            EntryType::User => self.touched.users = true,
            EntryType::ScheduledOperation | EntryType::ScheduledRelease => self.touched.everything = true,
            // Components are written with the entry that holds them; by their own id any entry may hold them.
            EntryType::Component(_) => {
                if stage.is_none() {
                    self.touched.everything = true;
                }
            }
        }
        self.touched.drafts |= stage.is_none_or(|stage| stage == Stage::DRAFT);
    }

    /// What conditions of the asker's rights to a model look at decides, too, which of its entries there are.
    fn conditions(&mut self, model: &ModelId, stage: Option<i64>) {
        let Some(of) = self.read.schema.content_model.model_by_id(model) else { return };
        let input = format!("{}WhereInput", of.api_id);
        for rule in self.read.actor.content.rules() {
            if let Condition::Where(condition) = &rule.condition
                && rule.action == ContentAction::Read
                && rule.models.covers(model)
            {
                self.filter(&input, Some(&Json::Object(condition.object().clone())), stage);
            }
        }
    }

    /// An input type that a filter names, and those below. That a relation is null or empty is known from the other
    /// model's rows, so that the type counts whatever the value.
    fn filter(&mut self, input: &str, value: Option<&Json>, stage: Option<i64>) {
        let stage = self.filtered(input, stage);
        let Some(ExtendedType::InputObject(definition)) = self.read.schema.graphql.definition().types.get(input) else {
            return;
        };
        for object in objects(value) {
            for (name, value) in object {
                let Some(part) = definition.fields.get(name.as_str()) else { continue };
                let ty = part.ty.inner_named_type();
                match self.read.schema.graphql.definition().types.get(ty) {
                    Some(ExtendedType::InputObject(_)) => self.filter(ty, Some(value), stage),
                    // `related_empty` looks at the rows of other models and names none of them.
                    _ if name.ends_with("_empty") => self.touched.everything = true,
                    _ => {}
                }
            }
        }
    }

    /// Notes what a filter's type is about; answers the stages in which it looks.
    fn filtered(&mut self, input: &str, stage: Option<i64>) -> Option<i64> {
        let (mut looked_in, mut known) = (stage, false);
        for (suffix, stages) in FILTERS {
            let stage = match stages {
                Stages::Same => stage,
                Stages::All => None,
            };
            // A filter on a union is about its members.
            let name = input.strip_suffix(suffix).unwrap_or_default();
            let types = self.read.schema.graphql.possible_types(name).iter();
            for of in types.filter_map(|ty| self.read.schema.object_type(ty)) {
                self.entries(&of, stage);
                (looked_in, known) = (stage, true);
            }
        }
        self.touched.everything |= !known;
        looked_in
    }
}

/// Whether a selection has fields with fields of their own: most have none, and need not be looked at once per type.
fn names_composites(read: &QueryRead<'_>, set: &SelectionSet) -> bool {
    set.selections.iter().any(|selection| match selection {
        Selection::Field(field) => !field.selection_set.selections.is_empty(),
        Selection::InlineFragment(inline) => names_composites(read, &inline.selection_set),
        Selection::FragmentSpread(spread) => read
            .document
            .fragment(&spread.fragment_name)
            .is_none_or(|fragment| names_composites(read, &fragment.selection_set)),
    })
}

/// The objects in a filter's value: itself, or the items of a list.
fn objects(value: Option<&Json>) -> Vec<&serde_json::Map<String, Json>> {
    match value {
        Some(Json::Object(object)) => vec![object],
        Some(Json::Array(items)) => items.iter().flat_map(|item| objects(Some(item))).collect(),
        Some(Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_)) | None => Vec::new(),
    }
}
