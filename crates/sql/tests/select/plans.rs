//! Plans of a model `post` with a title, localised or not.

use access::{
    Actor, Condition, ContentAction, ContentGrants, ContentRule, Granted, Identity, Part, Scope, WhereInput, gate,
};
use model::ids::{ComponentId, FieldId, ModelId, StageId};
use model::{FieldRef, ParentId, RelationSide, SystemField};
use sql::Value;
use sql::ddl::TableKind;
use sql::select::{
    ActorField, AggregateField, Anchor, Column, Comparison, Connection, ConnectionField, Cut, Direction, Entries, Held,
    Holders, Json, JsonPath, Link, List, LocaleChoice, Localization, Mixed, One, Order, OrderKey, Page, PageInfoField,
    Predicate, Quantifier, Root, RowCondition, Scalar, StageOf, Table, TextTest, VersionAt, VersionField, Versions,
};

fn granted(field: FieldRef) -> Granted<FieldRef> {
    let content = ContentGrants::on_everything(&[ContentAction::Read]);
    let actor = Actor { identity: Identity::Public, content, default_stage: StageId::new("s") };
    gate(&actor, ContentAction::Read, &post(), &StageId::new("s"), field).unwrap()
}

fn post() -> ModelId {
    ModelId::new("post")
}

pub fn system(field: SystemField) -> Column {
    Column::of(&granted(FieldRef::System(field)), TableKind::Base)
}

pub fn own(name: &str, table: TableKind) -> Column {
    Column::of(&granted(FieldRef::Own(FieldId::new(name))), table)
}

fn title() -> Column {
    own("title", TableKind::Base)
}

pub fn entries(filter: Predicate) -> Entries {
    let (anchor, readable) = (Anchor::Stage(2), RowCondition::of_system());
    Entries { table: Table::Model(post()), anchor, localization: Localization::None, readable, filter }
}

pub fn id() -> Scalar {
    Scalar::Column(system(SystemField::Id))
}

/// `{"id": …}`
pub fn item() -> Json {
    Json::Object(vec![("id".to_owned(), Json::Plain(id()))])
}

pub fn page(cut: Cut) -> Page {
    let created = OrderKey { value: Scalar::Column(system(SystemField::CreatedAt)), nullable: false };
    let order = Order { key: Some(created), direction: Direction::Ascending, id: system(SystemField::Id) };
    Page { order, after: None, before: None, skip: 0, cut }
}

pub fn first_page() -> Root {
    Root::List(List { entries: entries(Predicate::TRUE), page: page(Cut::First(10)), item: item() })
}

/// The second page of ten of the newest, in one locale.
pub fn newest() -> Root {
    let [own, localized] = [TableKind::Base, TableKind::Localized]
        .map(|table| Column::of(&granted(FieldRef::System(SystemField::CreatedAt)), table));
    let key = OrderKey { value: Scalar::Newer(own, localized), nullable: false };
    let order = Order { key: Some(key), direction: Direction::Descending, id: system(SystemField::Id) };
    let page = Page { order, after: None, before: None, skip: 10, cut: Cut::First(10) };
    let localization = Localization::First(vec![LocaleChoice::Key(1)]);
    Root::List(List { entries: Entries { localization, ..entries(Predicate::TRUE) }, page, item: item() })
}

/// The last two after a cursor, by a title that may be null.
pub fn last_after() -> Root {
    let key = OrderKey { value: Scalar::Column(title()), nullable: true };
    let order = Order { key: Some(key), direction: Direction::Descending, id: system(SystemField::Id) };
    let page = Page { order, after: Some("p1".to_owned()), before: None, skip: 3, cut: Cut::First(2) };
    Root::List(List { entries: entries(Predicate::TRUE), page, item: item() })
}

pub fn by_slug() -> Root {
    let slug = Scalar::Column(own("slug", TableKind::Base));
    let filter = Predicate::Compare(slug, Comparison::Equal, Value::from("it's"));
    Root::One(One { entries: entries(filter), item: item() })
}

/// In the first of three locales.
pub fn in_locales() -> Root {
    let localization = Localization::First([1, 2, 3].map(LocaleChoice::Key).to_vec());
    let item =
        Json::Object(vec![("title".to_owned(), Json::Plain(Scalar::Column(own("title", TableKind::Localized))))]);
    Root::One(One { entries: Entries { localization, ..entries(Predicate::TRUE) }, item })
}

