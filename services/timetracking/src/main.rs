//! The timetracking service on its own.

fn main() -> std::process::ExitCode {
    kontor_service::main::<kontor_timetracking::Timetracking>()
}
