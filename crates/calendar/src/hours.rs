//! Windows of a day.

use std::fmt;
use std::str::FromStr;

pub(crate) const DAY_MINUTES: u16 = 24 * 60;

/// A span of wall-clock time that begins on a day, such as `08:00-17:00`, or `22:00-06:00` into the next day.
///
/// It is longer than nothing and at most 24 hours long; its minutes are whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    start: u16,
    end: u16,
}

impl Window {
    /// The whole day, `00:00-24:00`.
    pub const ALL_DAY: Self = Self { start: 0, end: DAY_MINUTES };

    /// A window between two minutes of the day; an end not after the start lies on the next day.
    ///
    /// `None` when the start is no minute of a day (0 to 1439), the end is beyond 1440 (24:00), or both are equal.
    #[must_use]
    pub const fn new(start: u16, end: u16) -> Option<Self> {
        if start >= DAY_MINUTES || end > DAY_MINUTES || start == end {
            return None;
        }
        Some(Self { start, end: if end < start { end + DAY_MINUTES } else { end } })
    }

    /// First open minute, counted from the midnight that begins the day.
    #[must_use]
    pub const fn start_minute(self) -> u16 {
        self.start
    }

    /// First minute after the window, counted from the same midnight; above 1440 it lies on the next day.
    #[must_use]
    pub const fn end_minute(self) -> u16 {
        self.end
    }

    /// Whether it runs into the next day.
    #[must_use]
    pub const fn crosses_midnight(self) -> bool {
        self.end > DAY_MINUTES
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = if self.crosses_midnight() { self.end - DAY_MINUTES } else { self.end };
        write!(f, "{:02}:{:02}-{:02}:{:02}", self.start / 60, self.start % 60, end / 60, end % 60)
    }
}

impl FromStr for Window {
    type Err = ();

    /// Reads `HH:MM-HH:MM`; `()` because the caller knows where the text stands.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (start, end) = text.split_once('-').ok_or(())?;
        Self::new(minute(start).ok_or(())?, minute(end).ok_or(())?).ok_or(())
    }
}

/// `HH:MM`, both of two digits, up to 24:00.
fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    (minutes < 60 && hours * 60 + minutes <= DAY_MINUTES).then_some(hours * 60 + minutes)
}

pub(crate) fn two_digits(text: &str) -> Option<u16> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// The windows of one day, in order and without overlap; none means closed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Hours(Vec<Window>);

impl Hours {
    /// Closed all day.
    pub const CLOSED: Self = Self(Vec::new());

    /// Open all day.
    #[must_use]
    pub fn all_day() -> Self {
        Self(vec![Window::ALL_DAY])
    }

    /// These windows, in any order. Windows that touch are joined: `08:00-12:00,12:00-17:00` is `08:00-17:00`.
    ///
    /// # Errors
    /// With the two windows that overlap. A window that runs past midnight also overlaps one that begins on
    /// the same day before it ends, never one of the next day.
    pub fn new(mut windows: Vec<Window>) -> Result<Self, (Window, Window)> {
        windows.sort_unstable();
        let mut joined: Vec<Window> = Vec::with_capacity(windows.len());
        for window in windows {
            match joined.last_mut() {
                Some(last) if last.end > window.start => return Err((*last, window)),
                // Joined only while it stays a window of at most 24 hours that can be written down.
                Some(last) if last.end == window.start && window.end - last.start < DAY_MINUTES => {
                    last.end = window.end;
                }
                Some(last) if last.end == window.start && last.start == 0 && window.end == DAY_MINUTES => {
                    last.end = window.end;
                }
                _ => joined.push(window),
            }
        }
        Ok(Self(joined))
    }

    /// The windows in order.
    #[must_use]
    pub fn windows(&self) -> &[Window] {
        &self.0
    }

    /// Whether there is no window.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_closed() {
            return f.write_str("off");
        }
        for (n, window) in self.0.iter().enumerate() {
            write!(f, "{}{window}", if n > 0 { "," } else { "" })?;
        }
        Ok(())
    }
}
