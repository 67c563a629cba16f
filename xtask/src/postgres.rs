//! A throw-away PostgreSQL for the tests: its own folder, its own port, gone at the end.

use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::command::{Failure, output, works};
use crate::debian;

const START_LIMIT: Duration = Duration::from_secs(60);

/// A running PostgreSQL server; dropping it stops the server and removes its folder.
pub struct Postgres {
    process: Child,
    programs: Programs,
    folder: PathBuf,
    port: u16,
}

/// Where PostgreSQL's programs lie and whom they run as.
struct Programs {
    /// Empty when the programs are on the PATH.
    folder: PathBuf,
    /// Numbers of the user and group to become: PostgreSQL refuses to run as root.
    owner: Option<(u32, u32)>,
}

impl Postgres {
    /// Starts a server on a free port of the loopback address; installs PostgreSQL where it is missing and may be installed.
    pub fn start() -> Result<Self, Failure> {
        let programs = Programs::find()?;
        let folder = std::env::temp_dir().join(format!("epigraph-postgres-{}", std::process::id()));
        let data = folder.join("data");
        fs::create_dir(&folder).map_err(Failure::while_doing(format!("making {}", folder.display())))?;
        if let Some((user, group)) = programs.owner {
            std::os::unix::fs::chown(&folder, Some(user), Some(group)).map_err(Failure::while_doing("chown"))?;
        }
        let options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"];
        output(programs.command("initdb", &folder).args(options).arg(&data))?;
        let port = free_port()?;
        let process = programs
            .command("postgres", &folder)
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string(), "-k"])
            .arg(&folder)
            // Nothing here outlives the run, so nothing is flushed. Each test has databases and connections of its own.
            .args(["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=300"])
            .args(["-c", "log_min_messages=fatal"])
            .stdout(Stdio::null())
            .stderr(log_file(&folder)?)
            .spawn()
            .map_err(Failure::while_doing("starting postgres"))?;
        let mut server = Self { process, programs, folder, port };
        server.wait_until_ready()?;
        Ok(server)
    }

    /// The address of the server's superuser.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn wait_until_ready(&mut self) -> Result<(), Failure> {
        let begin = Instant::now();
        while begin.elapsed() < START_LIMIT {
            // The eighth line of this file is the server's state.
            let state = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
            if state.lines().nth(7).is_some_and(|state| state.trim() == "ready") {
                return Ok(());
            }
            if self.process.try_wait().ok().flatten().is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(Failure::new(format!("PostgreSQL did not start:\n{log}")))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut stop = self.programs.command("pg_ctl", &self.folder);
        if output(stop.args(["stop", "--wait", "--mode=immediate", "--pgdata"]).arg(self.data())).is_err() {
            // It ended already, or it does not listen to its own tool: either way it must be gone. The results say which.
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("{} is left: {error}", self.folder.display());
        }
    }
}

impl Programs {
    fn find() -> Result<Self, Failure> {
        let folder = match Self::folder() {
            Some(folder) => folder,
            None => {
                debian::install("postgresql", "PostgreSQL (initdb, postgres, pg_ctl)")?;
                Self::folder().ok_or_else(|| Failure::new("Debian's package postgresql brought no initdb"))?
            }
        };
        let owner = if debian::is_root()? { Some(unprivileged_user()?) } else { None };
        Ok(Self { folder, owner })
    }

    fn folder() -> Option<PathBuf> {
        if works("initdb", &["--version"]) && works("postgres", &["--version"]) {
            return Some(PathBuf::new());
        }
        // Debian keeps the programs of each version apart and off the PATH.
        let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
        let newest = versions.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok()).max()?;
        let folder = Path::new("/usr/lib/postgresql").join(newest.to_string()).join("bin");
        folder.join("initdb").exists().then_some(folder)
    }

    fn command(&self, program: &str, working_folder: &Path) -> Command {
        let mut command = Command::new(self.folder.join(program));
        // A folder that the other user may enter.
        command.current_dir(working_folder).stdin(Stdio::null());
        if let Some((user, group)) = self.owner {
            command.gid(group).uid(user);
        }
        command
    }
}

fn unprivileged_user() -> Result<(u32, u32), Failure> {
    let users = fs::read_to_string("/etc/passwd").map_err(Failure::while_doing("reading /etc/passwd"))?;
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| user_and_group(&users, name))
        .ok_or_else(|| Failure::new("PostgreSQL refuses to run as root and there is no user `postgres` or `nobody`"))
}

fn user_and_group(users: &str, name: &str) -> Option<(u32, u32)> {
    let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut numbers = line.split(':').skip(2);
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

fn free_port() -> Result<u16, Failure> {
    let address = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    address.map(|address| address.port()).map_err(Failure::while_doing("looking for a free port"))
}

fn log_file(folder: &Path) -> Result<fs::File, Failure> {
    fs::File::create(folder.join("log")).map_err(Failure::while_doing("making PostgreSQL's log file"))
}

#[cfg(test)]
mod tests {
    use super::user_and_group;

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let users = "root:x:0:0::/root:/bin/sh\npostgresql:x:1:1::/:/bin/sh\npostgres:x:104:105::/:/bin/sh\n";
        assert_eq!(user_and_group(users, "postgres"), Some((104, 105)));
        assert_eq!(user_and_group(users, "nobody"), None);
    }
}
