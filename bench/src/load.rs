//! The load generator: HTTP/1.1 connections that stay open and ask one request after the other.
//!
//! Small on purpose. It shares the machine with the server, so requests are bytes made before, and of an answer only
//! the status, the length and the beginning of the body are looked at.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::Result;
use crate::database::Database;
use crate::measured::{Latencies, Measured, Window};
use crate::question::{Hops, Question};
use crate::server::Server;

/// Requests to ask in turn, and what each answer must look like.
#[derive(Clone)]
pub struct Exchange {
    address: SocketAddr,
    requests: Arc<[Vec<u8>]>,
    /// How the body begins.
    expected: &'static str,
}

impl Exchange {
    /// A query by POST, as JSON; `authorization` is that header's value.
    pub fn post(
        address: SocketAddr,
        path: &str,
        authorization: Option<&str>,
        question: &Question,
        expected: &'static str,
    ) -> Self {
        let authorization = header("authorization", authorization);
        let request = |variables| {
            let body = json!({ "query": question.query, "variables": variables }).to_string();
            let head = format!(
                "POST {path} HTTP/1.1\r\nhost: {address}\r\n{authorization}content-type: application/json\r\n\
                 content-length: {}\r\n\r\n",
                body.len()
            );
            (head + &body).into_bytes()
        };
        Self { address, requests: question.variables().into_iter().map(request).collect(), expected }
    }

    /// A query by GET: always the same. `target` is the path with the query string.
    pub fn get(address: SocketAddr, target: &str, authorization: Option<&str>, expected: &'static str) -> Self {
        let authorization = header("authorization", authorization);
        let request = format!("GET {target} HTTP/1.1\r\nhost: {address}\r\n{authorization}\r\n").into_bytes();
        Self { address, requests: Arc::new([request]), expected }
    }

    /// Whether the process lives: what HTTP costs when nothing is behind it.
    pub fn health(address: SocketAddr) -> Self {
        Self::get(address, "/healthz", None, "{")
    }

    /// The body of the answer to the first request.
    pub async fn first_answer(&self) -> Result<String> {
        let mut connection = Connection::open(self.address).await?;
        let body = connection.ask(&self.requests[0]).await?;
        Ok(String::from_utf8(body.to_vec())?)
    }
}

fn header(name: &str, value: Option<&str>) -> String {
    value.map(|value| format!("{name}: {value}\r\n")).unwrap_or_default()
}

/// Asks a server on so many connections, from a thread of its own.
pub fn measure(
    exchange: Exchange,
    server: &Server,
    database: &Database,
    connections: usize,
    window: Window,
) -> Result<Measured> {
    let processes = database.processes();
    let generator = std::thread::spawn(move || run(&exchange, connections, window));
    let cpu = window.watch(|| server.cpu(&processes))?;
    let latencies = generator.join().map_err(|_| "the load generator panicked")??;
    Ok(Measured::new(window, cpu, latencies))
}

/// Asks on so many connections until the window is over; all of them on this thread.
fn run(exchange: &Exchange, connections: usize, window: Window) -> Result<Latencies> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        let mut running = JoinSet::new();
        for number in 0..connections {
            running.spawn(ask(exchange.clone(), number, window));
        }
        let mut all = Latencies::default();
        while let Some(latencies) = running.join_next().await {
            all.append(latencies??);
        }
        Ok(all)
    })
}

async fn ask(exchange: Exchange, number: usize, window: Window) -> Result<Latencies> {
    let mut connection = Connection::open(exchange.address).await?;
    let mut hops = Hops::new(exchange.requests.len(), number);
    let mut latencies = Latencies::default();
    while !window.is_over() {
        let request = &exchange.requests[hops.next_index()];
        let started = Instant::now();
        let body = connection.ask(request).await?;
        latencies.note(&window, started);
        if !body.starts_with(exchange.expected.as_bytes()) {
            return Err(format!("an answer that was not expected: {}", String::from_utf8_lossy(body)).into());
        }
    }
    Ok(latencies)
}

struct Connection {
    stream: TcpStream,
    /// The answer that is being read, head and body.
    answer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, answer: Vec::with_capacity(16 * 1024) })
    }

    /// The body of the answer, which must be whole and of known length.
    async fn ask(&mut self, request: &[u8]) -> Result<&[u8]> {
        self.stream.write_all(request).await?;
        self.answer.clear();
        let head = loop {
            self.read_more().await?;
            if let Some(end) = self.answer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let text = std::str::from_utf8(&self.answer[..head])?;
        let mut lines = text.lines().filter_map(|line| line.split_once(':'));
        let length = lines.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
        let length: usize = length.ok_or("an answer without length")?.1.trim().parse()?;
        let is_good = text.starts_with("HTTP/1.1 200");
        while self.answer.len() < head + length {
            self.read_more().await?;
        }
        if is_good {
            Ok(&self.answer[head..])
        } else {
            Err(format!("an answer that was not expected: {}", String::from_utf8_lossy(&self.answer)).into())
        }
    }

    async fn read_more(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.answer).await? {
            0 => Err("the server closed the connection".into()),
            _ => Ok(()),
        }
    }
}
