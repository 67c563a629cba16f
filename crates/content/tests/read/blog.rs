//! A blog: relations to one and many, assets, components, unions, and entries of it in tables.

use model::ids::{ComponentId, FieldId, ModelId};
use model::{
    Component, ContentModel, EmbeddableModels, Field, FieldKind, Model, OtherSide, ParentId, RelationSide,
    RelationalType, SimpleType, Stage, Union, UnionMember,
};
use serde_json::{Value as Json, json};

use crate::models::{self, NOW, field, simple};
use crate::world::World;

pub const DRAFT: i64 = Stage::DRAFT;
pub const PUBLISHED: i64 = Stage::PUBLISHED;
pub const EN: i64 = 1;
pub const DE: i64 = 2;

/// Author (not localised), Post (localised), Tag, the components Quote, Seo (localised) and Section.
///
/// | field | leads to | other side |
/// |---|---|---|
/// | Post.author | Author | Author.posts |
/// | Post.tags | Tags | Tag.posts |
/// | Post.cover | Asset | Asset.coverPost |
/// | Author.gallery | Assets | one-way |
/// | Post.related | Posts and Authors | Post.relatedIn, Author.relatedIn |
/// | Author.topic | Post or Tag | Post.topicOf, Tag.topicOf |
/// | Post.seo | Seo | |
/// | Post.blocks | Quotes, Sections, Seos | |
/// | Author.hero | Quote or Section | |
/// | Section.parts | Quotes, Seos | |
/// | Section.quote, Section.quotes | Quote, Quotes | |
/// | Quote.by | Author | one-way |
pub fn content_model() -> ContentModel {
    let mut content = models::content_model();
    let asset = content.asset_model().id.clone();
    let (author, post, tag) = (id("Author"), id("Post"), id("Tag"));
    let (by_author, authors_posts) = two_way(("author", &post, false), ("posts", &author, true));
    let (tags, tags_posts) = two_way(("tags", &post, true), ("posts", &tag, true));
    let (cover, covers) = two_way(("cover", &post, false), ("coverPost", &asset, true));
    let cover = of_assets(cover);
    let (related, [in_posts, in_authors]) =
        union(("related", &post, true), "PostRelated", [(&post, "relatedIn"), (&author, "relatedIn")], true);
    let (topic, [of_posts, of_tags]) =
        union(("topic", &author, false), "AuthorTopic", [(&post, "topicOf"), (&tag, "topicOf")], false);
    let embeds = EmbeddableModels::Models(vec![author.clone(), asset.clone(), post.clone()]);
    let body = FieldKind::Simple { simple_type: SimpleType::RichText, initial_value: None, validations: None, embeds };
    let components = |names: &[&str]| FieldKind::ComponentUnion {
        components: names.iter().map(|name| ComponentId::new(*name)).collect(),
    };
    let component = |name: &str| FieldKind::Component { component: ComponentId::new(name) };

    let posts = vec![
        named("Post", Field { is_localized: true, ..simple("title", SimpleType::String) }),
        named("Post", Field { is_unique: true, ..simple("slug", SimpleType::String) }),
        named("Post", field("body", body)),
        by_author,
        tags,
        cover,
        related,
        in_posts,
        of_posts,
        named("Post", field("seo", component("Seo"))),
        named("Post", Field { is_list: true, ..field("blocks", components(&["Quote", "Section", "Seo"])) }),
    ];
    let gallery = one_way(("gallery", "Author", true), &asset);
    let authors = vec![
        named("Author", simple("name", SimpleType::String)),
        authors_posts,
        of_assets(gallery),
        topic,
        in_authors,
        named("Author", field("hero", components(&["Quote", "Section"]))),
    ];
    let tagged = vec![named("Tag", simple("name", SimpleType::String)), tags_posts, of_tags];
    let models = [("Author", authors), ("Post", posts), ("Tag", tagged)];
    content.models.extend(models.map(|(name, fields)| Model { id: id(name), ..models::model(name, fields) }));
    let asset = content.models.iter_mut().find(|model| model.id == asset).unwrap();
    asset.fields.push(of_assets(covers));

    let quote = vec![named("Quote", simple("text", SimpleType::String)), one_way(("by", "Quote", false), &author)];
    let seo = vec![
        named("Seo", Field { is_localized: true, ..simple("metaTitle", SimpleType::String) }),
        named("Seo", simple("noIndex", SimpleType::Boolean)),
    ];
    let section = vec![
        named("Section", simple("heading", SimpleType::String)),
        named("Section", Field { is_list: true, ..field("parts", components(&["Quote", "Seo"])) }),
        named("Section", field("quote", component("Quote"))),
        named("Section", Field { is_list: true, ..field("quotes", component("Quote")) }),
    ];
    content.components = [("Quote", quote), ("Section", section), ("Seo", seo)].map(made).into();
    content
}

