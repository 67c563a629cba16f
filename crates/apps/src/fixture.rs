//! A server with an owner, a project and an app, for tests.

use std::net::{IpAddr, Ipv4Addr};

use access::Identity;
use accounts::clock;
use accounts::writing::execute_all;
use accounts::{
    Accounts, AppPermissions, AppViewer, AuthError, ContentPermission, Credential, EnvironmentRow, NewPerson, Person,
    SchemaPermission, ServerKey, Viewer,
};
use serde_json::json;
use sql::platform::people;

use crate::places::Place;
use crate::{App, Apps, ElementDraft, ElementType, Installation, NewApp, StudioOrigin};

pub(crate) const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7));

pub(crate) struct World {
    pub(crate) apps: Apps,
    pub(crate) accounts: Accounts,
    pub(crate) owner: Person,
    pub(crate) master: EnvironmentRow,
    pub(crate) studio: StudioOrigin,
    pub(crate) app: App,
    pub(crate) secret: String,
    // Keeps the folder.
    _place: Place,
}

pub(crate) fn new_app(api_id: &str) -> NewApp {
    NewApp {
        name: "Demo".into(),
        api_id: api_id.into(),
        setup_url: "http://localhost:3000/setup".into(),
        avatar_url: "https://cdn.example.com/demo.svg".into(),
        description: String::new(),
        webhook_url: None,
        configuration_url: None,
        permissions: AppPermissions {
            schema: SchemaPermission::ReadWrite,
            content: ContentPermission::Read,
            ..Default::default()
        },
        elements: vec![page("page")],
    }
}

pub(crate) fn page(api_id: &str) -> ElementDraft {
    ElementDraft {
        id: None,
        api_id: api_id.into(),
        name: "Page".into(),
        kind: ElementType::Page,
        description: None,
        config: None,
        src: "http://localhost:3000/page".into(),
        features: Vec::new(),
        field_type: None,
    }
}

impl World {
    pub(crate) async fn new(place: Place) -> World {
        let key = ServerKey::load(place.folder.path(), None).unwrap();
        let accounts = Accounts::new(place.store.clone(), key);
        let new = NewPerson { email: "ada@example.com".into(), name: "Ada".into(), password: "0123456789".into() };
        let owner = accounts.create_owner(new).await.unwrap();
        let project = accounts.create_project(&owner, "Shop", None).await.unwrap();
        let master = accounts.environments(&project.id).await.unwrap().remove(0);
        let studio = StudioOrigin::of("http://localhost:4000").unwrap();
        let apps = Apps::new(place.store.clone(), accounts.clone());
        let made = apps.register(&owner, new_app("demo"), &studio).await.unwrap();
        let secret = made.client_secret.unwrap().as_str().to_owned();
        World { apps, accounts, owner, master, studio, app: made.app, secret, _place: place }
    }

    /// Another project's environment.
    pub(crate) async fn elsewhere(&self) -> EnvironmentRow {
        let project = self.accounts.create_project(&self.owner, "Elsewhere", None).await.unwrap();
        self.accounts.environments(&project.id).await.unwrap().remove(0)
    }

    /// Somebody who has registered nothing.
    pub(crate) async fn stranger(&self) -> Person {
        let row = people::NewRow {
            id: "stranger",
            email: "bob@example.com",
            name: "Bob",
            password_hash: Some("none"),
            is_owner: false,
            now: &clock::now(),
        };
        execute_all(self.apps.platform(), vec![people::insert(&row)]).await.unwrap();
        self.accounts.person_by_email(row.email).await.unwrap().unwrap()
    }

    /// Who installs.
    pub(crate) fn by(&self) -> Identity {
        (&self.owner).into()
    }

    pub(crate) async fn installed(&self) -> Installation {
        self.apps.install(&self.master.id, "demo", None, json!({}), &self.by()).await.unwrap()
    }

    pub(crate) async fn code(&self, installation: &Installation) -> String {
        self.apps
            .create_code(&installation.environment, &installation.id, &self.by())
            .await
            .unwrap()
            .as_str()
            .to_owned()
    }

    pub(crate) fn credentials(&self) -> (&str, &str) {
        (&self.app.client_id, &self.secret)
    }

    pub(crate) async fn viewer(&self, token: &str) -> Result<AppViewer, AuthError> {
        match self.accounts.viewer(&Credential::Bearer(token.to_owned())).await? {
            Viewer::App(viewer) => Ok(viewer),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn is_dead(&self, token: &str) -> bool {
        matches!(self.viewer(token).await, Err(AuthError::Invalid))
    }
}
