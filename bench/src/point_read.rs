//! The read that is measured, and the statement that the server makes of it.

use access::{Actor, ContentAction, ContentGrants, Identity};
use content::environment::Environments;
use content::read::QueryRead;
use content::request::RequestHeaders;
use graphql::{Document, Flavor, Limits, coerce_variables};
use model::Stage;
use model::ids::TokenId;
use serde_json::json;
use sql::Value;
use store::Store;

use crate::Result;
use crate::database::Database;
use crate::installation::Installation;

/// All fields of one entry, by id.
pub const QUERY: &str = "query($id: ID!) { article(where: { id: $id }) { \
    id title slug summary views rank featured day moment tags category } }";

/// The statement, with the place of the id left open.
pub struct PointRead {
    /// SQL text with placeholders `$1`, `$2`, ….
    pub text: String,
    /// Values by placeholder.
    pub parameters: Vec<Parameter>,
}

/// A value of a placeholder.
#[derive(Clone)]
pub enum Parameter {
    /// The entry's id: another one each time.
    Entry,
    /// A text.
    Text(String),
    /// An integer.
    Int(i64),
}

/// Plans the query as the server does: by the same schema, document, planner and renderer.
async fn planned(store: &Store, installation: &Installation) -> Result<PointRead> {
    let database = store.environment(&installation.environment).await?.ok_or("the environment has no database")?;
    let environments = Environments::new();
    let content_model = environments.content_model(&database, &installation.environment).await?;
    let draft = content_model.stage_by_key(Stage::DRAFT).ok_or("there is no stage DRAFT")?.id.clone();
    let schema = environments.schema(&content_model, &draft, &installation.environment).await?;
    let actor = Actor {
        identity: Identity::PermanentToken { id: TokenId::new("bench"), name: "bench".to_owned() },
        content: ContentGrants::on_everything(&ContentAction::ALL),
        default_stage: draft,
    };
    let document = Document::parse(&schema.graphql, QUERY, &Limits::CONTENT, Flavor::Content)
        .map_err(|errors| format!("the query is not valid: {errors:?}"))?;
    let operation = document.operation(None).map_err(|error| error.message)?;
    let entry = installation.entries.first().ok_or("there are no entries")?;
    let sent = json!({ "id": entry }).as_object().cloned().unwrap_or_default();
    let variables = coerce_variables(&document, operation, &sent).map_err(|error| error.message)?;
    let headers = RequestHeaders::default();
    let read = QueryRead::new(&schema, &document, &variables, &actor, &headers);
    let planned = content::read::plan(&read, operation, database.engine())
        .map_err(|error| format!("the query is refused: {error}"))?;
    let statement = planned.statement.ok_or("the query reads nothing")?;
    let parameters = statement.params.into_iter().map(|value| parameter(value, entry));
    Ok(PointRead { text: statement.text.into_owned(), parameters: parameters.collect::<Result<_>>()? })
}

/// Opens the store beside the running server, plans, and closes it.
pub async fn plan(database: &Database, installation: &Installation) -> Result<PointRead> {
    let store = Store::open(&database.config()).await?;
    let read = planned(&store, installation).await;
    store.close().await;
    read
}

fn parameter(value: Value, entry: &str) -> Result<Parameter> {
    match value {
        Value::Text(text) if text == entry => Ok(Parameter::Entry),
        Value::Text(text) => Ok(Parameter::Text(text)),
        Value::Int(number) => Ok(Parameter::Int(number)),
        Value::Null | Value::Bool(_) | Value::Float(_) | Value::Json(_) | Value::Texts(_) | Value::Ints(_) => {
            Err(format!("the bare drivers here bind texts and integers only, not {value:?}").into())
        }
    }
}
