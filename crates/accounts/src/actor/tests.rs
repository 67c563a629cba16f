use access::{ContentAction, ContentRule};
use sql::platform::{members, roles};

use super::*;
use crate::content_permission::ContentPermissionRow;
use crate::places::on_each_engine;
use crate::secret;
use crate::world::{World, blank_model};
use crate::writing::execute_all;

async fn actor(world: &World, credential: Credential) -> Result<Arc<Actor>, AuthError> {
    world.accounts.content_actor(&credential, &world.master, &blank_model()).await
}

#[tokio::test]
async fn case_07_the_public_may_nothing_until_it_is_granted() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let model = blank_model();
        let public = world.accounts.content_actor(&Credential::None, &world.master, &model).await.unwrap();
        assert_eq!(public.identity, Identity::Public);
        assert_eq!(public.content, ContentGrants::none());
        assert_eq!(public.default_stage, model.stage("PUBLISHED").unwrap().id);

        let grants = ContentGrants::on_everything(&[ContentAction::Read]);
        let database = world.accounts.database(&world.master.id).await.unwrap();
        let rule = ContentRule::everywhere(ContentAction::Read);
        let row = ContentPermissionRow::new(PermissionOwner::Public, rule, &crate::clock::now());
        execute_all(&database, vec![row.insert()]).await.unwrap();
        world.accounts.forget_content_rights();
        assert_eq!(actor(&world, Credential::None).await.unwrap().content, grants);
    })
    .await;
}

#[tokio::test]
async fn members_act_with_their_roles_and_strangers_not_at_all() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let owner = Credential::Bearer(world.accounts.user_token(&world.owner));
        let acting = actor(&world, owner).await.unwrap();
        assert_eq!(acting.identity, Identity::Member { id: world.owner.id.clone(), name: "Ada".into() });
        assert_eq!(acting.content, ContentGrants::on_everything(&ContentAction::ALL));

        let bob = world.stranger().await;
        let cookie = world.accounts.open_session(&bob.id).await.unwrap();
        for credential in
            [Credential::Bearer(world.accounts.user_token(&bob)), Credential::Session(cookie.as_str().to_owned())]
        {
            assert!(matches!(actor(&world, credential).await, Err(AuthError::Invalid)));
        }
        let roles = world.accounts.roles(&world.project.id).await.unwrap();
        let contributor = roles.iter().find(|role| role.name == "Contributor").unwrap();
        let member = secret::fresh_id();
        let join = members::insert(&member, world.project.id.as_str(), bob.id.as_str(), false, &bob.created_at);
        let give = roles::give(&member, contributor.id.as_str());
        execute_all(world.accounts.platform(), vec![join, give]).await.unwrap();
        let acting = actor(&world, Credential::Bearer(world.accounts.user_token(&bob))).await.unwrap();
        let (model, stage) = (model::ids::ModelId::new("m"), acting.default_stage.clone());
        assert!(acting.content.allows(ContentAction::Update, &model, &stage));
        assert!(!acting.content.allows(ContentAction::Publish, &model, &stage));
        assert!(!acting.content.allows(ContentAction::Delete, &model, &stage));
    })
    .await;
}

#[tokio::test]
async fn case_21_a_token_of_another_environment_is_refused() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let row = world.permanent_token().await;
        let bearer = Credential::Bearer(world.value(&row));
        let acting = actor(&world, bearer.clone()).await.unwrap();
        assert_eq!(acting.identity, Identity::PermanentToken { id: row.id, name: "site".into() });
        assert_eq!(acting.content, ContentGrants::on_everything(&[ContentAction::Read]));

        let other = world.accounts.create_project(&world.owner, "Other", None).await.unwrap();
        let elsewhere = world.accounts.environments(&other.id).await.unwrap().remove(0);
        let refused = world.accounts.content_actor(&bearer, &elsewhere, &blank_model()).await;
        assert!(matches!(refused, Err(AuthError::Invalid)));
        assert!(matches!(actor(&world, Credential::Bearer("no-token".into())).await, Err(AuthError::NotAToken)));
    })
    .await;
}
