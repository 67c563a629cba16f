//! A client of the bulk path that sends and reads at once, byte by byte as it is on the wire.

use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

/// How long an answer may take.
const LIMIT: Duration = Duration::from_secs(30);

/// A request whose body is sent piece by piece.
pub struct LineConnection {
    write: OwnedWriteHalf,
    read: LineReader,
}

/// Its answer.
struct LineReader {
    read: BufReader<OwnedReadHalf>,
    /// What of the answer's body was read and not yet given.
    buffer: Vec<u8>,
    is_over: bool,
}

impl LineConnection {
    /// Sends the head of a request. `base` is the server's address with its scheme.
    pub async fn open(base: &str, path: &str, token: Option<&str>, key: Option<&str>) -> Self {
        let address = base.strip_prefix("http://").expect("http");
        let (read, mut write) = TcpStream::connect(address).await.expect("the server listens").into_split();
        let mut head = format!(
            "POST {path}/bulk HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/x-ndjson\r\n\
             accept-encoding: gzip\r\ntransfer-encoding: chunked\r\n"
        );
        head.extend(token.map(|token| format!("authorization: Bearer {token}\r\n")));
        head.extend(key.map(|key| format!("idempotency-key: {key}\r\n")));
        head.push_str("\r\n");
        write.write_all(head.as_bytes()).await.expect("sent");
        Self { write, read: LineReader { read: BufReader::new(read), buffer: Vec::new(), is_over: false } }
    }

    /// Sends a piece of the body; an error when the server is gone.
    pub async fn send(&mut self, piece: &str) -> std::io::Result<()> {
        if piece.is_empty() {
            return Ok(());
        }
        self.write.write_all(format!("{:x}\r\n{piece}\r\n", piece.len()).as_bytes()).await
    }

    /// Sends the end of the body.
    pub async fn end(&mut self) {
        self.write.write_all(b"0\r\n\r\n").await.expect("sent");
    }

    /// Reads the answer's head.
    pub async fn head(&mut self) -> String {
        self.read.try_head().await.expect("an answer")
    }

    /// The next line of the answer's body; `None` at its end, and when the server is gone.
    pub async fn result(&mut self) -> Option<Value> {
        self.read.result().await
    }

    /// All lines that are still to come.
    pub async fn results(&mut self) -> Vec<Value> {
        self.read.results().await
    }

    /// Sends a whole body while reading; the results that came, also when the server went away.
    pub async fn exchange(self, body: String) -> Vec<Value> {
        let Self { mut write, mut read } = self;
        let sending = async move {
            for piece in body.as_bytes().chunks(64 * 1024) {
                write.write_all(format!("{:x}\r\n", piece.len()).as_bytes()).await?;
                write.write_all(piece).await?;
                write.write_all(b"\r\n").await?;
            }
            write.write_all(b"0\r\n\r\n").await?;
            Ok::<_, std::io::Error>(write)
        };
        let reading = async move {
            match read.try_head().await {
                Some(_) => read.results().await,
                None => Vec::new(),
            }
        };
        tokio::join!(sending, reading).1
    }
}

impl LineReader {
    /// The answer's head; `None` when the server went away before.
    async fn try_head(&mut self) -> Option<String> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            let read = tokio::time::timeout(LIMIT, self.read.read_line(&mut head)).await.expect("in time");
            if read.unwrap_or(0) == 0 {
                return None;
            }
        }
        Some(head)
    }

    /// The next line of the answer's body; `None` at its end, and when the server is gone.
    async fn result(&mut self) -> Option<Value> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                return Some(serde_json::from_slice(&line).expect("a line of JSON"));
            }
            if self.is_over {
                return None;
            }
            let read = tokio::time::timeout(LIMIT, self.read_piece()).await.expect("an answer in time");
            self.is_over = read.is_none();
        }
    }

    /// All lines that are still to come.
    async fn results(&mut self) -> Vec<Value> {
        let mut all = Vec::new();
        while let Some(result) = self.result().await {
            all.push(result);
        }
        all
    }

    async fn read_piece(&mut self) -> Option<()> {
        let mut size = String::new();
        self.read.read_line(&mut size).await.ok()?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        let mut piece = vec![0; size + 2];
        self.read.read_exact(&mut piece).await.ok()?;
        self.buffer.extend_from_slice(&piece[..size]);
        (size > 0).then_some(())
    }
}
