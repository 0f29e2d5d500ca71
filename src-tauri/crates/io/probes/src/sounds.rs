//! Sound devices, the engine behind them, and a short test of both. Source: S1-091, S4-14.

use faults::{Finding, Outcome, Says};

use crate::{Engine, LoopResult, LoopTest, LoopTrouble, Sounds};

/// Whether microphone and loudspeaker are there.
pub(crate) fn devices(sounds: Option<&Sounds>) -> Finding {
    let finding = |outcome, says| Finding::new("sound", "", outcome, says);
    let Some(sounds) = sounds else { return finding(Outcome::Skipped, Says::SoundUntold) };
    let (outcome, says) = if !sounds.missing.is_empty() {
        (Outcome::Bad, Says::SoundMissing)
    } else if sounds.inputs.is_empty() || sounds.outputs.is_empty() {
        (Outcome::Remark, Says::SoundNone)
    } else {
        (Outcome::Good, Says::SoundPresent)
    };
    let mut finding = finding(outcome, says)
        .with("inputs", sounds.inputs.len().to_string())
        .with("outputs", sounds.outputs.len().to_string());
    if !sounds.missing.is_empty() {
        finding = finding.with("missing", sounds.missing.join(", "));
    }
    finding
}

/// Whether the sound engine still answers.
pub(crate) fn engine(sounds: Option<&Sounds>) -> Finding {
    let (outcome, says) = match sounds.map(|sounds| sounds.engine) {
        Some(Engine::Alive) => (Outcome::Good, Says::EngineAlive),
        Some(Engine::Hung) => (Outcome::Bad, Says::EngineHung),
        Some(Engine::Off) | None => (Outcome::Skipped, Says::EngineOff),
    };
    Finding::new("engine", "", outcome, says)
}

/// Carries sound through everything, as the program does it.
pub(crate) async fn loop_test(test: Option<LoopTest>) -> Finding {
    let finding = |outcome, says| Finding::new("loop", "", outcome, says);
    let Some(LoopTest(test)) = test else { return finding(Outcome::Skipped, Says::LoopNone) };
    match test.await {
        Ok(LoopResult { came_through, packets }) => {
            let (outcome, says) = if came_through {
                (Outcome::Good, Says::LoopGood)
            } else {
                (Outcome::Bad, Says::LoopSilent)
            };
            finding(outcome, says).with("packets", packets.to_string())
        }
        Err(LoopTrouble::Device(device)) => {
            finding(Outcome::Bad, Says::LoopFailed).with("device", device)
        }
        Err(LoopTrouble::Busy) => finding(Outcome::Skipped, Says::LoopNone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LoopFuture;

    #[test]
    fn a_chosen_device_that_is_gone_is_a_fault_and_a_machine_without_sound_is_none() {
        let mut sounds = Sounds { missing: vec!["Headset".to_owned()], ..Sounds::default() };
        assert_eq!(devices(Some(&sounds)).says, Says::SoundMissing);
        sounds.missing.clear();
        assert_eq!(devices(Some(&sounds)).outcome, Outcome::Remark);
        sounds = Sounds {
            inputs: vec!["a".to_owned()],
            outputs: vec!["b".to_owned()],
            ..Sounds::default()
        };
        assert_eq!(devices(Some(&sounds)).outcome, Outcome::Good);
        assert_eq!(devices(None).outcome, Outcome::Skipped);
    }

    #[tokio::test]
    async fn s4_14_an_engine_that_hangs_is_a_fault() {
        let sounds = Sounds { engine: Engine::Hung, ..Sounds::default() };

        assert_eq!(engine(Some(&sounds)).outcome, Outcome::Bad);
    }

    #[tokio::test]
    async fn the_loop_test_says_what_came_through() {
        let test = |result| {
            let work: LoopFuture = Box::pin(async move { result });
            Some(LoopTest(work))
        };

        let good = Ok(LoopResult { came_through: true, packets: 50 });
        assert_eq!(loop_test(test(good)).await.measured, [("packets", "50".to_owned())]);
        let silent = Ok(LoopResult { came_through: false, packets: 0 });
        assert_eq!(loop_test(test(silent)).await.outcome, Outcome::Bad);
        let broken = Err(LoopTrouble::Device("Headset".to_owned()));
        assert_eq!(loop_test(test(broken)).await.outcome, Outcome::Bad);
        assert_eq!(loop_test(test(Err(LoopTrouble::Busy))).await.outcome, Outcome::Skipped);
        assert_eq!(loop_test(None).await.outcome, Outcome::Skipped);
    }
}
