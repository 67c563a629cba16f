use super::*;
use crate::places::on_each_engine;
use crate::world::{PASSWORD, World};

const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 7));

#[tokio::test]
async fn the_right_password_opens_a_session() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let (cookie, person) = world.accounts.sign_in(" ADA@example.com", PASSWORD, CLIENT).await.unwrap();
        assert_eq!(person, world.owner);
        assert_eq!(world.accounts.session(cookie.as_str()).await.unwrap(), Some(person));
    })
    .await;
}

#[tokio::test]
async fn case_30_unknown_addresses_and_wrong_passwords_get_the_same_answer() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let answer = async |email: &str, password: &str| {
            world.accounts.sign_in(email, password, CLIENT).await.unwrap_err().to_string()
        };
        let wrong = answer("ada@example.com", "wrong password").await;
        assert_eq!(wrong, "Email or password is wrong.");
        assert_eq!(answer("nobody@example.com", "wrong password").await, wrong);
        assert_eq!(answer("no address", "wrong password").await, wrong);
        assert_eq!(answer("ada@example.com", "").await, wrong);
        assert_eq!(answer("ada@example.com", &PASSWORD.repeat(100)).await, wrong);
        assert_eq!(answer("adà@example.com", PASSWORD).await, wrong);
    })
    .await;
}

#[tokio::test]
async fn case_29_tries_are_limited_per_address_and_login_without_locking_anybody_out() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        // A password that is too long is refused without hashing, which keeps the test quick.
        let long = "x".repeat(1025);
        let attempt = async |email: &str, client: &str| {
            world.accounts.sign_in(email, &long, client.parse().unwrap()).await.unwrap_err()
        };
        for _ in 0..20 {
            assert!(matches!(attempt("ada@example.com", "2001:db8::1").await, SignInError::Wrong));
        }
        // Neither another spelling nor another address of the same network helps.
        let refused = attempt("ADA@EXAMPLE.COM ", "2001:db8::ffff").await;
        let SignInError::TooMany { retry_after } = refused else { panic!("{refused:?}") };
        assert!(retry_after >= Duration::from_secs(1) && retry_after <= Duration::from_secs(21));
        // The victim signs in from elsewhere.
        world.accounts.sign_in("ada@example.com", PASSWORD, CLIENT).await.unwrap();
        // Changing the e-mail address runs into the network address's own limit.
        let mut refused = 0;
        for n in 0..60 {
            let outcome = attempt(&format!("user{n}@example.com"), "2001:db8::1").await;
            refused += u32::from(matches!(outcome, SignInError::TooMany { .. }));
        }
        assert!(refused >= 15, "{refused}");
    })
    .await;
}
