//! The running server process.

use crate::account::Account;
use crate::binaries::Binaries;
use crate::data::{Layout, clean_environment, tail};
use crate::error::ClusterError;
use crate::sys::{self, Signal};
use std::fs::{self, File, OpenOptions};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

/// Recovery after a crash replays at most what two checkpoints wrote, which may take minutes on a slow disk.
const START_LIMIT: Duration = Duration::from_secs(300);
/// A fast shutdown writes one checkpoint.
const STOP_LIMIT: Duration = Duration::from_secs(60);
/// A log larger than this is put aside at the next start.
const LOG_LIMIT: u64 = 8 << 20;

/// A server that lives as long as this value.
///
/// A thread of its own starts and keeps the process: the signal that ends the server with its owner comes when the
/// starting *thread* ends, and the caller's thread may be a short-lived worker.
#[derive(Debug)]
pub(crate) struct Server {
    pid: u32,
    orders: Sender<Order>,
    keeper: Option<JoinHandle<()>>,
}

enum Order {
    IsRunning(Sender<bool>),
    Stop(Sender<Result<(), ClusterError>>),
}

impl Server {
    /// Starts the server and waits until it takes connections.
    pub(crate) fn start(
        layout: &Layout,
        binaries: &Binaries,
        account: Option<&Account>,
        settings: &[String],
    ) -> Result<Self, ClusterError> {
        let command = command(layout, binaries, account, settings)?;
        let program = binaries.dir().join("postgres");
        let (orders, inbox) = channel();
        let (started, first) = channel();
        let places = layout.clone();
        let keeper = std::thread::Builder::new()
            .name("postgres-keeper".to_owned())
            .spawn(move || keep(command, &places, &started, &inbox))
            .map_err(|source| ClusterError::Run { program: program.clone(), source })?;
        let spawned = first.recv().expect("the keeper answers before it ends");
        let pid = spawned.map_err(|source| ClusterError::Run { program, source })?;
        let server = Self { pid, orders, keeper: Some(keeper) };
        server.wait_ready(layout)?;
        Ok(server)
    }

    /// Process id of the postmaster.
    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    /// Whether the postmaster still runs.
    pub(crate) fn is_running(&self) -> bool {
        let (answer, told) = channel();
        self.orders.send(Order::IsRunning(answer)).is_ok() && told.recv().unwrap_or(false)
    }

    /// Stops the server; a second call does nothing.
    pub(crate) fn stop(&mut self) -> Result<(), ClusterError> {
        let Some(keeper) = self.keeper.take() else { return Ok(()) };
        let (answer, told) = channel();
        // A keeper that is gone has no server any more.
        let stopped = match self.orders.send(Order::Stop(answer)) {
            Ok(()) => told.recv().unwrap_or(Ok(())),
            Err(_) => Ok(()),
        };
        let _ended = keeper.join();
        stopped
    }

