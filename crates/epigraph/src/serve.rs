//! `epigraph serve`.

use std::net::SocketAddr;

use accounts::{Accounts, ServerKey};
use content::limits::Settings;
use server::{PublicUrl, Services};
use store::{Store, StoreConfig};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;

use crate::arguments::{DataOptions, ServeOptions};
use crate::failure::Failure;
use crate::{logging, outside};

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
    let configured = options.public_url.as_deref().map(PublicUrl::configured).transpose()?;
    let outside = outside::read(&options.openid, &options.mail, configured.as_ref())?;
    // The port comes first: a second server by mistake must not touch the databases.
    let (listener, address) = listen(options.listen).await?;
    let public_url = configured.unwrap_or(PublicUrl::FromRequest { fallback: format!("http://{address}") });
    let (store, key) = open(&options.data).await?;
    let settings = Settings { files: options.files.settings(), ..options.limits.settings() };
    let mut services = Services::with(store.clone(), key, public_url, &settings, outside);
    services.patience = options.patience.patience();
    services.metrics.count_panics();
    services.accounts.confirm_key().await?;
    let stop = stop_signal().map_err(Failure::Serve)?;
    announce(&services).await?;
    let watched = match options.metrics_listen {
        Some(wanted) => {
            let (listener, _) = listen(wanted).await?;
            Some(tokio::spawn(server::metrics::serve(listener, services.metrics.clone(), std::future::pending())))
        }
        None => None,
    };
    server::serve(listener, services, stop).await;
    // Nothing is under way there that would be missed.
    watched.inspect(JoinHandle::abort);
    store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// A listener and the address that it has: with port 0 the system chooses one.
async fn listen(wanted: SocketAddr) -> Result<(TcpListener, SocketAddr), Failure> {
    let failed = |error: std::io::Error| Failure::Listen { address: wanted, reason: error.to_string() };
    let listener = TcpListener::bind(wanted).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
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

/// Ready when the process is asked to stop. The signals are caught from the call on and not only once somebody waits, so
/// that none ends a server that has just become ready.
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
