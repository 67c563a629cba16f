//! Hostile requests: how long it takes to refuse each, and what the server's memory has become after all of them.

use std::time::{Duration, Instant};

use clap::Args;
use serde_json::{Value, json};

use crate::binary::Binary;
use crate::database::Database;
use crate::installation::Installation;
use crate::server::Server;
use crate::{Result, machine};

/// How often.
#[derive(Args)]
pub struct Options {
    /// How often each request is sent.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(10..=10_000))]
    times: u32,
}

/// Within which each is to be refused.
const GOAL: Duration = Duration::from_millis(10);

/// Entries of the model: nothing of it should be read.
const ENTRIES: u32 = 100;

/// A request that must be refused.
struct Hostile {
    name: &'static str,
    body: String,
}

impl Hostile {
    fn document(name: &'static str, query: impl AsRef<str>) -> Hostile {
        Hostile { name, body: json!({ "query": query.as_ref() }).to_string() }
    }

    fn variables(name: &'static str, query: &str, variables: &str) -> Hostile {
        Hostile { name, body: format!("{{\"query\":{},\"variables\":{variables}}}", Value::from(query)) }
    }
}

fn many(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect()
}

/// The requests; all but those that are meant to be longer stay below the limit of 100,000 bytes.
fn requests() -> Vec<Hostile> {
    let link = |number: usize, of: usize| format!("fragment F{number} on Article {{ ...F{} }} ", (number + 1) % of);
    let doubling = many(40, |n| format!("fragment F{n} on Article {{ ...F{m} ...F{m} }} ", m = n + 1));
    let digits = "9".repeat(1_000);
    let by = |filter: &str| format!("{{ articles(where: {{{filter}}}) {{ id }} }}");
    vec![
        Hostile::document("50,000 braces", "{".repeat(50_000)),
        Hostile::document("40,000 levels of selections", "{a".repeat(40_000)),
        Hostile::document("10,000 levels of a filter", format!("{{ articles(where: {}", "{AND:[".repeat(10_000))),
        Hostile::document("10,000 aliases", format!("{{ {} }}", many(10_000, |n| format!("a{n}:id ")))),
        Hostile::document("250 root fields more than there may be", {
            format!("{{ {} }}", many(500, |n| format!("a{n}: articles {{ id }} ")))
        }),
        Hostile::document("a circle of 2,000 fragments", {
            format!("{{ articles {{ ...F0 }} }} {}", many(2_000, |n| link(n, 2_000)))
        }),
        Hostile::document("a circle of 40 fragments", {
            format!("{{ articles {{ ...F0 }} }} {}", many(40, |n| link(n, 40)))
        }),
        Hostile::document("fragments that double 40 times", {
            format!("{{ articles {{ ...F0 }} }} {doubling} fragment F40 on Article {{ id }}")
        }),
        Hostile::document("5,000 directives", format!("{{ articles {{ id {} }} }}", "@skip(if: true) ".repeat(5_000))),
        Hostile::document("30,000 fields", format!("{{ articles {{ {} }} }}", "id ".repeat(30_000))),
        Hostile::document("a million bytes", "x".repeat(1_000_000)),
        Hostile::document(
            "1,000 unknown fields",
            format!("{{ articles {{ {} }} }}", many(1_000, |n| format!("x{n} "))),
        ),
        Hostile::document("a number of 1,000 digits", by(&format!("views: {digits}"))),
        Hostile::document("an exponent of 1,000 digits", by(&format!("views: 1e{digits}"))),
        Hostile::document("half a surrogate pair", by("title: \"\\ud800\"")),
        Hostile::document("NUL", by("title: \"\\u0000\"")),
        Hostile::document("rows beyond the budget", {
            format!(
                "{{ {} }}",
                many(240, |n| format!(
                    "a{n}: articles(first: 100) {{ documentInStages {{ documentInStages {{ id }} }} }} "
                ))
            )
        }),
        Hostile::variables(
            "a variable of 1,000 digits",
            "query($v: Int) { articles(where: {views: $v}) { id } }",
            &format!("{{\"v\":{digits}}}"),
        ),
        Hostile::variables(
            "a variable of 50,000 levels",
            "query($w: ArticleWhereInput) { articles(where: $w) { id } }",
            &format!("{{\"w\":{}{}}}", "{\"AND\":[".repeat(50_000), "]}".repeat(50_000)),
        ),
        Hostile::variables(
            "a variable with NUL",
            "query($t: String) { articles(where: {title: $t}) { id } }",
            "{\"t\":\"\\u0000\"}",
        ),
        Hostile::variables(
            "a variable with half a surrogate pair",
            "query($t: String) { articles(where: {title: $t}) { id } }",
            "{\"t\":\"\\ud800\"}",
        ),
    ]
}

/// Everything, on each engine that is there.
pub async fn run(options: &Options) -> Result<()> {
    let binary = Binary::find_or_build()?;
    println!("Epigraph {} on {}", env!("CARGO_PKG_VERSION"), machine::facts()?);
    println!("each request {} times, one after the other; goal: refused within {GOAL:?}", options.times);
    Database::on_each(async |database| measure(&binary, database, options).await).await
}

async fn measure(binary: &Binary, database: &Database, options: &Options) -> Result<()> {
    let installation = Installation::make(binary, database, ENTRIES).await?;
    let (server, _) = Server::start(binary, database)?;
    let url = format!("http://{}{}", server.address(), installation.project.path());
    let asker = Asker { client: reqwest::Client::new(), url, token: &installation.project.token };
    println!("\n{:<42} {:>9} {:>9}  the first error", database.name(), "p50 µs", "most µs");
    // The schema is made for whoever asks first, and a page of memory that was used once stays.
    for request in requests() {
        asker.ask(&request).await?;
    }
    let before = server.memory()?;
    for request in requests() {
        let mut times = Vec::new();
        let mut message = String::new();
        for _ in 0..options.times {
            let begun = Instant::now();
            message = asker.ask(&request).await?;
            times.push(begun.elapsed());
        }
        times.sort();
        let (half, most) = (times[times.len() / 2], times[times.len() - 1]);
        let missed = if half > GOAL { "  (missed)" } else { "" };
        let shown: String = message.trim().chars().take(90).collect();
        println!("  {:<40} {:>9} {:>9}  {shown}{missed}", request.name, half.as_micros(), most.as_micros());
    }
    let after = server.memory()?;
    let mebibytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    println!("  memory: {:.1} MiB after each once, {:.1} MiB at the end", mebibytes(before), mebibytes(after));
    server.stop()
}

/// Who sends them.
struct Asker<'p> {
    client: reqwest::Client,
    url: String,
    token: &'p str,
}

impl Asker<'_> {
    /// The message of the refusal; an error where it is none.
    async fn ask(&self, request: &Hostile) -> Result<String> {
        let sent = self.client.post(&self.url).bearer_auth(self.token).header("content-type", "application/json");
        let answer = sent.body(request.body.clone()).send().await?;
        let (status, body) = (answer.status(), answer.text().await?);
        let body: Value = serde_json::from_str(&body)?;
        match body["errors"][0]["message"].as_str() {
            Some(message) if status.is_client_error() => Ok(message.to_owned()),
            _ => Err(format!("{} was answered with {status}", request.name).into()),
        }
    }
}
