/** How sound devices are called on the screen. */

import type { DevicesView, DeviceView } from '@/bindings';
import { say } from '@/shared/words/words.svelte';

export function deviceName(device: DeviceView): string {
	if (device.id === 'default') {
		return say('device-default');
	}
	return device.id === 'null' ? say('device-null') : device.name;
}

/** What is set and not in the list stays to be seen: it is what the program waits for. */
export function strangerName(id: string, devices: DevicesView): string {
	if (id === 'default') {
		return say('device-default');
	}
	return devices.missing.includes(id) ? say('device-missing', { device: id }) : id;
}
