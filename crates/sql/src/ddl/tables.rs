//! The two tables of a model, the two of a component, the one of a relation.

use model::ids::{ComponentId, FieldId, ModelId};

use crate::names::{
    base_table, component_localized_table, component_table, created_index, localized_created_index, localized_table,
    parent_index, quote, relation_table, source_index, target_index,
};
use crate::{Engine, Statement};

/// Creates a model's base and localised table, with the system columns, the index for the default order
/// (stage, created_at, id), and one of localisations by which the newest of both are found. A localised row cannot outlive
/// its base row.
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
        format!(
            "CREATE INDEX {} ON {localized} ({})",
            quote(&localized_created_index(model)),
            newest_localizations(engine)
        ),
    ];
    statements.into_iter().map(|text| Statement::new(text, Vec::new())).collect()
}

/// The order of the index of the newest localisations. PostgreSQL counts those of a stage and locale by it, too; with these
/// in front SQLite, which has no statistics at first, would take it for the shortest way to one localisation, which the
/// primary key is.
const fn newest_localizations(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "created_at, id, stage, locale",
        Engine::Postgres => "stage, locale, created_at, id",
    }
}

/// Drops a model's tables with everything in them.
pub fn drop_model_tables(model: &ModelId) -> Vec<Statement> {
    // The localised table first: it refers to the base table.
    [localized_table(model), base_table(model)].iter().map(|table| drop_table(table)).collect()
}

fn drop_table(table: &str) -> Statement {
    Statement::new(format!("DROP TABLE {}", quote(table)), Vec::new())
}

/// Creates a component's base and localised table. `parent` is the entry or instance that holds an instance, `field`
/// the field that does; an instance has the same id in every stage. A localised row cannot outlive its base row.
pub fn create_component_tables(engine: Engine, component: &ComponentId) -> Vec<Statement> {
    let text = engine.text_type();
    let (base, localized) = (quote(&component_table(component)), quote(&component_localized_table(component)));
    let statements = [
        format!(
            "CREATE TABLE {base} (id {text} NOT NULL, stage BIGINT NOT NULL, parent {text} NOT NULL, \
             field {text} NOT NULL, pos BIGINT NOT NULL, updated_at {text} NOT NULL, PRIMARY KEY (id, stage))"
        ),
        format!(
            "CREATE TABLE {localized} (id {text} NOT NULL, stage BIGINT NOT NULL, locale BIGINT NOT NULL, \
             updated_at {text} NOT NULL, PRIMARY KEY (id, stage, locale), \
             FOREIGN KEY (id, stage) REFERENCES {base} (id, stage) ON DELETE CASCADE)"
        ),
        format!("CREATE INDEX {} ON {base} (stage, parent, field, pos)", quote(&parent_index(component))),
    ];
    statements.into_iter().map(|text| Statement::new(text, Vec::new())).collect()
}

/// Drops a component's tables with everything in them.
pub fn drop_component_tables(component: &ComponentId) -> Vec<Statement> {
    [component_localized_table(component), component_table(component)].iter().map(|table| drop_table(table)).collect()
}

/// Creates the table of a relation, an asset field or a union. `src` is an entry or component instance, `dst` an entry
/// of the model `dst_model`; `pos` orders the source's list, `rpos` the target's. There are no foreign keys: a target
/// that is not in the stage counts as absent until it is published.
pub fn create_relation_table(engine: Engine, source: &FieldId) -> Vec<Statement> {
    let text = engine.text_type();
    let table = quote(&relation_table(source));
    let statements = [
        format!(
            "CREATE TABLE {table} (stage BIGINT NOT NULL, src {text} NOT NULL, dst {text} NOT NULL, \
             dst_model {text} NOT NULL, pos BIGINT NOT NULL, rpos BIGINT NOT NULL, PRIMARY KEY (stage, src, dst))"
        ),
        format!("CREATE INDEX {} ON {table} (stage, src, pos)", quote(&source_index(source))),
        format!("CREATE INDEX {} ON {table} (stage, dst, rpos, src)", quote(&target_index(source))),
    ];
    statements.into_iter().map(|text| Statement::new(text, Vec::new())).collect()
}

/// Drops a relation's table with all links.
pub fn drop_relation_table(source: &FieldId) -> Statement {
    drop_table(&relation_table(source))
}
