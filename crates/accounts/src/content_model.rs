//! The content model that a new environment starts with.

use model::{ContentModel, Fresh, Model};
use sql::environment::content_objects;
use sql::{Engine, Statement, ddl, names, search};
use store::{Database, StoreError};

use crate::secret;
use crate::writing::execute_all;

/// Writes the blank content model into a new environment's database, with the tables of its models, in one transaction.
pub(crate) async fn write_blank(database: &Database, now: &str) -> Result<(), StoreError> {
    let blank = ContentModel::blank(&mut Fresh { id: &mut secret::fresh_id, now, by: None });
    let mut statements = vec![content_objects::set_version(blank.version)];
    statements.extend(blank.to_objects().iter().map(content_objects::upsert));
    statements.extend(blank.models.iter().flat_map(|model| tables(database.engine(), model)));
    statements.extend(search::create_all(database.engine(), &blank));
    execute_all(database, statements).await.map(|_| ())
}

fn tables(engine: Engine, model: &Model) -> Vec<Statement> {
    let mut statements = ddl::create_model_tables(engine, &model.id);
    for field in &model.fields {
        let Some(storage) = field.storage() else { continue };
        let localized = field.is_localized;
        let table = if localized { names::localized_table(&model.id) } else { names::base_table(&model.id) };
        statements.extend(ddl::add_column(engine, &table, &names::column(&field.id), storage));
    }
    statements
}
