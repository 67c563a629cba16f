//! How long it takes to make the schema of a large project, which happens once for each version of its content model.

use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use content::environment::Environments;
use content::schema::{EnvironmentSchema, document};
use model::Stage;
use serde_json::{Value, json};
use store::Store;

use crate::binary::Binary;
use crate::database::Database;
use crate::project::Project;
use crate::server::Server;
use crate::{Result, machine};

/// How large the project is.
#[derive(Args)]
pub struct Options {
    /// How many models there are.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(2..=200))]
    models: u32,

    /// How many fields each has.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(3..=100))]
    fields: u32,

    /// How often the schema is made.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    times: u32,
}

/// The schema of 30 models of 30 fields.
const GOAL: Duration = Duration::from_millis(50);

/// Types of fields, dealt out in turn.
const TYPES: [&str; 9] = ["STRING", "INT", "FLOAT", "BOOLEAN", "DATE", "DATETIME", "JSON", "LOCATION", "RICHTEXT"];

/// The same on every engine, so on one.
pub async fn run(options: &Options) -> Result<()> {
    let binary = Binary::find_or_build()?;
    println!("Epigraph {} on {}", env!("CARGO_PKG_VERSION"), machine::facts()?);
    let Some(database) = Database::available().await?.into_iter().next() else { return Ok(()) };
    let project = Project::make(&binary, &database)?;
    let (server, _) = Server::start(&binary, &database)?;
    project.change(&format!("http://{}", server.address()), changes(options)).await?;
    server.stop()?;
    let store = Store::open(&database.config()).await?;
    let environment = store.environment(&project.environment).await?.ok_or("the environment has no database")?;
    let content_model = Environments::new().content_model(&environment, &project.environment).await?;
    store.close().await;
    let stage = content_model.stage_by_key(Stage::DRAFT).ok_or("there is no stage DRAFT")?.id.clone();
    let (mut documents, mut wholes, mut types) = (Vec::new(), Vec::new(), 0);
    for _ in 0..options.times {
        let begun = Instant::now();
        types = document(&content_model, &stage)?.definitions.len();
        documents.push(begun.elapsed());
        let begun = Instant::now();
        EnvironmentSchema::generate(Arc::clone(&content_model), stage.clone())?;
        wholes.push(begun.elapsed());
    }
    println!("{} models of {} fields, {types} types, {} times", options.models, options.fields, options.times);
    for (name, mut times) in [("the document alone", documents), ("with the checks of GraphQL", wholes)] {
        times.sort();
        let (half, most) = (times[times.len() / 2], times[times.len() - 1]);
        println!("  {name:<28} p50 {half:>9.2?}, most {most:>9.2?} (goal: {GOAL:?})");
    }
    database.drop().await
}

/// The models: a third of the fields localised, and of each model one relation to the next.
fn changes(options: &Options) -> Value {
    let name = |number: u32| format!("Model{}", number % options.models);
    let mut changes = vec![json!({ "createLocale": { "apiId": "de", "displayName": "German" } })];
    changes.extend((0..options.models).map(|number| {
        let name = name(number);
        json!({ "createModel": { "apiId": name, "apiIdPlural": format!("{name}s"), "displayName": name } })
    }));
    for number in 0..options.models {
        // One more is the relation, and another the end of the one that leads here.
        changes.extend((0..options.fields - 2).map(|index| {
            let api_id = format!("field{index}");
            json!({ "createSimpleField": { "parentApiId": name(number), "apiId": api_id, "displayName": api_id,
                "type": TYPES[index as usize % TYPES.len()], "isLocalized": index % 3 == 0 } })
        }));
        let reverse =
            json!({ "modelApiId": name(number + 1), "apiId": "previous", "displayName": "Previous", "isList": true });
        changes.push(
            json!({ "createRelationalField": { "parentApiId": name(number), "apiId": "next", "displayName": "Next",
            "type": "RELATION", "isList": false, "reverseField": reverse } }),
        );
    }
    Value::Array(changes)
}
