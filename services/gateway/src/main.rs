//! The gateway as a process of its own.

fn main() -> std::process::ExitCode {
    kontor_service::main::<kontor_gateway::Gateway>()
}
