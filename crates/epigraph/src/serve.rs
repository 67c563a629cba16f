//! `epigraph serve`.

use accounts::{Accounts, ServerKey};
use server::{PublicUrl, Services};
use store::{Store, StoreConfig};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::arguments::{DataOptions, ServeOptions};
use crate::failure::Failure;
use crate::logging;

/// Opens the store and the server key.
async fn open(options: &DataOptions) -> Result<(Store, ServerKey), Failure> {
    let config = StoreConfig { data_dir: options.data.clone(), database_url: options.database_url.clone() };
    let store = Store::open(&config).await?;
    let key = ServerKey::load(&options.data, options.server_key.as_deref())?;
    Ok((store, key))
}

/// What the commands for operators work with.
pub(crate) async fn open_accounts(options: &DataOptions) -> Result<Accounts, Failure> {
    let (store, key) = open(options).await?;
    let accounts = Accounts::new(store, key);
    accounts.confirm_key().await?;
    Ok(accounts)
}

/// Serves until SIGTERM or Ctrl-C.
pub(crate) async fn run(options: ServeOptions) -> Result<(), Failure> {
    logging::start(options.log_format);
    let public_url = match &options.public_url {
        Some(url) => PublicUrl::configured(url)?,
        None => PublicUrl::FromRequest { fallback: format!("http://{}", options.listen) },
    };
    // The port comes first: a second server by mistake must not touch the databases.
    let listener = TcpListener::bind(options.listen)
        .await
        .map_err(|error| Failure::Listen { address: options.listen, reason: error.to_string() })?;
    let (store, key) = open(&options.data).await?;
    let services = Services::new(store.clone(), key, public_url);
    services.accounts.confirm_key().await?;
    announce(&services).await?;
    server::serve(listener, services, stop_signal()).await.map_err(Failure::Serve)?;
    store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Tells the person at the terminal where everything is, and how to begin.
#[allow(clippy::print_stdout)]
async fn announce(services: &Services) -> Result<(), Failure> {
    let base = services.public_url.base_at_start();
    println!("Studio          {base}/");
    println!("Content API     {base}/v2/<project>/<environment>");
    println!("Management API  {base}/graphql");
    if !services.accounts.owner_exists().await? {
        let link = services.accounts.create_owner_link().await?;
        println!("Create the owner (this link works once, for a day):");
        println!("                {base}/setup?token={}", link.token());
    }
    Ok(())
}

/// Ready when the process is asked to stop.
async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        },
        Err(error) => {
            tracing::warn!(%error, "SIGTERM cannot be caught");
            let _ = interrupt.await;
        }
    }
}
