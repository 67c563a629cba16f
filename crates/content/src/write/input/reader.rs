//! Fields of one input object → columns, links and component instances.

use access::ContentAction;
use model::ids::FieldId;
use model::{ContentModel, Field, FieldKind, FieldRef, Model, ParentRef};
use serde_json::{Map, Value as Json};
use sql::Value;
use sql::dml::Assignment;

use super::file::Otherwise;
use super::{EntryInput, NestedInput, RowInput, UpsertPart};
use crate::instant;
use crate::write::error::WriteError;
use crate::write::planning::Planning;
use crate::write::relation::Relation;
use crate::write::values;

/// How deep input objects may be nested (content-api-write.md §6).
const MOST_LEVELS: usize = 32;

/// What an input is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::write) enum Purpose {
    Create,
    Update,
    UpdateMany,
}

/// Reads the input of one entry or component instance.
pub(in crate::write) struct InputReader<'p, 'a> {
    pub(super) planning: &'p mut Planning<'a>,
    /// The model whose rights count: of the entry, or of the entry that holds the instance.
    pub(super) model: &'a Model,
    /// What is to be done to the entry.
    pub(super) action: ContentAction,
    /// What has the fields.
    pub(super) parent: ParentRef<'a>,
    pub(super) purpose: Purpose,
    /// How many input objects there are around the fields, their own included.
    pub(super) level: usize,
    /// The field that the enclosing input has filled: what is said about it here does not count
    /// (content-api-write.md §3.6, "required on the reverse path").
    pub(super) filled: Option<FieldId>,
}

impl<'p, 'a> InputReader<'p, 'a> {
    /// For an entry that a root field writes.
    pub(in crate::write) fn root(planning: &'p mut Planning<'a>, model: &'a Model, purpose: Purpose) -> Self {
        Self::new(planning, model, purpose, 1)
    }

    /// For an entry whose data is at a level.
    pub(super) fn new(planning: &'p mut Planning<'a>, model: &'a Model, purpose: Purpose, level: usize) -> Self {
        let action = match purpose {
            Purpose::Create => ContentAction::Create,
            Purpose::Update | Purpose::UpdateMany => ContentAction::Update,
        };
        Self { planning, model, action, parent: ParentRef::Model(model), purpose, level, filled: None }
    }

