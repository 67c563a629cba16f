//! Flags and environment variables.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum, value_parser};
use content::limits::{HistoryRetention, ReadLimits, Settings, VersionRetention};
use graphql::Limits;
use server::Patience;

use crate::files::FileOptions;
use crate::outside::{MailOptions, OpenIdOptions};

/// Epigraph: a self-hosted headless GraphQL CMS in one binary.
#[derive(Parser)]
#[command(name = "epigraph", version, about)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Start the server: Studio, Content API and Management API on one address.
    Serve(ServeOptions),
    /// Create the owner without a browser.
    #[command(subcommand)]
    Owner(OwnerCommand),
    /// Create projects without a browser.
    #[command(subcommand)]
    Project(ProjectCommand),
    /// Make tokens for people, for scripts, and links for who has forgotten their password.
    #[command(subcommand)]
    User(UserCommand),
}

/// Where the data is. Commands work while the server runs.
#[derive(Args)]
pub(crate) struct DataOptions {
    /// The data folder: SQLite's databases and the server key. Made when it is not there.
    #[arg(long, env = "EPIGRAPH_DATA", value_name = "DIR", default_value = "./data")]
    pub(crate) data: PathBuf,

    /// A PostgreSQL database to use instead of SQLite: postgres://user:password@host:port/database.
    #[arg(long, env = "EPIGRAPH_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,

    /// The key that tokens are signed with, base64 of 32 bytes. Several servers on one database need the same.
    /// Without it, the file server.key in the data folder is used, and made at the first start.
    #[arg(long, env = "EPIGRAPH_SERVER_KEY", value_name = "KEY", hide_env_values = true)]
    pub(crate) server_key: Option<String>,
}

#[derive(Args)]
pub(crate) struct ServeOptions {
    /// The address to listen on.
    #[arg(long, env = "EPIGRAPH_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:4000")]
    pub(crate) listen: SocketAddr,

    /// Where people and apps' servers reach this server, for example https://cms.example.org. Endpoints in answers begin
    /// with it. Without it, they begin with the host of each request.
    #[arg(long, env = "EPIGRAPH_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,

    #[command(flatten)]
    pub(crate) data: DataOptions,

    /// How log lines look. What is logged is chosen with RUST_LOG (info unless set).
    #[arg(long, env = "EPIGRAPH_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,

    /// An address that answers GET /metrics, for Prometheus and the like. Keep it from the public. None unless set.
    #[arg(long, env = "EPIGRAPH_METRICS_LISTEN", value_name = "ADDRESS")]
    pub(crate) metrics_listen: Option<SocketAddr>,

    #[command(flatten)]
    pub(crate) openid: OpenIdOptions,

    #[command(flatten)]
    pub(crate) mail: MailOptions,

    #[command(flatten)]
    pub(crate) files: FileOptions,

    #[command(flatten)]
    pub(crate) patience: PatienceOptions,

    #[command(flatten)]
    pub(crate) limits: LimitOptions,
}

/// How slowly requests may come.
#[derive(Args)]
#[command(next_help_heading = "Limits of connections")]
pub(crate) struct PatienceOptions {
    /// Seconds in which a connection must bring the head of a request, and for which it stays open without one.
    #[arg(long, env = "EPIGRAPH_HEAD_SECONDS", value_name = "SECONDS", default_value_t = Patience::default().head.as_secs(),
        value_parser = value_parser!(u64).range(1..=86_400))]
    pub(crate) head_seconds: u64,

    /// Seconds in which the body of a request must come. In bulk writes: the next piece of it.
    #[arg(long, env = "EPIGRAPH_BODY_SECONDS", value_name = "SECONDS", default_value_t = Patience::default().body.as_secs(),
        value_parser = value_parser!(u64).range(1..=86_400))]
    pub(crate) body_seconds: u64,
}

impl PatienceOptions {
    pub(crate) fn patience(&self) -> Patience {
        Patience { head: Duration::from_secs(self.head_seconds), body: Duration::from_secs(self.body_seconds) }
    }
}

/// How much one request to the Content API may ask for. What is over a limit is refused with its name and the count.
#[derive(Args)]
#[command(next_help_heading = "Limits of the Content API")]
pub(crate) struct LimitOptions {
    /// Length of a document in bytes.
    #[arg(long, env = "EPIGRAPH_QUERY_BYTES", value_name = "COUNT", default_value_t = Limits::CONTENT.bytes)]
    pub(crate) query_bytes: usize,

