//! The end of an account, by whom it belongs to (management-api.md §3.6, `deleteAccount`).

use access::Identity;
use serde_json::json;
use sql::environment::audit::{Action, Entry, Resource};
use sql::platform::{apps, members, people, projects};
use store::{StoreError, Transaction};

use crate::accounts::Accounts;
use crate::audit;
use crate::clock;
use crate::person::Person;
use crate::project::Project;

/// Why an account was not deleted. Somebody else must be able to go on with what is left behind.
#[derive(Debug, thiserror::Error)]
pub enum AccountEndError {
    /// The person owns the server.
    #[error("You own this server. Its owner's account cannot be deleted.")]
    OwnsServer,
    /// The person owns projects, of these names.
    #[error("You still own {}. Hand over or delete what you own, then delete your account.", listed("project", .0))]
    OwnsProjects(Vec<String>),
    /// The person registered apps, of these API IDs.
    #[error("You still have {}. Delete your apps, then delete your account.", listed("app", .0))]
    HasApps(Vec<String>),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn listed(noun: &str, names: &[String]) -> String {
    let plural = if names.len() == 1 { "" } else { "s" };
    format!("the {noun}{plural} {}", names.join(", "))
}

impl Accounts {
    /// Deletes a person: sessions, short-lived tokens, memberships and invitations that the person sent end with it, at once
    /// in this process, within 500 ms in others. What the person wrote stays, under the name that the person had; so do the
    /// permanent tokens that the person made, which belong to their environments.
    ///
    /// # Errors
    /// [`AccountEndError`], and nothing is changed.
    pub async fn delete_account(&self, person: &Person) -> Result<(), AccountEndError> {
        let leaving = person.clone();
        let ended = self.platform().write(move |tx| Box::pin(end(tx, leaving))).await;
        self.forget_members();
        ended
    }
}

async fn end(tx: &mut Transaction, person: Person) -> Result<(), AccountEndError> {
    let (id, by, now) = (person.id.as_str(), Identity::from(&person), clock::now());
    let owner = tx.query_opt(people::owner()).await?;
    if owner.is_some_and(|row| row.text(0).is_ok_and(|owner| owner == id)) {
        return Err(AccountEndError::OwnsServer);
    }
    let rows = tx.query(projects::of_person(id)).await?;
    let all = rows.iter().map(Project::read).collect::<Result<Vec<_>, _>>()?;
    let owned: Vec<String> =
        all.iter().filter(|project| project.owner == person.id).map(|project| project.name.clone()).collect();
    if !owned.is_empty() {
        return Err(AccountEndError::OwnsProjects(owned));
    }
    let rows = tx.query(apps::of_author(id)).await?;
    let apps = rows.iter().map(|row| row.text(2).map(str::to_owned)).collect::<Result<Vec<_>, _>>()?;
    if !apps.is_empty() {
        return Err(AccountEndError::HasApps(apps));
    }
    for project in &all {
        let Some(member) = tx.query_opt(members::of_person(project.id.as_str(), id)).await? else { continue };
        let told = entry(member.text(0)?, &person);
        tx.execute(audit::in_project(&project.id, &by, &now, told)).await?;
    }
    tx.execute(audit::of_server(&by, &now, entry(id, &person))).await?;
    tx.execute(people::delete(id)).await?;
    Ok(())
}

fn entry<'a>(id: &'a str, person: &'a Person) -> Entry<'a> {
    Entry {
        resource: Resource::Member,
        action: Action::Delete,
        entity_id: Some(id),
        entity_name: Some(&person.name),
        payload: Some(json!({ "account": "deleted by its owner" })),
        detail: None,
    }
}