pub fn connection() -> Root {
    let edge = Json::Object(vec![("cursor".to_owned(), Json::Plain(id()))]);
    let info = vec![
        ("hasNextPage".to_owned(), PageInfoField::HasNextPage),
        ("hasPreviousPage".to_owned(), PageInfoField::HasPreviousPage),
        ("endCursor".to_owned(), PageInfoField::EndCursor),
    ];
    let fields = vec![
        ("edges".to_owned(), ConnectionField::Edges(edge)),
        ("pageInfo".to_owned(), ConnectionField::PageInfo(info)),
        ("aggregate".to_owned(), ConnectionField::Aggregate(vec![("count".to_owned(), AggregateField::Count)])),
    ];
    Root::Connection(Connection { entries: entries(Predicate::TRUE), page: page(Cut::First(10)), fields })
}

/// How many there are in a locale, and whether there are more: asked of the localisations alone.
pub fn whole_connection() -> Root {
    let info = vec![("hasNextPage".to_owned(), PageInfoField::HasNextPage)];
    let fields = vec![
        ("pageInfo".to_owned(), ConnectionField::PageInfo(info)),
        ("aggregate".to_owned(), ConnectionField::Aggregate(vec![("count".to_owned(), AggregateField::Count)])),
    ];
    let localization = Localization::First(vec![LocaleChoice::Key(3)]);
    let entries = Entries { localization, ..entries(Predicate::TRUE) };
    Root::Connection(Connection { entries, page: page(Cut::First(10)), fields })
}

/// Who made it, and a condition on that.
pub fn with_user() -> Root {
    let created_by = system(SystemField::CreatedBy);
    let name = Column::actor(ActorField::Name);
    let is_ada = Predicate::Compare(Scalar::Column(name.clone()), Comparison::Equal, Value::from("Ada"));
    let user = One {
        entries: Entries {
            table: Table::Actors,
            anchor: Anchor::Referred(created_by),
            localization: Localization::None,
            readable: RowCondition::of_system(),
            filter: Predicate::TRUE,
        },
        item: Json::Object(vec![
            ("name".to_owned(), Json::Plain(Scalar::Column(name))),
            ("isActive".to_owned(), Json::Bool(Column::actor(ActorField::IsActive))),
        ]),
    };
    let item = Json::Object(vec![("createdBy".to_owned(), Json::One(Box::new(user.clone())))]);
    let by_ada = Predicate::Related(Box::new(Entries { filter: is_ada, ..user.entries }), Quantifier::Some);
    Root::One(One { entries: entries(by_ada), item })
}

/// The copies in other stages.
pub fn other_copies() -> Root {
    let anchor = Anchor::Copies { stages: vec![1, 2], include_current: false };
    let copies = Entries { anchor, ..entries(Predicate::TRUE) };
    let stage = Json::Name(system(SystemField::Stage), vec![(1, "DRAFT".to_owned()), (2, "PUBLISHED".to_owned())]);
    let nested = Json::All(Box::new(copies), Box::new(Json::Object(vec![("stage".to_owned(), stage)])));
    let item = Json::Object(vec![("documentInStages".to_owned(), nested)]);
    Root::One(One { entries: entries(Predicate::TRUE), item })
}

pub fn search() -> Root {
    let there = Predicate::IsNull(Scalar::Column(title())).negated();
    let found = Predicate::Text(title(), TextTest::Contains, "50%".to_owned());
    let may_hold = Predicate::may_hold(ParentId::Model(post()), system(SystemField::Id), "50%");
    let found = Predicate::All(vec![may_hold, Predicate::All(vec![there, found])]);
    Root::List(List { entries: entries(found), page: page(Cut::First(10)), item: item() })
}

pub fn some_conditions() -> Root {
    let copies = Predicate::Copies {
        table: Table::Model(post()),
        id: system(SystemField::DocumentInStages),
        stages: vec![1, 2],
        readable: Box::new(RowCondition::of_part()),
        quantifier: Quantifier::Every,
        test: Box::new(Predicate::Compare(
            Scalar::Column(system(SystemField::Stage)),
            Comparison::Equal,
            Value::Int(1),
        )),
    };
    let rating = Scalar::Column(own("rating", TableKind::Base));
    let conditions = vec![
        Predicate::Any(vec![
            Predicate::IsNull(rating.clone()),
            Predicate::In(rating, Value::Json("[1.5,2]".to_owned())),
        ]),
        Predicate::In(id(), Value::Texts(vec!["a".to_owned()])),
        copies,
        Predicate::FALSE,
    ];
    Root::One(One { entries: entries(Predicate::All(conditions)), item: item() })
}

