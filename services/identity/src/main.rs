//! The identity service as a process of its own.

fn main() -> std::process::ExitCode {
    kontor_service::main::<kontor_identity::Identity>()
}
