//! The persisted form of a content model: one row per model, component, enumeration,
//! locale and stage, one of counters, and one of page sizes where they are set.

use serde::{Deserialize, Serialize};

use crate::component::Component;
use crate::content_model::{ContentModel, Locale, Model, ModelKind, SchemaVersion, Stage};
use crate::enumeration::Enumeration;

/// One row: what it is, its id, and its body as JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentObject {
    /// Stable id of the thing.
    pub id: String,
    /// `model`, `component`, `enumeration`, `locale`, `stage`, `counters` or `page_sizes`.
    pub kind: String,
    /// Place among its kind, so that order survives.
    pub ordinal: i64,
    /// JSON text.
    pub body: String,
}

/// What must be written to turn one persisted content model into another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectChanges {
    /// Rows to insert or replace.
    pub upsert: Vec<ContentObject>,
    /// Ids of rows to delete.
    pub delete: Vec<String>,
}

/// The rows do not make a content model.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// A body that cannot be read.
    #[error("content object {id} cannot be read: {cause}")]
    Body {
        /// Which row.
        id: String,
        /// What the parser said.
        cause: serde_json::Error,
    },
    /// A kind that this version does not know.
    #[error("content object {id} is of unknown kind {kind}")]
    Kind {
        /// Which row.
        id: String,
        /// Its kind.
        kind: String,
    },
    /// No default locale.
    #[error("the content model has no default locale")]
    NoDefaultLocale,
    /// No model `Asset`.
    #[error("the content model has no model Asset")]
    NoAssetModel,
}

#[derive(Serialize, Deserialize)]
struct Counters {
    next_locale_key: i64,
    next_stage_key: i64,
}

const COUNTERS: &str = "counters";
const PAGE_SIZES: &str = "page_sizes";

fn object<T: Serialize>(kind: &str, id: &str, ordinal: usize, value: &T) -> ContentObject {
    let body = serde_json::to_string(value).expect("the content model has string keys only and always serialises");
    ContentObject { id: id.to_owned(), kind: kind.to_owned(), ordinal: ordinal as i64, body }
}

fn parse<'a, T: Deserialize<'a>>(row: &'a ContentObject) -> Result<T, ObjectError> {
    serde_json::from_str(&row.body).map_err(|cause| ObjectError::Body { id: row.id.clone(), cause })
}

impl ContentModel {
    /// All rows of this content model.
    pub fn to_objects(&self) -> Vec<ContentObject> {
        let mut rows = Vec::new();
        rows.extend(self.models.iter().enumerate().map(|(i, m)| object("model", m.id.as_str(), i, m)));
        rows.extend(self.components.iter().enumerate().map(|(i, c)| object("component", c.id.as_str(), i, c)));
        rows.extend(self.enumerations.iter().enumerate().map(|(i, e)| object("enumeration", e.id.as_str(), i, e)));
        rows.extend(self.locales.iter().enumerate().map(|(i, l)| object("locale", l.id.as_str(), i, l)));
        rows.extend(self.stages.iter().enumerate().map(|(i, s)| object("stage", s.id.as_str(), i, s)));
        let counters = Counters { next_locale_key: self.next_locale_key, next_stage_key: self.next_stage_key };
        rows.push(object(COUNTERS, COUNTERS, 0, &counters));
        rows.extend(self.page_sizes.iter().map(|sizes| object(PAGE_SIZES, PAGE_SIZES, 0, sizes)));
        rows
    }

    /// Reads rows in any order.
    ///
    /// # Errors
    /// When a row cannot be read or the default locale is missing: the database was not written by this program.
    pub fn from_objects(version: SchemaVersion, mut rows: Vec<ContentObject>) -> Result<Self, ObjectError> {
        rows.sort_by_key(|row| row.ordinal);
        let mut model = ContentModel {
            version,
            models: Vec::new(),
            components: Vec::new(),
            enumerations: Vec::new(),
            locales: Vec::new(),
            stages: Vec::new(),
            next_locale_key: 1,
            next_stage_key: 1,
            page_sizes: None,
        };
        for row in &rows {
            match row.kind.as_str() {
                "model" => model.models.push(parse::<Model>(row)?),
                "component" => model.components.push(parse::<Component>(row)?),
                "enumeration" => model.enumerations.push(parse::<Enumeration>(row)?),
                "locale" => model.locales.push(parse::<Locale>(row)?),
                "stage" => model.stages.push(parse::<Stage>(row)?),
                COUNTERS => {
                    let counters: Counters = parse(row)?;
                    model.next_locale_key = counters.next_locale_key;
                    model.next_stage_key = counters.next_stage_key;
                }
                PAGE_SIZES => model.page_sizes = Some(parse(row)?),
                _ => return Err(ObjectError::Kind { id: row.id.clone(), kind: row.kind.clone() }),
            }
        }
        model.stages.sort_by_key(|stage| stage.position);
        if model.locales.iter().filter(|locale| locale.is_default).count() != 1 {
            return Err(ObjectError::NoDefaultLocale);
        }
        if !model.models.iter().any(|found| found.kind == ModelKind::Asset) {
            return Err(ObjectError::NoAssetModel);
        }
        Ok(model)
    }

    /// What must be written to make the rows of `self` those of `next`.
    pub fn object_changes(&self, next: &ContentModel) -> ObjectChanges {
        let old = self.to_objects();
        let new = next.to_objects();
        let upsert = new.iter().filter(|row| !old.contains(row)).cloned().collect();
        let delete =
            old.iter().filter(|row| !new.iter().any(|other| other.id == row.id)).map(|row| row.id.clone()).collect();
        ObjectChanges { upsert, delete }
    }
}