    /// Names, numbers, strings and punctuation in a document.
    #[arg(long, env = "EPIGRAPH_QUERY_TOKENS", value_name = "COUNT", default_value_t = Limits::CONTENT.tokens)]
    pub(crate) query_tokens: usize,

    /// Levels of nesting, a fragment counting as one.
    #[arg(long, env = "EPIGRAPH_QUERY_DEPTH", value_name = "COUNT", default_value_t = Limits::CONTENT.depth as u64,
        value_parser = value_parser!(u64).range(1..=DEEPEST))]
    pub(crate) query_depth: u64,

    /// Fields at the root of one operation.
    #[arg(long, env = "EPIGRAPH_QUERY_ROOT_FIELDS", value_name = "COUNT", default_value_t = Limits::CONTENT.root_fields)]
    pub(crate) query_root_fields: usize,

    /// Fields with an alias.
    #[arg(long, env = "EPIGRAPH_QUERY_ALIASES", value_name = "COUNT", default_value_t = Limits::CONTENT.aliases)]
    pub(crate) query_aliases: usize,

    /// Fields of all operations when fragments are put in place.
    #[arg(long, env = "EPIGRAPH_QUERY_FIELDS", value_name = "COUNT", default_value_t = Limits::CONTENT.expanded_fields)]
    pub(crate) query_fields: usize,

    /// Documents that an answer may hold, if every page and every nested list were full.
    #[arg(long, env = "EPIGRAPH_QUERY_ROWS", value_name = "COUNT", default_value_t = ReadLimits::DEFAULT.rows)]
    pub(crate) query_rows: u64,

    /// Rows of a page whose size is not given.
    #[arg(long, env = "EPIGRAPH_PAGE_SIZE", value_name = "COUNT", default_value_t = ReadLimits::DEFAULT.default_page,
        value_parser = value_parser!(u32).range(1..))]
    pub(crate) page_size: u32,

    /// Rows of the largest page. Larger ones are cut to it.
    #[arg(long, env = "EPIGRAPH_PAGE_SIZE_MAX", value_name = "COUNT", default_value_t = ReadLimits::DEFAULT.largest_page,
        value_parser = value_parser!(u32).range(1..))]
    pub(crate) page_size_max: u32,

    /// Memory for answers that are given again while they are right, in bytes; 0 keeps none.
    #[arg(long, env = "EPIGRAPH_ANSWER_MEMORY", value_name = "BYTES", default_value_t = Settings::default().answer_memory)]
    pub(crate) answer_memory: u64,

    /// Days for which a document's versions are kept. Older ones go when the document is published again. All are kept unless set.
    #[arg(long, env = "EPIGRAPH_VERSION_DAYS", value_name = "DAYS")]
    pub(crate) version_days: Option<u32>,

    /// Versions of a document that are kept in each stage. Others go when it is published again. All are kept unless set.
    #[arg(long, env = "EPIGRAPH_VERSION_COUNT", value_name = "COUNT", value_parser = value_parser!(u32).range(1..))]
    pub(crate) version_count: Option<u32>,

    /// Days for which events are kept, for whoever follows them.
    #[arg(long, env = "EPIGRAPH_EVENT_DAYS", value_name = "DAYS", default_value_t = HistoryRetention::default().event_days,
        value_parser = value_parser!(u32).range(1..=36_500))]
    pub(crate) event_days: u32,

    /// Days for which the audit logs are kept; 0 keeps all of them.
    #[arg(long, env = "EPIGRAPH_AUDIT_DAYS", value_name = "DAYS", default_value_t = HistoryRetention::default().audit_days.unwrap_or(0),
        value_parser = value_parser!(u32).range(..=36_500))]
    pub(crate) audit_days: u32,
}

/// Documents are read by functions that call themselves once a level.
const DEEPEST: u64 = 200;