fn id(name: &str) -> ModelId {
    crate::world::model_id(name)
}

/// Ids of fields are those of their parents and their own names.
fn named(parent: &str, field: Field) -> Field {
    Field { id: FieldId::new(format!("{parent}_{}", field.api_id)), ..field }
}

fn made((name, fields): (&str, Vec<Field>)) -> Component {
    Component {
        id: ComponentId::new(name),
        api_id: name.to_owned(),
        api_id_plural: format!("{name}s"),
        display_name: name.to_owned(),
        description: None,
        is_system: false,
        fields,
        created_at: NOW.to_owned(),
        updated_at: NOW.to_owned(),
        created_by: None,
    }
}

type End<'a> = (&'a str, &'a ModelId, bool);

/// Both fields of a relation, of which the first is the source.
fn two_way(source: End<'_>, target: End<'_>) -> (Field, Field) {
    let id_of = |(name, model, _): End<'_>| FieldId::new(format!("{model}_{name}"));
    let (relation, reverse) = (id_of(source), id_of(target));
    let end = |here: End<'_>, there: End<'_>, side, other: &FieldId| Field {
        id: id_of(here),
        is_list: here.2,
        ..field(
            here.0,
            FieldKind::Relational {
                relational_type: RelationalType::Relation,
                related: there.1.clone(),
                relation: relation.clone(),
                side,
                other: OtherSide::Field(other.clone()),
            },
        )
    };
    (end(source, target, RelationSide::Source, &reverse), end(target, source, RelationSide::Target, &relation))
}

fn one_way((name, parent, is_list): (&str, &str, bool), related: &ModelId) -> Field {
    let id = FieldId::new(format!("{parent}_{name}"));
    let kind = FieldKind::Relational {
        relational_type: RelationalType::Relation,
        related: related.clone(),
        relation: id.clone(),
        side: RelationSide::Source,
        other: OtherSide::OneWay { api_id: format!("{name}{parent}") },
    };
    Field { id, is_list, ..field(name, kind) }
}

/// The same as a relation to assets, or from them.
fn of_assets(field: Field) -> Field {
    match field.kind {
        FieldKind::Relational { related, relation, side, other, .. } => {
            let relational_type = match side {
                RelationSide::Source => RelationalType::Asset,
                RelationSide::Target => RelationalType::Relation,
            };
            Field { kind: FieldKind::Relational { relational_type, related, relation, side, other }, ..field }
        }
        _ => field,
    }
}

fn union<const N: usize>(
    (name, model, is_list): End<'_>,
    type_name: &str,
    members: [(&ModelId, &str); N],
    members_are_lists: bool,
) -> (Field, [Field; N]) {
    let owner = FieldId::new(format!("{model}_{name}"));
    let side = |model: &ModelId, name: &str| FieldId::new(format!("{model}_{name}"));
    let union = Union {
        id: type_name.to_owned(),
        api_id: type_name.to_owned(),
        display_name: type_name.to_owned(),
        description: None,
    };
    let listed = members.map(|(model, name)| UnionMember { model: model.clone(), field: side(model, name) });
    let kind = FieldKind::Union { union, members: listed.to_vec() };
    let member = |(of, name): (&ModelId, &str)| {
        let kind = FieldKind::UnionMember { owner: owner.clone(), owner_parent: ParentId::Model(model.clone()) };
        Field { id: side(of, name), is_list: members_are_lists, ..field(name, kind) }
    };
    let fields = members.map(member);
    (Field { id: owner.clone(), is_list, ..field(name, kind) }, fields)
}

/// A row of a model's base table, with its table.
pub fn entry(model: &str, id: &str, stage: i64, minute: u32, fields: Json) -> (String, Json) {
    row(&format!("m_{}", model.to_ascii_lowercase()), model, json!({ "id": id, "stage": stage }), minute, fields)
}

/// A row of a model's localised table.
pub fn localization(model: &str, id: &str, stage: i64, locale: i64, fields: Json) -> (String, Json) {
    let key = json!({ "id": id, "stage": stage, "locale": locale });
    row(&format!("l_{}", model.to_ascii_lowercase()), model, key, 0, fields)
}

fn row(table: &str, parent: &str, key: Json, minute: u32, fields: Json) -> (String, Json) {
    let mut row = key.as_object().unwrap().clone();
    for name in ["created_at", "updated_at"] {
        row.insert(name.to_owned(), json!(format!("2026-01-01T00:{minute:02}:00+00:00")));
    }
    for (name, value) in fields.as_object().unwrap() {
        row.insert(format!("f_{parent}_{name}"), value.clone());
    }
    (table.to_owned(), Json::Object(row))
}

