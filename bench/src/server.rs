//! A running server, and what the kernel knows of its process.

use std::fs::read_to_string;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::Result;
use crate::binary::Binary;
use crate::cpu::{Cpu, DatabaseProcesses};
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
    /// Starts Epigraph on a free port; with the time from the start of the process until `/readyz` answered 200.
    pub fn start(binary: &Binary, database: &Database) -> Result<(Self, Duration)> {
        let address = free_address()?;
        let mut command = binary.command(&["serve", "--listen", &address.to_string()]);
        command.args(database.flags()).stdout(Stdio::null());
        Self::spawn(&mut command, address, "/readyz")
    }

    /// Starts any server that will listen there; with the time until it answered 200 on that path.
    pub fn spawn(command: &mut Command, address: SocketAddr, path: &str) -> Result<(Self, Duration)> {
        let begin = Instant::now();
        let mut server = Self { process: command.spawn()?, address };
        while !is_ready(address, path) {
            if server.process.try_wait()?.is_some() || begin.elapsed() > LIMIT {
                return Err(format!("the server did not start: {command:?}").into());
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

    /// Processor time so far, with that of the database.
    pub fn cpu(&self, database: &DatabaseProcesses) -> Result<Cpu> {
        Cpu::so_far(&self.process.id().to_string(), database)
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

/// A port of the loopback address that nothing listens on.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn is_ready(address: SocketAddr, path: &str) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(address)?;
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer.starts_with("HTTP/1.1 200"))
    };
    ask().unwrap_or(false)
}
