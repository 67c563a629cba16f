//! The body as lines.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::stream::Fuse;

use super::{Ended, Input, InputLost};

/// How long a line may be, in bytes: as long as any other request (content-api-write.md §6).
pub(super) const LONGEST: usize = 1024 * 1024;

/// How long a sender may send on when the import has ended.
const LINGER: Duration = Duration::from_secs(10);

/// Splits a body into lines, holding the line under way and one piece of the body.
pub(super) struct Lines {
    input: Fuse<Input>,
    buffer: BytesMut,
    /// In so much of the buffer there is no line feed.
    searched: usize,
    at_end: bool,
}

impl Lines {
    pub(super) fn new(input: Input) -> Self {
        Self { input: input.fuse(), buffer: BytesMut::new(), searched: 0, at_end: false }
    }

    /// The next line that is here whole, without its line feed; the last one needs none.
    pub(super) fn next_here(&mut self) -> Result<Option<Bytes>, Ended> {
        let feed = self.buffer[self.searched..].iter().position(|byte| *byte == b'\n');
        let Some(feed) = feed.map(|at| at + self.searched) else {
            self.searched = self.buffer.len();
            if self.searched > LONGEST {
                return Err(too_long());
            }
            if !self.at_end || self.buffer.is_empty() {
                return Ok(None);
            }
            self.searched = 0;
            return Ok(Some(self.buffer.split().freeze()));
        };
        if feed > LONGEST {
            return Err(too_long());
        }
        self.searched = 0;
        let mut line = self.buffer.split_to(feed + 1);
        line.truncate(feed);
        if line.last() == Some(&b'\r') {
            line.truncate(feed - 1);
        }
        Ok(Some(line.freeze()))
    }

    /// Waits for more of the body. Whoever drops the wait loses nothing.
    pub(super) async fn more(&mut self) -> Result<(), Ended> {
        match self.input.next().await {
            Some(Ok(piece)) => self.buffer.extend_from_slice(&piece),
            Some(Err(InputLost::Gone)) => return Err(Ended::new("the body was cut off")),
            Some(Err(InputLost::TooSlow)) => return Err(Ended::new("the next line did not come in time")),
            None => self.at_end = true,
        }
        Ok(())
    }

    /// Takes the rest of the body for a while and forgets it. An import that ends before its lines do would else close the
    /// connection under its sender, who might never see why.
    pub(super) async fn discard(&mut self) {
        self.buffer.clear();
        let rest = async { while let Some(Ok(_)) = self.input.next().await {} };
        // What does not come in time is not waited for.
        let _ = tokio::time::timeout(LINGER, rest).await;
    }

    /// Whether no line will come any more.
    pub(super) fn is_over(&self) -> bool {
        self.at_end && self.buffer.is_empty()
    }
}

fn too_long() -> Ended {
    Ended::new("a line is longer than 1 MiB")
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    async fn all(pieces: Vec<Result<&'static [u8], InputLost>>) -> (Vec<String>, Result<(), Ended>) {
        let pieces = pieces.into_iter().map(|piece| piece.map(Bytes::from_static));
        let mut lines = Lines::new(Box::pin(stream::iter(pieces)));
        let mut found = Vec::new();
        loop {
            match lines.next_here() {
                Ok(Some(line)) => found.push(String::from_utf8(line.to_vec()).unwrap()),
                Ok(None) if lines.is_over() => return (found, Ok(())),
                Ok(None) => {
                    if let Err(ended) = lines.more().await {
                        return (found, Err(ended));
                    }
                }
                Err(ended) => return (found, Err(ended)),
            }
        }
    }

    #[tokio::test]
    async fn lines_come_whole_however_the_body_is_cut() {
        assert_eq!(all(vec![]).await, (vec![], Ok(())));
        let (found, end) = all(vec![Ok(b"a"), Ok(b"b\r\nc\n\n"), Ok(b"d")]).await;
        assert_eq!((found, end), (vec!["ab".into(), "c".into(), String::new(), "d".into()], Ok(())));
    }

    #[tokio::test]
    async fn a_body_that_is_over_is_not_asked_again() {
        // It panics when it is asked after its end, as bodies do.
        let pieces = stream::unfold(1, async |left| (left > 0).then(|| (Ok(Bytes::from_static(b"a\n")), left - 1)));
        let mut lines = Lines::new(Box::pin(pieces));
        lines.more().await.unwrap();
        lines.more().await.unwrap();
        lines.discard().await;
        assert!(lines.is_over());
    }

    #[tokio::test]
    async fn a_line_that_was_cut_off_is_not_given() {
        let (found, end) = all(vec![Ok(b"a\nb"), Err(InputLost::Gone)]).await;
        assert_eq!(found, ["a"]);
        assert!(end.is_err());
    }

    #[tokio::test]
    async fn a_line_is_not_gathered_without_end() {
        let piece: &'static [u8] = Box::leak(vec![b'x'; 300 * 1024].into_boxed_slice());
        let (found, end) = all(vec![Ok(piece); 10]).await;
        assert_eq!((found.len(), end), (0, Err(too_long())));
    }
}
