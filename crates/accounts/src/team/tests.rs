use access::PermissionAction;
use sql::platform::members;

use super::*;
use crate::credential::{AuthError, Credential};
use crate::person::Person;
use crate::places::on_each_engine;
use crate::world::World;

const BY: Identity = Identity::System { job: "test" };

async fn role_named(world: &World, name: &str) -> Role {
    world.accounts.roles(&world.project.id).await.unwrap().into_iter().find(|role| role.name == name).unwrap()
}

/// Somebody who is a member with a system role.
async fn member(world: &World, role: &str) -> (Person, Member) {
    let person = world.stranger().await;
    let (id, role) = (secret::fresh_id(), role_named(world, role).await);
    let join = members::insert(&id, world.project.id.as_str(), person.id.as_str(), false, "2026-01-01T00:00:00+00:00");
    execute_all(world.accounts.platform(), vec![join, role_rows::give(&id, role.id.as_str())]).await.unwrap();
    let member = world.accounts.member(&world.project.id, &person.id).await.unwrap().unwrap();
    (person, member)
}

#[tokio::test]
async fn case_25_another_role_and_removal_end_what_lets_a_member_in() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let (person, member) = member(&world, "Editor").await;
        let accounts = &world.accounts;
        let lets_in = async |credential: &Credential| accounts.viewer(credential).await.is_ok();
        let open = async || {
            let person = accounts.person(&person.id).await.unwrap().unwrap();
            let session = accounts.open_session(&person.id).await.unwrap();
            [Credential::Session(session.as_str().to_owned()), Credential::Bearer(accounts.user_token(&person))]
        };
        let before = open().await;
        assert!(lets_in(&before[0]).await && lets_in(&before[1]).await);
        let contributor = role_named(&world, "Contributor").await;
        let changed = accounts
            .set_member_roles(&world.project.id, &member.id, &[contributor.id.clone(), contributor.id], &BY)
            .await
            .unwrap();
        assert_eq!(role_names(&changed.roles), ["Contributor"]);
        assert!(!lets_in(&before[0]).await && !lets_in(&before[1]).await);
        let after = open().await;
        assert!(lets_in(&after[0]).await && lets_in(&after[1]).await);
        let grants = accounts.management_grants(&person.id, &world.project.id).await.unwrap();
        assert!(grants.check(PermissionAction::ContentDelete).is_err());
        accounts.remove_member(&world.project.id, &member.id, &BY).await.unwrap();
        assert!(!lets_in(&after[0]).await && !lets_in(&after[1]).await);
        let content = accounts.content_actor(&open().await[0], &world.master, &crate::world::blank_model()).await;
        assert!(matches!(content, Err(AuthError::Invalid)), "no member any more");
    })
    .await;
}

#[tokio::test]
async fn the_owner_stays_until_the_project_is_handed_over() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let (bob, member) = member(&world, "Editor").await;
        let (accounts, project) = (&world.accounts, &world.project.id);
        let owner = accounts.member(project, &world.owner.id).await.unwrap().unwrap();
        let owners = role_named(&world, "Owner").await.id;
        let editors = role_named(&world, "Editor").await.id;
        assert!(matches!(accounts.remove_member(project, &owner.id, &BY).await, Err(TeamError::IsOwner)));
        let given = accounts.set_member_roles(project, &member.id, std::slice::from_ref(&owners), &BY).await;
        assert!(matches!(given, Err(TeamError::OwnerRole)));
        let taken = accounts.set_member_roles(project, &owner.id, &[editors], &BY).await;
        assert!(matches!(taken, Err(TeamError::OwnerRole)));
        let stolen = accounts.hand_over_project(project, &bob.id, &member.id, &BY).await;
        assert!(matches!(stolen, Err(TeamError::NotOwner)));
        accounts.hand_over_project(project, &world.owner.id, &member.id, &BY).await.unwrap();
        let all = accounts.members(project).await.unwrap();
        let state = |person: &UserId| {
            let member = all.iter().find(|member| &member.person.id == person).unwrap();
            (member.is_owner, member.roles.iter().map(|role| role.name.clone()).collect::<Vec<_>>())
        };
        assert_eq!(state(&bob.id), (true, vec!["Owner".to_owned()]));
        assert_eq!(state(&world.owner.id), (false, vec!["Admin".to_owned()]));
        assert_eq!(accounts.project(project).await.unwrap().unwrap().owner, bob.id);
    })
    .await;
}

#[tokio::test]
async fn roles_of_a_projects_own_come_and_go_and_system_roles_stay() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let (accounts, project) = (&world.accounts, &world.project.id);
        let new = || NewRole { name: "Translator".into(), description: None, grants: ManagementGrants::none() };
        let role = accounts.create_role(project, new(), &BY).await.unwrap();
        assert!(matches!(accounts.create_role(project, new(), &BY).await, Err(TeamError::NameTaken(_))));
        let grants = ManagementGrants::of([PermissionAction::LocaleRead]);
        let patch = RolePatch { grants: Some(grants.clone()), ..RolePatch::default() };
        let changed = accounts.update_role(project, &role.id, patch.clone(), &BY).await.unwrap();
        assert_eq!((changed.name.as_str(), &changed.grants), ("Translator", &grants));
        let (_, member) = member(&world, "Editor").await;
        let given = accounts.set_member_roles(project, &member.id, std::slice::from_ref(&role.id), &BY).await.unwrap();
        assert_eq!(given.management_grants(), grants);
        let system = role_named(&world, "Editor").await;
        for refused in [
            accounts.update_role(project, &system.id, patch.clone(), &BY).await.map(drop),
            accounts.delete_role(project, &system.id, &BY).await,
        ] {
            assert!(matches!(refused, Err(TeamError::SystemRole(_))));
        }
        accounts.delete_role(project, &role.id, &BY).await.unwrap();
        let left = accounts.member_by_id(project, &member.id).await.unwrap().unwrap();
        assert_eq!(left.management_grants(), ManagementGrants::none());
        let gone = accounts.update_role(project, &role.id, patch, &BY).await;
        assert!(matches!(gone, Err(TeamError::NotFound { .. })));
    })
    .await;
}
