use std::time::Duration;

use serde_json::json;

use super::*;
use crate::fixture::{CLIENT, World, new_app, page};
use crate::places::on_each_engine;
use crate::{ElementDraft, ElementFeature, ElementFieldType, ElementType};

fn field(error: AppError) -> &'static str {
    match error {
        AppError::BadInput(error) => error.field,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_registered_app_is_what_was_typed_and_its_secret_is_shown_once() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let app = world.apps.app("demo").await.unwrap().unwrap();
        assert_eq!(app, world.app);
        assert_eq!(world.apps.app_by_id(&app.id).await.unwrap(), Some(app.clone()));
        assert_eq!(world.apps.apps_of(&world.owner.id).await.unwrap(), std::slice::from_ref(&app));
        assert!(app.client_id.len() == 32 && app.client_id.chars().all(|c| c.is_ascii_hexdigit()));
        assert_eq!(AppWithSecrets::from(app).client_secret, None);
        let again = world.apps.register(&world.owner, new_app("demo"), &world.studio).await;
        assert!(matches!(again, Err(AppError::Conflict(text)) if text.contains("already exists")));
    })
    .await;
}

#[tokio::test]
async fn general_rules() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let refused = async |change: fn(&mut NewApp)| {
            let mut new = new_app("other");
            change(&mut new);
            field(world.apps.register(&world.owner, new, &world.studio).await.unwrap_err())
        };
        for api_id in ["", "Demo", "1demo", "_demo", "de mo", "dé", "demo/x", "new", "-demo"] {
            let bad = world.apps.register(&world.owner, new_app(api_id), &world.studio).await;
            assert_eq!(field(bad.unwrap_err()), "apiId", "{api_id}");
        }
        assert_eq!(refused(|new| new.name = "  ".into()).await, "name");
        assert_eq!(refused(|new| new.setup_url = String::new()).await, "setupUrl");
        assert_eq!(refused(|new| new.avatar_url = String::new()).await, "avatarUrl");
        assert_eq!(refused(|new| new.setup_url = "http://localhost:4000/x".into()).await, "setupUrl");
        assert_eq!(
            refused(|new| new.configuration_url = Some("http://localhost:4000/".into())).await,
            "configurationUrl"
        );
        assert_eq!(refused(|new| new.webhook_url = Some("ftp://example.com".into())).await, "webhookUrl");
        assert_eq!(refused(|new| new.elements[0].src = "http://localhost:4000/page".into()).await, "elements");
        let mut fine = new_app("other-App_2");
        fine.webhook_url = Some(String::new());
        let made = world.apps.register(&world.owner, fine, &world.studio).await.unwrap();
        assert_eq!(made.app.webhook_url, None);
    })
    .await;
}

#[tokio::test]
async fn element_rules() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let refused = async |elements: Vec<ElementDraft>| {
            let new = NewApp { elements, ..new_app("other") };
            let error = world.apps.register(&world.owner, new, &world.studio).await.unwrap_err();
            assert_eq!(field(error), "elements");
        };
        let renderer = ElementDraft {
            kind: ElementType::Field,
            features: vec![ElementFeature::FieldRenderer],
            field_type: Some(ElementFieldType::String),
            config: Some(json!({ "API_KEY": { "type": "string", "required": true } })),
            ..page("renderer")
        };
        refused(vec![page("one"), page("one")]).await;
        refused(vec![
            ElementDraft { id: Some("x".into()), ..page("a") },
            ElementDraft { id: Some("x".into()), ..page("b") },
        ])
        .await;
        refused(vec![ElementDraft { id: Some("no spaces".into()), ..page("a") }]).await;
        refused(vec![page("1page")]).await;
        refused(vec![ElementDraft { name: " ".into(), ..page("a") }]).await;
        refused(vec![ElementDraft { src: "/page".into(), ..page("a") }]).await;
        refused(vec![ElementDraft { field_type: None, ..renderer.clone() }]).await;
        refused(vec![ElementDraft { features: Vec::new(), ..renderer.clone() }]).await;
        refused(vec![ElementDraft { features: vec![ElementFeature::ListRenderer; 2], ..renderer.clone() }]).await;
        refused(vec![ElementDraft { kind: ElementType::Page, config: None, ..renderer.clone() }]).await;
        refused(vec![ElementDraft { config: Some(json!([])), ..renderer.clone() }]).await;
        refused(vec![ElementDraft { config: Some(json!({ "a": { "type": "date" } })), ..renderer.clone() }]).await;
        refused(vec![ElementDraft { config: Some(json!({ "a": { "type": "string" } })), ..page("a") }]).await;
        let taken = world.app.elements[0].id.as_str().to_owned();
        refused(vec![ElementDraft { id: Some(taken), ..page("a") }]).await;
        let new = NewApp { elements: vec![renderer], ..new_app("other") };
        world.apps.register(&world.owner, new, &world.studio).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn updating_replaces_the_elements_that_are_given_and_never_the_permissions() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let kept = world.app.elements[0].id.as_str().to_owned();
        let patch = AppPatch {
            name: Some("Renamed".into()),
            webhook_url: Some(Some("https://example.com/hook".into())),
            elements: Some(vec![page("second"), ElementDraft { id: Some(kept.clone()), ..page("first") }]),
            ..Default::default()
        };
        let updated = world.apps.update(&world.owner, "demo", patch, &world.studio).await.unwrap();
        assert_eq!(world.apps.app("demo").await.unwrap(), Some(updated.clone()));
        assert_eq!((updated.name.as_str(), &updated.setup_url), ("Renamed", &world.app.setup_url));
        let order: Vec<&str> = updated.elements.iter().map(|element| element.api_id.as_str()).collect();
        assert_eq!(order, ["second", "first"]);
        assert_eq!(updated.elements[1].id.as_str(), kept);
        assert_eq!(updated.elements[1].created_at, world.app.elements[0].created_at);
        assert_eq!(updated.permissions, world.app.permissions);

        let patch = AppPatch { webhook_url: Some(None), ..Default::default() };
        let updated = world.apps.update(&world.owner, "demo", patch, &world.studio).await.unwrap();
        assert_eq!((updated.webhook_url, updated.elements.len()), (None, 2));
        let patch = AppPatch { setup_url: Some("http://localhost:4000".into()), ..Default::default() };
        let refused = world.apps.update(&world.owner, "demo", patch, &world.studio).await;
        assert_eq!(field(refused.unwrap_err()), "setupUrl");
    })
    .await;
}

