//! `epigraph project create`, `epigraph project page-size`.

use access::{ContentAction, ContentRule, Identity, ManagementGrants};
use accounts::{Accounts, NewPermanentToken, Project};
use content::environment::set_page_sizes;
use model::PageSizes;
use model::ids::ProjectId;
use serde_json::json;
use server::PublicUrl;

use crate::arguments::{PageSizeOptions, ProjectOptions, Template};
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

/// Sets the sizes of pages in every environment of a project.
pub(crate) async fn set_page_size(options: PageSizeOptions) -> Result<(), Failure> {
    let sizes = match (options.default, options.largest) {
        (Some(default), Some(largest)) if default > largest => {
            return Err(Failure::Input("The size of a page is larger than that of the largest.".to_owned()));
        }
        (Some(default), Some(largest)) => Some(PageSizes { default, largest }),
        (None, _) | (_, None) => None,
    };
    let accounts = open_accounts(&options.data).await?;
    let environments = accounts.environments(&ProjectId::new(options.project.as_str())).await?;
    if environments.is_empty() {
        return Err(Failure::Input(format!("There is no project {}.", options.project)));
    }
    for environment in environments {
        if let Some(database) = accounts.store().environment(&environment.id).await? {
            let set = set_page_sizes(&database, sizes).await;
            set.map_err(|error| Failure::Input(error.to_string()))?;
        }
    }
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
        content: ContentAction::ALL.map(ContentRule::everywhere).to_vec(),
    };
    let row = accounts.create_permanent_token(&master.id, token, &Identity::System { job: "command line" }).await;
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