    pub(super) fn content(&self) -> &'a ContentModel {
        self.planning.content
    }

    /// Reads an input that may turn out not to be used: what is wrong with it is told if it is (content-api-write.md §3.10).
    /// Rights that it takes are missing either way.
    pub(in crate::write) fn apart(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<EntryInput, WriteError>,
    ) -> UpsertPart {
        let before = self.planning.replace_refused(None);
        let input = read(self);
        match self.planning.replace_refused(before) {
            Some(refused) => input.and(Err(refused)),
            None => input,
        }
    }

    /// Reads a `XCreateInput`, `XUpdateInput` or `XUpdateManyInput`.
    pub(in crate::write) fn entry(&mut self, data: &Map<String, Json>) -> Result<EntryInput, WriteError> {
        if self.level > MOST_LEVELS {
            return Err(WriteError::input(format!("input is nested more than {MOST_LEVELS} levels deep")));
        }
        let mut input = EntryInput::default();
        for (name, value) in data {
            self.member(name, value, &mut input)?;
        }
        input.default_localization.file = input.base.file.take();
        self.file(data, self.purpose, Otherwise::Form, &mut input.default_localization);
        let creates = self.purpose == Purpose::Create && self.parent.is_localized(self.content());
        if creates || !input.default_localization.assignments.is_empty() {
            let default = self.content().default_locale().key;
            self.planning.need_locale(self.action, self.model, default);
        }
        if self.purpose == Purpose::Create {
            input.base.assignments.extend(self.absent(data, false));
            input.default_localization.assignments.extend(self.absent(data, true));
        }
        // The times of an import are those of its default localisation, too.
        input.default_localization.created_at.clone_from(&input.base.created_at);
        input.default_localization.updated_at.clone_from(&input.base.updated_at);
        if let Some(Json::Object(localizations)) = data.get("localizations") {
            self.localizations(localizations, &mut input)?;
        }
        Ok(input)
    }

    /// One member of the input object.
    fn member(&mut self, name: &str, value: &Json, input: &mut EntryInput) -> Result<(), WriteError> {
        let Some(field) = self.parent.field(name) else {
            return match self.reverse_input(name) {
                Some(relation) => self.reverse_links(name, relation, value, input),
                None => {
                    self.beside_fields(name, value, &mut input.base);
                    Ok(())
                }
            };
        };
        match &field.kind {
            FieldKind::Simple { .. } if self.is_unsaid(field, value) => Ok(()),
            FieldKind::Simple { .. } | FieldKind::Enumerable { .. } => {
                let row = if field.is_localized { &mut input.default_localization } else { &mut input.base };
                self.column(field, value, row);
                Ok(())
            }
            FieldKind::Relational { .. } | FieldKind::Union { .. } | FieldKind::UnionMember { .. } => {
                let links = self.links(field, value)?;
                input.nested.extend(links.map(NestedInput::Links));
                Ok(())
            }
            FieldKind::Component { .. } | FieldKind::ComponentUnion { .. } => {
                let instances = self.instances(field, value)?;
                input.nested.extend(instances.map(NestedInput::Instances));
                Ok(())
            }
        }
    }

    /// The one-way relation whose reverse side has this name here.
    fn reverse_input(&self, name: &str) -> Option<Relation<'a>> {
        match self.parent {
            ParentRef::Model(model) => Relation::reverse_input(self.content(), &model.id, name),
            // Nothing relates to component instances.
            ParentRef::Component(_) => None,
        }
    }

    /// Members of the input object that are no fields.
    fn beside_fields(&mut self, name: &str, value: &Json, row: &mut RowInput) {
        match name {
            "createdAt" => row.created_at = self.time(name, value),
            "updatedAt" => row.updated_at = self.time(name, value),
            "uploadUrl" | "reUpload" => self.wished_file(name, value, row),
            // `localizations` is read when the fields are; `_` stands in update inputs that would have no field
            // (content-api-write.md §2.5).
            _ => {}
        }
    }

    fn time(&mut self, name: &str, value: &Json) -> Option<String> {
        let instant = instant::parse_instant(value.as_str()?);
        if instant.is_none() {
            let text = format!("\"{name}\" must be an instant with offset such as 2026-01-31T12:00:00Z");
            self.planning.refuse(WriteError::input(text));
        }
        instant
    }

    /// The values of a field that has columns.
    fn column(&mut self, field: &Field, value: &Json, row: &mut RowInput) {
        match values::column_values(self.content(), field, value) {
            Ok(values) => {
                row.assignments.extend(self.assign(field, values));
                let embedded = values::embedded(self.content(), field, value);
                row.embeds.extend((!embedded.is_empty()).then(|| (field.id.clone(), embedded)));
            }
            Err(error) => self.planning.refuse(error),
        }
    }

    /// One row of a localisation: columns only.
    pub(super) fn localized_row(&mut self, data: &Map<String, Json>, purpose: Purpose) -> RowInput {
        let mut row = RowInput::default();
        for (name, value) in data {
            match self.parent.field(name).filter(|field| field.is_localized) {
                Some(field) => self.column(field, value, &mut row),
                None => self.beside_fields(name, value, &mut row),
            }
        }
        self.file(data, purpose, Otherwise::OfDefault, &mut row);
        if purpose == Purpose::Create {
            row.assignments.extend(self.absent(data, true));
        }
        row
    }

    /// On create, lists that are not given are empty.
    fn absent(&mut self, data: &Map<String, Json>, localized: bool) -> Vec<Assignment> {
        let parent = self.parent;
        let side = parent.fields().iter().filter(|field| field.is_localized == localized && field.storage().is_some());
        let missing = side.filter(|field| !data.contains_key(&field.api_id));
        missing.flat_map(|field| self.assign(field, values::absent(field))).collect()
    }

    pub(super) fn assign(&mut self, field: &Field, values: Vec<Value>) -> Vec<Assignment> {
        if values.is_empty() {
            return Vec::new();
        }
        let granted = self.planning.grant(self.action, self.model, FieldRef::Own(field.id.clone()));
        granted.map_or_else(Vec::new, |granted| Assignment::field(&granted, values))
    }
}
