use model::{LocaleDraft, LocalePatch};
use serde_json::json;

use super::*;

fn create(api_id: &str) -> Change {
    Change::CreateLocale(LocaleDraft { api_id: api_id.to_owned(), display_name: api_id.to_owned(), description: None })
}

fn make_default(api_id: &str, is_default: bool) -> Change {
    let patch = LocalePatch { is_default: Some(is_default), ..LocalePatch::default() };
    Change::UpdateLocale(named(api_id), patch)
}

fn delete(api_id: &str, force: bool) -> Change {
    Change::DeleteLocale { target: named(api_id), force }
}

#[test]
fn keys_are_never_used_twice() {
    let mut environment = Environment::blank();
    for (api_id, key) in [("de", 2), ("fr", 3)] {
        assert_eq!(environment.ok(create(api_id)), []);
        assert_eq!(environment.content.locale(api_id).unwrap().key, key);
    }
    environment.ok(delete("fr", false));
    environment.ok(create("it"));
    assert_eq!(environment.content.locale("it").unwrap().key, 4);
}

#[test]
fn names_are_held_against_the_rules() {
    let rule = |value: &str| {
        format!(
            "\"{value}\" is not a valid locale Api Id: use a language code such as en, or with a region such as de_AT."
        )
    };
    for bad in ["EN", "english", "en-US", "de_"] {
        assert_eq!(Environment::blank().refused(create(bad)), rule(bad));
    }
    assert_eq!(Environment::blank().refused(create("en")), "A locale with the Api Id \"en\" already exists.");
    assert_eq!(Environment::blank().refused(create("")), "Enter an Api Id.");
}

#[test]
fn the_default_moves_and_entries_get_its_rows() {
    let mut environment = Environment::with_post();
    environment.ok(create("de"));
    let assets = ParentId::Model(environment.model_id("Asset"));
    let ensure = |parent, locale| Effect::EnsureLocalizations { parent, locale };
    assert_eq!(environment.ok(make_default("de", true)), [ensure(assets.clone(), 2)], "only assets are localised");
    assert_eq!(environment.content.default_locale().api_id, "de");
    environment.ok(add(FieldDraft { is_localized: true, ..simple("title", SimpleType::String) }));
    environment.ok(add(FieldDraft { is_localized: true, is_list: true, ..simple("tags", SimpleType::String) }));
    let effects = environment.ok(make_default("en", true));
    assert_eq!(effects.len(), 3);
    assert_eq!(effects[..2], [ensure(assets, 1), ensure(environment.post(), 1)]);
    let Effect::FillNulls { column, fill } = &effects[2] else { panic!("{effects:?}") };
    assert_eq!((&column.field, fill), (&environment.field_id("Post", "tags"), &json!([])));
    assert_eq!(environment.ok(make_default("en", true)), [], "it is the default already");
    assert_eq!(
        environment.refused(make_default("en", false)),
        "Make another locale the default instead: an environment always has one."
    );
    assert_eq!(environment.ok(make_default("de", false)), []);
}

#[test]
fn the_default_cannot_be_deleted() {
    let mut environment = Environment::with_post();
    environment.ok(create_component("Fact", "Facts"));
    environment.ok(create("de"));
    assert_eq!(environment.refused(delete("en", true)), "The default locale cannot be deleted.");
    let models = vec![environment.model_id("Asset"), environment.model_id("Post")];
    let components = vec![environment.component_id("Fact")];
    let expected = Effect::DeleteLocale { models, components, locale: 2, force: true, api_id: "de".to_owned() };
    assert_eq!(environment.ok(delete("de", true)), [expected]);
    assert_eq!(environment.refused(delete("de", true)), "Could not find locale \"de\".");
}

#[test]
fn a_rename_touches_no_rows() {
    let mut environment = Environment::blank();
    let patch = LocalePatch { api_id: Some("en_GB".to_owned()), ..LocalePatch::default() };
    assert_eq!(environment.ok(Change::UpdateLocale(named("en"), patch)), []);
    assert_eq!(environment.content.locale("en_GB").unwrap().key, 1);
}
