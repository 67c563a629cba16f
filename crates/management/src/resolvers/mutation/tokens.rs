//! Permanent auth tokens. Nobody gives a token an action that they were not given themselves.

use std::sync::Arc;

use accounts::{NewPermanentToken, PermanentTokenPatch, PermanentTokenRow, token_defaults};
use graphql::Resolved;
use model::ids::{StageId, TokenId};

use super::{Permitted, granted_actions};
use crate::changes::Input;
use crate::error::{FieldResult, not_found, of_token};
use crate::resolvers::Record;
use crate::resolvers::token::TokenObject;
use crate::scope::EnvironmentScope;

pub(super) async fn create(permitted: Permitted<'_>, environment: Arc<EnvironmentScope>) -> FieldResult<Resolved> {
    let input = permitted.input();
    let new = NewPermanentToken {
        name: input.needed_text("name"),
        description: input.text("description"),
        default_stage: default_stage(input, &environment).await?,
        actions: match granted_actions(input, &environment)? {
            Some(actions) => actions,
            // Nobody gives what they do not have.
            None => token_defaults().intersection(&environment.grants),
        },
        // Rights on content are given one by one afterwards.
        content: Vec::new(),
    };
    let row = permitted
        .scope
        .accounts()
        .create_permanent_token(environment.id(), new, &permitted.scope.identity())
        .await
        .map_err(of_token)?;
    Ok(payload("CreatePermanentAuthTokenPayload", "createdPermanentAuthToken", environment, row))
}

pub(super) async fn update(permitted: Permitted<'_>, environment: Arc<EnvironmentScope>) -> FieldResult<Resolved> {
    let input = permitted.input();
    let patch = PermanentTokenPatch {
        name: input.text("name"),
        description: input.text("description").map(Some),
        default_stage: default_stage(input, &environment).await?,
        actions: granted_actions(input, &environment)?,
    };
    let id = TokenId::new(input.needed_text("id"));
    let row = permitted
        .scope
        .accounts()
        .update_permanent_token(environment.id(), &id, patch, &permitted.scope.identity())
        .await;
    Ok(payload("UpdatePermanentAuthTokenPayload", "updatedPermanentAuthToken", environment, row.map_err(of_token)?))
}

pub(super) async fn delete(permitted: Permitted<'_>, environment: Arc<EnvironmentScope>) -> FieldResult<Resolved> {
    let id = permitted.input().needed_text("id");
    let accounts = permitted.scope.accounts();
    accounts
        .delete_permanent_token(environment.id(), &TokenId::new(&id), &permitted.scope.identity())
        .await
        .map_err(of_token)?;
    Ok(Record::of("DeletePermanentAuthTokenPayload", vec![("deletedPermanentAuthTokenId", id.into())]))
}

fn payload(
    type_name: &'static str,
    field: &'static str,
    environment: Arc<EnvironmentScope>,
    row: PermanentTokenRow,
) -> Resolved {
    Record::of(type_name, vec![(field, Resolved::object(TokenObject { environment, row }))])
}

async fn default_stage(input: Input<'_>, environment: &Arc<EnvironmentScope>) -> FieldResult<Option<StageId>> {
    let Some(id) = input.object("defaults").and_then(|defaults| defaults.text("stage")) else { return Ok(None) };
    let content = &environment.schema().await?.content;
    let found = content.stages.iter().find(|stage| stage.id.as_str() == id);
    found.map(|stage| Some(stage.id.clone())).ok_or_else(|| not_found("stage", &id))
}
