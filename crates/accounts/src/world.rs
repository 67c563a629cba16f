//! A server with an owner and a project, for tests.

use access::{ContentAction, ContentRule, Identity, ManagementGrants, PermissionAction};
use model::ids::UserId;
use model::{ContentModel, Fresh};
use sql::platform::people;

use crate::environment::EnvironmentRow;
use crate::permanent_token::{NewPermanentToken, PermanentTokenRow};
use crate::person::{NewPerson, Person};
use crate::places::Place;
use crate::project::Project;
use crate::server_key::ServerKey;
use crate::writing::execute_all;
use crate::{Accounts, clock, secret};

pub(crate) const PASSWORD: &str = "correct horse battery staple";

pub(crate) struct World {
    pub(crate) accounts: Accounts,
    pub(crate) owner: Person,
    pub(crate) project: Project,
    pub(crate) master: EnvironmentRow,
    // Keeps the folder.
    _place: Place,
}

pub(crate) fn accounts(place: &Place) -> Accounts {
    Accounts::new(place.store.clone(), ServerKey::load(place.folder.path(), None).unwrap())
}

pub(crate) fn ada() -> NewPerson {
    NewPerson { email: "Ada@Example.com".into(), name: "Ada".into(), password: PASSWORD.into() }
}

impl World {
    pub(crate) async fn new(place: Place) -> World {
        let accounts = accounts(&place);
        let owner = accounts.create_owner(ada()).await.unwrap();
        let project = accounts.create_project(&owner, "Shop", Some("Things")).await.unwrap();
        let master = accounts.environments(&project.id).await.unwrap().remove(0);
        World { accounts, owner, project, master, _place: place }
    }

    /// Somebody who is a member of nothing.
    pub(crate) async fn stranger(&self) -> Person {
        let id = UserId::new(secret::fresh_cuid());
        let row = people::NewRow {
            id: id.as_str(),
            email: "bob@example.com",
            name: "Bob",
            password_hash: Some("none"),
            is_owner: false,
            now: &clock::now(),
        };
        execute_all(self.accounts.platform(), vec![people::insert(&row)]).await.unwrap();
        self.accounts.person(&id).await.unwrap().unwrap()
    }

    pub(crate) async fn permanent_token(&self) -> PermanentTokenRow {
        let new = NewPermanentToken {
            name: "site".into(),
            description: None,
            default_stage: None,
            actions: ManagementGrants::of([PermissionAction::ModelRead]),
            content: vec![ContentRule::everywhere(ContentAction::Read)],
        };
        self.accounts.create_permanent_token(&self.master.id, new, &Identity::System { job: "test" }).await.unwrap()
    }

    pub(crate) fn value(&self, row: &PermanentTokenRow) -> String {
        self.accounts.token_value(row, &self.project.id, &self.master.id)
    }
}

pub(crate) fn blank_model() -> ContentModel {
    ContentModel::blank(&mut Fresh { id: &mut secret::fresh_id, now: &clock::now(), by: None })
}
