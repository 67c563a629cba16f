//! The commonest write: some statements, all or none.

use sql::Statement;
use store::{Database, StoreError};

/// Runs the statements in one transaction; answers how many rows the last one touched.
pub async fn execute_all(database: &Database, statements: Vec<Statement>) -> Result<u64, StoreError> {
    let job = database.write(move |tx| {
        Box::pin(async move {
            let mut touched = 0;
            for statement in statements {
                touched = tx.execute(statement).await?;
            }
            Ok(touched)
        })
    });
    job.await
}
