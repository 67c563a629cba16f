use model::{FieldKind, HeldIn, OtherSide, RelationSide};

use super::*;

fn with_author() -> Environment {
    let mut environment = Environment::with_post();
    environment.ok(create_model("Author", "Authors"));
    environment
}

fn other(field: &model::Field) -> &OtherSide {
    let FieldKind::Relational { other, .. } = &field.kind else { panic!("{field:?}") };
    other
}

#[test]
fn a_two_way_relation_has_a_field_on_both_sides() {
    let mut environment = with_author();
    let effects = environment.ok(add(relation("author", "Author", "posts")));
    let (source, target) = (environment.field("Post", "author"), environment.field("Author", "posts"));
    assert_eq!(effects, [Effect::CreateRelationTable(source.id.clone())]);
    let kind = |related: &str, side, other: &model::Field| FieldKind::Relational {
        relational_type: RelationalType::Relation,
        related: environment.model_id(related),
        relation: source.id.clone(),
        side,
        other: OtherSide::Field(other.id.clone()),
    };
    assert_eq!(source.kind, kind("Author", RelationSide::Source, target));
    assert_eq!(target.kind, kind("Post", RelationSide::Target, source));
    assert_eq!((source.is_list, target.is_list), (false, true));
}

#[test]
fn a_one_way_relation_has_a_name_on_the_other_side() {
    let mut environment = Environment::with_post();
    environment.ok(add(asset_field("image")));
    let name = OtherSide::OneWay { api_id: "imageAssetToPost".to_owned() };
    assert_eq!(other(environment.field("Post", "image")), &name);
    assert_eq!(environment.content.asset_model().fields.len(), 6, "no field there");
    assert_eq!(
        environment.refused(add_to("Asset", simple("imageAssetToPost", SimpleType::String))),
        "A field with the Api Id \"imageAssetToPost\" already exists."
    );
}

#[test]
fn a_relation_from_a_component_is_one_way() {
    let mut environment = with_author();
    environment.ok(create_component("Fact", "Facts"));
    let effects = environment.ok(add_to("Fact", relation("source", "Author", "facts")));
    let field = environment.inner("Fact", "source");
    assert_eq!(effects, [Effect::CreateRelationTable(field.id.clone())]);
    assert_eq!(other(field), &OtherSide::OneWay { api_id: "facts".to_owned() });
    assert!(environment.content.model("Author").unwrap().fields.is_empty());
}

#[test]
fn a_model_relates_to_itself() {
    let mut environment = Environment::with_post();
    environment.ok(add(relation("parent", "Post", "children")));
    assert_eq!(other(environment.field("Post", "parent")), &OtherSide::Field(environment.field_id("Post", "children")));
    assert_eq!(
        environment.refused(add(relation("next", "Post", "next"))),
        "A field with the Api Id \"next\" already exists."
    );
}

#[test]
fn what_a_relation_may_not_be() {
    let mut environment = with_author();
    let required = FieldDraft { is_required: true, ..relation("author", "Author", "posts") };
    let localized = FieldDraft { is_localized: true, ..relation("author", "Author", "posts") };
    let KindDraft::Relational { reverse, .. } = asset_field("image").kind else { panic!() };
    let relational_type = RelationalType::Asset;
    let asset = draft("image", KindDraft::Relational { relational_type, related: named("Author"), reverse });
    let cases = [
        (required, "A relation cannot be required; asset fields can."),
        (localized, "Only scalar and enumeration fields can be unique, localized or a title."),
        (asset, "A field of type ASSET relates to the model Asset."),
        (relation("author", "Nobody", "posts"), "Could not find model \"Nobody\"."),
        (
            relation("author", "Author", "Posts"),
            "\"Posts\" is not a valid field Api Id: start with a lower-case letter and use letters, digits and underscores only.",
        ),
    ];
    for (draft, message) in cases {
        assert_eq!(environment.refused(add(draft)), message);
    }
}

#[test]
fn an_asset_field_may_be_required() {
    let mut environment = Environment::with_post();
    let effects = environment.ok(add(FieldDraft { is_required: true, ..asset_field("image") }));
    let (parent, field) = (environment.post(), environment.field_id("Post", "image"));
    let held = HeldIn::Links;
    let require = Effect::RequireHeld { parent, field: field.clone(), held, api_id: "image".to_owned() };
    assert_eq!(effects, [Effect::CreateRelationTable(field), require]);
}

#[test]
fn a_field_goes_with_its_reverse() {
    for (parent, api_id) in [("Post", "author"), ("Author", "posts")] {
        let mut environment = with_author();
        environment.ok(add(relation("author", "Author", "posts")));
        let source = environment.field_id("Post", "author");
        assert_eq!(environment.ok(delete_field(parent, api_id)), [Effect::DropRelationTable(source)]);
        assert!(environment.content.models.iter().skip(1).all(|model| model.fields.is_empty()));
    }
}

#[test]
fn two_way_becomes_one_way_and_stays_so() {
    let mut environment = with_author();
    environment.ok(add(relation("author", "Author", "posts")));
    let one_way = |wanted| FieldPatch { is_unidirectional: Some(wanted), ..FieldPatch::default() };
    let update = |parent: &str, api_id: &str, wanted| patch_of(parent, api_id, KindName::Relational, one_way(wanted));
    assert_eq!(environment.ok(update("Post", "author", false)), []);
    assert_eq!(
        environment.refused(update("Author", "posts", true)),
        "Only the field on which a relation was created can make it one-way."
    );
    assert_eq!(environment.ok(update("Post", "author", true)), [], "the links stay");
    assert_eq!(other(environment.field("Post", "author")), &OtherSide::OneWay { api_id: "posts".to_owned() });
    assert!(environment.content.model("Author").unwrap().fields.is_empty());
    assert_eq!(environment.ok(update("Post", "author", true)), []);
    assert_eq!(
        environment.refused(update("Post", "author", false)),
        "A one-way relation cannot become two-way: create a new one instead."
    );
}

#[test]
fn a_model_goes_with_relations_to_it() {
    let mut environment = with_author();
    environment.ok(add(relation("author", "Author", "posts")));
    environment.ok(add_to("Author", relation("favourite", "Post", "fans")));
    let relations = [environment.field_id("Post", "author"), environment.field_id("Author", "favourite")];
    let author = environment.model_id("Author");
    let effects = environment.ok(Change::DeleteModel(named("Author")));
    let drop = |at: usize| Effect::DropRelationTable(relations[at].clone());
    assert_eq!(effects, [drop(0), drop(1), Effect::DropModelTables(author)]);
    assert!(environment.content.model("Post").unwrap().fields.is_empty());
}

#[test]
fn an_update_is_for_its_kind() {
    let mut environment = with_author();
    environment.ok(add(relation("author", "Author", "posts")));
    let rename = FieldPatch { api_id: Some("writer".to_owned()), ..FieldPatch::default() };
    assert_eq!(
        environment.refused(patch_of("Post", "author", KindName::Simple, rename.clone())),
        "The field \"author\" is of another kind than this operation updates."
    );
    assert_eq!(environment.ok(patch_of("Post", "author", KindName::Relational, rename)), []);
    assert_eq!(other(environment.field("Author", "posts")), &OtherSide::Field(environment.field_id("Post", "writer")));
    let migration = FieldPatch { migration_value: Some("1".to_owned()), ..FieldPatch::default() };
    assert_eq!(
        environment.refused(patch_of("Post", "writer", KindName::Relational, migration)),
        "Only scalar and enumeration fields take a migration value."
    );
}
