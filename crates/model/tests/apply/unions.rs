use model::{FieldKind, MembersPatch, Union, UnionMember};

use super::*;

fn world() -> Environment {
    let mut environment = Environment::with_post();
    for (api_id, plural) in [("Person", "People"), ("Team", "Teams"), ("Place", "Places")] {
        environment.ok(create_model(api_id, plural));
    }
    environment
}

fn of(environment: &Environment) -> (&Union, &[UnionMember]) {
    let FieldKind::Union { union, members } = &environment.field("Post", "about").kind else { panic!() };
    (union, members)
}

fn change(members: MembersPatch) -> Change {
    patch_of("Post", "about", KindName::Union, FieldPatch { members, ..FieldPatch::default() })
}

fn member(model: &str) -> MemberDraft {
    MemberDraft { model: named(model), field: ReverseFieldDraft::default() }
}

#[test]
fn every_member_gets_a_virtual_side() {
    let mut environment = world();
    let effects = environment.ok(add(union_of("about", &["Person", "Team"], Some("relatedPost"))));
    let owner = environment.field_id("Post", "about");
    assert_eq!(effects, [Effect::CreateRelationTable(owner.clone())]);
    let (union, members) = of(&environment);
    assert_eq!((union.api_id.as_str(), union.display_name.as_str()), ("Union_about_relatedPost", "about"));
    assert_eq!(members.len(), 2);
    for (member, model) in members.iter().zip(["Person", "Team"]) {
        let side = environment.field(model, "relatedPost");
        assert_eq!((&member.model, &member.field), (&environment.model_id(model), &side.id));
        let owner_parent = environment.post();
        assert_eq!(side.kind, FieldKind::UnionMember { owner: owner.clone(), owner_parent });
        assert!(side.is_list);
    }
}

#[test]
fn names_when_none_are_given() {
    let mut environment = world();
    environment.ok(add(union_of("about", &["Person"], None)));
    assert_eq!(of(&environment).0.api_id, "Union_about_Post");
    assert_eq!(environment.field("Person", "aboutPersonToPost").display_name, "Related Post");
    let mut taken = world();
    taken.ok(enumeration("Union_about_Post", &["A"]));
    taken.ok(add(union_of("about", &["Person"], None)));
    assert!(of(&taken).0.api_id.starts_with("Union_about_Post_id"), "{}", of(&taken).0.api_id);
}

#[test]
fn what_a_union_may_not_be() {
    let mut environment = world();
    let union = UnionDraft { api_id: Some("Person".to_owned()), ..UnionDraft::default() };
    let taken = draft("about", KindDraft::Union { union, members: vec![member("Team")] });
    let required = FieldDraft { is_required: true, ..union_of("about", &["Team"], None) };
    let cases = [
        (taken, "A union with the Api Id \"Person\" already exists."),
        (required, "A union field cannot be required."),
        (union_of("about", &[], None), "Name the models that the union shall have as members."),
        (union_of("about", &["Team", "Team"], None), "A member of the union with the Api Id \"Team\" already exists."),
        (union_of("about", &["Nobody"], None), "Could not find model \"Nobody\"."),
    ];
    for (draft, message) in cases {
        assert_eq!(environment.refused(add(draft)), message);
    }
}

#[test]
fn members_join_and_leave() {
    let mut environment = world();
    environment.ok(add(union_of("about", &["Person", "Team"], Some("posts"))));
    let relation = environment.field_id("Post", "about");
    let links = |model| Effect::DeleteMemberLinks { relation: relation.clone(), model };
    let (person, team) = (environment.model_id("Person"), environment.model_id("Team"));

    let patch = MembersPatch::Some { add: vec![member("Place")], remove: vec![person.to_string()] };
    assert_eq!(environment.ok(change(patch)), [links(person)]);
    let members: Vec<_> = of(&environment).1.iter().map(|member| member.model.clone()).collect();
    assert_eq!(members, [team.clone(), environment.model_id("Place")]);
    assert!(environment.field("Place", "aboutPlaceToPost").is_list, "as the first member's side");
    assert!(environment.content.model("Person").unwrap().fields.is_empty());

    let patch = MembersPatch::Exactly(vec![member("Place"), member("Person")]);
    assert_eq!(environment.ok(change(patch)), [links(team)]);
    let place = environment.field_id("Place", "aboutPlaceToPost");
    let side = MembersPatch::Some { add: Vec::new(), remove: vec![place.to_string()] };
    assert_eq!(environment.ok(change(side)).len(), 1, "a member is named by its side too");

    let last = MembersPatch::Some { add: Vec::new(), remove: vec![environment.model_id("Person").to_string()] };
    assert_eq!(environment.refused(change(last)), "A union needs a member: delete the field instead.");
    let again = MembersPatch::Some { add: vec![member("Person")], remove: Vec::new() };
    assert_eq!(environment.refused(change(again)), "A member of the union with the Api Id \"Person\" already exists.");
    assert_eq!(
        environment.refused(change(MembersPatch::Some { add: Vec::new(), remove: vec!["x".to_owned()] })),
        "Could not find member of the union \"x\"."
    );
}

#[test]
fn a_union_is_renamed() {
    let mut environment = world();
    environment.ok(add(union_of("about", &["Person"], None)));
    let rename = |api_id: &str| {
        let union = UnionDraft { api_id: Some(api_id.to_owned()), ..UnionDraft::default() };
        patch_of("Post", "about", KindName::Union, FieldPatch { union, ..FieldPatch::default() })
    };
    assert_eq!(environment.refused(rename("Team")), "A union with the Api Id \"Team\" already exists.");
    assert_eq!(environment.ok(rename("Topic")), []);
    assert_eq!(
        environment.refused(create_model("Topic", "Topics")),
        "A model with the Api Id \"Topic\" already exists."
    );
}

#[test]
fn a_union_goes_with_its_sides() {
    let mut environment = world();
    environment.ok(add(union_of("about", &["Person", "Team"], Some("posts"))));
    let relation = environment.field_id("Post", "about");
    assert_eq!(environment.ok(delete_field("Post", "about")), [Effect::DropRelationTable(relation)]);
    assert!(environment.content.models.iter().skip(1).all(|model| model.fields.is_empty()));
}

#[test]
fn a_side_leaves_and_the_last_takes_the_union_along() {
    let mut environment = world();
    environment.ok(add(union_of("about", &["Person", "Team"], Some("posts"))));
    let relation = environment.field_id("Post", "about");
    let (person, team) = (environment.model_id("Person"), environment.model_id("Team"));
    let links = Effect::DeleteMemberLinks { relation: relation.clone(), model: person.clone() };
    let effects = environment.ok(Change::DeleteModel(named("Person")));
    assert_eq!(effects, [links, Effect::DropModelTables(person)]);
    assert_eq!(of(&environment).1.len(), 1);
    let effects = environment.ok(Change::DeleteModel(named("Team")));
    assert_eq!(effects, [Effect::DropRelationTable(relation), Effect::DropModelTables(team)]);
    assert!(environment.content.model("Post").unwrap().field("about").is_none());
}
