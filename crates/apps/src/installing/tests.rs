use accounts::{AuthError, Credential};
use model::{ContentModel, Fresh};
use serde_json::json;

use super::*;
use crate::ConfigChange;
use crate::fixture::{World, new_app};
use crate::places::on_each_engine;

fn status(status: InstallationStatus) -> InstallationPatch {
    InstallationPatch { status: Some(status), config: None }
}

async fn set(world: &World, id: &InstallationId, next: InstallationStatus) -> Result<Installation, AppError> {
    world.apps.update_installation(&world.master.id, id, status(next), &world.by()).await
}

#[tokio::test]
async fn an_app_is_installed_once_per_environment() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let made = world.installed().await;
        assert_eq!((made.status, &made.config), (InstallationStatus::Pending, &json!({})));
        let again = world.apps.install(&world.master.id, "demo", None, json!({}), &world.by()).await.unwrap_err();
        assert!(matches!(&again, AppError::Conflict(text) if text.contains("already exists")), "{again:?}");
        let elsewhere = world.elsewhere().await;
        world.apps.install(&elsewhere.id, "demo", None, json!({}), &world.by()).await.unwrap();

        assert_eq!(world.apps.installation(&world.master.id, &made.id).await.unwrap(), Some(made.clone()));
        assert_eq!(world.apps.installation(&elsewhere.id, &made.id).await.unwrap(), None);
        assert_eq!(world.apps.installation_of(&world.master.id, "demo").await.unwrap(), Some(made.clone()));
        assert_eq!(world.apps.installations(&world.master.id).await.unwrap(), std::slice::from_ref(&made));
        let found = world.apps.find_installation(&[elsewhere, world.master.clone()], &made.id).await.unwrap();
        assert_eq!(found, Some((world.master.clone(), made)));
        let unknown = world.apps.install(&world.master.id, "unknown", None, json!({}), &world.by()).await;
        assert!(matches!(unknown, Err(AppError::NotFound(_))));
        let nowhere =
            world.apps.install(&EnvironmentId::new("0".repeat(32)), "demo", None, json!({}), &world.by()).await;
        assert!(matches!(nowhere, Err(AppError::NotFound(_))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_installations_at_once_one_is_made() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let by = world.by();
        let install = || world.apps.install(&world.master.id, "demo", None, json!({}), &by);
        let (one, two, three) = tokio::join!(install(), install(), install());
        let outcomes = [one, two, three];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        for refused in outcomes.into_iter().filter_map(Result::err) {
            assert!(matches!(&refused, AppError::Conflict(text) if text.contains("already exists")), "{refused:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_state_machine() {
    use InstallationStatus::{Completed, Disabled, Pending};
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let id = world.installed().await.id;
        assert!(matches!(set(&world, &id, Disabled).await, Err(AppError::Conflict(_))));
        for next in [Pending, Completed, Completed, Disabled, Disabled, Completed] {
            assert_eq!(set(&world, &id, next).await.unwrap().status, next);
        }
        assert!(matches!(set(&world, &id, Pending).await, Err(AppError::Conflict(_))));
        assert_eq!(world.apps.installation(&world.master.id, &id).await.unwrap().unwrap().status, Completed);
        let gone = set(&world, &InstallationId::new("gone"), Completed).await;
        assert!(matches!(gone, Err(AppError::NotFound(_))));
    })
    .await;
}

#[tokio::test]
async fn config_is_kept_replaced_or_merged() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let id = world.installed().await.id;
        let change = async |config: ConfigChange| {
            let patch = InstallationPatch { status: None, config: Some(config) };
            world.apps.update_installation(&world.master.id, &id, patch, &world.by()).await.map(|changed| changed.config)
        };
        let first = json!({ "API_KEY": "k", "nested": { "a": 1 } });
        assert_eq!(change(ConfigChange::Replace(first.clone())).await.unwrap(), first);
        assert_eq!(set(&world, &id, InstallationStatus::Completed).await.unwrap().config, first, "only the status changes");
        let merged = change(ConfigChange::Merge(json!({ "nested": 2, "more": true }))).await.unwrap();
        assert_eq!(merged, json!({ "API_KEY": "k", "nested": 2, "more": true }));
        let odd = json!({ "nul": "\u{0}", "astral": "\u{1f980}", "big": 1e300, "int": u64::MAX });
        assert_eq!(change(ConfigChange::Replace(odd.clone())).await.unwrap(), odd);
        let read = world.apps.installation(&world.master.id, &id).await.unwrap().unwrap();
        assert_eq!(read.config, odd);
        assert_eq!(change(ConfigChange::Replace(json!({ "b": null }))).await.unwrap(), json!({ "b": null }));
        for bad in [json!([1]), json!("text"), json!({ "big": "x".repeat(70_000) })] {
            assert!(matches!(change(ConfigChange::Replace(bad)).await, Err(AppError::BadInput(error)) if error.field == "config"));
        }
    })
    .await;
}