impl LimitOptions {
    /// The settings of the Content API.
    pub(crate) fn settings(&self) -> Settings {
        let document = Limits {
            bytes: self.query_bytes,
            tokens: self.query_tokens,
            depth: usize::try_from(self.query_depth).unwrap_or(usize::MAX),
            root_fields: self.query_root_fields,
            aliases: self.query_aliases,
            expanded_fields: self.query_fields,
            ..Limits::CONTENT
        };
        let read = ReadLimits {
            rows: self.query_rows,
            default_page: self.page_size.min(self.page_size_max),
            largest_page: self.page_size_max,
        };
        let versions = VersionRetention { days: self.version_days, count: self.version_count };
        let audit_days = Some(self.audit_days).filter(|days| *days > 0);
        let history = HistoryRetention { event_days: self.event_days, audit_days };
        Settings { document, read, answer_memory: self.answer_memory, versions, history, ..Settings::default() }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for machines.
    Json,
}

#[derive(Subcommand)]
pub(crate) enum OwnerCommand {
    /// Create the owner. There is exactly one.
    Create(OwnerOptions),
}

#[derive(Args)]
pub(crate) struct OwnerOptions {
    /// The owner's email address, for signing in.
    #[arg(long)]
    pub(crate) email: String,

    /// The owner's name; the part before the @ unless given.
    #[arg(long)]
    pub(crate) name: Option<String>,

    /// Read the password from standard input, up to the first line end. There is no other way: arguments can be seen by others.
    #[arg(long, required = true)]
    pub(crate) password_stdin: bool,

    #[command(flatten)]
    pub(crate) data: DataOptions,
}

#[derive(Subcommand)]
pub(crate) enum ProjectCommand {
    /// Create a project with an environment master and a permanent token that may do everything.
    Create(ProjectOptions),
    /// Set how many rows pages of a project's Content API have, in all its environments. Without a size: as the server's.
    PageSize(PageSizeOptions),
}

#[derive(Args)]
pub(crate) struct PageSizeOptions {
    /// The project's id.
    #[arg(long, value_name = "ID")]
    pub(crate) project: String,

    /// Rows of a page whose size is not given.
    #[arg(long, value_name = "COUNT", requires = "largest", value_parser = value_parser!(u32).range(1..=100_000))]
    pub(crate) default: Option<u32>,

    /// Rows of the largest page. Larger ones are cut to it.
    #[arg(long = "max", value_name = "COUNT", requires = "default", value_parser = value_parser!(u32).range(1..=100_000))]
    pub(crate) largest: Option<u32>,

    #[command(flatten)]
    pub(crate) data: DataOptions,
}

#[derive(Args)]
pub(crate) struct ProjectOptions {
    /// Email address of the person who owns it.
    #[arg(long)]
    pub(crate) owner: String,

    /// The project's name.
    #[arg(long)]
    pub(crate) name: String,

    /// What to start with.
    #[arg(long, value_enum, default_value_t = Template::Blank)]
    pub(crate) template: Template,

    /// Print one JSON object instead of lines for people.
    #[arg(long)]
    pub(crate) json: bool,

    /// Where the server is reached: the endpoints that are printed begin with it.
    #[arg(long, env = "EPIGRAPH_PUBLIC_URL", value_name = "URL", default_value = "http://127.0.0.1:4000")]
    pub(crate) public_url: String,

    #[command(flatten)]
    pub(crate) data: DataOptions,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Template {
    /// No models; locale en; stages DRAFT and PUBLISHED.
    Blank,
}

#[derive(Subcommand)]
pub(crate) enum UserCommand {
    /// Print a token, good for an hour, that the Management API takes as this person.
    Token(TokenOptions),
    /// Print a link, good once and for an hour, that sets this person's password. Whoever has it can sign in as them.
    ResetLink(ResetLinkOptions),
}

#[derive(Args)]
pub(crate) struct ResetLinkOptions {
    /// The person's email address.
    #[arg(long)]
    pub(crate) email: String,

    /// Where the server is reached: the link begins with it.
    #[arg(long, env = "EPIGRAPH_PUBLIC_URL", value_name = "URL", default_value = "http://127.0.0.1:4000")]
    pub(crate) public_url: String,

    #[command(flatten)]
    pub(crate) data: DataOptions,
}

#[derive(Args)]
pub(crate) struct TokenOptions {
    /// The person's email address.
    #[arg(long)]
    pub(crate) email: String,

    #[command(flatten)]
    pub(crate) data: DataOptions,
}
