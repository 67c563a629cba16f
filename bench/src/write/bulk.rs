//! An import by the bulk path.

use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::Result;
use crate::project::Project;
use crate::server::Server;

/// Sends lines and reads their results; how long each tenth of them took.
pub async fn run(server: &Server, project: &Project, lines: &[String]) -> Result<Vec<Duration>> {
    let body = lines.concat();
    let (read, mut write) = TcpStream::connect(server.address()).await?.into_split();
    let head = format!(
        "POST {}/bulk HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-type: application/x-ndjson\r\n\
         content-length: {}\r\n\r\n",
        project.path(),
        server.address(),
        project.token,
        body.len()
    );
    let sending = tokio::spawn(async move {
        write.write_all(head.as_bytes()).await?;
        write.write_all(body.as_bytes()).await?;
        Ok::<_, std::io::Error>(write)
    });
    let mut answer = BufReader::new(read);
    let mut tenths = Vec::new();
    let (mut results, mut begin, mut line) = (0, Instant::now(), String::new());
    loop {
        line.clear();
        if answer.read_line(&mut line).await? == 0 {
            return Err("the server closed the connection".into());
        }
        if line.starts_with("{\"line\"") {
            if line.contains("\"error\"") {
                return Err(format!("a line was refused: {line}").into());
            }
            results += 1;
            if results % (lines.len() / 10) == 0 {
                tenths.push(begin.elapsed());
                begin = Instant::now();
            }
        } else if line.starts_with("{\"done\"") {
            sending.await??;
            return Ok(tenths);
        } else if line.starts_with("{\"error\"") || line.starts_with("HTTP/1.1 4") {
            return Err(format!("the import ended: {line}").into());
        }
    }
}
