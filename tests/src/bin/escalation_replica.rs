//! The escalation service as a process of its own, for tests that kill it.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    kontor_service::main::<kontor_escalation::Escalation>()
}