/// A component's instance in a field of an entry or another instance.
pub fn instance(
    component: &str,
    id: &str,
    stage: i64,
    (holder, field, pos): (&str, &str, i64),
    fields: Json,
) -> (String, Json) {
    let mut row = json!({
        "id": id, "stage": stage, "parent": holder, "field": field, "pos": pos, "updated_at": "2026-01-01T00:00:00+00:00",
    });
    for (name, value) in fields.as_object().unwrap() {
        row[format!("f_{component}_{name}")] = value.clone();
    }
    (format!("c_{component}"), row)
}

/// The title of a Seo in a locale.
pub fn meta_title(id: &str, stage: i64, locale: i64, title: &str) -> (String, Json) {
    let row = json!({
        "id": id, "stage": stage, "locale": locale, "updated_at": "2026-01-01T00:05:00+00:00", "f_Seo_metaTitle": title,
    });
    ("cl_Seo".to_owned(), row)
}

/// A link of a relation from its source, at a place in each list.
pub fn link(
    relation: &str,
    stage: i64,
    (source, target): (&str, &str),
    target_model: &ModelId,
    (pos, rpos): (i64, i64),
) -> (String, Json) {
    let row = json!({
        "stage": stage, "src": source, "dst": target, "dst_model": target_model.as_str(), "pos": pos, "rpos": rpos,
    });
    (format!("r_{relation}"), row)
}

/// A rich text's column with paragraphs that embed or link to these entries, each with the model that it says to be of.
pub fn embedding(entries: &[(&str, &str, &str)]) -> Json {
    let nodes: Vec<Json> = entries
        .iter()
        .map(|(kind, id, model)| {
            json!({ "type": "paragraph", "children": [
                { "text": "" }, { "type": kind, "nodeId": id, "nodeType": model, "children": [{ "text": id }] },
            ]})
        })
        .collect();
    json!({ "children": nodes })
}

