//! `epigraph project create`.

use access::{ContentAction, ContentGrants, ManagementGrants};
use accounts::{Accounts, NewPermanentToken, Project};
use serde_json::json;
use server::PublicUrl;

use crate::arguments::{ProjectOptions, Template};
use crate::failure::Failure;
use crate::serve::open_accounts;

/// Creates a project with an environment `master` and a token that may do everything.
pub(crate) async fn create(options: ProjectOptions) -> Result<(), Failure> {
    let base = PublicUrl::configured(&options.public_url)?.base_at_start().to_owned();
    let accounts = open_accounts(&options.data).await?;
    let owner = accounts.person_by_email(&options.owner).await?;
    let owner = owner.ok_or_else(|| Failure::Input(format!("Nobody has the address {}.", options.owner)))?;
    let project = match options.template {
        // What `create_project` makes is blank.
        Template::Blank => accounts.create_project(&owner, &options.name, None).await,
    };
    let project = project.map_err(|error| Failure::Input(error.to_string()))?;
    print(&accounts, &project, &base, options.json).await?;
    accounts.store().close().await;
    Ok(())
}

#[allow(clippy::print_stdout)]
async fn print(accounts: &Accounts, project: &Project, base: &str, as_json: bool) -> Result<(), Failure> {
    let environments = accounts.environments(&project.id).await?;
    let master =
        environments.first().ok_or_else(|| Failure::Input("The new project has no environment.".to_owned()))?;
    let token = NewPermanentToken {
        name: "Created with the project".to_owned(),
        description: None,
        default_stage: None,
        actions: ManagementGrants::all(),
        content: ContentGrants::on_everything(&ContentAction::ALL),
    };
    let row = accounts.create_permanent_token(&master.id, token).await;
    let row = row.map_err(|error| Failure::Input(error.to_string()))?;
    let token = accounts.token_value(&row, &project.id, &master.id);
    let content = format!("{base}/v2/{}/{}", project.id, master.name);
    let management = format!("{base}/graphql");
    if as_json {
        let object = json!({
            "projectId": project.id.as_str(),
            "environmentId": master.id.as_str(),
            "environment": master.name,
            "contentApi": content,
            "managementApi": management,
            "token": token,
        });
        println!("{object}");
    } else {
        println!("Project        {}", project.id);
        println!("Content API    {content}");
        println!("Management API {management}");
        println!("Token          {token}");
    }
    Ok(())
}
