//! Studio's routes for who has forgotten their password. Links come in bodies: they do not belong into logs of addresses.

use accounts::ResetError;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::json;

use crate::account_endpoint::bad_input;
use crate::client::ClientAddress;
use crate::reply;
use crate::session_endpoint::{failed, studio_body};
use crate::state::Services;

#[derive(Deserialize)]
struct MailBody {
    email: String,
}

#[derive(Deserialize)]
struct LinkBody {
    token: String,
}

#[derive(Deserialize)]
struct ResetBody {
    token: String,
    password: String,
}

/// Mails a link to an address, if somebody has it. The answer is the same for everybody, and is given before anybody has
/// looked (security case 30).
pub(crate) async fn mail(
    State(services): State<Services>,
    ClientAddress(client): ClientAddress,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let input: MailBody = match studio_body(&services, &headers, body).await {
        Ok(input) => input,
        Err(refused) => return *refused,
    };
    match services.accounts.request_password_reset(&input.email, client) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => reset_refusal(error),
    }
}

/// Whose password a link sets, for whoever has it.
pub(crate) async fn link(
    State(services): State<Services>,
    ClientAddress(client): ClientAddress,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let input: LinkBody = match studio_body(&services, &headers, body).await {
        Ok(input) => input,
        Err(refused) => return *refused,
    };
    match services.accounts.person_of_reset(&input.token, client).await {
        Ok(person) => reply::json_value(StatusCode::OK, &json!({ "email": person.email })),
        Err(error) => reset_refusal(error),
    }
}

/// Sets the password. Nobody is signed in by it: whoever has the link still has to know the password.
pub(crate) async fn reset(
    State(services): State<Services>,
    ClientAddress(client): ClientAddress,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let input: ResetBody = match studio_body(&services, &headers, body).await {
        Ok(input) => input,
        Err(refused) => return *refused,
    };
    match services.accounts.reset_password(&input.token, input.password, client).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => reset_refusal(error),
    }
}

fn reset_refusal(error: ResetError) -> Response {
    match error {
        ResetError::BadInput(error) => bad_input(&error),
        ResetError::LinkClosed | ResetError::NoMail => reply::message(StatusCode::NOT_FOUND, &error.to_string()),
        ResetError::TooMany { retry_after } => reply::too_many(&error.to_string(), retry_after.as_secs()),
        ResetError::Hashing => reply::message(StatusCode::SERVICE_UNAVAILABLE, &error.to_string()),
        ResetError::Store(error) => failed(&error),
    }
}
