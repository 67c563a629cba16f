//! Fetching from addresses that somebody else chose (security case 59).
//!
//! Names are looked up here, and only addresses that were judged are dialled: between judging and dialling nothing is looked up
//! again. Redirects are followed by hand, each judged as the first address was. Nothing that says who asks is sent.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_LENGTH, LOCATION, USER_AGENT};
use http::{Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, BodyStream, Empty};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::TokioExecutor;
use tower::util::BoxCloneSyncService;
use url::{Host, Url};

use crate::address::is_public;
use crate::http::{reasons, tls};

/// Within which a connection must be there, and an answer must begin.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many redirects are followed.
const MOST_REDIRECTS: usize = 5;

/// From where files may be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Only from addresses of the public network.
    Public,
    /// From private networks and this machine, too.
    Everywhere,
}

/// Why nothing was got. The texts are for whoever chose the address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GetError {
    /// It is not of the public network.
    #[error("the address is not a public one")]
    Forbidden,
    /// It is no http or https address.
    #[error("only http and https addresses can be fetched from")]
    NotHttp,
    /// Nobody is there, or the answer broke off.
    #[error("the address cannot be reached: {0}")]
    Unreachable(String),
    /// It leads on and on.
    #[error("the address redirects more than {MOST_REDIRECTS} times")]
    TooManyRedirects,
}

/// An answer, with its body to come.
pub struct Got<S> {
    /// Its status, none of a redirect.
    pub status: StatusCode,
    /// The length that it tells.
    pub length: Option<u64>,
    /// Its body, as it comes. How long it may take is the caller's matter.
    pub pieces: S,
}

type Resolver = BoxCloneSyncService<Name, std::vec::IntoIter<SocketAddr>, io::Error>;

/// Fetches. Cheap to clone.
#[derive(Clone)]
pub struct Fetcher {
    client: Client<HttpsConnector<HttpConnector<Resolver>>, Empty<Bytes>>,
    reach: Reach,
}

impl Fetcher {
    /// With the system's certificate authorities.
    pub fn new(reach: Reach) -> Self {
        let resolver = BoxCloneSyncService::new(tower::service_fn(move |name: Name| resolve(name, reach)));
        let mut dialling = HttpConnector::new_with_resolver(resolver);
        dialling.enforce_http(false);
        dialling.set_connect_timeout(Some(PATIENCE));
        let encrypting = HttpsConnectorBuilder::new().with_tls_config(tls()).https_or_http().enable_http1();
        let connector = encrypting.wrap_connector(dialling);
        // A connection to a name is not used for it again later: the name may lead elsewhere by then.
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector);
        Self { client, reach }
    }

    /// Gets what is at an address, following redirects.
    ///
    /// # Errors
    /// [`GetError`]; an answer with whatever status is none.
    pub async fn get(
        &self,
        address: &Url,
    ) -> Result<Got<impl Stream<Item = Result<Bytes, GetError>> + Send + use<>>, GetError> {
        let mut address = address.clone();
        for _ in 0..=MOST_REDIRECTS {
            let answer = tokio::time::timeout(PATIENCE, self.ask(&address)).await;
            let answer =
                answer.unwrap_or_else(|_| Err(GetError::Unreachable("it did not answer in time".to_owned())))?;
            let Some(next) = redirect(&address, &answer) else { return Ok(got(answer)) };
            address = next;
        }
        Err(GetError::TooManyRedirects)
    }

    async fn ask(&self, address: &Url) -> Result<Response<Incoming>, GetError> {
        if !["http", "https"].contains(&address.scheme()) {
            return Err(GetError::NotHttp);
        }
        // Numbers are not looked up, so that the resolver does not see them. The URL's parser knows their other forms.
        let number = match address.host() {
            Some(Host::Ipv4(number)) => Some(IpAddr::V4(number)),
            Some(Host::Ipv6(number)) => Some(IpAddr::V6(number)),
            Some(Host::Domain(_)) => None,
            None => return Err(GetError::NotHttp),
        };
        if number.is_some_and(|number| !allows(self.reach, number)) {
            return Err(GetError::Forbidden);
        }
        let mut bare = address.clone();
        bare.set_fragment(None);
        // Whoever wrote them there did not write them for us to use.
        let _ = (bare.set_username(""), bare.set_password(None));
        let uri: Uri = bare.as_str().parse().map_err(|_| GetError::NotHttp)?;
        let request = Request::get(uri)
            .header(USER_AGENT, concat!("Epigraph/", env!("CARGO_PKG_VERSION")))
            .header(ACCEPT, "*/*")
            .header(ACCEPT_ENCODING, "identity")
            .body(Empty::new())
            .map_err(|_| GetError::NotHttp)?;
        self.client.request(request).await.map_err(|error| {
            if is_forbidden(&error) { GetError::Forbidden } else { GetError::Unreachable(reasons(&error)) }
        })
    }
}

