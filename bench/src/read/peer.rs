//! PostGraphile on the same PostgreSQL: its tables, filled from Epigraph's, and its process.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use model::ContentModel;
use model::ids::EnvironmentId;
use sql::names::{base_table, column, localized_table, quote, relation_table};

use crate::Result;
use crate::database::Database;
use crate::project::Project;
use crate::read::blog::{MENU_LINKS, field, model};
use crate::read::seed;
use crate::server::{Server, free_address};

/// The schema that PostGraphile serves.
const SCHEMA: &str = "site";

/// Copies the data into plain tables and starts PostGraphile on them.
pub async fn start(url: &str, database: &Database, project: &Project) -> Result<Server> {
    install()?;
    let content_model = seed::content_model(database, project).await?;
    let copy = Copy { content_model: &content_model, environment: &project.environment };
    for statement in copy.statements()? {
        database.execute(&statement).await?;
    }
    database.analyze().await?;
    let address = free_address()?;
    // The one that it asks for, which npm brings: the machine's may be older.
    let mut command = Command::new(folder().join("node_modules/.bin/node"));
    command.current_dir(folder()).arg("serve.mjs").args([url, SCHEMA, &address.port().to_string()]);
    command.env("GRAPHILE_ENV", "production").env("NODE_ENV", "production").stdin(Stdio::null()).stdout(Stdio::null());
    let ready = "/graphql?query=%7B__typename%7D";
    Ok(Server::spawn(&mut command, address, ready)?.0)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("postgraphile")
}

/// Installs what the lock file says unless it is there.
fn install() -> Result<()> {
    if folder().join("node_modules").exists() {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    match npm.current_dir(folder()).args(["ci", "--silent"]).status()?.success() {
        true => Ok(()),
        false => Err("npm did not install PostGraphile".into()),
    }
}

/// The data once more, in tables as somebody would make them for PostGraphile.
///
/// They favour it: both locales stand beside each other in the row, so that no localisation is looked up, and every
/// foreign key and order of the queries has its index where Epigraph's tables have one.
struct Copy<'c> {
    content_model: &'c ContentModel,
    environment: &'c EnvironmentId,
}

