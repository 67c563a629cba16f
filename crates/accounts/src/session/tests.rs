use sql::Statement;

use super::*;
use crate::places::on_each_engine;
use crate::world::World;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test]
async fn a_session_ends_by_signing_out() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let cookie = world.accounts.open_session(&world.owner.id).await.unwrap();
        assert_eq!(world.accounts.session(cookie.as_str()).await.unwrap().as_ref(), Some(&world.owner));
        for foreign in ["", "x", &"x".repeat(10_000), &secret::hash(cookie.as_str())] {
            assert_eq!(world.accounts.session(foreign).await.unwrap(), None);
        }
        world.accounts.sign_out(cookie.as_str()).await.unwrap();
        assert_eq!(world.accounts.session(cookie.as_str()).await.unwrap(), None);
        world.accounts.sign_out(cookie.as_str()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_after_seven_idle_days_and_after_thirty() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let start = "2026-01-01T00:00:00+00:00";
        let idle = world.accounts.open_session_at(&world.owner.id, start).await.unwrap();
        assert!(world.accounts.session_at(idle.as_str(), &clock::after(start, 7 * DAY)).await.unwrap().is_none());

        let used = world.accounts.open_session_at(&world.owner.id, start).await.unwrap();
        for days in [6, 12, 18, 24, 29] {
            let now = clock::after(start, days * DAY);
            assert!(world.accounts.session_at(used.as_str(), &now).await.unwrap().is_some(), "day {days}");
        }
        assert!(world.accounts.session_at(used.as_str(), &clock::after(start, 30 * DAY)).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn use_is_written_at_most_once_a_minute_and_ended_sessions_are_forgotten() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let column = async |text: &'static str| {
            let rows = world.accounts.platform().query(Statement::new(text, Vec::new())).await.unwrap();
            rows.iter().map(|row| row.text(0).unwrap().to_owned()).collect::<Vec<_>>()
        };
        let start = "2026-01-01T00:00:00+00:00";
        let cookie = world.accounts.open_session_at(&world.owner.id, start).await.unwrap();
        let soon = clock::after(start, Duration::from_secs(59));
        world.accounts.session_at(cookie.as_str(), &soon).await.unwrap().unwrap();
        assert_eq!(column("SELECT last_seen_at FROM session").await, [start]);
        let later = clock::after(start, Duration::from_secs(60));
        world.accounts.session_at(cookie.as_str(), &later).await.unwrap().unwrap();
        assert_eq!(column("SELECT last_seen_at FROM session").await, [later]);

        let hashes = column("SELECT id_hash FROM session").await;
        assert_ne!(hashes, [cookie.as_str()], "the cookie itself is not kept");
        world.accounts.open_session_at(&world.owner.id, &clock::after(start, 8 * DAY)).await.unwrap();
        let left = column("SELECT id_hash FROM session").await;
        assert!(left.len() == 1 && left != hashes);
    })
    .await;
}
