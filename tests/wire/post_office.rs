//! A small mail server that keeps what it is sent.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A letter as it came.
#[derive(Clone, Debug)]
pub struct Received {
    /// Who it is for, as the envelope says.
    pub to: String,
    /// Headers and text, with the encoding of long lines undone.
    pub text: String,
}

impl Received {
    /// The first word of the text that begins so.
    pub fn address(&self, start: &str) -> String {
        let found = self.text.split_whitespace().find(|word| word.starts_with(start));
        assert!(found.is_some(), "no {start} in {}", self.text);
        found.unwrap_or_default().to_owned()
    }
}

/// A mail server on a free port. It ends when this is dropped.
pub struct PostOffice {
    /// Its address, as the settings name it.
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
    server: JoinHandle<()>,
}

impl PostOffice {
    /// Starts one. It refuses letters to addresses that begin with `refused`.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("smtp://post:sesame@{}", listener.local_addr().expect("bound"));
        let received = Arc::new(Mutex::new(Vec::new()));
        let kept = received.clone();
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, kept.clone()));
            }
        });
        Self { url, received, server }
    }

    /// What has come so far.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().expect("no test panics while it holds this").clone()
    }

    /// The letter of that number, once it has come.
    pub async fn letter(&self, number: usize) -> Received {
        for _ in 0..500 {
            if let Some(letter) = self.received().get(number) {
                return letter.clone();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let received = self.received();
        assert!(received.len() > number, "letter {number} did not come: {received:?}");
        received[number].clone()
    }
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(stream: TcpStream, received: Arc<Mutex<Vec<Received>>>) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 post office\r\n").await.ok()?;
    let mut to = String::new();
    while let Some(line) = lines.next_line().await.ok()? {
        let command = line.to_ascii_uppercase();
        let answer = match () {
            () if command.starts_with("EHLO") => "250-post office\r\n250 AUTH PLAIN\r\n",
            () if command.starts_with("AUTH PLAIN") => "235 welcome\r\n",
            () if command.starts_with("RCPT TO:") => {
                to = line["RCPT TO:".len()..].trim_matches(['<', '>', ' ']).to_owned();
                if to.starts_with("refused") { "550 nobody of that name\r\n" } else { "250 yes\r\n" }
            }
            () if command == "DATA" => {
                write.write_all(b"354 go on\r\n").await.ok()?;
                let mut text = String::new();
                while let Some(line) = lines.next_line().await.ok()?.filter(|line| line != ".") {
                    text.push_str(&line);
                    text.push('\n');
                }
                // Quoted-printable: lines that were folded, and the sign that folds them.
                let text = text.replace("=\n", "").replace("=3D", "=");
                received.lock().expect("free").push(Received { to: to.clone(), text });
                "250 kept\r\n"
            }
            () if command == "QUIT" => {
                write.write_all(b"221 bye\r\n").await.ok()?;
                return Some(());
            }
            () => "250 yes\r\n",
        };
        write.write_all(answer.as_bytes()).await.ok()?;
    }
    Some(())
}
