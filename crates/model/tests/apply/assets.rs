use model::TypePatch;

use super::*;

#[test]
fn every_environment_has_the_model_of_files() {
    let environment = Environment::blank();
    let asset = environment.content.asset_model();
    let names: Vec<&str> = asset.fields_in_order().iter().map(|field| field.api_id.as_str()).collect();
    assert_eq!(names, ["mimeType", "size", "width", "height", "fileName", "handle"]);
    assert!(asset.fields.iter().all(|field| field.is_system && field.is_localized));
    let required: Vec<&str> =
        asset.fields.iter().filter(|field| field.is_required).map(|field| field.api_id.as_str()).collect();
    assert_eq!(required, ["fileName", "handle"]);
}

#[test]
fn the_model_of_files_stays() {
    let mut environment = Environment::blank();
    assert_eq!(environment.refused(Change::DeleteModel(named("Asset"))), "The system model Asset cannot be deleted.");
    let rename = TypePatch { api_id: Some("File".to_owned()), ..TypePatch::default() };
    assert_eq!(
        environment.refused(Change::UpdateModel(named("Asset"), rename)),
        "The Api Ids of the model Asset cannot be changed."
    );
    let display = TypePatch { display_name: Some("Files".to_owned()), ..TypePatch::default() };
    assert_eq!(environment.ok(Change::UpdateModel(named("Asset"), display)), []);
    assert_eq!(environment.content.asset_model().display_name, "Files");
}

#[test]
fn its_own_fields_stay_and_others_come_and_go() {
    let mut environment = Environment::blank();
    assert_eq!(
        environment.refused(delete_field("Asset", "fileName")),
        "The field \"fileName\" of Asset cannot be deleted."
    );
    let rename = FieldPatch { api_id: Some("name".to_owned()), ..FieldPatch::default() };
    assert_eq!(
        environment.refused(patch_of("Asset", "fileName", KindName::Simple, rename)),
        "The field \"fileName\" of Asset is the system's: only its looks can be changed."
    );
    let looks = FieldPatch { display_name: Some("Name".to_owned()), ..FieldPatch::default() };
    assert_eq!(environment.ok(patch_of("Asset", "fileName", KindName::Simple, looks)), []);
    assert_eq!(
        environment.refused(add_to("Asset", simple("handle", SimpleType::String))),
        "A field with the Api Id \"handle\" already exists."
    );
    assert_eq!(environment.ok(add_to("Asset", simple("alt", SimpleType::String))).len(), 1);
    assert_eq!(environment.ok(delete_field("Asset", "alt")).len(), 1);
}
