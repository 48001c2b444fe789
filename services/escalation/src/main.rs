//! The escalation service as a process of its own.

fn main() -> std::process::ExitCode {
    kontor_service::main::<kontor_escalation::Escalation>()
}
