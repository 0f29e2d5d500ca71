//! Settings: checked, kept, and put to work at once.

use std::path::PathBuf;

use contract::{
    DeviceView, LanguageView, Refusal, RefusalCode, SettingsDraft, ThemeView, TransferRequestsView,
};
use secrecy::SecretString;
use sound::{Choice, Country, Device, DeviceId, MAX_RINGS, Melody, Role};
use storage::{Language, SecretName, Settings, Theme};
use telephony::Codec;
use telephony::policy::SelfAnswer;
use tokio::sync::oneshot;

use super::accounts::keyring_refusal;
use super::core::{Core, Done};
use super::faults::desks;
use super::keeping::self_answer;
use super::snapshot::codecs;
use super::views::Mark;

/// Longest time for which records of calls and registrations are kept.
const BLACK_BOX_DAYS_MOST: u8 = 90;

/// Devices of this run, from the command line; they are not kept.
#[derive(Debug, Clone, Default)]
pub(super) struct Overrides {
    pub(super) input: Option<String>,
    pub(super) output: Option<String>,
    pub(super) ring: Option<String>,
}

/// Settings that are written, or not.
pub(super) struct SettingsDone {
    settings: Box<Settings>,
    has_token: bool,
    outcome: Result<(), Refusal>,
    reply: oneshot::Sender<Result<(), Refusal>>,
}

impl Overrides {
    /// The devices in use: the command line's, else the settings'.
    pub(super) fn choice(&self, settings: &Settings) -> Choice {
        let pick =
            |given: &Option<String>, set: &str| DeviceId::from(given.as_deref().unwrap_or(set));
        let ring = self.ring.clone().or_else(|| self.output.clone());
        let mut choice = Choice::new(
            pick(&self.input, &settings.input),
            pick(&self.output, &settings.output),
            pick(&ring, &settings.ring),
        );
        // A run with devices of its own rings at those alone.
        if ring.is_none() {
            choice.rings.extend(settings.ring_also.iter().map(|id| DeviceId::from(id.as_str())));
            choice.rings.truncate(MAX_RINGS);
            choice.everywhere = settings.ring_everywhere;
        }
        choice
    }
}

impl Core {
    pub(super) fn change_settings(
        &self,
        draft: SettingsDraft,
        reply: oneshot::Sender<Result<(), Refusal>>,
    ) {
        let (settings, token) = match self.merge(draft) {
            Ok(merged) => merged,
            Err(refusal) => return drop(reply.send(Err(refusal))),
        };
        let (store, secrets, done) = (self.store.clone(), self.secrets.clone(), self.done.clone());
        self.tasks.spawn(async move {
            let kept = match token {
                Some(token) => secrets.put(SecretName::Desk, token).await.map_err(keyring_refusal),
                None => Ok(()),
            };
            let outcome = match kept {
                Err(refusal) => Err(refusal),
                Ok(()) => store
                    .save_settings(settings.clone())
                    .await
                    .map_err(|error| Refusal::new(RefusalCode::StorageFailed, error.to_string())),
            };
            let has_token = desks::has_token(&settings, &secrets).await;
            let settings = Box::new(settings);
            drop(
                done.send(Done::Settings(SettingsDone { settings, has_token, outcome, reply }))
                    .await,
            );
        });
    }

    /// The settings as they shall be; refused where a field holds something that cannot be.
    fn merge(&self, draft: SettingsDraft) -> Result<(Settings, Option<SecretString>), Refusal> {
        let mut settings = self.settings.clone();
        let mut token = None;
        merge_ringing(&draft, &mut settings)?;
        if let Some(language) = draft.language {
            settings.language = match language {
                LanguageView::System => Language::System,
                LanguageView::De => Language::De,
                LanguageView::En => Language::En,
            };
        }
        if let Some(theme) = draft.theme {
            settings.theme = match theme {
                ThemeView::System => Theme::System,
                ThemeView::Light => Theme::Light,
                ThemeView::Dark => Theme::Dark,
            };
        }
        if let Some(views) = draft.codecs {
            settings.codecs = codec_names(views.into_iter().map(Codec::from))?;
        }
        for (wanted, field) in [
            (draft.input, &mut settings.input),
            (draft.output, &mut settings.output),
            (draft.ring, &mut settings.ring),
        ] {
            if let Some(device) = wanted {
                *field = device;
            }
        }
        if let Some(name) = draft.default_account {
            settings.default_account = match name.trim() {
                "" => None,
                name => Some(self.switchboard.find_account(name)?.to_string()),
            };
        }
        if let Some(desk) = draft.ticket_desk {
            (settings.ticket_desk, token) = desks::read(desk)?;
        }
        if let Some(days) = draft.black_box_days {
            if days > BLACK_BOX_DAYS_MOST {
                return Err(Refusal::new(RefusalCode::InvalidField, "blackBoxDays"));
            }
            settings.black_box_days = days;
        }
        if let Some(key) = draft.report_key {
            let key = key.trim();
            if !key.is_empty() && !crate::window::hotkey::is_key(key) {
                return Err(Refusal::new(RefusalCode::InvalidField, "reportKey"));
            }
            settings.report_key = Some(key.to_owned()).filter(|key| !key.is_empty());
        }
        Ok((settings, token))
    }

