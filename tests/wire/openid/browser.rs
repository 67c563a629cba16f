//! A browser on its way to the provider and back, one step at a time.

use reqwest::{Method, redirect};
use wire_tests::{Answer, Client, TestServer};

/// What the server has the browser keep.
#[derive(Clone, Default)]
pub struct Browser {
    /// The sign-in that has begun.
    pub attempt: String,
    /// The session.
    pub session: String,
}

/// Where an answer leads.
pub fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!((answer.header("cache-control"), answer.header("referrer-policy")), ("no-store", "no-referrer"));
    answer.header("location").to_owned()
}

impl Browser {
    /// Presses the button; gives the provider's address.
    pub async fn start(&mut self, server: &TestServer, return_to: &str) -> String {
        let request = server.public().request(Method::GET, "/studio-api/openid/start");
        let answer = Client::send_quietly(request.query(&[("return", return_to)])).await;
        self.keep(&answer);
        location(&answer)
    }

    /// Signs in at the provider; gives the address that it sends the browser back to, and makes sure that it is the server's.
    pub async fn at_provider(&self, server: &TestServer, address: &str) -> String {
        let http = reqwest::Client::builder().redirect(redirect::Policy::none()).build().expect("a client");
        let answer = http.get(address).send().await.expect("the provider answers");
        let back = answer.headers()["location"].to_str().expect("text").to_owned();
        let path = back.strip_prefix(&server.base).expect("the server's own address");
        assert!(path.starts_with("/studio-api/openid/callback?"), "{path}");
        path.to_owned()
    }

    /// Comes back with this address; gives where the server leads from there.
    pub async fn come_back(&mut self, server: &TestServer, path: &str) -> String {
        let mut request = server.public().request(Method::GET, path);
        if !self.attempt.is_empty() {
            request = request.header("cookie", format!("epigraph_openid={}", self.attempt));
        }
        let answer = Client::send_quietly(request).await;
        self.keep(&answer);
        let location = location(&answer);
        location.strip_prefix(&server.base).expect("the server's own address").to_owned()
    }

    /// All of it; gives where the server leads in the end.
    pub async fn sign_in(&mut self, server: &TestServer) -> String {
        let address = self.start(server, "/").await;
        let back = self.at_provider(server, &address).await;
        self.come_back(server, &back).await
    }

    /// The e-mail address of whom the session is, if it is one.
    pub async fn who(&self, server: &TestServer) -> Option<String> {
        let client = server.public().with_cookie(&self.session);
        let answer = Client::send_quietly(client.request(Method::GET, "/studio-api/session")).await;
        answer.at("/user/email").as_str().map(str::to_owned)
    }

    fn keep(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all("set-cookie") {
            let text = cookie.to_str().expect("text");
            assert!(text.contains("; HttpOnly; SameSite=Lax"), "{text}");
            let (name, rest) = text.split_once('=').expect("a cookie");
            let value = rest.split(';').next().expect("a value").to_owned();
            if name == "epigraph_openid" {
                self.attempt = value;
            } else {
                assert_eq!(name, "epigraph_session", "no other cookie is set");
                self.session = value;
            }
        }
    }
}
