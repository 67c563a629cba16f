//! Plans of a model `post` with a title, localised or not.

use access::{Actor, ContentAction, ContentGrants, Granted, Identity, gate};
use model::ids::{FieldId, ModelId, StageId};
use model::{FieldRef, SystemField};
use sql::Value;
use sql::ddl::TableKind;
use sql::select::{
    ActorField, AggregateField, Anchor, Column, Comparison, Connection, ConnectionField, Cut, Direction, Entries, Json,
    JsonPath, LocaleChoice, Localization, One, Order, OrderKey, Page, PageInfoField, Predicate, Quantifier, Root,
    Scalar, Table, TextTest,
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
    Entries { table: Table::Model(post()), anchor: Anchor::Stage(2), localization: Localization::None, filter }
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
    Root::List { entries: entries(Predicate::TRUE), page: page(Cut::First(10)), item: item() }
}

/// The last two after a cursor, by a title that may be null.
pub fn last_after() -> Root {
    let key = OrderKey { value: Scalar::Column(title()), nullable: true };
    let order = Order { key: Some(key), direction: Direction::Descending, id: system(SystemField::Id) };
    let page = Page { order, after: Some("p1".to_owned()), before: None, skip: 3, cut: Cut::First(2) };
    Root::List { entries: entries(Predicate::TRUE), page, item: item() }
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

/// Who made it, and a condition on that.
pub fn with_user() -> Root {
    let created_by = system(SystemField::CreatedBy);
    let name = Column::actor(ActorField::Name);
    let is_ada = Predicate::Compare(Scalar::Column(name.clone()), Comparison::Equal, Value::from("Ada"));
    let user = One {
        entries: Entries {
            table: Table::Actors,
            anchor: Anchor::Referred(created_by.clone()),
            localization: Localization::None,
            filter: Predicate::TRUE,
        },
        item: Json::Object(vec![
            ("name".to_owned(), Json::Plain(Scalar::Column(name))),
            ("isActive".to_owned(), Json::Bool(Column::actor(ActorField::IsActive))),
        ]),
    };
    let item = Json::Object(vec![("createdBy".to_owned(), Json::One(Box::new(user)))]);
    Root::One(One { entries: entries(Predicate::Actor(created_by, Box::new(is_ada))), item })
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
    let found = Predicate::Text(title(), TextTest::Contains, "50%".to_owned());
    Root::One(One { entries: entries(found.negated()), item: item() })
}

pub fn some_conditions() -> Root {
    let copies = Predicate::Copies {
        table: Table::Model(post()),
        id: system(SystemField::DocumentInStages),
        stages: vec![1, 2],
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
