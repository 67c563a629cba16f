//! The queries, to Epigraph and to PostGraphile: the same values of the same rows.

use std::sync::Arc;

use crate::question::Question;
use crate::read::blog::MENU_LINKS;
use crate::read::seed::{AUTHORS, post_id, post_slug};

/// How many of the posts point reads choose from.
const CHOSEN: usize = 10_000;

/// A query that is measured.
pub struct Case {
    /// Its name in the table.
    pub name: &'static str,
    /// As Epigraph is asked.
    pub question: Question,
    /// How the answer to it begins.
    pub expected: &'static str,
    /// As PostGraphile is asked.
    pub peer: Question,
    /// How the answer to that begins.
    pub peer_expected: &'static str,
}

/// What both answers to a query for one entry begin with.
const POST: &str = r#"{"data":{"post":{""#;
const POSTS: &str = r#"{"data":{"posts":[{""#;
const PEER_POSTS: &str = r#"{"data":{"posts":{"nodes":[{""#;

/// The list whose time must not depend on how many rows there are, and that is asked for cached, too.
pub fn list() -> Case {
    Case {
        name: "list of 20, author, 3 tags",
        question: Question::fixed(
            "{ posts(stage: PUBLISHED, first: 20, orderBy: createdAt_DESC) \
             { id slug title category author { id name } tags(first: 3) { id name } } }",
        ),
        expected: POSTS,
        peer: Question::fixed(
            "{ posts: allPosts(condition: {stage: 2}, first: 20, orderBy: CREATED_AT_DESC) \
             { nodes { rowId slug title category author { rowId name } \
             tags(first: 3, orderBy: POS_ASC) { nodes { tag { rowId name } } } } } }",
        ),
        peer_expected: PEER_POSTS,
    }
}

/// All of them, for so many posts.
pub fn all(posts: usize) -> Vec<Case> {
    let spread = |make: fn(usize) -> String| -> Arc<[String]> {
        let count = posts.min(CHOSEN);
        (0..count).map(|index| make(index * (posts / count))).collect()
    };
    let [ids, slugs] = [spread(post_id), spread(post_slug)];
    let authors: Arc<[String]> = (0..AUTHORS).map(|number| format!("Author {number}")).collect();
    vec![by_id(ids), by_slug(slugs), list(), filtered(), of_author(authors), three_levels(), menu(), connection()]
}

fn by_id(ids: Arc<[String]>) -> Case {
    Case {
        name: "by id",
        question: Question::varying(
            "query($id: ID!) { post(where: {id: $id}, stage: PUBLISHED) \
             { id slug title excerpt rating day category } }",
            "id",
            ids.clone(),
        ),
        expected: POST,
        peer: Question::varying(
            "query($id: String!) { post: postByStageAndRowId(stage: 2, rowId: $id) \
             { rowId slug title excerpt rating day category } }",
            "id",
            ids,
        ),
        peer_expected: POST,
    }
}

fn by_slug(slugs: Arc<[String]>) -> Case {
    Case {
        name: "by unique slug",
        question: Question::varying(
            "query($slug: String!) { post(where: {slug: $slug}, stage: PUBLISHED) \
             { id slug title excerpt rating day category } }",
            "slug",
            slugs.clone(),
        ),
        expected: POST,
        peer: Question::varying(
            "query($slug: String!) { post: postByStageAndSlug(stage: 2, slug: $slug) \
             { rowId slug title excerpt rating day category } }",
            "slug",
            slugs,
        ),
        peer_expected: POST,
    }
}

fn filtered() -> Case {
    Case {
        name: "filtered by one field, ordered by another",
        question: Question::fixed(
            "{ posts(stage: PUBLISHED, where: {category: News}, orderBy: day_DESC, first: 20) { id title day } }",
        ),
        expected: POSTS,
        peer: Question::fixed(
            "{ posts: allPosts(condition: {stage: 2, category: \"News\"}, orderBy: [DAY_DESC, ROW_ID_DESC], first: 20) \
             { nodes { rowId title day } } }",
        ),
        peer_expected: PEER_POSTS,
    }
}

fn of_author(authors: Arc<[String]>) -> Case {
    Case {
        name: "list filtered by its author",
        question: Question::varying(
            "query($name: String!) { posts(stage: PUBLISHED, where: {author: {name: $name}}, orderBy: createdAt_DESC, \
             first: 20) { id title day author { name } } }",
            "name",
            authors.clone(),
        ),
        expected: POSTS,
        peer: Question::varying(
            "query($name: String!) { author: authorByStageAndName(stage: 2, name: $name) \
             { posts(first: 20, orderBy: CREATED_AT_DESC) { nodes { rowId title day author { name } } } } }",
            "name",
            authors,
        ),
        peer_expected: r#"{"data":{"author":{"posts":{"nodes":[{""#,
    }
}

fn three_levels() -> Case {
    Case {
        name: "3 levels, 10 × 5 × 3",
        question: Question::fixed(
            "{ authors(stage: PUBLISHED, first: 10, orderBy: name_ASC) \
             { name posts(first: 5) { slug title tags(first: 3) { name } } } }",
        ),
        expected: r#"{"data":{"authors":[{""#,
        peer: Question::fixed(
            "{ authors: allAuthors(condition: {stage: 2}, first: 10, orderBy: NAME_ASC) \
             { nodes { name posts(first: 5, orderBy: ROW_ID_ASC) \
             { nodes { slug title tags(first: 3, orderBy: POS_ASC) { nodes { tag { name } } } } } } } }",
        ),
        peer_expected: r#"{"data":{"authors":{"nodes":[{""#,
    }
}

fn menu() -> Case {
    let links: Vec<String> = (1..=MENU_LINKS).map(|number| format!("link{number} {{ slug title }}")).collect();
    let links = links.join(" ");
    Case {
        name: "menu of 60 relations",
        question: Question::fixed(format!("{{ menu(where: {{name: \"main\"}}, stage: PUBLISHED) {{ {links} }} }}")),
        expected: r#"{"data":{"menu":{"link1""#,
        peer: Question::fixed(format!("{{ menu: menuByStageAndName(stage: 2, name: \"main\") {{ {links} }} }}")),
        peer_expected: r#"{"data":{"menu":{"link1""#,
    }
}

fn connection() -> Case {
    Case {
        name: "connection of 20 with count",
        question: Question::fixed(
            "{ posts: postsConnection(stage: PUBLISHED, first: 20, orderBy: createdAt_DESC) \
             { edges { node { id slug } } pageInfo { hasNextPage } aggregate { count } } }",
        ),
        expected: r#"{"data":{"posts":{"edges""#,
        peer: Question::fixed(
            "{ posts: allPosts(condition: {stage: 2}, first: 20, orderBy: CREATED_AT_DESC) \
             { nodes { rowId slug } pageInfo { hasNextPage } totalCount } }",
        ),
        peer_expected: PEER_POSTS,
    }
}
