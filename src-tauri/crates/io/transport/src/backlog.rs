//! News for the agent that waits until its queue has room.

use std::collections::VecDeque;

use sip_agent::Input;
use tokio::sync::mpsc;

/// Hands news to the agent in order, without ever making its owner wait for it.
#[derive(Debug)]
pub(crate) struct Backlog {
    inputs: mpsc::Sender<Input>,
    waiting: VecDeque<Input>,
    /// Beyond: the oldest [`Input::SendFailed`] is forgotten, see [`crate::Limits::backlog`].
    limit: usize,
}

/// The agent is gone: nobody will ever read again.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Gone;

impl Backlog {
    pub(crate) const fn new(inputs: mpsc::Sender<Input>, limit: usize) -> Self {
        Self { inputs, waiting: VecDeque::new(), limit }
    }

    /// Whether everything has been handed over. Who reads from the network reads only then.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Hands `input` over, now if there is room.
    pub(crate) fn push(&mut self, input: Input) {
        let input = if self.waiting.is_empty() {
            match self.inputs.try_send(input) {
                Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => return,
                Err(mpsc::error::TrySendError::Full(input)) => input,
            }
        } else {
            input
        };
        if self.waiting.len() >= self.limit {
            self.forget_one();
        }
        self.waiting.push_back(input);
    }

    /// Waits until one piece of news is handed over; for ever while there is none.
    ///
    /// Cancel-safe: nothing leaves the backlog before there is room for it.
    pub(crate) async fn deliver(&mut self) -> Result<(), Gone> {
        if self.waiting.is_empty() {
            self.inputs.closed().await;
            return Err(Gone);
        }
        let permit = self.inputs.reserve().await.map_err(|_closed| Gone)?;
        if let Some(input) = self.waiting.pop_front() {
            permit.send(input);
        }
        Ok(())
    }

    /// Hands over everything that is left, in order.
    pub(crate) async fn finish(mut self) {
        while !self.is_empty() && self.deliver().await.is_ok() {}
    }

    fn forget_one(&mut self) {
        let failed =
            self.waiting.iter().position(|input| matches!(input, Input::SendFailed { .. }));
        self.waiting.remove(failed.unwrap_or(0));
        tracing::warn!(
            limit = self.limit,
            "the agent does not keep up; a failed send is forgotten"
        );
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use sip_agent::wire::{Route, SendId, TransportError, TransportKind};

    use super::*;

    #[tokio::test]
    async fn news_keeps_its_order_when_the_queue_was_full() {
        let (inputs, mut agent) = mpsc::channel(1);
        let mut backlog = Backlog::new(inputs, 8);

        (0..3).for_each(|number| backlog.push(failed(number)));
        let mut seen = Vec::new();
        seen.push(number(&agent.recv().await.unwrap()));
        backlog.deliver().await.unwrap();
        seen.push(number(&agent.recv().await.unwrap()));
        backlog.deliver().await.unwrap();
        seen.push(number(&agent.recv().await.unwrap()));

        assert_eq!(seen, [0, 1, 2]);
        assert!(backlog.is_empty());
    }

    #[tokio::test]
    async fn a_full_backlog_forgets_the_oldest_failed_send() {
        let (inputs, mut agent) = mpsc::channel(1);
        let mut backlog = Backlog::new(inputs, 2);

        (0..4).for_each(|number| backlog.push(failed(number)));
        let mut seen = vec![number(&agent.recv().await.unwrap())];
        backlog.deliver().await.unwrap();
        seen.push(number(&agent.recv().await.unwrap()));

        assert_eq!(seen, [0, 2], "1 was the oldest of those that waited");
    }

    #[tokio::test]
    async fn an_agent_that_is_gone_is_noticed() {
        let (inputs, agent) = mpsc::channel(1);
        let mut backlog = Backlog::new(inputs, 2);

        drop(agent);

        assert_eq!(backlog.deliver().await, Err(Gone));
    }

    fn failed(number: u64) -> Input {
        let peer = SocketAddr::from(([127, 0, 0, 1], 5060));
        let route = Route { transport: TransportKind::Udp, peer, server_name: None, flow: None };
        Input::SendFailed { send: SendId(number), route, why: TransportError::Refused }
    }

    fn number(input: &Input) -> u64 {
        let Input::SendFailed { send, .. } = input else { panic!("not a failed send") };
        send.0
    }
}
