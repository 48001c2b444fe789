//! What the system tells of this process.

use super::BenchError;
use rust_decimal::Decimal;
use std::fs;
use std::time::Duration;

/// The kernel counts in hundredths of a second, on every architecture.
const MILLISECONDS_PER_TICK: u64 = 10;

/// A time in milliseconds, to the microsecond.
pub(super) fn milliseconds(time: Duration) -> Decimal {
    Decimal::from(time.as_micros()) / Decimal::ONE_THOUSAND
}

/// The processor time of all threads of this process since it began, in milliseconds. Postgres is another process.
pub(super) fn processor_time() -> Result<Decimal, BenchError> {
    let text = read("/proc/self/stat")?;
    let ticks = ticks(&text).ok_or_else(|| BenchError::Other("/proc/self/stat cannot be read".to_owned()))?;
    Ok(Decimal::from(ticks * MILLISECONDS_PER_TICK))
}

/// The memory of this process that is in RAM, in MB.
pub(super) fn resident() -> Result<Decimal, BenchError> {
    let text = read("/proc/self/status")?;
    let kilobytes =
        kilobytes(&text).ok_or_else(|| BenchError::Other("/proc/self/status cannot be read".to_owned()))?;
    Ok(Decimal::from(kilobytes) / Decimal::from(1024))
}

fn read(path: &str) -> Result<String, BenchError> {
    fs::read_to_string(path).map_err(|e| BenchError::Other(format!("{path}: {e}: this needs Linux")))
}

/// User and system time, the 14th and 15th field. The second one is the program's name and may hold anything.
fn ticks(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

fn kilobytes(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_user_and_system_whatever_the_program_is_called() {
        let stat = "4711 (a) b) S 1 4711 4711 0 -1 4194304 100 0 0 0 123 45 9 9 20 0 8 0 100 0 0";
        assert_eq!(ticks(stat), Some(168));
        assert_eq!(ticks("nothing"), None);
        assert_eq!(kilobytes("VmPeak:\t  9 kB\nVmRSS:\t   2048 kB\n"), Some(2048));
    }
}
