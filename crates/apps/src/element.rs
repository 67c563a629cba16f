//! Elements of apps: what they put into Studio.

use std::collections::HashSet;

use accounts::InputError;
use accounts::secret::fresh_id;
use model::ids::AppElementId;
use serde_json::Value;
use sql::platform::apps::ElementRow;
use store::{Row, StoreError};

use crate::kinds::{ElementFeature, ElementFieldType, ElementType};
use crate::urls::{self, StudioOrigin};

/// An element of a registered app.
#[derive(Clone, Debug, PartialEq)]
pub struct AppElement {
    /// Id, chosen by the client that registered it.
    pub id: AppElementId,
    /// Name in addresses, unique in the app.
    pub api_id: String,
    /// Name for people.
    pub name: String,
    /// Where it appears.
    pub kind: ElementType,
    /// Text for people.
    pub description: Option<String>,
    /// Settings that are asked for where it is used, by name.
    pub config: Option<Value>,
    /// The page.
    pub src: String,
    /// What a field element renders.
    pub features: Vec<ElementFeature>,
    /// The type of fields that a field element renders.
    pub field_type: Option<ElementFieldType>,
    /// Canonical time.
    pub created_at: String,
    /// Canonical time.
    pub updated_at: String,
}

/// An element as typed. Registration checks it.
#[derive(Clone, Debug, PartialEq)]
pub struct ElementDraft {
    /// Id that the client chose; a fresh one is made when there is none.
    pub id: Option<String>,
    /// Name in addresses, unique in the app.
    pub api_id: String,
    /// Name for people.
    pub name: String,
    /// Where it appears.
    pub kind: ElementType,
    /// Text for people.
    pub description: Option<String>,
    /// Settings by name: `{type: 'string' | 'number' | 'boolean', displayName?, description?, required?, defaultValue?}`.
    pub config: Option<Value>,
    /// The page, an absolute address.
    pub src: String,
    /// What a field element renders; empty for others.
    pub features: Vec<ElementFeature>,
    /// The type of fields that a field element renders; none for others.
    pub field_type: Option<ElementFieldType>,
}

/// Most elements of one app.
const MAX_ELEMENTS: usize = 100;

/// Checks all elements of an app. `before` are those that it has, whose times of creation stay.
pub(crate) fn checked(
    drafts: Vec<ElementDraft>,
    before: &[AppElement],
    studio: &StudioOrigin,
    now: &str,
) -> Result<Vec<AppElement>, InputError> {
    if drafts.len() > MAX_ELEMENTS {
        return Err(InputError::new("elements", format!("An app has at most {MAX_ELEMENTS} elements.")));
    }
    let mut ids = HashSet::new();
    let mut api_ids = HashSet::new();
    let mut elements = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let element = draft.checked(before, studio, now)?;
        if !api_ids.insert(element.api_id.clone()) {
            let message = format!("Two elements have the API ID \"{}\". Give each its own.", element.api_id);
            return Err(InputError::new("elements", message));
        }
        if !ids.insert(element.id.clone()) {
            return Err(InputError::new("elements", format!("Two elements have the id {}.", element.id)));
        }
        elements.push(element);
    }
    Ok(elements)
}

