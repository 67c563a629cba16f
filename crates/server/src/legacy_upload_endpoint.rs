//! `POST /v2/<project>/<environment>/upload`: the older way of making an asset with its file in one call, which many scripts know
//! (platform.md §3.3). It does what a client of the Content API would do, with the caller's rights.

use std::sync::Arc;
use std::time::Duration;

use assets::SentForm;
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use content::environment::Environment;
use content::request::{Answer, Caching, Extensions, Method, Question, RequestHeaders};
use content::upload::{arrive, check_form};
use graphql::Request;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::body;
use crate::content_delivery::Address;
use crate::content_endpoint::{Call, Place};
use crate::request_id::RequestId;
use crate::state::Services;
use crate::upload_endpoint::{self as forms, Refusal};
use crate::{content_errors, reply};

/// The most bytes of a body that names an address.
const LARGEST_ADDRESS: usize = 16 * 1024;

/// How often it is looked whether a file has been fetched.
const LOOK: Duration = Duration::from_millis(100);

const CREATE: &str = "mutation($url: String) { createAsset(data: {uploadUrl: $url}) \
    { id upload { requestPostData { date key signature algorithm policy credential } } } }";

const READ: &str = "query($id: ID!) { asset(where: {id: $id}, stage: DRAFT) \
    { id url handle fileName mimeType size width height upload { status error { message } } } }";

/// Takes a file, or fetches it, and makes an asset of it.
pub(crate) async fn post(
    State(services): State<Arc<Services>>,
    Extension(id): Extension<RequestId>,
    place: Place,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let call = Call { services, id, address: Address::Regular, place, headers, method: Method::Post };
    // On the heap, as in `content_endpoint`.
    match Box::pin(take(&call, body)).await {
        Ok(asset) => reply::json_value(StatusCode::OK, &asset),
        Err(refused) => reply::json_bytes(reply::status(refused.status), refused.body),
    }
}

/// An asset in the keys that scripts know.
fn told(asset: &Value) -> Value {
    let (name, kind) = (&asset["fileName"], &asset["mimeType"]);
    json!({
        "id": asset["id"], "handle": asset["handle"], "url": asset["url"], "filename": name, "fileName": name,
        "mimetype": kind, "mimeType": kind, "size": asset["size"], "width": asset["width"], "height": asset["height"],
    })
}

async fn take(call: &Call, body: Body) -> Result<Value, Box<Answer>> {
    let (row, environment) = call.environment().await?;
    let actor = call.actor(&row, &environment).await?;
    let ask = async |query: &str, variables: Value| ask(call, &environment, &actor, query, variables).await;
    let kind = call.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/x-www-form-urlencoded") {
        let url = read_address(call, body).await?;
        let made = ask(CREATE, json!({ "url": url })).await?;
        let until = Instant::now() + call.services.content.assets().settings.fetch_time;
        loop {
            let read = ask(READ, json!({ "id": made["createAsset"]["id"] })).await?;
            let upload = &read["asset"]["upload"];
            match upload["status"].as_str() {
                Some("ASSET_UPLOAD_COMPLETE") => return Ok(told(&read["asset"])),
                Some("ASSET_CREATE_PENDING") if Instant::now() < until => sleep(LOOK).await,
                _ => {
                    let why = upload["error"]["message"].as_str().unwrap_or("the file has not come yet");
                    return Err(refuse(call, StatusCode::BAD_REQUEST, why));
                }
            }
        }
    }
    let refused = |refusal: Refusal| refuse(call, forms::status(&refusal), &forms::text(&refusal, &call.id));
    let mut form = forms::open(&call.headers, body, call.services.patience).map_err(refused)?;
    let field = forms::field(&mut form, "fileupload").await.map_err(refused)?;
    let made = ask(CREATE, json!({})).await?;
    let made = &made["createAsset"];
    let fields = &made["upload"]["requestPostData"];
    let text = |name: &str| fields[name].as_str().unwrap_or_default().to_owned();
    let sent = SentForm {
        date: text("date"),
        key: text("key"),
        signature: text("signature"),
        algorithm: text("algorithm"),
        policy: text("policy"),
        credential: text("credential"),
    };
    let content = &call.services.content;
    let upload = check_form(content, &environment, &sent).await.map_err(|error| refused(error.into()))?;
    let file_name = field.file_name().unwrap_or_default().to_owned();
    let place = (&*row, &environment);
    let arrived = arrive(content, &call.services.accounts, place, upload, &file_name, forms::pieces_of(field)).await;
    arrived.map_err(|error| refused(error.into()))?;
    let read = ask(READ, json!({ "id": made["id"] })).await?;
    Ok(told(&read["asset"]))
}

/// `url=…`
async fn read_address(call: &Call, body: Body) -> Result<String, Box<Answer>> {
    let body = body::read(body, LARGEST_ADDRESS, call.services.patience.body).await;
    let body = body.map_err(|_| refuse(call, StatusCode::BAD_REQUEST, "The request cannot be read."))?;
    let url = url::form_urlencoded::parse(&body).find(|(name, _)| name == "url").map(|(_, url)| url.into_owned());
    url.ok_or_else(|| refuse(call, StatusCode::BAD_REQUEST, "Send a file as fileUpload, or its address as url."))
}

/// The data of an operation; its answer when it has none.
async fn ask(
    call: &Call,
    environment: &Environment,
    actor: &Arc<access::Actor>,
    query: &str,
    variables: Value,
) -> Result<Value, Box<Answer>> {
    let variables = variables.as_object().cloned().unwrap_or_default();
    let question = Question {
        actor: actor.clone(),
        request: Request { query: query.to_owned(), variables, operation_name: None },
        headers: RequestHeaders { asset_base: call.asset_base(environment), ..RequestHeaders::default() },
        method: Method::Post,
        caching: Caching::Off,
        extensions: Extensions::None,
    };
    let answer = content::request::answer(&call.services.content, environment, question, &call.id.0).await;
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    match answer.status {
        200 if body.get("errors").is_none() => Ok(body["data"].clone()),
        _ => Err(Box::new(answer)),
    }
}

fn refuse(call: &Call, status: StatusCode, text: &str) -> Box<Answer> {
    Box::new(content_errors::refused(status, text, &call.id))
}
