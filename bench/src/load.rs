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
use crate::installation::Installation;
use crate::measured::{Latencies, Window};
use crate::point_read::QUERY;

/// Stands for the id in the bytes of a request; as long as one.
const PLACEHOLDER: &str = "*************************";

/// A request and what its answer must look like.
#[derive(Clone)]
pub struct Exchange {
    address: SocketAddr,
    request: Vec<u8>,
    /// Where the id goes, and the ids to choose from.
    entry: Option<(usize, Arc<[String]>)>,
    /// How the body begins.
    expected: &'static [u8],
}

impl Exchange {
    /// One entry by id.
    pub fn point_read(installation: &Installation, address: SocketAddr) -> Self {
        let body = json!({ "query": QUERY, "variables": { "id": PLACEHOLDER } }).to_string();
        let request = format!(
            "POST {} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            installation.path,
            installation.token,
            body.len()
        );
        let entry = request.find(PLACEHOLDER).map(|place| (place, installation.entries.clone()));
        Self { address, request: request.into_bytes(), entry, expected: br#"{"data":{"article":{"id""# }
    }

    /// Whether the process lives: what HTTP costs when nothing is behind it.
    pub fn health(address: SocketAddr) -> Self {
        let request = format!("GET /healthz HTTP/1.1\r\nhost: {address}\r\n\r\n").into_bytes();
        Self { address, request, entry: None, expected: b"{" }
    }
}

/// Indices in an order that hops through all of them.
pub struct Hops {
    count: usize,
    at: usize,
}

impl Hops {
    /// A prime that no usual number of entries is a multiple of.
    const HOP: usize = 7919;

    /// Begins elsewhere for each worker.
    pub fn new(count: usize, worker: usize) -> Self {
        Self { count, at: worker * 257 % count }
    }

    /// The next one.
    pub fn next_index(&mut self) -> usize {
        self.at = (self.at + Self::HOP) % self.count;
        self.at
    }
}

/// Asks on so many connections until the window is over; all of them on this thread.
pub fn run(exchange: &Exchange, connections: usize, window: Window) -> Result<Latencies> {
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

async fn ask(mut exchange: Exchange, number: usize, window: Window) -> Result<Latencies> {
    let mut stream = TcpStream::connect(exchange.address).await?;
    stream.set_nodelay(true)?;
    let mut hops = exchange.entry.as_ref().map(|(_, entries)| Hops::new(entries.len(), number));
    let mut answer = Vec::with_capacity(16 * 1024);
    let mut latencies = Latencies::default();
    while !window.is_over() {
        if let (Some((place, entries)), Some(hops)) = (&exchange.entry, &mut hops) {
            let id = entries[hops.next_index()].as_bytes();
            exchange.request[*place..place + id.len()].copy_from_slice(id);
        }
        let started = Instant::now();
        stream.write_all(&exchange.request).await?;
        let body = read_answer(&mut stream, &mut answer).await?;
        latencies.note(&window, started);
        if !body.starts_with(exchange.expected) {
            return Err(format!("an answer that was not expected: {}", String::from_utf8_lossy(body)).into());
        }
    }
    Ok(latencies)
}

/// The body of one answer, which must be whole and of known length.
async fn read_answer<'b>(stream: &mut TcpStream, answer: &'b mut Vec<u8>) -> Result<&'b [u8]> {
    answer.clear();
    let head = loop {
        if stream.read_buf(answer).await? == 0 {
            return Err("the server closed the connection".into());
        }
        if let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let text = std::str::from_utf8(&answer[..head])?;
    if !text.starts_with("HTTP/1.1 200") {
        return Err(format!("an answer that was not expected: {text}").into());
    }
    let mut lines = text.lines().filter_map(|line| line.split_once(':'));
    let length = lines.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length: usize = length.ok_or("an answer without length")?.1.trim().parse()?;
    while answer.len() < head + length {
        if stream.read_buf(answer).await? == 0 {
            return Err("the server closed the connection".into());
        }
    }
    Ok(&answer[head..])
}
