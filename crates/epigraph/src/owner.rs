//! `epigraph owner create`.

use std::io::BufRead;

use accounts::NewPerson;

use crate::arguments::OwnerOptions;
use crate::failure::Failure;
use crate::serve::open_accounts;

/// Creates the owner.
#[allow(clippy::print_stdout)]
pub(crate) async fn create(options: OwnerOptions) -> Result<(), Failure> {
    let password = read_password()?;
    let accounts = open_accounts(&options.data).await?;
    let name = options.name.unwrap_or_else(|| options.email.split('@').next().unwrap_or_default().to_owned());
    let new = NewPerson { email: options.email, name, password };
    let owner = accounts.create_owner(new).await.map_err(|error| Failure::Input(error.to_string()))?;
    println!("{} owns this server now.", owner.email);
    accounts.store().close().await;
    Ok(())
}

fn read_password() -> Result<String, Failure> {
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.map_err(|error| Failure::Input(format!("The password cannot be read from standard input ({error}).")))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
