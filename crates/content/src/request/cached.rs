//! A request that an earlier answer may serve.

use std::sync::Arc;

use bytes::Bytes;
use model::ContentModel;

use super::call::{Answered, Call};
use super::{Answer, Source, Tolerance};
use crate::cache::{Found, Place, Renewal, Standing};
use crate::environment::EnvironmentError;
use crate::errors::Failure;

/// The answer that is kept while it is right, else a new one, else an outdated one as far as that is tolerated.
pub(super) async fn answer(call: &Call<'_>, tolerance: Tolerance) -> Result<Answer, Failure> {
    if !call.content.answers.is_on() {
        return call.answer_now().await;
    }
    let standing = call.content.answers.standing(call.environment).await;
    let model = content_model(call, standing.as_ref().ok()).await?;
    let place = place(call, &model, standing.as_ref().ok());
    let mut outdated: Option<Bytes> = None;
    match place.find() {
        Some(Found::Right(body)) => return Ok(Answer::kept(body, Source::Cache)),
        Some(Found::Outdated(body, age)) => {
            if standing.is_ok() && age < tolerance.while_revalidating {
                if let Some(renewal) = place.renewal() {
                    renew_behind(call, renewal);
                }
                return Ok(Answer::kept(body, Source::Outdated));
            }
            outdated = (age < tolerance.if_error).then_some(body);
        }
        None => {}
    }
    let read = match standing {
        Ok(_) => read_and_keep(call, model, &place).await,
        Err(error) => Err(error.into()),
    };
    match (read, outdated) {
        (Ok(answered), _) => Ok(answered.into()),
        (Err(failure), Some(body)) if failure.is_ours() => {
            tracing::warn!(?failure, "an outdated answer is given instead of an error");
            Ok(Answer::kept(body, Source::Outdated))
        }
        (Err(failure), _) => Err(failure),
    }
}

/// The content model of the version that the environment stands at; the one that is at hand when that is not known.
async fn content_model(call: &Call<'_>, standing: Option<&Standing>) -> Result<Arc<ContentModel>, EnvironmentError> {
    let (environments, environment) = (&call.content.environments, call.environment);
    let model = environments.cached(&environment.database, &environment.id).await?;
    match standing {
        Some(standing) if standing.version != model.version => {
            environments.reload(&environment.database, &environment.id).await
        }
        Some(_) | None => Ok(model),
    }
}

fn place<'c>(call: &Call<'c>, model: &ContentModel, standing: Option<&Standing>) -> Place<'c> {
    call.content.answers.place(&call.environment.id, model.version, call.question, standing.copied())
}

async fn read_and_keep(call: &Call<'_>, model: Arc<ContentModel>, place: &Place<'_>) -> Result<Answered, Failure> {
    let answered = call.run(model).await?;
    if let Some(touched) = &answered.touched {
        place.keep(&answered.body, touched.clone(), answered.version);
    }
    Ok(answered)
}

/// Reads an answer anew without anybody waiting for it.
fn renew_behind(call: &Call<'_>, renewal: Renewal) {
    let (content, environment) = (call.content.clone(), call.environment.clone());
    let question = call.question.clone();
    tokio::spawn(async move {
        let call = Call { content: &content, environment: &environment, question: &question };
        if let Err(failure) = renew(&call).await {
            tracing::warn!(?failure, "an outdated answer was not renewed");
        }
        drop(renewal);
    });
}

async fn renew(call: &Call<'_>) -> Result<(), Failure> {
    let standing = call.content.answers.standing(call.environment).await?;
    let model = content_model(call, Some(&standing)).await?;
    let place = place(call, &model, Some(&standing));
    read_and_keep(call, model, &place).await.map(drop)
}
