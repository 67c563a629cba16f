//! The statement that the server makes of a query, for the bare driver.

use access::{Actor, ContentAction, ContentGrants, Identity};
use content::environment::Environments;
use content::read::QueryRead;
use content::request::RequestHeaders;
use graphql::{Document, Flavor, Limits, coerce_variables};
use model::Stage;
use model::ids::TokenId;
use sql::Value;
use store::Store;

use crate::Result;
use crate::database::Database;
use crate::project::Project;
use crate::question::{Question, Variable};

/// A statement, with the places of what varies left open.
pub struct Statement {
    /// SQL text with placeholders `$1`, `$2`, ….
    pub text: String,
    /// Values by placeholder.
    pub parameters: Vec<Parameter>,
    /// What varies.
    pub variable: Option<Variable>,
}

/// A value of a placeholder.
#[derive(Clone)]
pub enum Parameter {
    /// The variable's: another one each time.
    Varying,
    /// Always the same.
    Fixed(Value),
}

impl Statement {
    /// Opens the store beside the running server, plans, and closes it.
    pub async fn of(question: &Question, database: &Database, project: &Project) -> Result<Self> {
        let store = Store::open(&database.config()).await?;
        let statement = planned(&store, question, project).await;
        store.close().await;
        statement
    }
}

/// Plans the query as the server does: by the same schema, document, planner and renderer.
async fn planned(store: &Store, question: &Question, project: &Project) -> Result<Statement> {
    let database = store.environment(&project.environment).await?.ok_or("the environment has no database")?;
    let environments = Environments::new();
    let content_model = environments.content_model(&database, &project.environment).await?;
    let draft = content_model.stage_by_key(Stage::DRAFT).ok_or("there is no stage DRAFT")?.id.clone();
    let schema = environments.schema(&content_model, &draft, &project.environment).await?;
    let actor = Actor {
        identity: Identity::PermanentToken { id: TokenId::new("bench"), name: "bench".to_owned() },
        content: ContentGrants::on_everything(&ContentAction::ALL),
        default_stage: draft,
    };
    let document = Document::parse(&schema.graphql, &question.query, &Limits::CONTENT, Flavor::Content)
        .map_err(|errors| format!("the query is not valid: {errors:?}"))?;
    let operation = document.operation(None).map_err(|error| error.message)?;
    let sent = question.variables().into_iter().next().unwrap_or_default();
    let variables = coerce_variables(&document, operation, &sent).map_err(|error| error.message)?;
    let headers = RequestHeaders::default();
    let read = QueryRead::new(&schema, &document, &variables, &actor, &headers);
    let planned = content::read::plan(&read, operation, database.engine())
        .map_err(|error| format!("the query is refused: {error}"))?;
    let statement = planned.statement.ok_or("the query reads nothing")?;
    let varying = question.variable.as_ref().and_then(|variable| variable.values.first());
    let parameter = |value: Value| match (&value, varying) {
        (Value::Text(text), Some(varying)) if text == varying => Parameter::Varying,
        _ => Parameter::Fixed(value),
    };
    Ok(Statement {
        text: statement.text.into_owned(),
        parameters: statement.params.into_iter().map(parameter).collect(),
        variable: question.variable.clone(),
    })
}