impl ElementDraft {
    fn checked(self, before: &[AppElement], studio: &StudioOrigin, now: &str) -> Result<AppElement, InputError> {
        let about = |message: &str| InputError::new("elements", format!("Element \"{}\": {message}", self.api_id));
        let id = AppElementId::new(self.id.clone().unwrap_or_else(fresh_id));
        let word = |text: &str| !text.is_empty() && text.len() <= 64 && text.chars().all(is_word);
        if !word(id.as_str()) {
            return Err(about("its id must have 1 to 64 letters, digits, _ or -."));
        }
        if !word(&self.api_id) || !self.api_id.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Err(about("its API ID must begin with a letter and hold only letters, digits, _ and -."));
        }
        let name = self.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 200 || name.chars().any(char::is_control) {
            return Err(about("enter a name of at most 200 characters."));
        }
        if self.description.as_ref().is_some_and(|text| text.chars().count() > 2000 || text.contains('\0')) {
            return Err(about("its description is longer than 2000 characters."));
        }
        self.check_kind().map_err(about)?;
        let config = self.config.clone().filter(|config| !config.is_null());
        config.as_ref().map_or(Ok(()), |config| check_config(config, self.kind)).map_err(about)?;
        let src = urls::framed("elements", &self.src, studio).map_err(|error| about(&error.message))?;
        let known = before.iter().find(|element| element.id == id);
        Ok(AppElement {
            created_at: known.map_or(now, |element| &element.created_at).to_owned(),
            updated_at: now.to_owned(),
            id,
            api_id: self.api_id,
            name,
            kind: self.kind,
            description: self.description,
            config,
            src,
            features: self.features,
            field_type: self.field_type,
        })
    }

    fn check_kind(&self) -> Result<(), &'static str> {
        match self.kind {
            ElementType::Field => {
                if self.field_type.is_none() {
                    return Err("choose the type of fields that it renders.");
                }
                let distinct: HashSet<_> = self.features.iter().collect();
                if distinct.is_empty() || distinct.len() != self.features.len() {
                    return Err("choose at least one feature, each once.");
                }
                Ok(())
            }
            ElementType::FormSidebar | ElementType::Page => {
                if self.field_type.is_some() || !self.features.is_empty() {
                    return Err("only field elements have features and a type of fields.");
                }
                Ok(())
            }
        }
    }
}

pub(crate) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// The settings that an element asks for (apps.md §2, "Element settings"). Pages are used nowhere and ask for none.
fn check_config(config: &Value, kind: ElementType) -> Result<(), &'static str> {
    let fields = config.as_object().ok_or("its config must be a JSON object of settings by name.")?;
    match kind {
        ElementType::Page if !fields.is_empty() => {
            return Err("a page has no settings of its own; leave config empty.");
        }
        ElementType::Page | ElementType::Field | ElementType::FormSidebar => {}
    }
    let known = |setting: &Value| matches!(setting["type"].as_str(), Some("string" | "number" | "boolean"));
    if fields.values().all(known) {
        Ok(())
    } else {
        Err("each setting of its config must have a type: string, number or boolean.")
    }
}

impl AppElement {
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        let unknown = |what: &str| StoreError::Other(format!("an app element's {what} cannot be read"));
        let features: Vec<String> = serde_json::from_str(row.json(7)?).map_err(|_| unknown("features"))?;
        Ok(Self {
            id: AppElementId::new(row.text(0)?),
            api_id: row.text(1)?.to_owned(),
            name: row.text(2)?.to_owned(),
            kind: ElementType::from_wire(row.text(3)?).ok_or_else(|| unknown("type"))?,
            description: row.opt_text(4)?.map(str::to_owned),
            config: row.opt_text(5)?.map(serde_json::from_str).transpose().map_err(|_| unknown("config"))?,
            src: row.text(6)?.to_owned(),
            features: features
                .iter()
                .map(|feature| ElementFeature::from_wire(feature).ok_or_else(|| unknown("features")))
                .collect::<Result<_, _>>()?,
            field_type: row
                .opt_text(8)?
                .map(|text| ElementFieldType::from_wire(text).ok_or_else(|| unknown("field type")))
                .transpose()?,
            created_at: row.text(9)?.to_owned(),
            updated_at: row.text(10)?.to_owned(),
        })
    }

    pub(crate) fn row(&self, position: usize) -> ElementRow<'_> {
        let features: Vec<&str> = self.features.iter().map(|feature| feature.wire()).collect();
        ElementRow {
            id: self.id.as_str(),
            position: position as i64,
            api_id: &self.api_id,
            name: &self.name,
            kind: self.kind.wire(),
            description: self.description.as_deref(),
            config: self.config.as_ref().map(Value::to_string),
            src: &self.src,
            features: Value::from(features).to_string(),
            field_type: self.field_type.map(ElementFieldType::wire),
            created_at: &self.created_at,
            updated_at: &self.updated_at,
        }
    }
}
