use model::{Effect, EnumerationPatch, EnumerationValuePatch, FieldKind, Storage};

use super::*;

fn update(patch: EnumerationPatch) -> Change {
    Change::UpdateEnumeration(named("Shade"), patch)
}

fn remove(values: &[&str]) -> EnumerationPatch {
    EnumerationPatch { delete: values.iter().map(|value| named(value)).collect(), ..EnumerationPatch::default() }
}

fn with_shades() -> Environment {
    let mut environment = Environment::with_post();
    environment.ok(enumeration("Shade", &["Dark", "Light"]));
    environment
}

fn names(environment: &Environment) -> Vec<&str> {
    environment.content.enumeration("Shade").unwrap().values.iter().map(|value| value.api_id.as_str()).collect()
}

#[test]
fn values_keep_their_order_and_keys() {
    let mut environment = with_shades();
    let keys = |environment: &Environment| -> Vec<i64> {
        environment.content.enumeration("Shade").unwrap().values.iter().map(|value| value.key).collect()
    };
    assert_eq!((names(&environment), keys(&environment)), (vec!["Dark", "Light"], vec![1, 2]));
    assert_eq!(environment.ok(update(remove(&["Light"]))), [], "no field uses it");
    let create = EnumerationPatch {
        create: vec![EnumerationValueDraft { api_id: "Grey".to_owned(), display_name: "Grey".to_owned() }],
        ..EnumerationPatch::default()
    };
    environment.ok(update(create));
    assert_eq!((names(&environment), keys(&environment)), (vec!["Dark", "Grey"], vec![1, 3]));
}

#[test]
fn refusals() {
    let cases = [
        (enumeration("Empty", &[]), "An enumeration needs at least one value."),
        (enumeration("Twice", &["A", "A"]), "An enumeration value with the Api Id \"A\" already exists."),
        (enumeration("Post", &["A"]), "An enumeration with the Api Id \"Post\" already exists."),
        (enumeration("Posts", &["A"]), "An enumeration with the Api Id \"Posts\" already exists."),
        (enumeration("Words", &["true"]), "\"true\" is a restricted word and cannot be used here."),
        (
            enumeration("Words", &["1a"]),
            "\"1a\" is not a valid enumeration value Api Id: use letters, digits and underscores, no digit first.",
        ),
        (update(remove(&["Dark", "Light"])), "An enumeration needs at least one value."),
        (update(remove(&["None"])), "Could not find enumeration value \"None\"."),
        (Change::DeleteEnumeration(named("None")), "Could not find enumeration \"None\"."),
    ];
    for (change, expected) in cases {
        assert_eq!(with_shades().refused(change), expected);
    }
}

#[test]
fn a_renamed_value_is_renamed_in_initial_values() {
    let mut environment = with_shades();
    let kind = KindDraft::Enumerable { enumeration: named("Shade"), initial_value: Some("Dark".to_owned()) };
    environment.ok(add(draft("shade", kind)));
    let rename = EnumerationValuePatch { target: named("Dark"), api_id: Some("Black".to_owned()), display_name: None };
    let patch = EnumerationPatch { update: vec![rename], ..EnumerationPatch::default() };
    assert_eq!(environment.ok(update(patch)), [], "rows hold keys");
    let FieldKind::Enumerable { initial_values, .. } = &environment.field("Post", "shade").kind else { panic!() };
    assert_eq!(initial_values, &["Black"]);
}

#[test]
fn a_deleted_value_is_taken_out_of_rows() {
    let mut environment = with_shades();
    environment.ok(add(enumerable("one", "Shade")));
    environment.ok(add(FieldDraft { is_list: true, is_localized: true, ..enumerable("many", "Shade") }));
    let effects = environment.ok(update(remove(&["Dark"])));
    let seen: Vec<_> = effects
        .iter()
        .map(|effect| match effect {
            Effect::ClearEnumerationValue { column, key, is_list, is_required, api_id } => {
                (column.storage, column.localized, *key, *is_list, *is_required, api_id.as_str())
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(seen, [(Storage::Int, false, 1, false, false, "Dark"), (Storage::Text, true, 1, true, false, "Dark")]);
}

#[test]
fn an_enumeration_in_use_stays() {
    let mut environment = with_shades();
    environment.ok(add(enumerable("shade", "Shade")));
    assert_eq!(
        environment.refused(Change::DeleteEnumeration(named("Shade"))),
        "The enumeration \"Shade\" is used by the field \"shade\" of Post: delete that field first."
    );
    environment.ok(Change::DeleteField(post_field("shade")));
    assert_eq!(environment.ok(Change::DeleteEnumeration(named("Shade"))), []);
}
