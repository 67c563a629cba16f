use serde_json::{Value, json};

use super::fixture::{Bench, post};
use super::places::on_each_engine;

#[tokio::test]
async fn case_21_a_token_does_what_it_was_given_and_no_more() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let reader = bench.token(&["ENVIRONMENT_READ", "MODEL_READ"]).await;
        let refused = bench.batch_as(reader.clone(), json!([post()])).await;
        assert_eq!(refused["message"], "missing permission for action: MODEL_CREATE");
        assert_eq!(refused["extensions"]["code"], "FORBIDDEN");
        let query = "{ viewer { __typename project { environments { id authToken contentModel { models { apiId } locales { id } } } } } }";
        let (_, seen) = bench.send(reader.clone(), query, json!({})).await;
        assert_eq!(seen["errors"][0]["message"], "missing permission for action: LOCALE_READ");
        let writer = bench.token(&["ENVIRONMENT_READ", "MODEL_CREATE", "MODEL_READ", "FIELD_READ"]).await;
        let done = bench.batch_as(writer.clone(), json!([post()])).await;
        assert_eq!((&done["status"], &done["triggeredBy"]), (&json!("SUCCESS"), &Value::Null));
        let query = "{ viewer { __typename project { environments { contentModel { models { createdBy { __typename \
                     ... on PermanentAuthToken { name token } } } } } } } }";
        let (_, seen) = bench.send(writer, query, json!({})).await;
        assert_eq!(seen["data"]["viewer"]["__typename"], "TokenViewer");
        assert!(seen.get("errors").is_none(), "a token may read itself: {seen}");
        let (_, seen) = bench.send(reader, query, json!({})).await;
        assert_eq!(seen["errors"][0]["message"], "missing permission for action: PAT_READ");
        assert!(!seen["data"].to_string().contains("eyJ"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn case_21_nobody_gives_away_what_they_have_not() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let maker = bench.token(&["PAT_CREATE", "PAT_UPDATE", "MODEL_READ"]).await;
        let create = "mutation($data: CreatePermanentAuthTokenInput!) { createPermanentAuthToken(data: $data) { \
                      createdPermanentAuthToken { id managementPermissions { action } } } }";
        let data = json!({ "environmentId": bench.id(), "name": "more", "managementPermissionIds": ["MODEL_DELETE"] });
        let (_, refused) = bench.send(maker.clone(), create, json!({ "data": data })).await;
        assert_eq!(refused["errors"][0]["message"], "missing permission for action: MODEL_DELETE");
        let data = json!({ "environmentId": bench.id(), "name": "default" });
        let (_, made) = bench.send(maker.clone(), create, json!({ "data": data })).await;
        let token = &made["data"]["createPermanentAuthToken"]["createdPermanentAuthToken"];
        assert_eq!(token["managementPermissions"], json!([{ "action": "MODEL_READ" }]));
        let update = "mutation($data: UpdatePermanentAuthTokenInput!) { updatePermanentAuthToken(data: $data) { \
                      updatedPermanentAuthToken { id name } } }";
        let data = json!({ "id": token["id"], "managementPermissionIds": ["PAT_DELETE"] });
        let (_, refused) = bench.send(maker, update, json!({ "data": data })).await;
        assert_eq!(refused["errors"][0]["message"], "missing permission for action: PAT_DELETE");
        let renamed = bench.data(update, json!({ "data": { "id": token["id"], "name": "new" } })).await;
        assert_eq!(renamed["updatePermanentAuthToken"]["updatedPermanentAuthToken"]["name"], "new");
        let delete = "mutation($id: ID!) { deletePermanentAuthToken(data: {id: $id}) { deletedPermanentAuthTokenId } }";
        let deleted = bench.data(delete, json!({ "id": token["id"] })).await;
        assert_eq!(deleted["deletePermanentAuthToken"]["deletedPermanentAuthTokenId"], token["id"]);
    })
    .await;
}

#[tokio::test]
async fn case_10_a_foreign_project_does_not_exist() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let token = bench.token(&["ENVIRONMENT_READ", "MODEL_CREATE"]).await;
        let other = bench.accounts.create_project(&bench.owner, "Other", None).await.unwrap();
        let foreign = bench.accounts.environments(&other.id).await.unwrap().remove(0);
        let query = format!("{{ viewer {{ project(id: \"{}\") {{ id }} }} }}", other.id);
        let (_, seen) = bench.send(token.clone(), &query, json!({})).await;
        assert_eq!(seen["data"]["viewer"]["project"], Value::Null);
        let create = "mutation($data: CreateModelInput!) { createModel(data: $data) { migration { id } } }";
        let data =
            json!({ "environmentId": foreign.id, "apiId": "Post", "apiIdPlural": "Posts", "displayName": "Post" });
        let (_, refused) = bench.send(token, create, json!({ "data": data })).await;
        assert_eq!(refused["errors"][0]["message"], format!("Could not find environment \"{}\".", foreign.id));
        assert_eq!(refused["errors"][0]["extensions"]["code"], "NOT_FOUND");
    })
    .await;
}

#[tokio::test]
async fn only_people_make_projects_and_apps() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let all: Vec<&str> = ::access::PermissionAction::ALL.iter().map(|action| action.wire()).collect();
        let token = bench.token(&all).await;
        for mutation in [
            "createProject(data: {region: \"x\", name: \"X\"}) { id }",
            "deleteApp(data: {apiId: \"x\"}) { deletedAppId }",
            "createAppSecrets(data: {apiId: \"x\"}) { clientId }",
        ] {
            let (_, refused) = bench.send(token.clone(), &format!("mutation {{ {mutation} }}"), json!({})).await;
            assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{mutation}");
        }
    })
    .await;
}
