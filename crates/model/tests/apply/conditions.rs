use model::{ConditionDraft, EnumerationPatch, EnumerationValuePatch};

use super::*;

fn world() -> Environment {
    let mut environment = Environment::with_post();
    environment.ok(enumeration("Kind", &["A", "B"]));
    environment.ok(add(simple("shown", SimpleType::Boolean)));
    environment.ok(add(enumerable("kind", "Kind")));
    environment.ok(add(FieldDraft { is_list: true, ..enumerable("kinds", "Kind") }));
    environment.ok(add(simple("text", SimpleType::String)));
    environment
}

fn condition(base: &str, operator: &str, values: &[&str], boolean_value: Option<bool>) -> ConditionDraft {
    ConditionDraft {
        base_field: named(base),
        operator: operator.to_owned(),
        enumeration_values: values.iter().map(|value| named(value)).collect(),
        boolean_value,
    }
}

fn set(draft: ConditionDraft) -> Change {
    patch("text", FieldPatch { visibility_condition: Some(draft), ..FieldPatch::default() })
}

#[test]
fn a_condition_looks_at_a_field_beside() {
    for draft in [
        condition("shown", "IS", &[], Some(true)),
        condition("kind", "IS_NOT", &["A"], None),
        condition("kinds", "CONTAINS_ANY", &["A", "B"], None),
    ] {
        let mut environment = world();
        let base = match &draft.base_field {
            Target::ApiId(name) => environment.field_id("Post", name),
            Target::Id(id) => id.clone(),
        };
        assert_eq!(environment.ok(set(draft.clone())), []);
        let kept = environment.field("Post", "text").visibility_condition.clone().unwrap();
        assert_eq!((kept.base_field, kept.operator, kept.boolean_value), (base, draft.operator, draft.boolean_value));
    }
}

#[test]
fn conditions_that_cannot_be() {
    let boolean = "Give the booleanValue of the visibility condition.";
    let values = "Give the enumeration values of the visibility condition.";
    let cases = [
        (condition("none", "IS", &[], Some(true)), "Could not find base field \"none\"."),
        (condition("text", "IS", &[], Some(true)), "A field's visibility cannot depend on the field itself."),
        (condition("shown", "IS", &[], None), boolean),
        (condition("shown", "CONTAINS_ANY", &[], Some(true)), "A base field with a single value takes IS or IS_NOT."),
        (condition("kind", "IS", &[], None), values),
        (condition("kind", "IS", &["C"], None), "Could not find enumeration value \"C\"."),
        (
            condition("kinds", "IS", &["A"], None),
            "A base field with a list takes CONTAINS_ANY, CONTAINS_ALL or CONTAINS_NONE.",
        ),
    ];
    for (draft, message) in cases {
        assert_eq!(world().refused(set(draft)), message);
    }
    let mut environment = world();
    let draft = FieldDraft {
        visibility_condition: Some(condition("text", "IS", &[], Some(true))),
        ..simple("more", SimpleType::String)
    };
    assert_eq!(
        environment.refused(add(draft)),
        "The base field of a visibility condition is a Boolean or an enumeration field."
    );
}

#[test]
fn a_condition_follows_its_field_and_values() {
    let mut environment = world();
    environment.ok(set(condition("kind", "IS", &["A", "B"], None)));
    let rename = EnumerationValuePatch { target: named("A"), api_id: Some("Z".to_owned()), display_name: None };
    let change = EnumerationPatch { update: vec![rename], delete: vec![named("B")], ..EnumerationPatch::default() };
    environment.ok(Change::UpdateEnumeration(named("Kind"), change));
    let kept = environment.field("Post", "text").visibility_condition.clone().unwrap();
    assert_eq!(kept.enumeration_values, ["Z"]);
    environment.ok(delete_field("Post", "kind"));
    assert_eq!(environment.field("Post", "text").visibility_condition, None);
}
