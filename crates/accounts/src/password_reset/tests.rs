use super::*;
use crate::places::on_each_engine;
use crate::world::{PASSWORD, World};

const OTHER_PASSWORD: &str = "tr0ub4dor and more";
const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

#[tokio::test]
async fn case_27_a_link_sets_one_password_of_one_person_once() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let accounts = &world.accounts;
        let now = clock::now();
        let make = async || accounts.create_reset_link(&world.owner, Way::Operator, &now).await.unwrap();
        let (link, other) = (make().await, make().await);
        let short = accounts.reset_password(link.as_str(), "short".into(), HERE).await;
        assert!(matches!(short, Err(ResetError::BadInput(_))), "and the link stays good");
        accounts.reset_password(link.as_str(), OTHER_PASSWORD.into(), HERE).await.unwrap();
        for used in [&link, &other] {
            let again = accounts.reset_password(used.as_str(), PASSWORD.into(), HERE).await;
            assert!(matches!(again, Err(ResetError::LinkClosed)), "used, or from before the change");
        }
        accounts.sign_in(&world.owner.email, OTHER_PASSWORD, HERE).await.unwrap();
        assert!(accounts.sign_in(&world.owner.email, PASSWORD, HERE).await.is_err());

        let link = make().await;
        accounts.change_password(&world.owner, OTHER_PASSWORD, PASSWORD.into(), HERE).await.unwrap();
        assert!(matches!(accounts.person_of_reset(link.as_str(), HERE).await, Err(ResetError::LinkClosed)));
    })
    .await;
}

#[tokio::test]
async fn a_link_ends_after_an_hour() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let made = "2026-11-25T12:00:00+00:00";
        let link = world.accounts.create_reset_link(&world.owner, Way::Mail, made).await.unwrap();
        for (at, is_good) in [("2026-11-25T12:59:59+00:00", true), ("2026-11-25T13:00:00+00:00", false)] {
            assert_eq!(world.accounts.open_reset(link.as_str(), at).await.is_ok(), is_good, "{at}");
        }
        let late = world.accounts.reset_password_at(link.as_str(), PASSWORD.into(), "2026-11-25T13:00:00+00:00").await;
        assert!(matches!(late, Err(ResetError::LinkClosed)));
    })
    .await;
}

#[tokio::test]
async fn case_27_several_at_once_set_one_password() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let now = clock::now();
        let link = world.accounts.create_reset_link(&world.owner, Way::Mail, &now).await.unwrap();
        let tries = (0..6).map(|number| {
            let (accounts, link, now) = (world.accounts.clone(), link.clone(), now.clone());
            tokio::spawn(async move {
                accounts.reset_password_at(link.as_str(), format!("a new password {number}"), &now).await.is_ok()
            })
        });
        let mut set = 0;
        for one in tries.collect::<Vec<_>>() {
            set += usize::from(one.await.unwrap());
        }
        assert_eq!(set, 1);
    })
    .await;
}