    pub(super) fn settings_done(&mut self, done: SettingsDone) {
        let SettingsDone { settings, has_token, outcome, reply } = done;
        let result = match outcome {
            Err(refusal) => Err(refusal),
            Ok(()) => {
                self.settings = *settings;
                self.reload_providers();
                self.has_token = has_token;
                self.apply_settings()
            }
        };
        self.views.mark(Mark::Settings);
        drop(reply.send(result));
    }

    /// Puts the settings to work.
    pub(super) fn apply_settings(&mut self) -> Result<(), Refusal> {
        let offered = codecs(&self.settings.codecs);
        self.pass(switchboard::Command::OfferCodecs { codecs: offered })?;
        let preferred = self.settings.default_account.as_ref().and_then(|id| id.parse().ok());
        if let Err(refusal) = self.pass(switchboard::Command::PreferAccount { account: preferred })
        {
            // The account is gone; the first that can will dial.
            tracing::info!(%refusal, "the default account is not there");
        }
        let wishes = Box::new(self.wishes());
        self.pass(switchboard::Command::Receive { wishes })?;
        self.stay_in_country();
        self.apply_desk();
        self.apply_tones();
        let choice = self.overrides.choice(&self.settings);
        if choice != self.sounds.choice() {
            self.sounds
                .choose(choice)
                .map_err(|error| Refusal::new(RefusalCode::UnknownDevice, error.to_string()))?;
        }
        Ok(())
    }

    pub(super) fn list_devices(&mut self, devices: Vec<Device>) {
        let of = |role: Role| {
            devices
                .iter()
                .filter(|device| device.role == role)
                .map(|device| DeviceView {
                    id: device.id.to_string(),
                    name: device.name.clone(),
                    is_default: device.is_default,
                })
                .collect()
        };
        self.devices.inputs = of(Role::Input);
        self.devices.outputs = of(Role::Output);
    }

    /// Where reports are kept when they are kept as files.
    pub(super) fn report_folder(&self) -> PathBuf {
        self.profile.join(desks::REPORTS)
    }
}

/// Ringing, tones and how calls are received.
fn merge_ringing(draft: &SettingsDraft, settings: &mut Settings) -> Result<(), Refusal> {
    let invalid = |field: &str| Refusal::new(RefusalCode::InvalidField, field);
    if let Some(devices) = &draft.ring_also {
        if devices.len() >= MAX_RINGS {
            return Err(invalid("ringAlso"));
        }
        settings.ring_also.clone_from(devices);
    }
    for (wanted, field, name) in [
        (draft.ring_volume, &mut settings.ring_volume_percent, "ringVolume"),
        (draft.tone_volume, &mut settings.tone_volume_percent, "toneVolume"),
    ] {
        if let Some(volume) = wanted {
            if volume > 100 {
                return Err(invalid(name));
            }
            *field = volume;
        }
    }
    for (wanted, field) in [
        (&draft.melody, &mut settings.melody),
        (&draft.melody_internal, &mut settings.melody_internal),
        (&draft.melody_group, &mut settings.melody_group),
    ] {
        if let Some(id) = wanted {
            Melody::from_id(id).ok_or_else(|| Refusal::new(RefusalCode::UnknownMelody, id))?;
            field.clone_from(id);
        }
    }
    if let Some(code) = &draft.tone_country {
        let country = Country::from_code(code).ok_or_else(|| invalid("toneCountry"))?;
        country.code().clone_into(&mut settings.tone_country);
    }
    for (wanted, field) in [
        (draft.ring_everywhere, &mut settings.ring_everywhere),
        (draft.call_waiting, &mut settings.call_waiting),
        (draft.waiting_tone, &mut settings.waiting_tone),
        (draft.key_tones, &mut settings.key_tones),
        (draft.call_bar, &mut settings.call_bar),
    ] {
        if let Some(wanted) = wanted {
            *field = wanted;
        }
    }
    if let Some(requests) = draft.transfer_requests {
        settings.transfer_requests = match requests {
            TransferRequestsView::Ask => "ask",
            TransferRequestsView::AskOutside => "askOutside",
            TransferRequestsView::Follow => "follow",
            TransferRequestsView::Refuse => "refuse",
        }
        .to_owned();
    }
    if let Some(callers) = &draft.auto_answer {
        let callers = callers.trim();
        if let SelfAnswer::Numbers(numbers) = self_answer(callers)
            && numbers.len() != callers.split(',').count()
        {
            return Err(invalid("autoAnswer"));
        }
        callers.clone_into(&mut settings.auto_answer);
    }
    Ok(())
}

fn codec_names(wanted: impl Iterator<Item = Codec>) -> Result<Vec<String>, Refusal> {
    let mut names: Vec<String> = Vec::new();
    for codec in wanted {
        let name = codec.name().replace('.', "").to_ascii_lowercase();
        if names.contains(&name) {
            return Err(Refusal::new(RefusalCode::InvalidField, "codecs"));
        }
        names.push(name);
    }
    if names.is_empty() {
        Err(Refusal::new(RefusalCode::InvalidField, "codecs"))
    } else {
        Ok(names)
    }
}