impl Copy<'_> {
    fn statements(&self) -> Result<Vec<String>> {
        let mut statements = vec![format!("CREATE SCHEMA {SCHEMA}"), TABLES.to_owned()];
        statements.extend([self.names("Author", &["name", "bio"])?, self.names("Tag", &["name"])?]);
        statements.extend([self.posts()?, self.tags_of_posts()?]);
        // Last: its foreign keys lead to posts.
        statements.push(self.menu()?);
        Ok(statements)
    }

    fn table(&self, name: &str) -> String {
        format!("{}.{}", quote(&format!("env_{}", self.environment)), quote(name))
    }

    fn base(&self, api_id: &str) -> Result<String> {
        Ok(self.table(&base_table(&model(self.content_model, api_id)?.id)))
    }

    fn column(&self, api_id: &str, name: &str) -> Result<String> {
        Ok(quote(&column(&field(model(self.content_model, api_id)?, name)?.id)))
    }

    fn relation(&self, api_id: &str, name: &str) -> Result<String> {
        Ok(self.table(&relation_table(&field(model(self.content_model, api_id)?, name)?.id)))
    }

    fn names(&self, api_id: &str, fields: &[&str]) -> Result<String> {
        let columns = fields.iter().map(|name| self.column(api_id, name)).collect::<Result<Vec<_>>>()?.join(", ");
        let (base, table) = (self.base(api_id)?, api_id.to_lowercase());
        Ok(format!("INSERT INTO {SCHEMA}.{table} SELECT stage, id, {columns} FROM {base}"))
    }

    fn posts(&self) -> Result<String> {
        let post = model(self.content_model, "Post")?;
        let localized = self.table(&localized_table(&post.id));
        let key = |api_id: &str| {
            let locale = self.content_model.locale(api_id).map(|locale| locale.key);
            locale.ok_or_else(|| format!("there is no locale {api_id}"))
        };
        let values = &self.content_model.enumeration("Category").ok_or("there is no enumeration Category")?.values;
        let names: Vec<String> =
            values.iter().map(|value| format!("WHEN {} THEN '{}'", value.key, value.api_id)).collect();
        Ok(format!(
            "INSERT INTO {SCHEMA}.post SELECT stage, id, base.created_at::timestamptz, {slug}, en.{title}, de.{title}, \
             en.{excerpt}, de.{excerpt}, {rating}, {day}::date, CASE {category} {names} END, author.dst \
             FROM {base} AS base JOIN {localized} AS en USING (stage, id) JOIN {localized} AS de USING (stage, id) \
             JOIN {author} AS author USING (stage) \
             WHERE en.locale = {english} AND de.locale = {german} AND author.src = base.id",
            slug = self.column("Post", "slug")?,
            title = self.column("Post", "title")?,
            excerpt = self.column("Post", "excerpt")?,
            rating = self.column("Post", "rating")?,
            day = self.column("Post", "day")?,
            category = self.column("Post", "category")?,
            names = names.join(" "),
            base = self.base("Post")?,
            author = self.relation("Post", "author")?,
            english = key("en")?,
            german = key("de")?,
        ))
    }

    fn tags_of_posts(&self) -> Result<String> {
        Ok(format!("INSERT INTO {SCHEMA}.post_tag SELECT stage, src, dst, pos FROM {}", self.relation("Post", "tags")?))
    }

    fn menu(&self) -> Result<String> {
        let mut columns = Vec::new();
        let mut keys = Vec::new();
        let mut values = Vec::new();
        for number in 1..=MENU_LINKS {
            let links = self.relation("Menu", &format!("link{number}"))?;
            columns.push(format!("link{number}_id text"));
            keys.push(format!(
                "ALTER TABLE {SCHEMA}.menu ADD CONSTRAINT link{number} FOREIGN KEY (stage, link{number}_id) \
                 REFERENCES {SCHEMA}.post (stage, id); \
                 COMMENT ON CONSTRAINT link{number} ON {SCHEMA}.menu IS E'@fieldName link{number}'"
            ));
            values.push(format!("(SELECT dst FROM {links} AS link WHERE link.stage = base.stage AND src = base.id)"));
        }
        Ok(format!(
            "CREATE TABLE {SCHEMA}.menu (stage int NOT NULL, id text NOT NULL, name text NOT NULL, {}, \
             PRIMARY KEY (stage, id), UNIQUE (stage, name)); \
             INSERT INTO {SCHEMA}.menu SELECT stage, id, {}, {} FROM {} AS base; {};",
            columns.join(", "),
            self.column("Menu", "name")?,
            values.join(", "),
            self.base("Menu")?,
            keys.join("; "),
        ))
    }
}

const TABLES: &str = r"
CREATE TABLE site.author (
    stage int NOT NULL, id text NOT NULL, name text NOT NULL, bio text, PRIMARY KEY (stage, id), UNIQUE (stage, name)
);
CREATE TABLE site.tag (stage int NOT NULL, id text NOT NULL, name text NOT NULL, PRIMARY KEY (stage, id));
CREATE TABLE site.post (
    stage int NOT NULL, id text NOT NULL, created_at timestamptz NOT NULL, slug text NOT NULL,
    title text NOT NULL, title_de text NOT NULL, excerpt text NOT NULL, excerpt_de text NOT NULL,
    rating int NOT NULL, day date NOT NULL, category text NOT NULL, author_id text NOT NULL,
    PRIMARY KEY (stage, id), UNIQUE (stage, slug),
    CONSTRAINT author FOREIGN KEY (stage, author_id) REFERENCES site.author (stage, id)
);
CREATE INDEX ON site.post (stage, created_at, id);
CREATE INDEX ON site.post (stage, author_id, id);
CREATE TABLE site.post_tag (
    stage int NOT NULL, post_id text NOT NULL, tag_id text NOT NULL, pos int NOT NULL,
    PRIMARY KEY (stage, post_id, tag_id),
    CONSTRAINT post FOREIGN KEY (stage, post_id) REFERENCES site.post (stage, id),
    CONSTRAINT tag FOREIGN KEY (stage, tag_id) REFERENCES site.tag (stage, id)
);
CREATE INDEX ON site.post_tag (stage, post_id, pos);
CREATE INDEX ON site.post_tag (stage, tag_id);
COMMENT ON CONSTRAINT author ON site.post IS E'@fieldName author\n@foreignFieldName posts';
COMMENT ON CONSTRAINT post ON site.post_tag IS E'@fieldName post\n@foreignFieldName tags';
COMMENT ON CONSTRAINT tag ON site.post_tag IS E'@fieldName tag\n@foreignFieldName posts';
";
