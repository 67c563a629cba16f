use access::PermissionAction;
use model::{ContentModel, ContentObject, SchemaVersion};

use super::*;
use crate::places::on_each_engine;
use crate::world::World;

#[tokio::test]
async fn a_project_has_its_owner_the_system_roles_and_a_blank_master() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let (accounts, project) = (&world.accounts, &world.project);
        assert_eq!(accounts.projects_of(&world.owner.id).await.unwrap(), std::slice::from_ref(project));
        assert_eq!(accounts.project(&project.id).await.unwrap().as_ref(), Some(project));
        assert_eq!(project.id.as_str().len(), 25);

        let master = accounts.environment_by_name(&project.id, "master").await.unwrap().unwrap();
        assert!(master.is_master && master.id.as_str().len() == 32);
        assert_eq!(accounts.environment(&master.id).await.unwrap(), Some((*master).clone()));
        for unknown in ["other", "", "MASTER", "mas\0ter"] {
            assert_eq!(accounts.environment_by_name(&project.id, unknown).await.unwrap(), None);
        }
        assert_eq!(accounts.environment_by_name(&ProjectId::new("c\0"), "master").await.unwrap(), None);

        let mut roles: Vec<String> =
            accounts.roles(&project.id).await.unwrap().into_iter().map(|role| role.name).collect();
        roles.sort();
        assert_eq!(roles, ["Admin", "Contributor", "Developer", "Editor", "Owner"]);
        let members = accounts.members(&project.id).await.unwrap();
        assert_eq!(members.len(), 1);
        assert!(members[0].is_owner && members[0].roles[0].name == "Owner" && members[0].person == world.owner);
        let grants = accounts.management_grants(&world.owner.id, &project.id).await.unwrap();
        assert!(grants.check(PermissionAction::ProjectDelete).is_ok());

        let stranger = world.stranger().await;
        let none = accounts.management_grants(&stranger.id, &project.id).await.unwrap();
        assert!(none.check(PermissionAction::EnvironmentRead).is_err());
        assert!(accounts.projects_of(&stranger.id).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_blank_content_model_can_be_read_back() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let database = world.accounts.database(&world.master.id).await.unwrap();
        let rows = database.query(sql::environment::content_model::objects()).await.unwrap();
        assert_eq!(rows[0].text(0).unwrap(), "1");
        let objects = rows.iter().map(|row| ContentObject {
            id: row.text(1).unwrap().to_owned(),
            kind: row.text(2).unwrap().to_owned(),
            ordinal: row.int(3).unwrap(),
            body: row.text(4).unwrap().to_owned(),
        });
        let model = ContentModel::from_objects(SchemaVersion(1), objects.collect()).unwrap();
        assert_eq!(model.default_locale().api_id, "en");
        assert_eq!(model.stages.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_made_leaves_nothing_visible() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        for name in ["", "   ", "two\nlines", &"x".repeat(201)] {
            let refused = world.accounts.create_project(&world.owner, name, None).await;
            assert!(matches!(refused, Err(ProjectError::BadInput(InputError { field: "name", .. }))));
        }
        // The platform's rows fail after the environment's database was made.
        let ghost = Person { id: UserId::new("ghost"), ..world.owner.clone() };
        let refused = world.accounts.create_project(&ghost, "Haunted", None).await;
        assert!(matches!(refused, Err(ProjectError::Store(_))));
        assert_eq!(world.accounts.all_environments().await.unwrap(), std::slice::from_ref(&world.master));
        assert!(world.accounts.projects_of(&ghost.id).await.unwrap().is_empty());
    })
    .await;
}
