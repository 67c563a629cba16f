//! Studio's own routes: the owner, signing in and out. Free of any compatibility (management-api.md §7.4).

use accounts::{NewPerson, OwnerError, Person, SignInError};
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::body::{self, BodyError};
use crate::client::ClientAddress;
use crate::credential::{self, SESSION_COOKIE};
use crate::reply;
use crate::state::Services;

/// A password of 1,024 bytes and what stands around it.
const LARGEST_BODY: usize = 16 * 1024;

/// 30 days, the longest that a session lives.
pub(crate) const COOKIE_SECONDS: u32 = 30 * 24 * 60 * 60;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OwnerBody {
    setup_token: String,
    email: String,
    #[serde(default)]
    name: String,
    password: String,
}

#[derive(Deserialize)]
struct SignInBody {
    email: String,
    password: String,
}

/// Who is signed in, whether there is an owner yet, and what beside a password somebody may sign in with.
pub(crate) async fn show(State(services): State<Services>, headers: HeaderMap) -> Response {
    let person = match credential::session(&headers) {
        Some(cookie) => services.accounts.session(&cookie).await,
        None => Ok(None),
    };
    match (person, services.accounts.owner_exists().await) {
        (Ok(person), Ok(owner_exists)) => reply::json_value(
            StatusCode::OK,
            &json!({
                "user": person.as_ref().map(person_json),
                "ownerExists": owner_exists,
                "serverVersion": env!("CARGO_PKG_VERSION"),
                "openId": services.accounts.sign_in_ways().openid,
                "sendsMail": services.accounts.sign_in_ways().mail,
            }),
        ),
        (Err(error), _) | (_, Err(error)) => failed(&error),
    }
}

/// Creates the owner through the one-time link (security case 32).
pub(crate) async fn create_owner(
    State(services): State<Services>,
    ClientAddress(client): ClientAddress,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let input: OwnerBody = match studio_body(&services, &headers, body).await {
        Ok(input) => input,
        Err(refused) => return *refused,
    };
    let person = NewPerson { email: input.email.clone(), name: input.name, password: input.password.clone() };
    match services.accounts.create_owner_by_link(&input.setup_token, person).await {
        Ok(_) => {}
        Err(OwnerError::BadInput(error)) => {
            let body = json!({ "message": error.message, "field": error.field });
            return reply::json_value(StatusCode::BAD_REQUEST, &body);
        }
        Err(refused @ OwnerError::WrongLink) => return reply::message(StatusCode::FORBIDDEN, &refused.to_string()),
        Err(refused @ OwnerError::OwnerExists) => return reply::message(StatusCode::CONFLICT, &refused.to_string()),
        Err(refused @ OwnerError::Hashing) => {
            return reply::message(StatusCode::SERVICE_UNAVAILABLE, &refused.to_string());
        }
        Err(OwnerError::Store(error)) => return failed(&error),
    }
    signed_in(&services, &input.email, &input.password, client, StatusCode::CREATED).await
}

/// Signs in.
pub(crate) async fn sign_in(
    State(services): State<Services>,
    ClientAddress(client): ClientAddress,
    headers: HeaderMap,
    body: Body,
) -> Response {
    match studio_body::<SignInBody>(&services, &headers, body).await {
        Ok(input) => signed_in(&services, &input.email, &input.password, client, StatusCode::OK).await,
        Err(refused) => *refused,
    }
}

/// Signs out: the session ends here, not only in the browser.
pub(crate) async fn sign_out(State(services): State<Services>, headers: HeaderMap) -> Response {
    if !credential::is_from_studio(&headers, &services.base(&headers)) {
        return not_from_studio();
    }
    if let Some(cookie) = credential::session(&headers)
        && let Err(error) = services.accounts.sign_out(&cookie).await
    {
        return failed(&error);
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    set_cookie(&services, &mut response, "", 0);
    response
}

/// Signs in and answers with the session's cookie.
pub(crate) async fn signed_in(
    services: &Services,
    email: &str,
    password: &str,
    client: std::net::IpAddr,
    status: StatusCode,
) -> Response {
    match services.accounts.sign_in(email, password, client).await {
        Ok((session, person)) => {
            let mut response = reply::json_value(status, &json!({ "user": person_json(&person) }));
            set_cookie(services, &mut response, session.as_str(), COOKIE_SECONDS);
            response
        }
        Err(error) => sign_in_refused(&error),
    }
}

/// The answer to whoever may not sign in.
fn sign_in_refused(error: &SignInError) -> Response {
    match error {
        SignInError::Wrong => reply::message(StatusCode::UNAUTHORIZED, &error.to_string()),
        SignInError::TooMany { retry_after } => {
            reply::too_many("Too many attempts. Wait a moment and try again.", retry_after.as_secs())
        }
        SignInError::Hashing => reply::message(StatusCode::SERVICE_UNAVAILABLE, &error.to_string()),
        SignInError::Store(error) => failed(error),
    }
}

/// A person as Studio knows them.
pub(crate) fn person_json(person: &Person) -> Value {
    json!({ "id": person.id.as_str(), "email": person.email, "name": person.name })
}

/// Gives the browser a session's cookie; no seconds take it away.
pub(crate) fn set_cookie(services: &Services, response: &mut Response, value: &str, seconds: u32) {
    let secure = if services.public_url.is_https() { "; Secure" } else { "" };
    let cookie = format!("{SESSION_COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

/// The JSON body of a call that changes something: only from Studio's own page.
pub(crate) async fn studio_body<T: DeserializeOwned>(
    services: &Services,
    headers: &HeaderMap,
    body: Body,
) -> Result<T, Box<Response>> {
    if !credential::is_from_studio(headers, &services.base(headers)) {
        return Err(Box::new(not_from_studio()));
    }
    let refuse = |status, text| Err(Box::new(reply::message(status, text)));
    let body = match body::read(body, LARGEST_BODY, services.patience.body).await {
        Ok(body) => body,
        Err(BodyError::TooLarge) => return refuse(StatusCode::PAYLOAD_TOO_LARGE, "The request is too large."),
        Err(BodyError::TooSlow) => return refuse(StatusCode::REQUEST_TIMEOUT, body::TOO_SLOW),
    };
    serde_json::from_slice(&body)
        .map_err(|_| Box::new(reply::message(StatusCode::BAD_REQUEST, "The request lacks a field or is not JSON.")))
}

/// What a foreign page gets (security case 38).
pub(crate) fn not_from_studio() -> Response {
    reply::message(StatusCode::FORBIDDEN, "This address answers Studio's own pages only.")
}

/// The database failed.
pub(crate) fn failed(error: &store::StoreError) -> Response {
    tracing::error!(%error, "session route failed");
    reply::message(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Something went wrong. The log has the details under this request's id.",
    )
}
