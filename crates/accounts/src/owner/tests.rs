use std::time::Duration;

use super::*;
use crate::places::on_each_engine;
use crate::world::{accounts, ada};

#[tokio::test]
async fn case_32_the_owner_needs_the_newest_link_and_is_made_once() {
    on_each_engine(async |place| {
        let accounts = accounts(&place);
        assert!(!accounts.owner_exists().await.unwrap());
        assert!(matches!(accounts.create_owner_by_link("guess", ada()).await, Err(OwnerError::WrongLink)));
        assert!(matches!(accounts.create_owner_by_link("", ada()).await, Err(OwnerError::WrongLink)));
        let old = accounts.create_owner_link().await.unwrap();
        let link = accounts.create_owner_link().await.unwrap();
        assert!(matches!(accounts.create_owner_by_link(old.token(), ada()).await, Err(OwnerError::WrongLink)));

        let short = NewPerson { password: "short".into(), ..ada() };
        let refused = accounts.create_owner_by_link(link.token(), short).await.unwrap_err();
        assert!(matches!(refused, OwnerError::BadInput(InputError { field: "password", .. })), "{refused:?}");

        let owner = accounts.create_owner_by_link(link.token(), ada()).await.unwrap();
        assert_eq!(owner.email, "ada@example.com");
        assert!(accounts.owner_exists().await.unwrap());
        assert!(matches!(accounts.create_owner_by_link(link.token(), ada()).await, Err(OwnerError::OwnerExists)));
        assert!(matches!(accounts.create_owner(ada()).await, Err(OwnerError::OwnerExists)));
    })
    .await;
}

#[tokio::test]
async fn case_32_a_link_ends_after_a_day() {
    on_each_engine(async |place| {
        let accounts = accounts(&place);
        let link = accounts.create_owner_link().await.unwrap();
        let tomorrow = clock::after(&clock::now(), Duration::from_secs(24 * 60 * 60 + 1));
        let late = accounts.owner_by_link_at(link.token(), ada(), &tomorrow).await;
        assert!(matches!(late, Err(OwnerError::WrongLink)));
        assert!(!format!("{link:?}").contains(link.token()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_32_two_who_use_one_link_at_once_make_one_owner() {
    on_each_engine(async |place| {
        let accounts = accounts(&place);
        let link = accounts.create_owner_link().await.unwrap();
        let other = NewPerson { email: "eve@example.com".into(), ..ada() };
        let (one, two) = tokio::join!(
            accounts.create_owner_by_link(link.token(), ada()),
            accounts.create_owner_by_link(link.token(), other)
        );
        assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|made| **made).count(), 1);
    })
    .await;
}