    fn wait_ready(&self, layout: &Layout) -> Result<(), ClusterError> {
        let until = Instant::now() + START_LIMIT;
        let pid_file = layout.data.join("postmaster.pid");
        while Instant::now() < until {
            if fs::read_to_string(&pid_file).is_ok_and(|text| is_ready(&text, self.pid)) {
                return Ok(());
            }
            if !self.is_running() {
                let text = fs::read_to_string(&layout.log).unwrap_or_default();
                return Err(ClusterError::DidNotStart { log: layout.log.clone(), tail: tail(&text, 8) });
            }
            sleep(Duration::from_millis(5));
        }
        Err(ClusterError::Timeout { what: "start", seconds: START_LIMIT.as_secs(), log: layout.log.clone() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nobody is left to be told; the next start clears up whatever remains.
        let _untold = self.stop();
    }
}

/// The first line is the postmaster, the eighth its state.
fn is_ready(pid_file: &str, pid: u32) -> bool {
    let mut lines = pid_file.lines();
    lines.next().and_then(|line| line.trim().parse().ok()) == Some(pid)
        && lines.nth(6).is_some_and(|state| state.trim() == "ready")
}

fn command(
    layout: &Layout,
    binaries: &Binaries,
    account: Option<&Account>,
    settings: &[String],
) -> Result<Command, ClusterError> {
    let log = open_log(layout)?;
    let mut command = Command::new(binaries.dir().join("postgres"));
    clean_environment(&mut command);
    command.arg("-D").arg(&layout.data);
    command
        .arg("-c")
        .arg(format!("unix_socket_directories={}", quoted_folder(&layout.socket.to_string_lossy())));
    for setting in settings {
        command.args(["-c", setting]);
    }
    command.current_dir("/").process_group(0).stdin(Stdio::null());
    command.stdout(log.try_clone().map_err(ClusterError::file("open", &layout.log))?).stderr(log);
    if let Some(account) = account {
        account.apply(&mut command);
    }
    sys::die_with_starting_thread(&mut command);
    Ok(command)
}

/// The setting is a list: a comma or a blank in the folder's name needs quotes.
fn quoted_folder(folder: &str) -> String {
    format!("\"{}\"", folder.replace('"', "\"\""))
}

fn open_log(layout: &Layout) -> Result<File, ClusterError> {
    let path = &layout.log;
    if fs::metadata(path).is_ok_and(|meta| meta.len() > LOG_LIMIT) {
        fs::rename(path, path.with_extension("log.1")).map_err(ClusterError::file("rename", path))?;
    }
    OpenOptions::new().append(true).create(true).open(path).map_err(ClusterError::file("open", path))
}

fn keep(
    mut command: Command,
    layout: &Layout,
    started: &Sender<std::io::Result<u32>>,
    inbox: &Receiver<Order>,
) {
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return started.send(Err(error)).unwrap_or(()),
    };
    // A receiver that is gone (its caller panicked) shows below as an order box without a sender.
    let _heard = started.send(Ok(child.id()));
    loop {
        match inbox.recv() {
            Ok(Order::IsRunning(answer)) => {
                let running = matches!(child.try_wait(), Ok(None));
                let _heard = answer.send(running);
            }
            Ok(Order::Stop(answer)) => {
                let _heard = answer.send(end(&mut child, layout));
                return;
            }
            Err(_) => {
                let _unheard = end(&mut child, layout);
                return;
            }
        }
    }
}

/// Fast shutdown; by force when that takes too long.
fn end(child: &mut Child, layout: &Layout) -> Result<(), ClusterError> {
    let pid = i32::try_from(child.id()).expect("process ids are positive i32");
    let until = Instant::now() + STOP_LIMIT;
    let failed = ClusterError::file("stop the server of", &layout.base);
    if matches!(child.try_wait(), Ok(Some(_))) {
        return Ok(());
    }
    if let Err(refused) = sys::signal(pid, Signal::Fast) {
        return Err(failed(refused));
    }
    while Instant::now() < until {
        if matches!(child.try_wait(), Ok(Some(_))) {
            return Ok(());
        }
        sleep(Duration::from_millis(2));
    }
    let _forced = sys::signal(pid, Signal::Immediate);
    let _reaped = child.wait();
    Err(ClusterError::Timeout { what: "stop", seconds: STOP_LIMIT.as_secs(), log: layout.log.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ready_needs_our_pid_and_the_word() {
        let file =
            |pid: &str, state: &str| format!("{pid}\n/data\n1700000000\n5432\n/sock\n\n  123 456\n{state}\n");
        assert!(is_ready(&file("42", "ready   "), 42));
        assert!(!is_ready(&file("42", "starting"), 42));
        assert!(!is_ready(&file("41", "ready"), 42), "a file of another server");
        assert!(!is_ready("42\n", 42), "half written");
    }

    #[test]
    fn a_folder_with_a_comma_stays_one_folder() {
        assert_eq!(quoted_folder("/a, b"), "\"/a, b\"");
    }
}
