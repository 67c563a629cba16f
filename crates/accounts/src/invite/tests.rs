use super::*;
use crate::member::Role;
use crate::places::on_each_engine;
use crate::world::World;

const PASSWORD: &str = "tr0ub4dor and more";

async fn editor(world: &World) -> Role {
    world.accounts.roles(&world.project.id).await.unwrap().into_iter().find(|role| role.name == "Editor").unwrap()
}

async fn invited(world: &World, email: &str) -> Invite {
    let roles = [editor(world).await.id];
    world.accounts.invite(&world.project.id, &world.owner, email, &roles, None).await.unwrap()
}

#[tokio::test]
async fn who_is_invited_joins_once_with_the_roles_of_the_invitation() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let accounts = &world.accounts;
        let invite = invited(&world, "Eve@Example.com").await;
        let code = accounts.invite_code(&invite);
        assert_eq!(accounts.invite_code(&accounts.invites(&world.project.id).await.unwrap()[0]), code);
        let bad = accounts.join_by_invite(&code, String::new(), "short".into()).await;
        assert!(matches!(bad, Err(TeamError::BadInput(_))));
        let eve = accounts.join_by_invite(&code, "Eve".into(), PASSWORD.into()).await.unwrap();
        assert_eq!((eve.email.as_str(), eve.name.as_str()), ("eve@example.com", "Eve"));
        let member = accounts.member(&world.project.id, &eve.id).await.unwrap().unwrap();
        assert_eq!(member.roles, [editor(&world).await]);
        let again = accounts.join_by_invite(&code, "Eve".into(), PASSWORD.into()).await;
        assert!(matches!(again, Err(TeamError::InviteClosed)));
        let roles = [editor(&world).await.id];
        let second = accounts.invite(&world.project.id, &world.owner, "eve@example.com", &roles, None).await;
        assert!(matches!(second, Err(TeamError::AlreadyMember(_))));
    })
    .await;
}

#[tokio::test]
async fn case_27_an_invitation_is_for_its_address_and_ends() {
    on_each_engine(async |place| {
        let world = World::new(place).await;
        let accounts = &world.accounts;
        let bob = world.stranger().await;
        let for_eve = accounts.invite_code(&invited(&world, "eve@example.com").await);
        assert!(matches!(accounts.accept_invite(&bob, &for_eve).await, Err(TeamError::OtherAddress)));
        let first = accounts.invite_code(&invited(&world, "bob@example.com").await);
        let second = invited(&world, "bob@example.com").await;
        assert!(matches!(accounts.accept_invite(&bob, &first).await, Err(TeamError::InviteClosed)), "replaced");
        let code = accounts.invite_code(&second);
        for wrong in
            ["", "x", &code[..40], &format!("{code}x"), &code.replace(&code[32..33], "~"), "ä".repeat(40).as_str()]
        {
            assert!(matches!(accounts.accept_invite(&bob, wrong).await, Err(TeamError::InviteClosed)), "{wrong}");
        }
        let late = clock::after(&second.created_at, LIFE);
        assert!(matches!(accounts.open_invite_at(&code, &late).await, Err(TeamError::InviteClosed)));
        assert_eq!(accounts.pending_invites(&bob).await.unwrap(), std::slice::from_ref(&second));
        accounts.accept_invite(&bob, &code).await.unwrap();
        assert!(matches!(accounts.accept_invite(&bob, &code).await, Err(TeamError::InviteClosed)));
        let by = Identity::System { job: "test" };
        let late = accounts.revoke_invite(&world.project.id, &second.id, &by).await;
        assert!(matches!(late, Err(TeamError::InviteClosed)), "accepted already");
        let third = invited(&world, "dan@example.com").await;
        accounts.revoke_invite(&world.project.id, &third.id, &by).await.unwrap();
        let revoked = accounts.open_invite(&accounts.invite_code(&third)).await;
        assert!(matches!(revoked, Err(TeamError::InviteClosed)));
    })
    .await;
}
