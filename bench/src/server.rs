//! A running server, and what the kernel knows of its process.

use std::fs::read_to_string;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rustix::param::clock_ticks_per_second;
use rustix::process::{Pid, Signal, kill_process};

use crate::Result;
use crate::binary::Binary;
use crate::database::Database;
use crate::machine::{kibibytes, value};

/// How long a start or an end may take.
const LIMIT: Duration = Duration::from_secs(20);

/// How often a starting server is asked whether it is ready.
const PAUSE: Duration = Duration::from_millis(1);

/// A running server. It is killed when this is dropped.
pub struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts one on a free port; with the time from the start of the process until `/readyz` answered 200.
    pub fn start(binary: &Binary, database: &Database) -> Result<(Self, Duration)> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = binary.command(&["serve", "--listen", &address.to_string()]);
        command.args(database.flags()).stdout(Stdio::null());
        let begin = Instant::now();
        let mut server = Self { process: command.spawn()?, address };
        while !is_ready(address) {
            if server.process.try_wait()?.is_some() || begin.elapsed() > LIMIT {
                return Err("the server did not start".into());
            }
            std::thread::sleep(PAUSE);
        }
        Ok((server, begin.elapsed()))
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Resident memory in bytes, pages of the binary's own file included.
    pub fn memory(&self) -> Result<u64> {
        let status = read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let resident = value(&status, "VmRSS").and_then(|text| kibibytes(&text));
        Ok(resident.ok_or("the kernel does not tell the memory")? * 1024)
    }

    /// Processor time so far, of all threads, in user and kernel mode.
    pub fn cpu_time(&self) -> Result<Duration> {
        cpu_time(&self.process.id().to_string())
    }

    /// Asks it to end, and waits for that.
    pub fn stop(mut self) -> Result<()> {
        kill_process(Pid::from_child(&self.process), Signal::TERM)?;
        let begin = Instant::now();
        while begin.elapsed() < LIMIT {
            if let Some(status) = self.process.try_wait()? {
                return if status.success() { Ok(()) } else { Err(format!("the server ended with {status}").into()) };
            }
            std::thread::sleep(PAUSE);
        }
        Err("the server does not end".into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already unless something failed before.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Processor time of a process by its number, or of our own as `self`.
pub fn cpu_time(process: &str) -> Result<Duration> {
    let text = read_to_string(format!("/proc/{process}/stat"))?;
    // The program's name stands in parentheses and may hold anything; utime and stime are the 12th and 13th after it.
    let (_, fields) = text.rsplit_once(')').ok_or("the kernel does not tell the processor time")?;
    let ticks: u64 = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Ok(Duration::from_secs_f64(ticks as f64 / clock_ticks_per_second() as f64))
}

fn is_ready(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer.starts_with("HTTP/1.1 200"))
    };
    ask().unwrap_or(false)
}