/// Every kind of JSON value.
pub fn everything() -> Root {
    let names = vec![(2, "it's".to_owned()), (1, "b".to_owned())];
    let column = || own("x", TableKind::Base);
    let values = [
        Json::Float(column()),
        Json::Bool(column()),
        Json::Document(column()),
        Json::List(column()),
        Json::Name(column(), names.clone()),
        Json::Names(column(), names),
        Json::Optional(column(), vec![("k".to_owned(), Json::Constant(serde_json::Value::Null))]),
        Json::Constant(serde_json::json!([1])),
    ];
    let fields = values.into_iter().enumerate().map(|(index, value)| (format!("v{index}"), value));
    let filter = Predicate::JsonPath(column(), JsonPath::parse("$.a").unwrap());
    Root::One(One { entries: entries(filter), item: Json::Object(fields.collect()) })
}

/// 51 keys: one more than a part holds.
pub fn wide() -> Root {
    let fields = (0..51).map(|index| (format!("f{index}"), Json::Constant(serde_json::Value::Null))).collect();
    Root::One(One { entries: entries(Predicate::TRUE), item: Json::Object(fields) })
}

/// One entry without the schema's version.
pub fn direct() -> One {
    One { entries: entries(Predicate::Compare(id(), Comparison::Equal, Value::from("p1"))), item: item() }
}

/// A relation `author` to a model that is not localised, from its source.
fn to_author(stage: StageOf) -> Entries {
    let field = granted(FieldRef::Own(FieldId::new("author")));
    let link = Link::relation(&field, &FieldId::new("author"), RelationSide::Source, stage);
    let table = Table::Model(ModelId::new("author"));
    let (anchor, readable) = (Anchor::Linked(link), RowCondition::of_system());
    Entries { table, anchor, localization: Localization::None, readable, filter: Predicate::TRUE }
}

fn by_place(cut: Cut) -> Page {
    let key = OrderKey { value: Scalar::Position, nullable: false };
    let order = Order { key: Some(key), direction: Direction::Ascending, id: system(SystemField::Id) };
    Page { order, after: None, before: None, skip: 0, cut }
}

fn named(name: &str, value: Json) -> Json {
    Json::Object(vec![(name.to_owned(), value)])
}

/// The author of a page of posts, and the author's own posts, from the relation's target, in the locale of the post.
pub fn relations() -> Root {
    let field = granted(FieldRef::Own(FieldId::new("posts")));
    let link = Link::relation(&field, &FieldId::new("author"), RelationSide::Target, StageOf::Key(2));
    let localization = Localization::First(vec![LocaleChoice::Enclosing(2), LocaleChoice::Key(1)]);
    let posts = Entries { anchor: Anchor::Linked(link), localization, ..entries(Predicate::TRUE) };
    let posts = Json::Page(Box::new(List { entries: posts, page: by_place(Cut::First(3)), item: item() }));
    let author = One { entries: to_author(StageOf::Key(2)), item: named("posts", posts) };
    let localization = Localization::First(vec![LocaleChoice::Key(2)]);
    let item = named("author", Json::One(Box::new(author)));
    let entries = Entries { localization, ..entries(Predicate::TRUE) };
    Root::List(List { entries, page: page(Cut::First(10)), item })
}

/// Posts whose author is there, whose authors are all Ada, and of which no copy below a stage that is known row by row
/// only has one.
pub fn related_conditions() -> Root {
    let name = Scalar::Column(own("name", TableKind::Base));
    let is_ada = || Predicate::Compare(name.clone(), Comparison::Equal, Value::from("Ada"));
    let set = |stage, filter| Box::new(Entries { filter, ..to_author(stage) });
    let conditions = vec![
        Predicate::Related(set(StageOf::Key(2), Predicate::TRUE), Quantifier::Some),
        Predicate::Related(set(StageOf::Key(2), is_ada()), Quantifier::Every),
        Predicate::Related(set(StageOf::Row(1), is_ada()), Quantifier::None),
    ];
    Root::One(One { entries: entries(Predicate::All(conditions)), item: item() })
}

/// A modular field with two components, the second localised.
pub fn components() -> Root {
    let held = Held::by(&granted(FieldRef::Own(FieldId::new("blocks"))), StageOf::Key(2)).unwrap();
    let member = |component, localization| One {
        entries: Entries {
            table: Table::Component(ComponentId::new(component)),
            anchor: Anchor::Held(held.clone()),
            localization,
            readable: RowCondition::of_part(),
            filter: Predicate::TRUE,
        },
        item: item(),
    };
    let members =
        vec![member("quote", Localization::None), member("seo", Localization::First(vec![LocaleChoice::Key(1)]))];
    let page = Page { after: Some("q1".to_owned()), skip: 1, ..by_place(Cut::Last(2)) };
    Root::One(One {
        entries: entries(Predicate::TRUE),
        item: named("blocks", Json::Mixed(Box::new(Mixed { members, page }))),
    })
}