/// Authors ada and bob; posts p1 to p4, of which p1 is published with its author but without p2; tags x, y and z; asset a1.
pub async fn with_blog(world: &World) {
    let [author, post, tag] = ["Author", "Post", "Tag"].map(id);
    let asset = world.model.asset_model().clone();
    let (asset_table, asset_localized) = (format!("m_{}", asset.id), format!("l_{}", asset.id));
    let column = |name: &str| format!("f_{}", asset.field(name).unwrap().id);
    let at = "2026-01-01T00:00:00+00:00";
    let file = |id: &str, stage: i64, locale: i64, handle: &str| {
        let mut row = json!({ "id": id, "stage": stage, "locale": locale, "created_at": at, "updated_at": at, "published_at": null });
        row[column("handle")] = json!(handle);
        row[column("fileName")] = json!(format!("{handle}.png"));
        row[column("mimeType")] = json!("image/png");
        row[column("width")] = json!(720.0);
        (asset_localized.clone(), row)
    };
    let mut rows = vec![
        entry("Author", "ada", DRAFT, 1, json!({ "name": "Ada" })),
        entry("Author", "bob", DRAFT, 2, json!({ "name": "Bob" })),
        entry("Author", "ada", PUBLISHED, 1, json!({ "name": "Ada!" })),
        (asset_table.clone(), json!({ "id": "a1", "stage": DRAFT, "created_at": at, "updated_at": at })),
        file("a1", DRAFT, EN, "h1"),
        file("a1", DRAFT, DE, "h1-de"),
    ];
    for (minute, (id, en, de)) in [
        ("p1", Some("One"), Some("Eins")),
        ("p2", Some("Two"), None),
        ("p3", None, Some("Drei")),
        ("p4", Some("Four"), None),
    ]
    .into_iter()
    .enumerate()
    {
        let body = match id {
            "p1" => json!({
                // Those of the wrong model lead nowhere; a name that no model has is an old one.
                "body": embedding(&[
                    ("embed", "ada", "Post"), ("embed", "p2", "Author"), ("embed", "bob", "Renamed"), ("link", "p3", "Post"),
                    ("embed", "a1", "Asset"), ("link", "a1", "Tag"), ("embed", "gone", "Author"), ("link", "p2", "Post"),
                    ("embed", "bob", "Author"),
                ]),
                "body_html": "<p></p>", "body_markdown": "", "body_text": "",
            }),
            _ => json!({}),
        };
        let mut fields = body;
        fields["slug"] = json!(id);
        rows.push(entry("Post", id, DRAFT, minute as u32 + 1, fields));
        rows.extend(en.map(|title| localization("Post", id, DRAFT, EN, json!({ "title": title }))));
        rows.extend(de.map(|title| localization("Post", id, DRAFT, DE, json!({ "title": title }))));
    }
    rows.push(entry("Post", "p1", PUBLISHED, 1, json!({ "slug": "p1" })));
    rows.push(localization("Post", "p1", PUBLISHED, EN, json!({ "title": "Published one" })));
    for (minute, tag) in ["x", "y", "z"].into_iter().enumerate() {
        rows.push(entry("Tag", tag, DRAFT, minute as u32 + 1, json!({ "name": tag.to_uppercase() })));
    }
    rows.extend([
        link("post_author", DRAFT, ("p1", "ada"), &author, (0, 2)),
        link("post_author", DRAFT, ("p2", "ada"), &author, (0, 1)),
        link("post_author", DRAFT, ("p3", "ada"), &author, (0, 0)),
        link("post_author", DRAFT, ("p4", "gone"), &author, (0, 0)),
        link("post_author", PUBLISHED, ("p1", "ada"), &author, (0, 0)),
        // The target is not published, or its source is not.
        link("post_author", PUBLISHED, ("p2", "ada"), &author, (0, 1)),
        link("post_tags", DRAFT, ("p1", "z"), &tag, (0, 0)),
        link("post_tags", DRAFT, ("p1", "x"), &tag, (1, 0)),
        link("post_tags", DRAFT, ("p1", "gone"), &tag, (2, 0)),
        link("post_tags", DRAFT, ("p1", "y"), &tag, (3, 0)),
        link("post_tags", DRAFT, ("p2", "x"), &tag, (0, 1)),
        link("post_tags", PUBLISHED, ("p1", "z"), &tag, (0, 0)),
        link("post_cover", DRAFT, ("p1", "a1"), &asset.id, (0, 0)),
        link("post_cover", PUBLISHED, ("p1", "a1"), &asset.id, (0, 0)),
        link("Author_gallery", DRAFT, ("ada", "a1"), &asset.id, (0, 0)),
        link("post_related", DRAFT, ("p1", "bob"), &author, (0, 0)),
        link("post_related", DRAFT, ("p1", "p2"), &post, (1, 0)),
        link("post_related", DRAFT, ("p1", "gone"), &post, (2, 0)),
        link("post_related", DRAFT, ("p1", "ada"), &author, (3, 1)),
        link("post_related", DRAFT, ("p2", "ada"), &author, (0, 0)),
        link("author_topic", DRAFT, ("ada", "y"), &tag, (0, 0)),
        link("author_topic", DRAFT, ("bob", "p1"), &post, (0, 0)),
        instance("Seo", "s1", DRAFT, ("p1", "Post_seo", 0), json!({ "noIndex": true })),
        meta_title("s1", DRAFT, EN, "Meta one"),
        meta_title("s1", DRAFT, DE, "Meta eins"),
        instance("Seo", "s2", DRAFT, ("p2", "Post_seo", 0), json!({ "noIndex": false })),
        meta_title("s2", DRAFT, DE, "Nur deutsch"),
        instance("Quote", "q1", DRAFT, ("p1", "Post_blocks", 2), json!({ "text": "Third" })),
        instance("Section", "c1", DRAFT, ("p1", "Post_blocks", 0), json!({ "heading": "First" })),
        instance("Seo", "s3", DRAFT, ("p1", "Post_blocks", 1), json!({})),
        meta_title("s3", DRAFT, EN, "Second"),
        instance("Quote", "q2", DRAFT, ("c1", "Section_parts", 1), json!({ "text": "Inner" })),
        instance("Seo", "s4", DRAFT, ("c1", "Section_parts", 0), json!({})),
        meta_title("s4", DRAFT, DE, "Innen"),
        instance("Quote", "q3", DRAFT, ("c1", "Section_quote", 0), json!({ "text": "Single" })),
        instance("Quote", "q5", DRAFT, ("c1", "Section_quotes", 1), json!({ "text": "B" })),
        instance("Quote", "q6", DRAFT, ("c1", "Section_quotes", 0), json!({ "text": "C" })),
        instance("Quote", "q7", DRAFT, ("c1", "Section_quotes", 2), json!({ "text": "A" })),
        instance("Quote", "q4", DRAFT, ("ada", "Author_hero", 0), json!({ "text": "Hero" })),
        link("Quote_by", DRAFT, ("q1", "ada"), &author, (0, 0)),
        link("Quote_by", DRAFT, ("q2", "bob"), &author, (0, 0)),
    ]);
    world.put_raw(rows).await;
}
