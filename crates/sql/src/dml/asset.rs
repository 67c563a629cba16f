//! What the file of an asset fills of the asset's rows. No client writes these columns, so that no right of one is asked.

use model::Model;
use model::ids::ModelId;

use crate::{Statement, Value, names};

/// Where the rows of assets keep what their files fill.
#[derive(Clone, Debug)]
pub struct FileColumns {
    model: ModelId,
    table: String,
    handle: String,
    file_name: String,
    mime_type: String,
    size: String,
    width: String,
    height: String,
}

/// What a file tells of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct FileFacts<'a> {
    /// The name that it came with.
    pub file_name: &'a str,
    /// What it is, by its content.
    pub mime_type: &'a str,
    /// In bytes.
    pub size: f64,
    /// Width and height of an image, in pixels.
    pub sides: Option<(f64, f64)>,
}

impl FileColumns {
    /// Of the model of files; none for another.
    pub fn of(model: &Model) -> Option<Self> {
        let column = |name: &str| model.field(name).map(|field| names::quote(&names::column(&field.id)));
        Some(Self {
            model: model.id.clone(),
            table: names::quote(&names::localized_table(&model.id)),
            handle: column("handle")?,
            file_name: column("fileName")?,
            mime_type: column("mimeType")?,
            size: column("size")?,
            width: column("width")?,
            height: column("height")?,
        })
    }

    /// The handle of a localisation (key) in a stage (key). Columns: handle.
    pub fn handle(&self, entry: &str, stage: i64, locale: i64) -> Statement {
        let Self { table, handle, .. } = self;
        Statement::new(
            format!("SELECT {handle} FROM {table} WHERE id = $1 AND stage = $2 AND locale = $3"),
            vec![Value::from(entry), Value::Int(stage), Value::Int(locale)],
        )
    }

    /// A localisation without a file of its own has the one of another (content-api-write.md §4); a name that it has it
    /// keeps. Locales are keys.
    pub fn inherit(&self, entry: &str, stage: i64, locale: i64, from: i64) -> Statement {
        let Self { table, handle, file_name, mime_type, size, width, height, .. } = self;
        let columns = [handle, mime_type, size, width, height];
        let copy =
            |column: &String| format!("(SELECT {column} FROM {table} WHERE id = $1 AND stage = $2 AND locale = $4)");
        let set: Vec<String> = columns.into_iter().map(|column| format!("{column} = {}", copy(column))).collect();
        let text = format!(
            "UPDATE {table} SET {}, {file_name} = COALESCE({file_name}, {}) WHERE id = $1 AND stage = $2 AND locale = $3",
            set.join(", "),
            copy(file_name)
        );
        Statement::new(text, vec![Value::from(entry), Value::Int(stage), Value::Int(locale), Value::Int(from)])
    }

    /// Localisations that have the file of another get the one in its place, too.
    pub fn share(&self, entry: &str, stage: i64, before: &str, after: &str) -> Statement {
        let Self { table, handle, .. } = self;
        Statement::new(
            format!("UPDATE {table} SET {handle} = $4 WHERE id = $1 AND stage = $2 AND {handle} = $3"),
            vec![Value::from(entry), Value::Int(stage), Value::from(before), Value::from(after)],
        )
    }

    /// The stages in which the file is an asset's. Columns: stage.
    pub fn stages(&self, entry: &str, file: &str) -> Statement {
        let Self { table, handle, .. } = self;
        Statement::new(
            format!("SELECT DISTINCT stage FROM {table} WHERE id = $1 AND {handle} = $2 ORDER BY stage"),
            vec![Value::from(entry), Value::from(file)],
        )
    }

    /// Writes what a file that has come tells of itself, in all stages and localisations that have it. Its name takes the place of
    /// a handle that stood for it, and in `named` (key of a locale) of any other.
    pub fn fill(&self, entry: &str, file: &str, facts: &FileFacts<'_>, named: Option<i64>) -> Statement {
        let Self { table, handle, file_name, mime_type, size, width, height, .. } = self;
        let text = format!(
            "UPDATE {table} SET {mime_type} = $3, {size} = $4, {width} = $5, {height} = $6, {file_name} = \
             CASE WHEN {file_name} = {handle} OR locale = $8 THEN $7 ELSE {file_name} END WHERE id = $1 AND {handle} = $2"
        );
        let side = |side: Option<f64>| side.map_or(Value::Null, Value::Float);
        let values = vec![
            Value::from(entry),
            Value::from(file),
            Value::from(facts.mime_type),
            Value::Float(facts.size),
            side(facts.sides.map(|(width, _)| width)),
            side(facts.sides.map(|(_, height)| height)),
            Value::from(facts.file_name),
            named.map_or(Value::Null, Value::Int),
        ];
        Statement::new(text, values)
    }

    /// Files from before a moment (canonical text) that no row and no version names any more are gone.
    pub fn forget_unnamed(&self, before: &str) -> Statement {
        let Self { model, table, handle, .. } = self;
        let text = format!(
            "UPDATE asset_file SET status = 'GONE' WHERE created_at < $1 AND status <> 'GONE' \
             AND NOT EXISTS (SELECT 1 FROM {table} AS named WHERE named.id = asset_file.entry AND named.{handle} = asset_file.id) \
             AND NOT EXISTS (SELECT 1 FROM version WHERE version.entry = asset_file.entry AND version.model = $2 \
             AND version.data LIKE '%' || asset_file.id || '%')"
        );
        Statement::new(text, vec![Value::from(before), Value::from(model.as_str())])
    }
}
