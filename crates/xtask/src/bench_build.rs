//! `cargo xtask bench build`: from a clone to a running demo, and the same again when everything is there.

use crate::process::{Failure, Outcome, cargo, root, run};
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// From the clone to the running demo, with nothing built.
const COLD: Duration = Duration::from_secs(480);
/// The same with everything built and loaded.
const WARM: Duration = Duration::from_secs(10);

/// Clones into a folder of its own, builds, starts and loads the demo there, twice. Sources of dependencies come from
/// where cargo keeps them.
pub fn build() -> Outcome {
    let folder = Folder(std::env::temp_dir().join(format!("kontor-bench-build-{}", std::process::id())));
    fs::create_dir_all(&folder.0).map_err(Failure::said)?;
    let clone = folder.0.join("clone");
    println!("{:<24} {:>10} unit  {:>10} verdict", "figure", "value", "goal");
    let cloned =
        timed(|| run(Command::new("git").args(["clone", "--quiet", "--depth", "1"]).arg(url()).arg(&clone)))?;
    seconds("build/clone", cloned, None);
    let installed = timed(|| run(&mut inside(&clone, &["xtask", "setup"])))?;
    seconds("build/install", installed, None);
    let cold = round(&clone, &folder.0, "cold")?;
    seconds("build/cold", cloned + installed + cold, Some(COLD));
    let warm = round(&clone, &folder.0, "warm")?;
    seconds("build/warm", warm, Some(WARM));
    let binary = fs::metadata(clone.join("target/release/kontor")).map_err(Failure::said)?.len();
    println!("{:<24} {:>10} MB    {:>10} -", "build/binary", binary / 1_048_576, "-");
    let is_short = cloned + installed + cold > COLD || warm > WARM;
    if is_short { Err(Failure::said("some figures fall short of their goals")) } else { Ok(()) }
}

/// Builds, starts and loads; tells how long all of it took.
fn round(clone: &Path, folder: &Path, name: &str) -> Result<Duration, Failure> {
    let built =
        timed(|| run(&mut inside(clone, &["build", "--quiet", "--release", "--locked", "-p", "kontor"])))?;
    seconds(&format!("build/{name} build"), built, None);
    let mut command = Command::new(clone.join("target/release/kontor"));
    command.args(["demo", "--listen", "127.0.0.1:0", "--data"]).arg(folder.join("data"));
    let begin = Instant::now();
    let mut demo = Demo(command.stdout(Stdio::piped()).spawn().map_err(Failure::said)?);
    let out = demo.0.stdout.take().ok_or_else(|| Failure::said("the demo says nothing"))?;
    let mut started = None;
    for line in BufReader::new(out).lines() {
        let line = line.map_err(Failure::said)?;
        if line.starts_with("up after") {
            started = Some(begin.elapsed());
        }
        if line.starts_with("Look:") {
            let (started, ready) = (started.unwrap_or_default(), begin.elapsed());
            seconds(&format!("build/{name} start"), started, None);
            seconds(&format!("build/{name} load"), ready.saturating_sub(started), None);
            demo.stop()?;
            return Ok(built + ready);
        }
    }
    Err(Failure::said("the demo ended before it was loaded"))
}

/// A folder that goes with this value.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed stays in the temporary folder, which the system empties.
        let _stays = fs::remove_dir_all(&self.0);
    }
}

/// A running demo, which ends with this value.
struct Demo(Child);

impl Demo {
    /// As with Ctrl-C, so that Postgres stops cleanly for the next start.
    fn stop(&mut self) -> Outcome {
        run(Command::new("kill").args(["-INT", &self.0.id().to_string()]))?;
        self.0.wait().map(drop).map_err(Failure::said)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It has ended already when all went well.
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

fn url() -> String {
    format!("file://{}", root().display())
}

/// cargo in the clone, with a target folder of its own.
fn inside(clone: &Path, args: &[&str]) -> Command {
    let mut command = cargo();
    command.current_dir(clone).env_remove("CARGO_TARGET_DIR").args(args);
    command
}

fn timed(what: impl FnOnce() -> Outcome) -> Result<Duration, Failure> {
    let begin = Instant::now();
    what()?;
    Ok(begin.elapsed())
}

fn seconds(name: &str, value: Duration, goal: Option<Duration>) {
    let tenths = |time: Duration| format!("{}.{}", time.as_secs(), time.subsec_millis() / 100);
    let verdict = goal.map_or("-", |goal| if value > goal { "short" } else { "ok" });
    let goal = goal.map_or_else(|| "-".to_owned(), |goal| format!("<={}", tenths(goal)));
    println!("{name:<24} {:>10} s     {goal:>10} {verdict}", tenths(value));
}
