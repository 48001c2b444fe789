//! The few calls that the standard library does not offer.
#![expect(unsafe_code, reason = "signals, credentials and the death signal exist only as C functions")]

use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// A request to a process to end.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Signal {
    /// Postgres: break off the sessions, write everything, end ("fast shutdown").
    Fast,
    /// Postgres: end at once, recover at the next start ("immediate shutdown").
    Immediate,
    /// The system's own: cannot be refused.
    Kill,
}

impl Signal {
    fn number(self) -> libc::c_int {
        match self {
            Self::Fast => libc::SIGINT,
            Self::Immediate => libc::SIGQUIT,
            Self::Kill => libc::SIGKILL,
        }
    }
}

/// Whether this process acts as root.
pub(crate) fn is_root() -> bool {
    // SAFETY: geteuid takes nothing, cannot fail and touches no memory of ours.
    unsafe { libc::geteuid() == 0 }
}

/// The effective user id of this process.
pub(crate) fn effective_uid() -> u32 {
    // SAFETY: as in `is_root`.
    unsafe { libc::geteuid() }
}

/// Sends `signal` to one process. A process that is already gone is no error.
pub(crate) fn signal(pid: i32, signal: Signal) -> io::Result<()> {
    assert!(pid > 1, "0 and below address groups, 1 is the system's");
    // SAFETY: kill takes plain numbers; the assertion keeps it to one process.
    if unsafe { libc::kill(pid, signal.number()) } == 0 {
        return Ok(());
    }
    match io::Error::last_os_error() {
        gone if gone.raw_os_error() == Some(libc::ESRCH) => Ok(()),
        other => Err(other),
    }
}

/// Whether a process of this id exists (a zombie counts, one of another user too).
pub(crate) fn is_alive(pid: i32) -> bool {
    if pid < 1 {
        return false;
    }
    // SAFETY: signal 0 is the existence check and is never delivered.
    unsafe { libc::kill(pid, 0) == 0 || io::Error::last_os_error().raw_os_error() == Some(libc::EPERM) }
}

/// Makes the child that `command` will start end by a fast shutdown as soon as the *thread* that starts it ends.
///
/// Elsewhere than on Linux nothing is done: a killed owner then leaves its server to the next start, which stops it.
pub(crate) fn die_with_starting_thread(command: &mut Command) {
    #[cfg(target_os = "linux")]
    {
        let parent = std::process::id();
        let ask = move || {
            // SAFETY: prctl and getppid are async-signal-safe and take plain numbers.
            let (asked, now) =
                unsafe { (libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGINT), libc::getppid()) };
            if asked != 0 {
                return Err(io::Error::last_os_error());
            }
            // The owner may have died between the fork and the request: then no signal would ever come.
            if u32::try_from(now) == Ok(parent) { Ok(()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
        };
        // SAFETY: the closure runs between fork and exec and does nothing but the two calls above.
        unsafe { command.pre_exec(ask) };
    }
    #[cfg(not(target_os = "linux"))]
    let _ = command;
}