#[tokio::test]
async fn case_82_apps_of_others_are_as_if_they_were_not_there() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let stranger = world.stranger().await;
        let text = |error: AppError| match error {
            AppError::NotFound(text) => text.replace("unknown", "demo"),
            other => panic!("{other:?}"),
        };
        let none = AppPatch::default;
        let theirs = text(world.apps.update(&stranger, "demo", none(), &world.studio).await.unwrap_err());
        let unknown = text(world.apps.update(&stranger, "unknown", none(), &world.studio).await.unwrap_err());
        assert_eq!(theirs, unknown);
        text(world.apps.delete(&stranger, "demo").await.unwrap_err());
        text(world.apps.secrets(&stranger, "demo").await.unwrap_err());
        assert!(world.apps.app("demo").await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn case_20_deleting_an_app_kills_its_installations_everywhere() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let elsewhere = world.elsewhere().await;
        let mut tokens = Vec::new();
        for environment in [&world.master, &elsewhere] {
            let installation = world.apps.install(&environment.id, "demo", None, json!({}), &world.by()).await.unwrap();
            tokens.push(world.apps.installation_token(environment, &installation.id).await.unwrap());
        }
        for token in &tokens {
            world.viewer(token).await.unwrap();
        }
        assert_eq!(world.apps.delete(&world.owner, "demo").await.unwrap(), world.app.id);
        for token in &tokens {
            assert!(world.is_dead(token).await);
        }
        for environment in [&world.master, &elsewhere] {
            assert!(world.apps.installations(&environment.id).await.unwrap().is_empty());
        }
        assert_eq!(world.apps.app("demo").await.unwrap(), None);
        world.apps.register(&world.owner, new_app("demo"), &world.studio).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn case_22_a_replaced_secret_is_good_for_a_day_and_at_most_two_are() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let now = clock::now();
        let second = world.apps.secrets_at(&world.owner, "demo", &now).await.unwrap().client_secret.unwrap();
        let status = async |secret: &str, at: &str| {
            world.apps.exchange_at((&world.app.client_id, secret), "no code", CLIENT, at).await.unwrap_err().status
        };
        // 400: the credentials are right and the code is wrong.
        assert_eq!(status(&world.secret, &now).await, 400);
        assert_eq!(status(second.as_str(), &now).await, 400);
        let next_day = clock::after(&now, Duration::from_secs(24 * 60 * 60));
        assert_eq!(status(&world.secret, &next_day).await, 401);
        assert_eq!(status(second.as_str(), &next_day).await, 400);
        let third = world.apps.secrets_at(&world.owner, "demo", &now).await.unwrap().client_secret.unwrap();
        assert_eq!(status(&world.secret, &now).await, 401, "the oldest of three ends at once");
        assert_eq!(status(second.as_str(), &now).await, 400);
        assert_eq!(status(third.as_str(), &now).await, 400);
        assert!(!format!("{third:?}").contains(third.as_str()));
    })
    .await;
}
