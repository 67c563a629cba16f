use access::Part;
use model::ids::LocaleId;

use super::*;
use crate::credential::Credential;
use crate::places::on_each_engine;
use crate::world::{World, blank_model};

fn by() -> Identity {
    Identity::System { job: "test" }
}

#[tokio::test]
async fn rows_come_back_as_they_were_kept() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let rule = ContentRule {
            action: ContentAction::Publish,
            models: Scope::Only([ModelId::new("m")].into()),
            locales: Scope::Only([LocaleId::new("en"), LocaleId::new("de")].into()),
            stages: Scope::Only([StageId::new("published")].into()),
            from_stages: Scope::Only([].into()),
            condition: Condition::Where(WhereInput::parse(r#"{"title":"x"}"#).unwrap()),
        };
        let now = clock::now();
        let environment = &world.master.id;
        for owner in [
            PermissionOwner::Public,
            PermissionOwner::Role(RoleId::new("r")),
            PermissionOwner::Token(TokenId::new("t")),
        ] {
            let mut row = ContentPermissionRow::new(owner.clone(), rule.clone(), &now);
            world.accounts.add_content_permission(environment, &row, &by()).await.unwrap();
            let kept = world.accounts.content_permissions(environment, &owner).await.unwrap();
            assert_eq!(kept, [row.clone()]);
            let before = row.clone();
            row.rule =
                ContentRule { action: ContentAction::Publish, ..ContentRule::everywhere(ContentAction::Publish) };
            row.enabled = false;
            world.accounts.change_content_permission(environment, &before, &row, &by()).await.unwrap();
            let kept = world.accounts.content_permission(environment, &row.id).await.unwrap();
            assert_eq!(kept, Some(row.clone()));
            world.accounts.delete_content_permission(environment, &row, &by()).await.unwrap();
            assert_eq!(world.accounts.content_permission(environment, &row.id).await.unwrap(), None);
        }
    })
    .await;
}

#[tokio::test]
async fn case_07_a_right_counts_at_once_and_one_that_is_off_not_at_all() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let (environment, model) = (&world.master, blank_model());
        let may_read = async || {
            let actor = world.accounts.content_actor(&Credential::None, environment, &model).await.unwrap();
            actor.content.rows(ContentAction::Read, &ModelId::new("m"), &actor.default_stage, Part::Base).is_ok()
        };
        assert!(!may_read().await);
        let rule = ContentRule::everywhere(ContentAction::Read);
        let row = ContentPermissionRow::new(PermissionOwner::Public, rule, &clock::now());
        world.accounts.add_content_permission(&environment.id, &row, &by()).await.unwrap();
        assert!(may_read().await);
        let off = ContentPermissionRow { enabled: false, ..row.clone() };
        world.accounts.change_content_permission(&environment.id, &row, &off, &by()).await.unwrap();
        assert!(!may_read().await);
    })
    .await;
}
