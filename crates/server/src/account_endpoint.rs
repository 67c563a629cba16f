//! Studio's routes about the own account: joining through an invitation, another password, the end of all sessions.

use accounts::{InputError, PasswordError, Person, SignInError, TeamError};
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::json;

use crate::client::ClientAddress;
use crate::credential;
use crate::reply;
use crate::session_endpoint::{
    COOKIE_SECONDS, failed, not_from_studio, person_json, set_cookie, signed_in, studio_body,
};
use crate::state::Services;

#[derive(Deserialize)]
pub(crate) struct InviteBody {
    code: String,
}

#[derive(Deserialize)]
pub(crate) struct InvitedBody {
    code: String,
    #[serde(default)]
    name: String,
    password: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PasswordBody {
    current_password: String,
    new_password: String,
}

/// What an invitation is to, for whoever holds its code. Not by GET: codes do not belong into logs of addresses.
pub(crate) async fn invite(State(services): State<Services>, headers: HeaderMap, body: Body) -> Response {
    let input: InviteBody = match studio_body(&services, &headers, body).await {
        Ok(input) => input,
        Err(refused) => return *refused,
    };
    let invite = match services.accounts.open_invite(&input.code).await {
        Ok(invite) => invite,
        Err(error) => return team_refusal(error),
    };
    let project = services.accounts.project(&invite.project).await;
    let person = services.accounts.person_by_email(&invite.email).await;
    match (project, person) {
        (Ok(Some(project)), Ok(person)) => {
            let (email, has_account) = (invite.email, person.is_some());
            let body = json!({ "email": email, "projectName": project.name, "hasAccount": has_account });
            reply::json_value(StatusCode::OK, &body)
        }
        (Ok(None), _) => team_refusal(TeamError::InviteClosed),
        (Err(error), _) | (_, Err(error)) => failed(&error),
    }
}

/// Makes the person whom an invitation is for, a member, and signs them in.
pub(crate) async fn join(
    State(services): State<Services>,
    ClientAddress(client): ClientAddress,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let input: InvitedBody = match studio_body(&services, &headers, body).await {
        Ok(input) => input,
        Err(refused) => return *refused,
    };
    match services.accounts.join_by_invite(&input.code, input.name, input.password.clone()).await {
        Ok(person) => signed_in(&services, &person.email, &input.password, client, StatusCode::CREATED).await,
        Err(error) => team_refusal(error),
    }
}

/// Another password. All sessions end; the browser that asked gets a new one.
pub(crate) async fn change_password(
    State(services): State<Services>,
    ClientAddress(client): ClientAddress,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let input: PasswordBody = match studio_body(&services, &headers, body).await {
        Ok(input) => input,
        Err(refused) => return *refused,
    };
    let person = match signed_in_person(&services, &headers).await {
        Ok(person) => person,
        Err(refused) => return *refused,
    };
    let change = services.accounts.change_password(&person, &input.current_password, input.new_password, client);
    match change.await {
        Ok(session) => {
            let mut response = reply::json_value(StatusCode::OK, &json!({ "user": person_json(&person) }));
            set_cookie(&services, &mut response, session.as_str(), COOKIE_SECONDS);
            response
        }
        Err(PasswordError::BadInput(error)) => bad_input(&error),
        Err(refused @ PasswordError::NoPassword) => reply::message(StatusCode::CONFLICT, &refused.to_string()),
        Err(PasswordError::Refused(SignInError::Wrong)) => {
            reply::message(StatusCode::FORBIDDEN, "The current password is wrong.")
        }
        Err(PasswordError::Refused(refused @ SignInError::TooMany { retry_after })) => {
            reply::too_many(&refused.to_string(), retry_after.as_secs())
        }
        Err(PasswordError::Refused(busy @ SignInError::Hashing)) => {
            reply::message(StatusCode::SERVICE_UNAVAILABLE, &busy.to_string())
        }
        Err(PasswordError::Refused(SignInError::Store(error))) => failed(&error),
    }
}

/// Ends all sessions of the person, this one too.
pub(crate) async fn sign_out_everywhere(State(services): State<Services>, headers: HeaderMap) -> Response {
    if !credential::is_from_studio(&headers, &services.base(&headers)) {
        return not_from_studio();
    }
    let person = match signed_in_person(&services, &headers).await {
        Ok(person) => person,
        Err(refused) => return *refused,
    };
    if let Err(error) = services.accounts.sign_out_everywhere(&person.id).await {
        return failed(&error);
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    set_cookie(&services, &mut response, "", 0);
    response
}

async fn signed_in_person(services: &Services, headers: &HeaderMap) -> Result<Person, Box<Response>> {
    let found = match credential::session(headers) {
        Some(cookie) => services.accounts.session(&cookie).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(person)) => Ok(person),
        Ok(None) => Err(Box::new(reply::message(StatusCode::UNAUTHORIZED, "Your session has ended. Sign in again."))),
        Err(error) => Err(Box::new(failed(&error))),
    }
}

/// A field that breaks a rule.
pub(crate) fn bad_input(error: &InputError) -> Response {
    reply::json_value(StatusCode::BAD_REQUEST, &json!({ "message": error.message, "field": error.field }))
}

fn team_refusal(error: TeamError) -> Response {
    match error {
        TeamError::BadInput(error) => bad_input(&error),
        TeamError::Store(error) => failed(&error),
        TeamError::Hashing => reply::message(StatusCode::SERVICE_UNAVAILABLE, &error.to_string()),
        TeamError::InviteClosed => reply::message(StatusCode::NOT_FOUND, &error.to_string()),
        other => reply::message(StatusCode::CONFLICT, &other.to_string()),
    }
}
