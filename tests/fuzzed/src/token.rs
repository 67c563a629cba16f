//! Bearer tokens.

use std::sync::OnceLock;

use access::{Identity, ManagementGrants};
use accounts::{Accounts, AuthError, Credential, NewPermanentToken, NewPerson, ServerKey, Viewer};
use store::{Store, StoreConfig};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A server with tokens that are good.
struct World {
    runtime: Runtime,
    accounts: Accounts,
    /// Of a person and of a permanent token.
    good: [String; 2],
    // Keeps the folder.
    _folder: TempDir,
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let folder = TempDir::new().unwrap();
        let (accounts, good) = runtime.block_on(prepare(&folder));
        World { runtime, accounts, good, _folder: folder }
    })
}

async fn prepare(folder: &TempDir) -> (Accounts, [String; 2]) {
    let config = StoreConfig { data_dir: folder.path().to_owned(), database_url: None };
    let store = Store::open(&config).await.unwrap();
    let accounts = Accounts::new(store, ServerKey::load(folder.path(), None).unwrap());
    let ada = NewPerson { email: "ada@example.org".into(), name: "Ada".into(), password: "correct horse".into() };
    let ada = accounts.create_owner(ada).await.unwrap();
    let project = accounts.create_project(&ada, "Shop", None).await.unwrap();
    let place = accounts.environments(&project.id).await.unwrap().remove(0);
    let new = NewPermanentToken {
        name: "site".into(),
        description: None,
        default_stage: None,
        actions: ManagementGrants::none(),
        content: Vec::new(),
    };
    let token = accounts.create_permanent_token(&place.id, new, &Identity::from(&ada)).await.unwrap();
    let good = [accounts.user_token(&ada), accounts.token_value(&token, &project.id, &place.id)];
    (accounts, good)
}

/// The input as the text of a token: as it is, or, after a first byte of 1 or 2, as changes of a token that is good. Each
/// change is a place, how much is taken out there, how much is put in, and what.
fn text_of(input: &[u8], good: &[String; 2]) -> String {
    let (begin, mut changes) = match input {
        [1, rest @ ..] => (&good[0], rest),
        [2, rest @ ..] => (&good[1], rest),
        other => return String::from_utf8_lossy(other).into_owned(),
    };
    let mut text = begin.clone().into_bytes();
    while let [place, out, length, rest @ ..] = changes {
        // A byte reaches the whole text: the signature's end is as interesting as the header.
        let from = usize::from(*place) * text.len() / 256;
        let until = (from + usize::from(*out % 8)).min(text.len());
        let (new, rest) = rest.split_at(usize::from(*length % 8).min(rest.len()));
        text.splice(from..until, new.iter().copied());
        changes = rest;
    }
    String::from_utf8_lossy(&text).into_owned()
}

pub(crate) fn check(input: &[u8]) {
    let World { runtime, accounts, good, .. } = world();
    let text = text_of(input, good);
    let is_good = good.contains(&text);
    match runtime.block_on(accounts.viewer(&Credential::Bearer(text.clone()))) {
        Ok(Viewer::Anonymous) => panic!("a token is the public"),
        Ok(Viewer::User(_) | Viewer::Token(_) | Viewer::App(_)) => assert!(is_good, "taken, and not ours: {text:?}"),
        Err(AuthError::Invalid | AuthError::NotAToken) => assert!(!is_good, "refused, and ours: {text:?}"),
        Err(AuthError::Store(error)) => panic!("a token reached the database's errors: {error}"),
    }
}
