use super::*;
use crate::places::on_each_engine;
use crate::world::World;

#[tokio::test]
async fn people_are_viewers_by_session_and_by_token() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let accounts = &world.accounts;
        assert!(matches!(accounts.viewer(&Credential::None).await.unwrap(), Viewer::Anonymous));
        let cookie = accounts.open_session(&world.owner.id).await.unwrap();
        let token = accounts.user_token(&world.owner);
        for credential in [Credential::Session(cookie.as_str().to_owned()), Credential::Bearer(token)] {
            let Viewer::User(person) = accounts.viewer(&credential).await.unwrap() else { panic!("{credential:?}") };
            assert_eq!(person, world.owner);
        }
        // A cookie is no bearer token and the other way round.
        let swapped = accounts.viewer(&Credential::Bearer(cookie.as_str().to_owned())).await;
        assert!(matches!(swapped, Err(AuthError::NotAToken)));
        let swapped = accounts.viewer(&Credential::Session(accounts.user_token(&world.owner))).await;
        assert!(matches!(swapped, Err(AuthError::Invalid)));
    })
    .await;
}

#[tokio::test]
async fn case_23_a_persons_token_ends_after_an_hour() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let now = clock::seconds(&clock::now());
        let read = async |issued: i64| {
            let token = world.accounts.user_token_at(&world.owner, issued);
            world.accounts.viewer(&Credential::Bearer(token)).await
        };
        assert!(read(now - 3590).await.is_ok());
        assert!(matches!(read(now - 3600).await, Err(AuthError::Invalid)));
        let nobody = Person { id: UserId::new("nobody"), ..world.owner.clone() };
        let nobody = world.accounts.user_token(&nobody);
        assert!(matches!(world.accounts.viewer(&Credential::Bearer(nobody)).await, Err(AuthError::Invalid)));
    })
    .await;
}

#[tokio::test]
async fn case_21_a_token_is_good_for_the_place_and_issue_of_its_row_only() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let row = world.permanent_token().await;
        let other = world.accounts.create_project(&world.owner, "Other", None).await.unwrap();
        let elsewhere = world.accounts.environments(&other.id).await.unwrap().remove(0);
        let (here, home) = (&world.master.id, &world.project.id);
        let accounts = &world.accounts;
        for (place, issued_at) in [
            ((&other.id, &elsewhere.id), row.issued_at.as_str()),
            ((&other.id, here), row.issued_at.as_str()),
            ((home, &elsewhere.id), row.issued_at.as_str()),
            ((home, &EnvironmentId::new("gone")), row.issued_at.as_str()),
            ((home, here), "2001-01-01T00:00:00+00:00"),
        ] {
            let token = accounts.permanent_token_value(&row.id, issued_at, place);
            assert!(matches!(accounts.viewer(&Credential::Bearer(token)).await, Err(AuthError::Invalid)), "{place:?}");
        }
        // The id of a permanent token under the name of another kind.
        let app = accounts.app_token_value(&AppTokenId::new(row.id.as_str()), &row.issued_at, home, here);
        assert!(matches!(accounts.viewer(&Credential::Bearer(app)).await, Err(AuthError::Invalid)));
    })
    .await;
}
