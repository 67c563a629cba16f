//! The two tables of a model.

use model::ids::ModelId;

use crate::names::{base_table, created_index, localized_table, quote};
use crate::{Engine, Statement};

/// Creates a model's base and localised table, with the system columns and the index for the default order
/// (stage, created_at, id). A localised row cannot outlive its base row.
pub fn create_model_tables(engine: Engine, model: &ModelId) -> Vec<Statement> {
    let text = engine.text_type();
    let (base, localized) = (quote(&base_table(model)), quote(&localized_table(model)));
    let moments = format!(
        "created_at {text} NOT NULL, updated_at {text} NOT NULL, published_at {text}, \
         created_by {text}, updated_by {text}, published_by {text}"
    );
    let statements = [
        format!("CREATE TABLE {base} (id {text} NOT NULL, stage BIGINT NOT NULL, {moments}, PRIMARY KEY (id, stage))"),
        format!(
            "CREATE TABLE {localized} (id {text} NOT NULL, stage BIGINT NOT NULL, locale BIGINT NOT NULL, {moments}, \
             PRIMARY KEY (id, stage, locale), \
             FOREIGN KEY (id, stage) REFERENCES {base} (id, stage) ON DELETE CASCADE)"
        ),
        format!("CREATE INDEX {} ON {base} (stage, created_at, id)", quote(&created_index(model))),
    ];
    statements.into_iter().map(|text| Statement::new(text, Vec::new())).collect()
}

/// Drops a model's tables with everything in them.
pub fn drop_model_tables(model: &ModelId) -> Vec<Statement> {
    // The localised table first: it refers to the base table.
    [localized_table(model), base_table(model)]
        .iter()
        .map(|table| Statement::new(format!("DROP TABLE {}", quote(table)), Vec::new()))
        .collect()
}
