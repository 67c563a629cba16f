use access::PermissionAction;

use super::*;
use crate::credential::{AuthError, Credential};
use crate::places::on_each_engine;
use crate::viewer::{TokenViewer, Viewer};
use crate::world::{World, blank_model};

const BY: Identity = Identity::System { job: "test" };

async fn viewer(world: &World, token: &str) -> Result<TokenViewer, AuthError> {
    match world.accounts.viewer(&Credential::Bearer(token.to_owned())).await? {
        Viewer::Token(viewer) => Ok(viewer),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_token_is_computed_and_never_kept() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let made = world.permanent_token().await;
        let token = world.value(&made);
        let listed = world.accounts.permanent_tokens(&world.master.id).await.unwrap();
        assert_eq!(listed, std::slice::from_ref(&made));
        assert_eq!(world.value(&listed[0]), token);
        let seen = viewer(&world, &token).await.unwrap();
        assert_eq!((seen.id, seen.project, seen.environment), (made.id, world.project.id, world.master.id));
    })
    .await;
}

#[tokio::test]
async fn changed_rights_count_at_once_and_the_text_stays() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let made = world.permanent_token().await;
        let token = world.value(&made);
        assert!(viewer(&world, &token).await.unwrap().grants.check(PermissionAction::ModelCreate).is_err());
        let patch = PermanentTokenPatch {
            actions: Some(ManagementGrants::all()),
            description: Some(Some("for scripts".into())),
            ..Default::default()
        };
        let changed = world.accounts.update_permanent_token(&world.master.id, &made.id, patch, &BY).await.unwrap();
        assert_eq!(world.value(&changed), token);
        assert_eq!(changed.name, "site");
        assert!(viewer(&world, &token).await.unwrap().grants.check(PermissionAction::ModelCreate).is_ok());
        let found = world.accounts.find_permanent_token(std::slice::from_ref(&world.master), &made.id).await.unwrap();
        assert_eq!(found, Some((world.master.clone(), changed)));
        let bad = PermanentTokenPatch { name: Some(" ".into()), ..Default::default() };
        let refused = world.accounts.update_permanent_token(&world.master.id, &made.id, bad, &BY).await;
        assert!(matches!(refused, Err(TokenError::BadInput(InputError { field: "name", .. }))));
    })
    .await;
}

#[tokio::test]
async fn case_20_a_deleted_token_is_dead_at_once() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let made = world.permanent_token().await;
        let token = world.value(&made);
        let bearer = Credential::Bearer(token.clone());
        viewer(&world, &token).await.unwrap();
        world.accounts.content_actor(&bearer, &world.master, &blank_model()).await.unwrap();
        world.accounts.delete_permanent_token(&world.master.id, &made.id, &BY).await.unwrap();
        assert!(matches!(viewer(&world, &token).await, Err(AuthError::Invalid)));
        let content = world.accounts.content_actor(&bearer, &world.master, &blank_model()).await;
        assert!(matches!(content, Err(AuthError::Invalid)));
        let again = world.accounts.delete_permanent_token(&world.master.id, &made.id, &BY).await;
        assert!(matches!(again, Err(TokenError::NotFound)));
    })
    .await;
}
