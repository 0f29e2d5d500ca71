/** How a watched telephone stands: the light and the words. What nobody tells is said to be unknown. */

import type { LampView } from '@/bindings';
import type { Glow } from '@/shared/Lamp.svelte';
import { say } from '@/shared/words/words.svelte';

import { nameOf } from '../party';

export function glowOf(lamp: LampView): Glow {
	const glows: Record<LampView['kind'], Glow> = {
		unknown: 'unknown',
		idle: 'on',
		ringing: 'waiting',
		talking: 'busy',
	};
	return glows[lamp.kind];
}

export function lampWords(lamp: LampView): string {
	switch (lamp.kind) {
		case 'unknown':
		case 'idle':
			return say(`lamp-${lamp.kind}`);
		case 'ringing':
			return lamp.caller
				? say('lamp-ringing-from', { name: nameOf(lamp.caller) })
				: say('lamp-ringing');
		case 'talking':
			return lamp.with
				? say('lamp-talking-with', { name: nameOf(lamp.with) })
				: say('lamp-talking');
		default:
			return lamp satisfies never;
	}
}
