//! What a migration means for content permissions: rows on a model that is gone go with it, and a condition must go on
//! meaning what it meant (platform.md §1.3).

use std::sync::Arc;

use access::Condition;
use accounts::ContentPermissionRow;
use content::condition::{ConditionError, Conditions};
use model::{ChangeError, ContentModel};
use sql::environment::content_permissions;
use store::Transaction;

use super::MigrateError;

/// Deletes the rows on models that are gone, and refuses the migration when it would break a condition.
pub(super) async fn follow(
    tx: &mut Transaction,
    before: &ContentModel,
    after: &ContentModel,
) -> Result<(), MigrateError> {
    for model in before.models.iter().filter(|model| after.model_by_id(&model.id).is_none()) {
        tx.execute(content_permissions::delete_of_model(model.id.as_str())).await?;
    }
    let rows = tx.query(content_permissions::conditional()).await?;
    let rows = rows.iter().map(ContentPermissionRow::read).collect::<Result<Vec<_>, _>>()?;
    if rows.is_empty() {
        return Ok(());
    }
    let conditions = |content: &ContentModel| Conditions::new(Arc::new(content.clone())).map_err(refused);
    let (before, after) = (conditions(before)?, conditions(after)?);
    for row in &rows {
        let (Some(model), Condition::Where(input)) = (row.model(), &row.rule.condition) else { continue };
        // One that meant nothing before is not broken by this.
        if let Err(reason) = after.check(model, input)
            && before.check(model, input).is_ok()
        {
            return Err(refused(reason));
        }
    }
    Ok(())
}

fn refused(reason: ConditionError) -> MigrateError {
    let text = format!(
        "The condition of a content permission would not be valid any more: {reason}. Change or delete that permission first."
    );
    MigrateError::Refused { cause: ChangeError::Rule(text.clone()), text }
}
