//! Takes comments from the shelf to the tickets of their reports.

use faults::{CommentState, CommentStep, Shelf, Trouble, TroubleKind, WaitingComment};

use super::{Outbox, later, patiently};
use crate::Desk;

impl<S: Shelf, D: Desk> Outbox<S, D> {
    /// Makes one attempt with a comment.
    ///
    /// That it is being sent is on the shelf before it is, so that no hurry and no later run asks
    /// while the server may still be at it; the desk adds it only when its mark is not there.
    pub(super) async fn send(&self, mut waiting: WaitingComment) -> Result<(), S::Error> {
        let sending = CommentStep::Send { settled_at: self.settled_at() };
        self.keep_comment(&mut waiting, sending).await?;
        let WaitingComment { report, comment, .. } = &waiting;
        tracing::debug!(report = %report.id, comment = %comment.id, "sending a comment");
        let sent = match report.state.ticket() {
            Some(ticket) => patiently(self.desk.comment(ticket, report, comment)).await,
            // The shelf gives none whose report is not filed.
            None => Err(Trouble::new(TroubleKind::NotFound)),
        };
        let step = match sent {
            Ok(()) => CommentStep::Sent,
            Err(trouble) => self.comment_failed(&waiting, trouble),
        };
        self.keep_comment(&mut waiting, step).await
    }

    /// Takes up what was being sent when the last run ended: it is looked for when it must have had
    /// its effect.
    pub(super) async fn resume_comments(&self) {
        let in_doubt = match self.shelf.comments_in_doubt().await {
            Ok(in_doubt) => in_doubt,
            Err(error) => return tracing::error!(%error, "comments cannot be read"),
        };
        for mut waiting in in_doubt {
            let settled_at = later((self.read_clock)(), self.settle);
            let kept = self.keep_comment(&mut waiting, CommentStep::Send { settled_at }).await;
            if let Err(error) = kept {
                tracing::error!(%error, comment = %waiting.comment.id, "comment cannot be kept");
            }
        }
    }

    fn comment_failed(&self, waiting: &WaitingComment, trouble: Trouble) -> CommentStep {
        let failures = waiting.state.effort().map_or(0, |effort| effort.failures).saturating_add(1);
        let retry_at = self.retry_at(failures, &trouble);
        tracing::warn!(
            report = %waiting.report.id, comment = %waiting.comment.id,
            kind = trouble.kind.code(), status = trouble.status, %retry_at,
            "comment not sent yet",
        );
        CommentStep::Failed { trouble, retry_at }
    }

    /// Takes a step, puts it on the shelf, then tells of it.
    async fn keep_comment(
        &self,
        waiting: &mut WaitingComment,
        step: CommentStep,
    ) -> Result<(), S::Error> {
        let WaitingComment { report, comment, state } = waiting;
        if state.take(step).is_err() {
            tracing::error!(comment = %comment.id, state = state.code(), "step does not fit");
            return Ok(());
        }
        let state: CommentState = state.clone();
        self.shelf.keep_comment(comment.id, state.clone()).await?;
        self.tell(report, Some((comment.id, state))).await;
        Ok(())
    }
}
