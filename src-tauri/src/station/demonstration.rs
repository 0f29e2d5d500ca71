//! The telephone system inside, for whoever has none yet.

use contract::{DemoView, Refusal, RefusalCode};
use tokio::sync::oneshot;

use super::core::{Core, Done};
use super::views::Mark;
use crate::demo::Demo;

impl Core {
    pub(super) fn start_demo(&self, reply: oneshot::Sender<Result<(), Refusal>>) {
        if self.demo.is_some() {
            drop(reply.send(Ok(())));
            return;
        }
        let done = self.done.clone();
        self.tasks.spawn(async move {
            let demo = Demo::start(super::sounds::random_seed()).await;
            drop(done.send(Done::DemoStarted { demo, reply }).await);
        });
    }

    pub(super) fn demo_started(
        &mut self,
        demo: Result<Demo, std::io::Error>,
        reply: oneshot::Sender<Result<(), Refusal>>,
    ) {
        let result = match demo {
            Err(error) => Err(Refusal::new(RefusalCode::DemoFailed, error.to_string())),
            Ok(demo) => self.add_demo_account(&demo).map(|()| {
                self.demo = Some(demo);
                self.views.mark(Mark::Demo);
            }),
        };
        drop(reply.send(result));
    }

    pub(super) async fn stop_demo(&mut self) {
        let Some(demo) = self.demo.take() else { return };
        self.remove_demo_account();
        self.work().await;
        demo.stop().await;
        self.views.mark(Mark::Demo);
    }

    pub(super) fn demo_view(&self) -> DemoView {
        self.demo.as_ref().map_or(DemoView::Off, Demo::view)
    }
}
