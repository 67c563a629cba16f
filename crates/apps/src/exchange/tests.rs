use std::collections::HashSet;

use serde_json::json;

use super::*;
use crate::fixture::{CLIENT, World, new_app};
use crate::places::on_each_engine;
use crate::{InstallationPatch, InstallationStatus};

async fn exchange(world: &World, code: &str) -> Result<String, ExchangeError> {
    let (id, secret) = world.credentials();
    world.apps.exchange(id, secret, code, CLIENT).await
}

async fn exchange_later(world: &World, code: &str, seconds: u64) -> Result<String, ExchangeError> {
    let later = clock::after(&clock::now(), Duration::from_secs(seconds));
    world.apps.exchange_at(world.credentials(), code, CLIENT, &later).await
}

fn status<T: std::fmt::Debug>(outcome: Result<T, ExchangeError>) -> u16 {
    outcome.unwrap_err().status
}

async fn set(world: &World, installation: &Installation, next: InstallationStatus) {
    let patch = InstallationPatch { status: Some(next), config: None };
    world.apps.update_installation(&world.master.id, &installation.id, patch, &world.by()).await.unwrap();
}

#[tokio::test]
async fn the_token_is_the_installations_from_then_on() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let installation = world.installed().await;
        let before = world.apps.installation_token(&world.master, &installation.id).await.unwrap();
        let token = exchange(&world, &world.code(&installation).await).await.unwrap();
        assert_eq!(world.viewer(&token).await.unwrap().installation, installation.id);
        assert!(world.is_dead(&before).await, "tokens from before the exchange end");
        set(&world, &installation, InstallationStatus::Completed).await;
        assert_eq!(world.apps.installation_token(&world.master, &installation.id).await.unwrap(), token);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_19_of_a_hundred_at_once_exactly_one_gets_the_token_and_it_lives() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let installation = world.installed().await;
        let code = world.code(&installation).await;
        let tasks: Vec<_> = (0..100)
            .map(|_| {
                let (apps, code) = (world.apps.clone(), code.clone());
                let (id, secret) = (world.app.client_id.clone(), world.secret.clone());
                tokio::spawn(async move { apps.exchange(&id, &secret, &code, CLIENT).await })
            })
            .collect();
        let mut tokens = Vec::new();
        for task in tasks {
            match task.await.unwrap() {
                Ok(token) => tokens.push(token),
                Err(error) => assert!([400, 429].contains(&error.status), "{error:?}"),
            }
        }
        assert_eq!(tokens.len(), 1);
        world.viewer(&tokens[0]).await.unwrap();
        assert_eq!(world.apps.installation_token(&world.master, &installation.id).await.unwrap(), tokens[0]);
        // The storm keeps nobody from exchanging the next code.
        let next = world.code(&installation).await;
        exchange(&world, &next).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn case_19_unknown_expired_used_and_foreign_codes_get_one_answer() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let installation = world.installed().await;
        let mut answers = HashSet::new();
        let mut note = |error: ExchangeError| answers.insert((error.status, error.message));

        let code = world.code(&installation).await;
        for unknown in ["", "x", "\0", &"A".repeat(86), &code[..85], &format!("{code}x"), &code.to_lowercase()] {
            note(exchange(&world, unknown).await.unwrap_err());
        }
        note(exchange_later(&world, &code, 15 * 60 + 1).await.unwrap_err());
        let other = world.apps.register(&world.owner, new_app("other"), &world.studio).await.unwrap();
        let (id, secret) = (other.app.client_id, other.client_secret.unwrap());
        note(world.apps.exchange(&id, secret.as_str(), &code, CLIENT).await.unwrap_err());

        let newer = world.code(&installation).await;
        note(exchange(&world, &code).await.unwrap_err());
        exchange(&world, &newer).await.unwrap();
        note(exchange(&world, &newer).await.unwrap_err());
        let (status, message) = answers.iter().next().unwrap();
        assert_eq!((answers.len(), *status), (1, 400), "{answers:?}");
        assert!(message.contains("Restart the installation in Studio to get a new code."));
    })
    .await;
}

