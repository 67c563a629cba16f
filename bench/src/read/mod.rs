//! Reads of many kinds: Epigraph, the bare driver with the same statement, and PostGraphile with an equal query, all in
//! one run on the same data.

mod blog;
mod cases;
mod peer;
mod same;
mod seed;
mod table;

use std::time::Duration;

use clap::Args;

use crate::binary::Binary;
use crate::database::Database;
use crate::load::Exchange;
use crate::measured::{Measured, Window};
use crate::project::Project;
use crate::read::cases::Case;
use crate::read::table::{Comparison, Figures};
use crate::server::Server;
use crate::statement::Statement;
use crate::{Result, bare, load, machine};

/// How many posts there are at first: the list's time then is compared with that at the end.
const FEW: usize = 1_000;

/// How many connections ask at once.
const CONNECTIONS: usize = 32;

/// What is measured, and how long.
#[derive(Args)]
pub struct Options {
    /// Seconds of each measurement, after one of warming up.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=9))]
    seconds: u64,

    /// Measurements of 0.4 s: to see that everything works.
    #[arg(long)]
    quick: bool,

    /// How many posts there are at last.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(2_000..=400_000))]
    posts: u32,

    /// Only the queries whose name holds this text.
    #[arg(long, default_value = "")]
    only: String,

    /// Prints the statements, too.
    #[arg(long)]
    statements: bool,
}

impl Options {
    fn window(&self) -> Window {
        Window::after_warm_up(if self.quick { Duration::from_millis(400) } else { Duration::from_secs(self.seconds) })
    }
}

/// Everything, on each engine that is there.
pub async fn run(options: &Options) -> Result<()> {
    let binary = Binary::find_or_build()?;
    table::head(&machine::facts()?, options.posts);
    let mut outcome = Ok(());
    // An engine that failed does not keep the other's database from being measured and dropped.
    for database in Database::available().await? {
        let figures = measure(&binary, &database, options).await;
        database.drop().await?;
        match figures {
            Ok(figures) => table::print(&figures),
            Err(error) => outcome = Err(error),
        }
    }
    table::foot();
    outcome
}

/// All figures of one engine.
async fn measure(binary: &Binary, database: &Database, options: &Options) -> Result<Figures> {
    let project = Project::make(binary, database)?;
    let (server, _) = Server::start(binary, database)?;
    project.change(&format!("http://{}", server.address()), blog::changes()).await?;
    seed::begin(database, &project, FEW).await?;
    let bench = Bench { database, project: &project, server: &server, options };
    let among_few = bench.ask(&cases::list())?;
    let posts = options.posts as usize;
    seed::add_posts(database, &project, FEW, posts).await?;
    let peer = match database.url() {
        Some(url) => Some(peer::start(&url, database, &project).await?),
        None => None,
    };
    let mut comparisons = Vec::new();
    for case in cases::all(posts).iter().filter(|case| case.name.contains(&options.only)) {
        comparisons.push(bench.compare(case, peer.as_ref()).await?);
    }
    let list = bench.ask(&cases::list())?;
    let kept = bench.ask_kept()?;
    if let Some(peer) = peer {
        peer.stop()?;
    }
    server.stop()?;
    Ok(Figures { engine: database.name(), comparisons, among_few, list, kept })
}

/// What every measurement needs.
struct Bench<'b> {
    database: &'b Database,
    project: &'b Project,
    server: &'b Server,
    options: &'b Options,
}

impl Bench<'_> {
    /// A query by the bare driver, through Epigraph, and through PostGraphile.
    async fn compare(&self, case: &Case, peer: Option<&Server>) -> Result<Comparison> {
        let statement = Statement::of(&case.question, self.database, self.project).await?;
        if self.options.statements {
            println!("{}:\n{}\n", case.name, statement.text);
        }
        let [_, workers] = self.database.bare_workers();
        let environment = &self.project.environment;
        let bare = bare::run(self.database, environment, &statement, workers, self.options.window()).await?;
        let served = self.ask(case)?;
        let peer = match peer {
            Some(peer) => Some(self.ask_peer(case, peer).await?),
            None => None,
        };
        Ok(Comparison { name: case.name, bare, served, peer })
    }

    fn ask(&self, case: &Case) -> Result<Measured> {
        self.load(self.exchange(case), self.server)
    }

    fn exchange(&self, case: &Case) -> Exchange {
        let (address, path) = (self.server.address(), self.project.path());
        Exchange::post(address, &path, Some(&self.bearer()), &case.question, case.expected)
    }

    /// The list by GET on the address that keeps answers.
    fn ask_kept(&self) -> Result<Measured> {
        let Case { question, expected, .. } = cases::list();
        let query = url_encoded(&question.query);
        let target = format!("{}?query={query}", self.project.fast_path());
        let exchange = Exchange::get(self.server.address(), &target, Some(&self.bearer()), expected);
        self.load(exchange, self.server)
    }

    async fn ask_peer(&self, case: &Case, peer: &Server) -> Result<Measured> {
        let exchange = Exchange::post(peer.address(), "/graphql", None, &case.peer, case.peer_expected);
        same::values(&self.exchange(case).first_answer().await?, &exchange.first_answer().await?)
            .map_err(|difference| format!("{}: {difference}", case.name))?;
        self.load(exchange, peer)
    }

    fn load(&self, exchange: Exchange, server: &Server) -> Result<Measured> {
        load::measure(exchange, server, self.database, CONNECTIONS, self.options.window())
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.project.token)
    }
}

fn url_encoded(text: &str) -> String {
    let byte =
        |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(byte).collect()
}
