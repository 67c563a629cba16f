use model::ids::{LocaleId, ModelId, StageId};
use model::{FieldRef, SystemField};
use serde_json::json;

use super::*;
use crate::condition::WhereInput;

fn model() -> ModelId {
    ModelId::new("m")
}

fn stage(name: &str) -> StageId {
    StageId::new(name)
}

fn on_model(action: ContentAction) -> ContentRule {
    ContentRule { models: Scope::Only([model()].into()), ..ContentRule::everywhere(action) }
}

fn input(field: &str) -> WhereInput {
    WhereInput::parse(&json!({ field: 1 }).to_string()).unwrap()
}

fn when(field: &str) -> ContentRule {
    ContentRule { condition: Condition::Where(input(field)), ..on_model(ContentAction::Read) }
}

fn conditions(rules: Vec<ContentRule>) -> Option<Vec<WhereInput>> {
    let rows = ContentGrants::from_rules(rules).rows(ContentAction::Read, &model(), &stage("draft"), Part::Base);
    match rows {
        Ok(Rows::All(_)) => Some(Vec::new()),
        Ok(Rows::AnyOf(_, any_of)) => Some(any_of),
        Err(_) => None,
    }
}

#[test]
fn case_07_nothing_and_rules_about_nothing_grant_nothing() {
    let empty = ContentRule { stages: Scope::Only([].into()), ..on_model(ContentAction::Read) };
    for rules in [vec![], vec![empty]] {
        let grants = ContentGrants::from_rules(rules);
        assert_eq!(grants, ContentGrants::none());
        assert!(!grants.allows(ContentAction::Read, &model(), &stage("draft")));
        assert!(!grants.allows_any(ContentAction::Read));
    }
    assert_eq!(conditions(vec![]), None);
    for text in ["null", "[]", "1", "", "{"] {
        assert_eq!(WhereInput::parse(text), None, "{text}");
    }
}

#[test]
fn case_06_a_condition_is_no_right_to_whoever_does_not_look_at_it() {
    let grants = ContentGrants::from_rules(vec![when("a")]);
    assert!(!grants.allows(ContentAction::Read, &model(), &stage("draft")));
    assert!(grants.allows_any(ContentAction::Read));
}

#[test]
fn conditions_are_alternatives_and_a_rule_without_one_is_about_all_entries() {
    assert_eq!(conditions(vec![when("b"), when("a"), when("b")]), Some(vec![input("a"), input("b")]));
    assert_eq!(conditions(vec![when("a"), on_model(ContentAction::Read)]), Some(Vec::new()));
    let elsewhere = ContentRule { stages: Scope::Only([stage("published")].into()), ..on_model(ContentAction::Read) };
    assert_eq!(conditions(vec![when("a"), elsewhere]), Some(vec![input("a")]));
    let pass = ContentGrants::from_rules(vec![when("a")]);
    let Ok(Rows::AnyOf(pass, _)) = pass.rows(ContentAction::Read, &model(), &stage("draft"), Part::Base) else {
        panic!("some entries");
    };
    assert_eq!(pass.field(FieldRef::System(SystemField::Id)).get(), &FieldRef::System(SystemField::Id));
}

#[test]
fn case_18_a_right_in_one_locale_is_none_in_another() {
    let (en, de) = (LocaleId::new("en"), LocaleId::new("de"));
    let rule = ContentRule { locales: Scope::Only([en.clone()].into()), ..on_model(ContentAction::Read) };
    let grants = ContentGrants::from_rules(vec![rule]);
    let rows = |part| grants.rows(ContentAction::Read, &model(), &stage("draft"), part);
    assert!(rows(Part::Base).is_ok() && rows(Part::Localization(&en)).is_ok());
    assert_eq!(rows(Part::Localization(&de)).unwrap_err().to_string(), "not allowed");
}

#[test]
fn publishing_is_granted_from_stages_to_stages() {
    let rule = ContentRule {
        from_stages: Scope::Only([stage("draft")].into()),
        stages: Scope::Only([stage("published")].into()),
        ..on_model(ContentAction::Publish)
    };
    let grants = ContentGrants::from_rules(vec![rule]);
    let may = |from: &str, to: &str| grants.rows_to_publish(&model(), &stage(from), &stage(to), Part::Base).is_ok();
    assert!(may("draft", "published"));
    assert!(!may("qa", "published") && !may("draft", "qa"));
    assert!(!grants.allows(ContentAction::Publish, &model(), &stage("published")), "it says nothing of where from");
}

#[test]
fn equal_rules_are_equal_grants_in_whatever_order() {
    let grants = |rules| ContentGrants::from_rules(rules);
    assert_eq!(grants(vec![when("a"), when("b")]), grants(vec![when("b"), when("a"), when("a")]));
    let different = [
        vec![],
        vec![when("a")],
        vec![when("b")],
        vec![on_model(ContentAction::Read)],
        vec![ContentRule::everywhere(ContentAction::Read)],
        vec![on_model(ContentAction::Update)],
        vec![ContentRule { stages: Scope::Only([stage("x")].into()), ..on_model(ContentAction::Publish) }],
        vec![ContentRule { from_stages: Scope::Only([stage("x")].into()), ..on_model(ContentAction::Publish) }],
        vec![ContentRule { locales: Scope::Only([LocaleId::new("x")].into()), ..on_model(ContentAction::Publish) }],
    ];
    for (at, one) in different.iter().enumerate() {
        for (other_at, other) in different.iter().enumerate() {
            assert_eq!(grants(one.clone()) == grants(other.clone()), at == other_at, "{one:?} {other:?}");
        }
    }
}
