//! A way to Postgres that breaks at a chosen statement.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};

/// Where a session breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Break {
    /// Postgres never hears of the statement.
    Before,
    /// Postgres carries it out, and nobody hears of that.
    After,
}

/// Breaks one session at the n-th statement of a role, once armed.
#[derive(Debug, Default)]
pub(crate) struct Trap {
    /// Statements until it breaks; 0 and below: never.
    left: AtomicI64,
    after: AtomicUsize,
    /// How often it broke.
    pub(crate) broke: AtomicUsize,
}

impl Trap {
    /// Breaks at the `nth` statement from now.
    pub(crate) fn arm(&self, nth: i64, at: Break) {
        self.after.store(usize::from(at == Break::After), Ordering::SeqCst);
        self.left.store(nth, Ordering::SeqCst);
    }

    /// Lets everything pass.
    pub(crate) fn disarm(&self) {
        self.left.store(0, Ordering::SeqCst);
    }

    fn springs(&self) -> Option<Break> {
        if self.left.load(Ordering::SeqCst) < 1 || self.left.fetch_sub(1, Ordering::SeqCst) != 1 {
            return None;
        }
        self.broke.fetch_add(1, Ordering::SeqCst);
        Some(if self.after.load(Ordering::SeqCst) == 0 { Break::Before } else { Break::After })
    }
}

/// Listens in `folder` as Postgres does in `real`; sessions of `role` run into the trap.
pub(crate) fn listen(folder: &Path, real: &Path, role: &'static str, trap: Arc<Trap>) {
    std::fs::create_dir_all(folder).unwrap();
    let socket = ".s.PGSQL.5432";
    let listener = UnixListener::bind(folder.join(socket)).unwrap();
    let real = real.join(socket);
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let Ok(far) = UnixStream::connect(&real).await else { continue };
            let trap = trap.clone();
            tokio::spawn(async move {
                // An error on either side ends the session, as it would without a proxy.
                let _ended = session(near, far, role, &trap).await;
            });
        }
    });
}

async fn session(near: UnixStream, far: UnixStream, role: &str, trap: &Trap) -> std::io::Result<()> {
    let (mut from_near, mut to_near) = near.into_split();
    let (mut from_far, mut to_far) = far.into_split();
    let back = async { tokio::io::copy(&mut from_far, &mut to_near).await.map(drop) };
    let forth = async {
        let is_theirs = startup(&mut from_near, &mut to_far, role).await?;
        forth(&mut from_near, &mut to_far, is_theirs.then_some(trap)).await
    };
    tokio::select! {
        ended = back => ended,
        ended = forth => ended,
    }
}

/// Passes the first message on, which has no type; tells whether it is of this role.
async fn startup(from: &mut OwnedReadHalf, to: &mut OwnedWriteHalf, role: &str) -> std::io::Result<bool> {
    loop {
        let mut length = [0; 4];
        from.read_exact(&mut length).await?;
        let mut body = vec![0; usize::try_from(u32::from_be_bytes(length)).unwrap() - 4];
        from.read_exact(&mut body).await?;
        to.write_all(&length).await?;
        to.write_all(&body).await?;
        // A request for encryption comes before; the answer flows back as it is.
        if body[..2] == [0, 3] {
            let user = format!("user\0{role}\0");
            return Ok(body.windows(user.len()).any(|part| part == user.as_bytes()));
        }
    }
}

/// Passes messages on. A statement ends with a query (Q) or with the end of an extended one (S).
async fn forth(
    from: &mut OwnedReadHalf,
    to: &mut OwnedWriteHalf,
    trap: Option<&Trap>,
) -> std::io::Result<()> {
    loop {
        let mut head = [0; 5];
        from.read_exact(&mut head).await?;
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
        let mut body = vec![0; usize::try_from(length).unwrap() - 4];
        from.read_exact(&mut body).await?;
        let ends = matches!(head[0], b'Q' | b'S');
        let springs = trap.filter(|_| ends).and_then(Trap::springs);
        if springs == Some(Break::Before) {
            return Ok(());
        }
        to.write_all(&head).await?;
        to.write_all(&body).await?;
        if springs == Some(Break::After) {
            // Time enough to carry it out; what comes back is thrown away with the session.
            tokio::time::sleep(Duration::from_millis(60)).await;
            return Ok(());
        }
    }
}