/// The addresses of a name that may be dialled.
async fn resolve(name: Name, reach: Reach) -> io::Result<std::vec::IntoIter<SocketAddr>> {
    let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
    if found.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address"));
    }
    let allowed: Vec<SocketAddr> = found.into_iter().filter(|address| allows(reach, address.ip())).collect();
    if allowed.is_empty() {
        return Err(io::Error::other(Forbidden));
    }
    Ok(allowed.into_iter())
}

fn allows(reach: Reach, address: IpAddr) -> bool {
    match reach {
        Reach::Public => is_public(address),
        Reach::Everywhere => true,
    }
}

/// No address of a name may be dialled.
#[derive(Debug, thiserror::Error)]
#[error("the address is not a public one")]
struct Forbidden;

fn is_forbidden(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut causes = std::iter::successors(Some(error), |error| error.source());
    causes.any(|cause| {
        let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause.is::<Forbidden>() || inner.is_some_and(|inner| inner.is::<Forbidden>())
    })
}

/// Where an answer leads on to.
fn redirect(from: &Url, answer: &Response<Incoming>) -> Option<Url> {
    let leads_on = matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let location = answer.headers().get(LOCATION).filter(|_| leads_on)?;
    from.join(location.to_str().ok()?).ok()
}

fn got(answer: Response<Incoming>) -> Got<impl Stream<Item = Result<Bytes, GetError>> + Send + use<>> {
    use futures_util::StreamExt;
    let length = answer.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let status = answer.status();
    let frames = BodyStream::new(answer.into_body().map_err(|error| GetError::Unreachable(reasons(&error))));
    let pieces = frames.filter_map(async |frame| match frame {
        Ok(frame) => frame.into_data().ok().map(Ok),
        Err(error) => Some(Err(error)),
    });
    Got { status, length, pieces }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// Answers connections with these bytes, `BASE` standing for its own address; gives that.
    async fn answering(text: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let bytes = text.replace("BASE", &base);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(bytes.as_bytes()).await;
            }
        });
        base
    }

    async fn get(reach: Reach, address: &str) -> Result<(u16, Vec<u8>), GetError> {
        let got = Fetcher::new(reach).get(&address.parse().unwrap()).await?;
        let status = got.status.as_u16();
        let pieces: Vec<_> = got.pieces.collect().await;
        let pieces: Result<Vec<Bytes>, GetError> = pieces.into_iter().collect();
        Ok((status, pieces?.concat()))
    }

    #[tokio::test]
    async fn case_59_no_form_of_a_private_address_is_called() {
        let port =
            answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi").await.rsplit(':').next().unwrap().to_owned();
        for host in [
            "127.0.0.1",
            "localhost",
            "0.0.0.0",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "127.1",
            "169.254.169.254",
            "10.0.0.1",
            "[fd00::1]",
            "user:secret@127.0.0.1",
        ] {
            let answer = get(Reach::Public, &format!("http://{host}:{port}/")).await;
            assert_eq!(answer, Err(GetError::Forbidden), "{host}");
        }
        assert_eq!(get(Reach::Public, "file:///etc/passwd").await, Err(GetError::NotHttp));
        assert_eq!(get(Reach::Public, "gopher://127.0.0.1/").await, Err(GetError::NotHttp));
        for host in ["127.0.0.1", "localhost"] {
            let answer = get(Reach::Everywhere, &format!("http://{host}:{port}/")).await;
            assert_eq!(answer, Ok((200, b"hi".to_vec())), "{host}");
        }
    }

    #[tokio::test]
    async fn redirects_are_followed_and_not_for_ever() {
        let end = answering("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nend").await;
        let text: &'static str = format!("HTTP/1.1 302 Found\r\nlocation: {end}/x\r\ncontent-length: 0\r\n\r\n").leak();
        assert_eq!(get(Reach::Everywhere, &answering(text).await).await, Ok((200, b"end".to_vec())));
        let round = answering("HTTP/1.1 307 Again\r\nlocation: BASE/\r\ncontent-length: 0\r\n\r\n").await;
        assert_eq!(get(Reach::Everywhere, &round).await, Err(GetError::TooManyRedirects));
        let file = answering("HTTP/1.1 302 Found\r\nlocation: file:///etc/passwd\r\ncontent-length: 0\r\n\r\n").await;
        assert_eq!(get(Reach::Everywhere, &file).await, Err(GetError::NotHttp));
    }

    #[tokio::test]
    async fn case_59_a_redirect_is_judged_as_the_first_address_is() {
        let fetcher = Fetcher::new(Reach::Public);
        let there: Url = "http://127.0.0.1:1/".parse().unwrap();
        let answer = fetcher.ask(&there).await.map(|_| ());
        assert_eq!(answer, Err(GetError::Forbidden));
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_an_error() {
        // The listener closes the connection after the bytes.
        let short = answering("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhi").await;
        assert!(matches!(get(Reach::Everywhere, &short).await, Err(GetError::Unreachable(_))));
    }
}