#[tokio::test]
async fn the_token_is_made_once_and_stays_through_completion() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let installation = world.installed().await;
        let (id, apps) = (&installation.id, &world.apps);
        let (one, two) =
            tokio::join!(apps.installation_token(&world.master, id), apps.installation_token(&world.master, id));
        let token = one.unwrap();
        assert_eq!(two.unwrap(), token);
        set(&world, id, InstallationStatus::Completed).await.unwrap();
        assert_eq!(apps.installation_token(&world.master, id).await.unwrap(), token);
        let viewer = world.viewer(&token).await.unwrap();
        assert_eq!((viewer.installation, viewer.app, viewer.environment), (id.clone(), world.app.id, world.master.id));
        assert_eq!(viewer.permissions, world.app.permissions);
        assert_eq!(viewer.app_name, "Demo");
    })
    .await;
}

#[tokio::test]
async fn case_20_disabled_and_uninstalled_mean_dead_at_once() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let installation = world.installed().await;
        let id = &installation.id;
        let token = world.apps.installation_token(&world.master, id).await.unwrap();
        let model = ContentModel::blank(&mut Fresh { id: &mut fresh_id, now: &clock::now(), by: None });
        let bearer = Credential::Bearer(token.clone());
        let content = async || world.accounts.content_actor(&bearer, &world.master, &model).await;
        set(&world, id, InstallationStatus::Completed).await.unwrap();
        world.viewer(&token).await.unwrap();
        assert_eq!(content().await.unwrap().content, world.app.permissions.content_grants());

        set(&world, id, InstallationStatus::Disabled).await.unwrap();
        assert!(world.is_dead(&token).await);
        assert!(matches!(content().await, Err(AuthError::Invalid)));
        set(&world, id, InstallationStatus::Completed).await.unwrap();
        world.viewer(&token).await.unwrap();

        world.apps.uninstall(&world.master.id, id, &world.by()).await.unwrap();
        assert!(world.is_dead(&token).await);
        assert!(matches!(content().await, Err(AuthError::Invalid)));
        assert!(matches!(world.apps.uninstall(&world.master.id, id, &world.by()).await, Err(AppError::NotFound(_))));
        let again = world.installed().await;
        assert_ne!(&again.id, id);
        assert!(world.is_dead(&token).await);
    })
    .await;
}

#[tokio::test]
async fn a_disabled_installation_begins_again_with_another_token() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let id = world.installed().await.id;
        let token = world.apps.installation_token(&world.master, &id).await.unwrap();
        set(&world, &id, InstallationStatus::Completed).await.unwrap();
        set(&world, &id, InstallationStatus::Disabled).await.unwrap();
        let again = world.apps.install(&world.master.id, "demo", None, json!({ "new": 1 }), &world.by()).await.unwrap();
        assert_eq!((&again.id, again.status, &again.config), (&id, InstallationStatus::Pending, &json!({ "new": 1 })));
        assert!(world.is_dead(&token).await);
        let fresh = world.apps.installation_token(&world.master, &id).await.unwrap();
        assert_ne!(fresh, token);
        world.viewer(&fresh).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn case_21_an_app_token_acts_in_its_own_environment_only() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let installation = world.installed().await;
        let token = world.apps.installation_token(&world.master, &installation.id).await.unwrap();
        let elsewhere = world.elsewhere().await;
        let model = ContentModel::blank(&mut Fresh { id: &mut fresh_id, now: &clock::now(), by: None });
        let foreign = world.accounts.content_actor(&Credential::Bearer(token), &elsewhere, &model).await;
        assert!(matches!(foreign, Err(AuthError::Invalid)));
    })
    .await;
}

#[tokio::test]
async fn frames_come_from_the_installed_apps() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        assert!(world.apps.frame_origins(&world.master.id).await.unwrap().is_empty());
        let mut other = new_app("other");
        other.configuration_url = Some("https://config.example.com:8443/a".into());
        other.elements[0].src = "https://pages.example.com/x".into();
        world.apps.register(&world.owner, other, &world.studio).await.unwrap();
        world.installed().await;
        assert_eq!(world.apps.frame_origins(&world.master.id).await.unwrap(), ["http://localhost:3000"]);
        world.apps.install(&world.master.id, "other", None, json!({}), &world.by()).await.unwrap();
        assert_eq!(
            world.apps.frame_origins(&world.master.id).await.unwrap(),
            ["http://localhost:3000", "https://config.example.com:8443", "https://pages.example.com"]
        );
    })
    .await;
}
