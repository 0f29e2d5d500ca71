//! Where it rings: which devices a choice means on this machine.

use crate::device::{Kind, MAX_RINGS};
use crate::hardware::is_alias;
use crate::{Choice, Device, DeviceId, Role};

/// Where it rings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Places {
    /// At the talking device.
    pub(super) in_output: bool,
    /// At these besides, no device twice.
    pub(super) apart: Vec<DeviceId>,
}

impl Places {
    pub(super) fn of(choice: &Choice, devices: &[Device]) -> Self {
        let mut wanted = choice.rings.clone();
        if choice.everywhere || wanted.is_empty() {
            wanted.push(choice.output.clone());
        }
        if choice.everywhere {
            let outputs = devices.iter().filter(|device| device.role == Role::Output);
            wanted.extend(outputs.map(|device| device.id.clone()).filter(|id| !is_alias(id)));
        }
        let is_same = |one: &DeviceId, other: &DeviceId| {
            let found = output_meant(one, devices);
            one == other || (found.is_some() && found == output_meant(other, devices))
        };
        let mut places = Self { in_output: false, apart: Vec::new() };
        for device in wanted {
            if is_same(&device, &choice.output) {
                places.in_output = true;
            } else if places.apart.len() < MAX_RINGS
                && !places.apart.iter().any(|known| is_same(known, &device))
            {
                places.apart.push(device);
            }
        }
        places
    }
}

/// The listed output that a choice means now.
pub(super) fn output_meant<'a>(chosen: &DeviceId, devices: &'a [Device]) -> Option<&'a DeviceId> {
    let mut outputs = devices.iter().filter(|device| device.role == Role::Output);
    let meant = match chosen.kind() {
        Kind::Default => outputs.find(|device| device.is_default),
        Kind::Named(name) => outputs.find(|device| device.id == *chosen || device.name == name),
        Kind::Null | Kind::Wav(_) => None,
    };
    meant.map(|device| &device.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(id: &str, is_default: bool) -> Device {
        Device { id: id.into(), name: format!("the {id}"), role: Role::Output, is_default }
    }

    fn house() -> Vec<Device> {
        let microphone = Device { role: Role::Input, ..output("pulseaudio:microphone", true) };
        vec![
            output("pulseaudio:speaker", true),
            output("pulseaudio:headset", false),
            microphone,
            output("pulseaudio:screen", false),
        ]
    }

    fn choice(output: &str, rings: &[&str], everywhere: bool) -> Choice {
        let rings = rings.iter().map(|ring| DeviceId::from(*ring)).collect();
        Choice { input: DeviceId::null(), output: output.into(), rings, everywhere }
    }

    #[track_caller]
    fn assert_places(choice: &Choice, in_output: bool, apart: &[&str]) {
        let apart = apart.iter().map(|id| DeviceId::from(*id)).collect();
        assert_eq!(Places::of(choice, &house()), Places { in_output, apart });
    }

    #[test]
    fn without_a_choice_it_rings_where_one_talks() {
        assert_places(&choice("pulseaudio:headset", &[], false), true, &[]);
    }

    #[test]
    fn it_rings_at_the_loudspeaker_while_one_talks_with_the_headset() {
        let choice = choice("pulseaudio:headset", &["pulseaudio:speaker"], false);

        assert_places(&choice, false, &["pulseaudio:speaker"]);
    }

    #[test]
    fn one_device_under_two_names_rings_once() {
        let by_name = choice("default", &["the pulseaudio:speaker", "pulseaudio:speaker"], false);
        assert_places(&by_name, true, &[]);
        let twice = choice("pulseaudio:headset", &["default", "pulseaudio:speaker"], false);
        assert_places(&twice, false, &["default"]);
    }

    #[test]
    fn everywhere_is_every_output_once_and_the_devices_that_were_named() {
        let all = choice("default", &[], true);
        assert_places(&all, true, &["pulseaudio:headset", "pulseaudio:screen"]);
        let more = choice("null", &["wav:/tmp/ring.wav"], true);
        let apart =
            ["wav:/tmp/ring.wav", "pulseaudio:speaker", "pulseaudio:headset", "pulseaudio:screen"];
        assert_places(&more, true, &apart);
    }

    #[test]
    fn a_device_that_is_not_there_keeps_its_place_for_its_return() {
        let choice = choice("default", &["pulseaudio:gone"], false);

        assert_places(&choice, false, &["pulseaudio:gone"]);
    }

    #[test]
    fn a_machine_with_many_outputs_rings_at_the_first_of_them() {
        let many: Vec<Device> =
            (0..40).map(|number| output(&format!("pulseaudio:{number}"), false)).collect();

        let places = Places::of(&choice("null", &[], true), &many);

        assert_eq!(places.apart.len(), MAX_RINGS);
    }
}
