//! The one HTTP client.

use bytes::Bytes;
use http::Request;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::request::Builder;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::{ClientConfig, RootCertStore};
use url::{Url, form_urlencoded};

use crate::PATIENCE;

/// The most bytes of an answer that are read. Documents of identity providers have a few thousand.
const LARGEST_ANSWER: usize = 256 * 1024;

/// An answer, whole.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status. Redirects are not followed.
    pub status: u16,
    /// Its body.
    pub body: Bytes,
}

/// Why there is no answer. The texts are for the log.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The address or a header is none.
    #[error("the request cannot be put together")]
    Request,
    /// It cannot be reached, or broke off.
    #[error("no answer: {0}")]
    Unreachable(String),
    /// It took too long.
    #[error("no answer within {} seconds", PATIENCE.as_secs())]
    TooSlow,
    /// It sent too much.
    #[error("an answer of more than {LARGEST_ANSWER} bytes")]
    TooLarge,
}

/// Calls other servers. It follows no redirects, knows no cookies, and trusts the certificate authorities that the
/// system trusts. Cheap to clone.
#[derive(Clone)]
pub struct Http(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl Http {
    /// A client with the system's certificate authorities (`SSL_CERT_FILE` names others).
    pub fn new() -> Self {
        let connector = HttpsConnectorBuilder::new().with_tls_config(tls()).https_or_http().enable_http1().build();
        Self(Client::builder(TokioExecutor::new()).build(connector))
    }

    /// Asks an address, with this `Authorization`.
    ///
    /// # Errors
    /// [`CallError`]; a status is no error.
    pub async fn get(&self, address: &Url, authorization: Option<&str>) -> Result<Answer, CallError> {
        self.call(Request::get(address.as_str()), authorization, String::new()).await
    }

    /// Sends the fields of a form, with this `Authorization`.
    ///
    /// # Errors
    /// [`CallError`]; a status is no error.
    pub async fn post_form(
        &self,
        address: &Url,
        fields: &[(&str, &str)],
        authorization: Option<&str>,
    ) -> Result<Answer, CallError> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(address.as_str()).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.call(request, authorization, body).await
    }

    async fn call(&self, request: Builder, authorization: Option<&str>, body: String) -> Result<Answer, CallError> {
        let mut request = request.header(ACCEPT, "application/json");
        if let Some(value) = authorization {
            request = request.header(AUTHORIZATION, value);
        }
        let request = request.body(Full::from(body)).map_err(|_| CallError::Request)?;
        tokio::time::timeout(PATIENCE, self.send(request)).await.map_err(|_| CallError::TooSlow)?
    }

    async fn send(&self, request: Request<Full<Bytes>>) -> Result<Answer, CallError> {
        let answer = self.0.request(request).await.map_err(|error| CallError::Unreachable(reasons(&error)))?;
        let status = answer.status().as_u16();
        let body = Limited::new(answer.into_body(), LARGEST_ANSWER).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() { CallError::TooLarge } else { CallError::Unreachable(error.to_string()) }
        })?;
        Ok(Answer { status, body: body.to_bytes() })
    }
}

impl Default for Http {
    fn default() -> Self {
        Self::new()
    }
}

pub(crate) fn tls() -> ClientConfig {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (taken, _) = roots.add_parsable_certificates(found.certs);
    if taken == 0 {
        tracing::warn!("the system has no certificate authorities that can be read: https addresses cannot be called");
    }
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    versions.expect("ring has ciphers for TLS 1.2 and 1.3").with_root_certificates(roots).with_no_client_auth()
}

/// An error with what led to it: the outermost text alone says no more than that there was one.
pub(crate) fn reasons(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// Answers one connection with these bytes; gives its address.
    async fn answering(bytes: Vec<u8>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 1024]).await;
            let _ = stream.write_all(&bytes).await;
        });
        format!("http://{address}/")
    }

    async fn get(address: &str) -> Result<Answer, CallError> {
        Http::new().get(&address.parse().unwrap(), None).await
    }

    #[tokio::test]
    async fn redirects_are_answers_like_others() {
        let address =
            answering(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 2\r\n\r\nno".to_vec());
        let answer = get(&address.await).await.unwrap();
        assert_eq!((answer.status, &answer.body[..]), (302, &b"no"[..]));
    }

    #[tokio::test]
    async fn a_body_that_does_not_end_is_read_to_the_limit_only() {
        let mut bytes = b"HTTP/1.1 200 OK\r\ncontent-length: 300000\r\n\r\n".to_vec();
        bytes.resize(300_100, b'x');
        assert!(matches!(get(&answering(bytes).await).await, Err(CallError::TooLarge)));
    }

    #[tokio::test]
    async fn nobody_there_is_told_with_the_reason() {
        let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        match get(&format!("http://{gone}/")).await {
            Err(CallError::Unreachable(reason)) => assert!(reason.to_lowercase().contains("refused"), "{reason}"),
            other => panic!("{other:?}"),
        }
    }
}