/// What a rich text refers to, among authors.
pub fn references() -> Root {
    let ast = own("body", TableKind::Base);
    let anchor = Anchor::Embedded { ast, other_models: vec!["Post".to_owned()], stage: StageOf::Key(2) };
    let members = vec![One { entries: Entries { anchor, ..to_author(StageOf::Key(2)) }, item: item() }];
    let mixed = Mixed { members, page: by_place(Cut::First(10)) };
    Root::One(One { entries: entries(Predicate::TRUE), item: named("references", Json::Mixed(Box::new(mixed))) })
}

/// The versions of an entry, and one of them.
pub fn history() -> Root {
    let fields = vec![
        ("stage".to_owned(), VersionField::Stage(vec![(2, "PUBLISHED".to_owned())])),
        ("revision".to_owned(), VersionField::Revision),
    ];
    let versions =
        Versions { model: post(), stage: StageOf::Row(1), readable: Predicate::TRUE, limit: 10, skip: 5, fields };
    Root::One(One { entries: entries(Predicate::TRUE), item: named("history", Json::Versions(versions)) })
}

pub fn version() -> Root {
    let fields = vec![("data".to_owned(), VersionField::Document)];
    Root::Version(VersionAt { model: post(), entry: "p1".to_owned(), stage: 2, revision: 3, among: None, fields })
}

/// An instance that posts hold in `blocks`, directly or inside a section, and where its picture is.
pub fn instance() -> Root {
    let field = |name| vec![FieldId::new(name)];
    let inside =
        vec![(ComponentId::new("section"), field("parts"), Holders { fields: field("sections"), inside: Vec::new() })];
    let held = Predicate::Held { holders: Holders { fields: field("blocks"), inside }, by: None };
    let entries = Entries { table: Table::Component(ComponentId::new("quote")), ..entries(held) };
    let item = named("url", Json::Prefixed("https://x/assets/e/".to_owned(), own("handle", TableKind::Base)));
    Root::One(One { entries, item })
}

/// The entries of a permission with a condition.
fn readable() -> RowCondition {
    let condition = WhereInput::parse(r#"{"title":"open"}"#).unwrap();
    let rule = ContentRule {
        models: Scope::Only([post()].into()),
        condition: Condition::Where(condition),
        ..ContentRule::everywhere(ContentAction::Read)
    };
    let grants = ContentGrants::from_rules(vec![rule]);
    let rows = grants.rows(ContentAction::Read, &post(), &StageId::new("s"), Part::Base).unwrap();
    let is_open = Predicate::Compare(Scalar::Column(title()), Comparison::Equal, Value::from("open"));
    RowCondition::of::<()>(&rows, |_| Ok(Some(is_open.clone()))).unwrap().unwrap()
}

/// Posts that may be read, all of whose authors that may be read are Ada, with the copies that may be read.
pub fn readable_rows() -> Root {
    let name = Scalar::Column(own("name", TableKind::Base));
    let is_ada = Predicate::Compare(name, Comparison::Equal, Value::from("Ada"));
    let authors = Entries { readable: readable(), filter: is_ada, ..to_author(StageOf::Key(2)) };
    let by_ada = Predicate::Related(Box::new(authors), Quantifier::Every);
    let draft = Predicate::Compare(Scalar::Column(system(SystemField::Stage)), Comparison::Equal, Value::Int(1));
    let published = Predicate::Compare(Scalar::Column(system(SystemField::Stage)), Comparison::Equal, Value::Int(2));
    let of_stages = RowCondition::any(vec![(draft, readable()), (published, RowCondition::of_part())]);
    let anchor = Anchor::Copies { stages: vec![1, 2], include_current: true };
    let copies =
        Json::All(Box::new(Entries { anchor, readable: of_stages, ..entries(Predicate::TRUE) }), Box::new(item()));
    let entries = Entries { readable: readable(), ..entries(by_ada) };
    Root::List(List { entries, page: page(Cut::First(10)), item: named("documentInStages", copies) })
}

/// An instance that posts hold that may be read.
pub fn readable_instance() -> Root {
    let inside = vec![(
        ComponentId::new("section"),
        vec![FieldId::new("parts")],
        Holders { fields: vec![FieldId::new("sections")], inside: Vec::new() },
    )];
    let holders = Holders { fields: vec![FieldId::new("blocks")], inside };
    let readable = readable().of_holder(holders, &post());
    let table = Table::Component(ComponentId::new("quote"));
    Root::One(One { entries: Entries { table, readable, ..entries(Predicate::TRUE) }, item: item() })
}

/// Authors of authors, deep enough for SQLite to need another form.
pub fn deep() -> Root {
    let author = |item| Json::One(Box::new(One { entries: to_author(StageOf::Key(2)), item: named("author", item) }));
    let item = (0..5).fold(Json::Plain(id()), |inner, _| author(inner));
    Root::One(One { entries: entries(Predicate::TRUE), item })
}
