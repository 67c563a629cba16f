//! The rows: straight into the tables of the content model, by statements that both engines take.
//!
//! What the product itself would write is more (versions, audit); none of that is read here.

use std::sync::Arc;

use content::environment::Environments;
use model::{ContentModel, Stage};
use sql::Statement;
use sql::names::{base_table, column, localized_table, quote, relation_table};
use store::{Store, StoreError};

use crate::Result;
use crate::database::Database;
use crate::project::Project;
use crate::read::blog::{MENU_LINKS, field, model};

/// How many authors there are.
pub const AUTHORS: usize = 1_000;

/// How many tags there are.
const TAGS: usize = 500;

/// How many tags a post has.
const TAGS_OF_POST: usize = 3;

/// The id of a post. Ids are of the length of the product's own.
pub fn post_id(number: usize) -> String {
    format!("cpost{number:020}")
}

/// The slug of a post.
pub fn post_slug(number: usize) -> String {
    format!("post-{number}")
}

/// Puts authors, tags, the menu and the first posts in.
pub async fn begin(database: &Database, project: &Project, posts: usize) -> Result<()> {
    let statements =
        |tables: &Tables<'_>| Ok([tables.people_and_tags()?, tables.posts(0, posts)?, tables.menu(posts)?].concat());
    run(database, project, statements).await
}

/// Puts more posts in, up to a number.
pub async fn add_posts(database: &Database, project: &Project, from: usize, to: usize) -> Result<()> {
    run(database, project, |tables| tables.posts(from, to)).await
}

/// The content model as it is now.
pub async fn content_model(database: &Database, project: &Project) -> Result<Arc<ContentModel>> {
    let store = Store::open(&database.config()).await?;
    let environment = store.environment(&project.environment).await?.ok_or("the environment has no database")?;
    let content_model = Environments::new().content_model(&environment, &project.environment).await?;
    store.close().await;
    Ok(content_model)
}

/// Runs statements in one transaction, and lets PostgreSQL look at what is there now: its own service for that would do
/// it some time later.
async fn run(
    database: &Database,
    project: &Project,
    statements: impl FnOnce(&Tables<'_>) -> Result<Vec<String>>,
) -> Result<()> {
    let statements = statements(&Tables(&*content_model(database, project).await?))?;
    let store = Store::open(&database.config()).await?;
    let environment = store.environment(&project.environment).await?.ok_or("the environment has no database")?;
    let written = environment.write(move |tx| {
        Box::pin(async move {
            for text in statements {
                tx.execute(Statement::new(text, Vec::new())).await?;
            }
            Ok::<_, StoreError>(())
        })
    });
    written.await?;
    store.close().await;
    database.analyze().await
}

/// The tables of the content model.
struct Tables<'c>(&'c ContentModel);

/// Numbers `n.i` from a bound to another.
fn numbers(from: usize, to: usize) -> String {
    format!(
        "WITH RECURSIVE n(i) AS (SELECT {from} WHERE {from} < {to} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {to}), \
         copies(stage) AS (SELECT {} UNION ALL SELECT {})",
        Stage::DRAFT,
        Stage::PUBLISHED
    )
}

/// A number as text of a fixed width.
fn padded(number: &str, width: usize) -> String {
    let zeros = "0".repeat(width);
    format!("substr('{zeros}' || ({number}), 1 + length('{zeros}' || ({number})) - {width})")
}

fn id(kind: &str, number: &str) -> String {
    format!("'c{kind}' || {}", padded(number, 24 - kind.len()))
}

/// A moment: one minute after the other, in months of 28 days.
fn moment(number: &str) -> String {
    let (month, day) = (padded(&format!("1 + {number} / 40320"), 2), padded(&format!("1 + {number} / 1440 % 28"), 2));
    let (hour, minute) = (padded(&format!("{number} / 60 % 24"), 2), padded(&format!("{number} % 60"), 2));
    format!("'2026-' || {month} || '-' || {day} || 'T' || {hour} || ':' || {minute} || ':00+00:00'")
}