#[tokio::test]
async fn case_19_a_code_is_good_for_its_own_environment_only() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let elsewhere = world.elsewhere().await;
        let here = world.installed().await;
        let there = world.apps.install(&elsewhere.id, "demo", None, json!({}), &world.by()).await.unwrap();
        let token = exchange(&world, &world.code(&there).await).await.unwrap();
        let viewer = world.viewer(&token).await.unwrap();
        assert_eq!((viewer.installation, viewer.environment), (there.id, elsewhere.id));
        // A forged code: the place of one installation with the random part of another's.
        let (mine, theirs) = (world.code(&here).await, "A".repeat(42));
        assert_eq!(status(exchange(&world, &format!("{}{theirs}A", &mine[..43])).await), 400);
        exchange(&world, &mine).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn case_22_unknown_clients_and_wrong_secrets_get_one_answer() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let code = world.code(&world.installed().await).await;
        let answer = async |id: &str, secret: &str| world.apps.exchange(id, secret, &code, CLIENT).await.unwrap_err();
        let wrong = answer(&world.app.client_id, "wrong").await;
        assert_eq!(wrong.status, 401);
        for (id, secret) in [
            ("unknown", world.secret.as_str()),
            ("", ""),
            ("\0", "\0"),
            (&world.app.client_id, ""),
            (&world.app.client_id, &world.app.client_id),
            (&world.app.client_id, &secret::hash(&world.secret)),
            (&world.app.client_id.to_uppercase(), "wrong"),
            (world.app.id.as_str(), &world.secret),
        ] {
            assert_eq!(answer(id, secret).await, wrong);
        }
        exchange(&world, &code).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_replay_soon_is_a_retry_and_a_late_one_revokes() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let installation = world.installed().await;
        let code = world.code(&installation).await;
        let start = clock::now();
        let at = async |seconds: u64| {
            let now = clock::after(&start, Duration::from_secs(seconds));
            world.apps.exchange_at(world.credentials(), &code, CLIENT, &now).await
        };
        let token = at(0).await.unwrap();
        set(&world, &installation, InstallationStatus::Completed).await;
        assert_eq!(status(at(10).await), 400);
        world.viewer(&token).await.unwrap();
        // Without the right secret nobody can end the token.
        let late = clock::after(&start, Duration::from_secs(60));
        let wrong = (world.app.client_id.as_str(), "wrong");
        assert_eq!(status(world.apps.exchange_at(wrong, &code, CLIENT, &late).await), 401);
        world.viewer(&token).await.unwrap();

        assert_eq!(status(at(11).await), 400);
        assert!(world.is_dead(&token).await);
        let fresh = world.apps.installation_token(&world.master, &installation.id).await.unwrap();
        assert_ne!(fresh, token);
        assert_eq!(status(at(3600).await), 400);
        world.viewer(&fresh).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn installations_that_are_not_pending_answer_409() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let installation = world.installed().await;
        let code = world.code(&installation).await;
        set(&world, &installation, InstallationStatus::Completed).await;
        assert_eq!(status(exchange(&world, &code).await), 409);
        let refused = world.apps.create_code(&world.master.id, &installation.id, &world.by()).await;
        assert!(matches!(refused, Err(crate::AppError::Conflict(_))));
        set(&world, &installation, InstallationStatus::Disabled).await;
        assert_eq!(status(exchange(&world, &code).await), 409);
        world.apps.uninstall(&world.master.id, &installation.id, &world.by()).await.unwrap();
        let gone = exchange(&world, &code).await.unwrap_err();
        assert_eq!(gone.status, 409);
        assert!(gone.message.contains("uninstalled"), "{gone}");
        // A new installation takes its own codes only.
        let again = world.installed().await;
        assert_eq!(status(exchange(&world, &code).await), 409);
        exchange(&world, &world.code(&again).await).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn case_29_failures_are_limited_per_client_without_locking_the_app_out() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let code = world.code(&world.installed().await).await;
        let mut seen = Vec::new();
        for n in 0..31_u8 {
            let from = IpAddr::from([198, 51, 100, n]);
            seen.push(world.apps.exchange(&world.app.client_id, "guess", &code, from).await.unwrap_err());
        }
        assert!(seen[..30].iter().all(|error| error.status == 401));
        let limited = &seen[30];
        assert_eq!(limited.status, 429);
        assert!(limited.retry_after.unwrap() >= Duration::from_secs(1));
        assert!(limited.message.contains("Wait"));
        exchange(&world, &code).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn case_29_tries_are_limited_per_address_whatever_the_client() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let mut statuses = Vec::new();
        for n in 0..400 {
            let from = format!("2001:db8::{n:x}").parse().unwrap();
            let outcome = world.apps.exchange(&format!("client{n}"), "guess", "code", from).await;
            statuses.push(status(outcome));
        }
        assert!(statuses.contains(&429), "another address of the same network is the same client");
        assert!(statuses[..150].iter().all(|status| *status == 401));
        assert_eq!(status(world.apps.exchange("client", "guess", "code", CLIENT).await), 401);
    })
    .await;
}
