//! `epigraph user token`.

use crate::arguments::TokenOptions;
use crate::failure::Failure;
use crate::serve::open_accounts;

/// Prints a token.
#[allow(clippy::print_stdout)]
pub(crate) async fn token(options: TokenOptions) -> Result<(), Failure> {
    let accounts = open_accounts(&options.data).await?;
    let person = accounts.person_by_email(&options.email).await?;
    let person = person.ok_or_else(|| Failure::Input(format!("Nobody has the address {}.", options.email)))?;
    println!("{}", accounts.user_token(&person));
    accounts.store().close().await;
    Ok(())
}
