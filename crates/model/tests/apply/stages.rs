use model::{Effect, StageDraft, StagePatch};

use super::*;

fn create(api_id: &str, position: Option<i64>) -> Change {
    Change::CreateStage(StageDraft {
        api_id: api_id.to_owned(),
        display_name: api_id.to_owned(),
        description: None,
        color: "TEAL".to_owned(),
        position,
    })
}

fn delete(api_id: &str, force: bool) -> Change {
    Change::DeleteStage { target: named(api_id), force }
}

fn order(environment: &Environment) -> Vec<&str> {
    environment.content.stages.iter().map(|stage| stage.api_id.as_str()).collect()
}

#[test]
fn stages_stand_by_position_and_keep_their_keys() {
    let mut environment = Environment::blank();
    assert_eq!(environment.ok(create("QA", None)), []);
    assert_eq!(environment.ok(create("FIRST", Some(-1))), []);
    assert_eq!(order(&environment), ["FIRST", "DRAFT", "PUBLISHED", "QA"]);
    let keys: Vec<i64> = environment.content.stages.iter().map(|stage| stage.key).collect();
    assert_eq!(keys, [4, 1, 2, 3]);
    environment.ok(delete("FIRST", false));
    environment.ok(create("LAST", None));
    assert_eq!(environment.content.stage("LAST").unwrap().key, 5, "keys are never used twice");
}

#[test]
fn names_are_held_against_the_rules() {
    let rule = |value: &str| {
        format!(
            "\"{value}\" is not a valid stage Api Id: use upper-case letters, digits and underscores, a letter first."
        )
    };
    for bad in ["qa", "Qa", "1QA"] {
        assert_eq!(Environment::blank().refused(create(bad, None)), rule(bad));
    }
    assert_eq!(
        Environment::blank().refused(create("DRAFT", None)),
        "A stage with the Api Id \"DRAFT\" already exists."
    );
}

#[test]
fn system_stages_stay() {
    let mut environment = Environment::blank();
    assert_eq!(environment.refused(delete("DRAFT", true)), "The stage DRAFT cannot be deleted.");
    assert_eq!(environment.refused(delete("PUBLISHED", false)), "The stage PUBLISHED cannot be deleted.");
    let rename = StagePatch { api_id: Some("LIVE".to_owned()), ..StagePatch::default() };
    assert_eq!(
        environment.refused(Change::UpdateStage(named("PUBLISHED"), rename)),
        "The Api Id of a system stage cannot be changed."
    );
    let color = StagePatch { color: Some("BLUE".to_owned()), ..StagePatch::default() };
    assert_eq!(environment.ok(Change::UpdateStage(named("PUBLISHED"), color)), []);
    assert_eq!(environment.content.stage("PUBLISHED").unwrap().color, "BLUE");
}

#[test]
fn a_deleted_stage_takes_its_rows() {
    let mut environment = Environment::with_post();
    environment.ok(create("QA", None));
    environment.ok(create_component("Fact", "Facts"));
    environment.ok(add(asset_field("image")));
    let models = vec![environment.model_id("Asset"), environment.model_id("Post")];
    let components = vec![environment.component_id("Fact")];
    let relations = vec![environment.field_id("Post", "image")];
    let expected =
        Effect::DeleteStage { models, components, relations, stage: 3, force: false, api_id: "QA".to_owned() };
    assert_eq!(environment.ok(delete("QA", false)), [expected]);
    assert_eq!(environment.refused(delete("QA", false)), "Could not find stage \"QA\".");
}
