//! What a test does in the database because the wire has no way to it: people beside the owner, and the passing of time.

use accounts::clock;
use accounts::writing::execute_all;
use model::ids::{EnvironmentId, ProjectId, UserId};
use sql::Statement;
use sql::platform::{members, people, roles};

use crate::client::Client;
use crate::server::{ProjectHandle, TestServer};

impl TestServer {
    /// A client that acts as somebody who is a member of nothing.
    ///
    /// # Panics
    /// When the person cannot be made.
    pub async fn stranger(&self) -> Client {
        let id = self.person("stranger@example.org").await;
        self.as_person(&id).await
    }

    /// A client that acts as a member of the project with this system role, such as `Contributor`.
    ///
    /// # Panics
    /// When there is no such role, or the member cannot be made.
    pub async fn member(&self, project: &ProjectHandle, role: &str) -> Client {
        let id = self.person(&format!("{}@example.org", role.to_lowercase())).await;
        let known = self.services.accounts.roles(&ProjectId::new(project.id.as_str())).await.expect("the roles");
        let role = known.into_iter().find(|found| found.name == role).expect("a system role");
        let member = cuid::cuid1();
        let join = members::insert(&member, &project.id, id.as_str(), false, &clock::now());
        let give = roles::give(&member, role.id.as_str());
        execute_all(self.services.store.platform(), vec![join, give]).await.expect("a new member");
        self.as_person(&id).await
    }

    /// A client that acts as the person with that address, signed in anew.
    ///
    /// # Panics
    /// When there is no such person.
    pub async fn again(&self, email: &str) -> Client {
        let person =
            self.services.accounts.person_by_email(email).await.expect("the platform answers").expect("a person");
        self.public().with_token(&self.services.accounts.user_token(&person))
    }

    async fn person(&self, email: &str) -> UserId {
        let id = UserId::new(cuid::cuid1());
        let row = people::NewRow {
            id: id.as_str(),
            email,
            name: "Somebody Else",
            password_hash: Some("none"),
            is_owner: false,
            now: &clock::now(),
        };
        execute_all(self.services.store.platform(), vec![people::insert(&row)]).await.expect("a new person");
        id
    }

    async fn as_person(&self, id: &UserId) -> Client {
        let person = self.services.accounts.person(id).await.expect("the platform answers").expect("a person");
        self.public().with_token(&self.services.accounts.user_token(&person))
    }

    /// Runs a statement in the platform database.
    ///
    /// # Panics
    /// When it fails.
    pub async fn change_platform(&self, statement: &'static str) {
        let statements = vec![Statement::new(statement, Vec::new())];
        execute_all(self.services.store.platform(), statements).await.expect("a sound statement");
    }

    /// Runs a statement in the database of the project's environment.
    ///
    /// # Panics
    /// When it fails.
    pub async fn change_environment(&self, project: &ProjectHandle, statement: &'static str) {
        let id = EnvironmentId::new(project.environment.as_str());
        let database = self.services.store.environment(&id).await.expect("the database").expect("it is there");
        execute_all(&database, vec![Statement::new(statement, Vec::new())]).await.expect("a sound statement");
    }
}
