//! `epigraph user …`.

use accounts::{Accounts, Person};
use server::PublicUrl;

use crate::arguments::{ResetLinkOptions, TokenOptions};
use crate::failure::Failure;
use crate::serve::open_accounts;

/// Prints a token.
#[allow(clippy::print_stdout)]
pub(crate) async fn token(options: TokenOptions) -> Result<(), Failure> {
    let accounts = open_accounts(&options.data).await?;
    let person = person(&accounts, &options.email).await?;
    println!("{}", accounts.user_token(&person));
    accounts.store().close().await;
    Ok(())
}

/// Prints a link that sets somebody's password.
#[allow(clippy::print_stdout)]
pub(crate) async fn reset_link(options: ResetLinkOptions) -> Result<(), Failure> {
    let public_url = PublicUrl::configured(&options.public_url)?;
    let accounts = open_accounts(&options.data).await?;
    let person = person(&accounts, &options.email).await?;
    println!("{}", accounts.password_reset_address(&person, public_url.base_at_start()).await?);
    accounts.store().close().await;
    Ok(())
}

async fn person(accounts: &Accounts, email: &str) -> Result<Person, Failure> {
    let found = accounts.person_by_email(email).await?;
    found.ok_or_else(|| Failure::Input(format!("Nobody has the address {email}.")))
}
