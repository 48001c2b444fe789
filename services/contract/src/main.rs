//! The contract service as a process of its own.

fn main() -> std::process::ExitCode {
    kontor_service::main::<kontor_contract::Contract>()
}
