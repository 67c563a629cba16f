use model::{Effect, EmbeddableModels, EmbedsDraft, FieldKind, KindDraft, TypePatch};

use super::*;

fn update(api_id: &str, patch: TypePatch) -> Change {
    Change::UpdateModel(named(api_id), patch)
}

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

#[test]
fn a_model_is_created_with_its_tables() {
    let mut environment = Environment::blank();
    let effects = environment.ok(create_model("Post", "Posts"));
    let model = environment.content.model("Post").unwrap();
    assert_eq!(effects, [Effect::CreateModelTables(model.id.clone())]);
    assert_eq!((model.display_name.as_str(), model.fields.len(), model.is_system), ("Post", 0, false));
    assert_eq!((model.created_at.as_str(), model.updated_at.as_str()), ("t1", "t1"));
}

#[test]
fn names_are_held_against_the_rules_and_what_is_there() {
    let cases = [
        ("", "Posts", "Enter an Api Id."),
        ("Query", "Queries", "\"Query\" is a restricted word and cannot be used here."),
        ("Asset", "Assets", "\"Asset\" is a restricted word and cannot be used here."),
        (
            "post",
            "Posts",
            "\"post\" is not a valid model Api Id: start with an upper-case letter and use letters, digits and underscores only.",
        ),
        ("Home", "Home", "The plural Api Id must differ from the Api Id."),
        ("Post", "Others", "A model with the Api Id \"Post\" already exists."),
        ("Other", "Posts", "A model with the Api Id \"Posts\" already exists."),
        ("Posts", "Others", "A model with the Api Id \"Posts\" already exists."),
        ("Color2", "Shade", "A model with the Api Id \"Shade\" already exists."),
    ];
    for (api_id, plural, expected) in cases {
        let mut environment = Environment::with_post();
        environment.ok(enumeration("Shade", &["Dark"]));
        assert_eq!(environment.refused(create_model(api_id, plural)), expected, "{api_id} {plural}");
    }
    let long = "P".repeat(65);
    let mut environment = Environment::blank();
    let message = environment.refused(create_model(&long, "Posts"));
    assert_eq!(message, "Use an Api Id that is shorter than 64 characters.");
}

#[test]
fn display_names_have_no_blank_ends() {
    for name in ["", " ", " Post", "Post\n"] {
        let change = Change::CreateModel(TypeDraft {
            api_id: "Post".to_owned(),
            api_id_plural: "Posts".to_owned(),
            display_name: name.to_owned(),
            ..TypeDraft::default()
        });
        let message = Environment::blank().refused(change);
        assert_eq!(message, "Enter a display name without leading or trailing white space.", "{name:?}");
    }
}

#[test]
fn an_update_touches_no_tables_and_leaves_out_what_is_not_given() {
    let mut environment = Environment::with_post();
    let id = environment.model_id("Post");
    let rename = TypePatch { api_id: text("Article"), description: text("Words"), ..TypePatch::default() };
    assert_eq!(environment.ok(update("Post", rename)), []);
    let model = environment.content.model("Article").unwrap();
    assert_eq!((&model.id, model.api_id_plural.as_str(), model.description.as_deref()), (&id, "Posts", Some("Words")));
    assert_eq!(environment.ok(update("Article", TypePatch::default())), [], "an update with nothing succeeds");
    let same = TypePatch { api_id: text("Article"), api_id_plural: text("Posts"), ..TypePatch::default() };
    assert_eq!(environment.ok(update("Article", same)), []);
}

#[test]
fn an_update_cannot_take_another_name() {
    let mut environment = Environment::with_post();
    environment.ok(create_model("Page", "Pages"));
    let taken = TypePatch { api_id: text("Page"), ..TypePatch::default() };
    assert_eq!(environment.refused(update("Post", taken)), "A model with the Api Id \"Page\" already exists.");
    assert_eq!(environment.refused(update("None", TypePatch::default())), "Could not find model \"None\".");
}

#[test]
fn a_deleted_model_takes_its_tables_and_leaves_embeds() {
    let mut environment = Environment::with_post();
    environment.ok(create_model("Page", "Pages"));
    let kind = |models: &[&str]| KindDraft::Simple {
        simple_type: SimpleType::RichText,
        initial_value: None,
        validations: None,
        embeds: EmbedsDraft::Models(models.iter().map(|model| named(model)).collect()),
    };
    environment.ok(add(draft("one", kind(&["Page"]))));
    environment.ok(add(draft("two", kind(&["Page", "Post"]))));
    let (page, post) = (environment.model_id("Page"), environment.model_id("Post"));
    assert_eq!(environment.ok(Change::DeleteModel(named("Page"))), [Effect::DropModelTables(page)]);
    let embeds = |api_id| match &environment.field("Post", api_id).kind {
        FieldKind::Simple { embeds, .. } => embeds.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(embeds("one"), EmbeddableModels::Off);
    assert_eq!(embeds("two"), EmbeddableModels::Models(vec![post]));
    assert_eq!(environment.refused(Change::DeleteModel(named("Page"))), "Could not find model \"Page\".");
}