impl Tables<'_> {
    /// `INSERT INTO` a model's base table, with values for these fields as SQL.
    fn entries(&self, api_id: &str, range: (usize, usize), fields: &[(&str, String)]) -> Result<String> {
        let model = model(self.0, api_id)?;
        let columns = fields.iter().map(|(name, _)| Ok(quote(&column(&field(model, name)?.id))));
        let columns = columns.collect::<Result<Vec<_>>>()?.join(", ");
        let values = fields.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ");
        Ok(format!(
            "INSERT INTO {} (id, stage, created_at, updated_at, published_at, {columns}) {} \
             SELECT {}, stage, {moment}, {moment}, {moment}, {values} FROM n CROSS JOIN copies",
            quote(&base_table(&model.id)),
            numbers(range.0, range.1),
            id(&api_id.to_lowercase(), "i"),
            moment = moment("i"),
        ))
    }

    /// Links from entries of a model through a field, with the target's number and the position as SQL.
    fn links(&self, from: (&str, &str), to: &str, range: (usize, usize), target: &str, pos: usize) -> Result<String> {
        let (source, field_api_id) = from;
        let relation = relation_table(&field(model(self.0, source)?, field_api_id)?.id);
        Ok(format!(
            "INSERT INTO {} (stage, src, dst, dst_model, pos, rpos) {} \
             SELECT stage, {}, {}, '{}', {pos}, i FROM n CROSS JOIN copies",
            quote(&relation),
            numbers(range.0, range.1),
            id(&source.to_lowercase(), "i"),
            id(&to.to_lowercase(), target),
            model(self.0, to)?.id,
        ))
    }

    fn people_and_tags(&self) -> Result<Vec<String>> {
        let bio = "'Writes about ' || i || ' things and lives in a house by the sea.'".to_owned();
        Ok(vec![
            self.entries("Author", (0, AUTHORS), &[("name", "'Author ' || i".to_owned()), ("bio", bio)])?,
            self.entries("Tag", (0, TAGS), &[("name", "'Tag ' || i".to_owned())])?,
        ])
    }

    fn posts(&self, from: usize, to: usize) -> Result<Vec<String>> {
        let categories = &self.0.enumeration("Category").ok_or("there is no enumeration Category")?.values;
        let keys = categories.iter().enumerate().map(|(index, value)| format!("WHEN {index} THEN {}", value.key));
        let category = format!("CASE i % {} {} END", categories.len(), keys.collect::<Vec<_>>().join(" "));
        let day = format!("'2026-' || {} || '-' || {}", padded("1 + i * 31 % 12", 2), padded("1 + i * 17 % 28", 2));
        let fields = [
            ("slug", "'post-' || i".to_owned()),
            ("rating", "i * 37 % 100".to_owned()),
            ("day", day),
            ("category", category),
        ];
        let range = (from, to);
        let mut statements = vec![self.entries("Post", range, &fields)?, self.localizations(range)?];
        statements.push(self.links(("Post", "author"), "Author", range, &format!("i * 7 % {AUTHORS}"), 0)?);
        for place in 0..TAGS_OF_POST {
            let tag = format!("(i + {}) % {TAGS}", place * 167);
            statements.push(self.links(("Post", "tags"), "Tag", range, &tag, place)?);
        }
        Ok(statements)
    }

    /// Two localisations for each post and stage.
    fn localizations(&self, range: (usize, usize)) -> Result<String> {
        let post = model(self.0, "Post")?;
        let keys: Vec<String> = self.0.locales.iter().map(|locale| format!("SELECT {}", locale.key)).collect();
        Ok(format!(
            "INSERT INTO {} (id, stage, locale, created_at, updated_at, published_at, {}, {}) {}, \
             locales(locale) AS ({}) \
             SELECT {}, stage, locale, {moment}, {moment}, {moment}, 'Post number ' || i || ' in locale ' || locale, \
             'An excerpt as long as people write it for the list of posts on a front page, ' || i || '.' \
             FROM n CROSS JOIN copies CROSS JOIN locales",
            quote(&localized_table(&post.id)),
            quote(&column(&field(post, "title")?.id)),
            quote(&column(&field(post, "excerpt")?.id)),
            numbers(range.0, range.1),
            keys.join(" UNION ALL "),
            id("post", "i"),
            moment = moment("i"),
        ))
    }

    /// One menu, whose links lead to posts all over the table.
    fn menu(&self, posts: usize) -> Result<Vec<String>> {
        let mut statements = vec![self.entries("Menu", (0, 1), &[("name", "'main'".to_owned())])?];
        for number in 1..=MENU_LINKS {
            let target = (number * posts / (MENU_LINKS + 1)).to_string();
            statements.push(self.links(("Menu", &format!("link{number}")), "Post", (0, 1), &target, 0)?);
        }
        Ok(statements)
    }
}
