use accounts::Viewer;
use serde_json::json;

use super::fixture::Bench;
use super::places::on_each_engine;

#[tokio::test]
async fn documents_and_variables_that_are_wrong_are_400() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        for (query, variables) in [
            ("{", json!({})),
            ("{ nothing }", json!({})),
            ("query($id: ID!) { viewer { project(id: $id) { id } } }", json!({})),
        ] {
            let (status, answer) = bench.send(Viewer::Anonymous, query, variables).await;
            assert_eq!(
                (status, &answer["errors"][0]["extensions"]["code"]),
                (400, &json!("BAD_USER_INPUT")),
                "{query}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_sees_meta_info_and_the_schema_only() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let (status, answer) = bench.send(Viewer::Anonymous, "{ metaInfo { serverVersion } }", json!({})).await;
        assert_eq!((status, answer.get("errors")), (200, None));
        let (_, answer) = bench.send(Viewer::Anonymous, "{ __schema { types { name } } }", json!({})).await;
        assert!(answer["data"]["__schema"]["types"].as_array().unwrap().len() > 600);
        let (status, answer) = bench.send(Viewer::Anonymous, "{ viewer { id } }", json!({})).await;
        assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (200, &json!("UNAUTHENTICATED")));
        let create = "mutation { createProject(data: {region: \"x\", name: \"X\"}) { id } }";
        let (_, answer) = bench.send(Viewer::Anonymous, create, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    })
    .await;
}

#[tokio::test]
async fn a_person_sees_their_projects_and_team() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let create = "mutation { createProject(data: {region: \"self-hosted\", name: \"Blog\"}) { name environments { name } } }";
        let made = bench.data(create, json!({})).await;
        assert_eq!(made["createProject"], json!({ "name": "Blog", "environments": [{ "name": "master" }] }));
        let id = bench.environment.project.to_string();
        let update = "mutation($id: ID!) { updateProject(data: {id: $id, description: \"Things\"}) { name description } }";
        let updated = bench.data(update, json!({ "id": id })).await;
        assert_eq!(updated["updateProject"], json!({ "name": "Shop", "description": "Things" }));
        let query = "{ viewer { __typename project { id } regions { id } plans { isFree } ... on UserViewer { user { profile { email } } \
            projects { name region { id } inTrial meta owner { isOwner profile { name } } viewerAsMember { roles { name } \
            hasPermissions(actions: [MODEL_CREATE]) { notAllowedActions } } membersConnection { aggregate { count } } \
            existingRoles { name } quotas { seats { current max } } } } } }";
        let viewer = bench.data(query, json!({})).await["viewer"].take();
        assert_eq!(viewer["__typename"], "UserViewer");
        assert_eq!(viewer["project"], json!(null), "there are two");
        assert_eq!(viewer["user"]["profile"]["email"], "ada@example.com");
        let project = &viewer["projects"][0];
        assert_eq!((&project["name"], &project["inTrial"], &project["meta"]), (&json!("Shop"), &json!(false), &json!({})));
        assert_eq!(project["viewerAsMember"]["roles"], json!([{ "name": "Owner" }]));
        assert_eq!(project["viewerAsMember"]["hasPermissions"]["notAllowedActions"], json!([]));
        assert_eq!(project["membersConnection"]["aggregate"]["count"], 1);
        assert_eq!(project["existingRoles"].as_array().unwrap().len(), 5);
        let query = "{ viewer { project(id: \"none\") { id } } }";
        assert_eq!(bench.data(query, json!({})).await["viewer"]["project"], json!(null));
    })
    .await;
}

#[tokio::test]
async fn environments_are_found_by_id_or_name_and_not_otherwise() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let query = format!(
            "{{ viewer {{ project {{ a: environment(id: \"{0}\") {{ id }} b: environment(name: \"master\") {{ id }} \
             c: environment(id: \"master\") {{ id }} }} }} }}",
            bench.id()
        );
        let project = bench.data(&query, json!({})).await["viewer"]["project"].take();
        assert!(["a", "b", "c"].iter().all(|key| project[key]["id"] == bench.id()), "{project}");
        let none = bench.ask("{ viewer { project { environment(name: \"none\") { id } } } }", json!({})).await;
        assert_eq!(none["errors"][0]["extensions"]["code"], "NOT_FOUND");
        assert_eq!(none["errors"][0]["message"], "Could not find environment \"none\".");
        let none = bench
            .ask("{ viewer { project { environment(name: \"master\") { migration(id: \"x\") { id } } } } }", json!({}))
            .await;
        assert_eq!(none["errors"][0]["message"], "Could not find migration \"x\".");
    })
    .await;
}

#[tokio::test]
async fn what_is_not_resolved_yet_says_which_field() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let answer =
            bench.ask("{ viewer { project { environment(name: \"master\") { schemaDefinition } } } }", json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_IMPLEMENTED");
        assert_eq!(answer["errors"][0]["message"], "Environment.schemaDefinition is not supported by this server yet.");
        let answer = bench.ask("subscription { projectCreated { id } }", json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_IMPLEMENTED");
        let answer = bench.ask("mutation { deleteProject(data: {id: \"x\"}) { deletedProjectId } }", json!({})).await;
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains("deleteProject"), "{answer}");
    })
    .await;
}
