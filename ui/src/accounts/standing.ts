/** How an account stands with its registrar: the light and the words. */

import type { AccountView, Reason } from '@/bindings';
import type { Glow } from '@/shared/Lamp.svelte';
import { shortMoment, timeOfDay } from '@/shared/words/formats';
import { say } from '@/shared/words/words.svelte';

export interface Standing {
	glow: Glow;
	/** One or two words. */
	word: string;
	/** Why, and what happens next; empty when all is well. */
	why: string;
	/** For those who want to know: server, time of the next renewal. */
	detail: string;
}

export function reasonOf(reason: Reason): string {
	const why = say(`reason-${reason.code}`, { subject: reason.subject ?? '' });
	return reason.status !== null && reason.code === 'refused'
		? say('with-status', { reason: why, status: String(reason.status) })
		: why;
}

export function standingOf({ registration }: AccountView): Standing {
	switch (registration.kind) {
		case 'disabled':
			return { glow: 'off', word: say('registration-disabled'), why: '', detail: '' };
		case 'direct':
			return {
				glow: 'on',
				word: say('registration-direct'),
				why: '',
				detail: say('registration-direct-detail'),
			};
		case 'registering':
			return { glow: 'waiting', word: say('registration-registering'), why: '', detail: '' };
		case 'registered':
			return {
				glow: 'on',
				word: say('registration-registered'),
				why: '',
				detail: say('registration-registered-detail', {
					server: registration.server,
					until: timeOfDay(registration.until),
				}),
			};
		case 'waiting':
			return {
				glow: 'trouble',
				word: say('registration-waiting'),
				why: reasonOf(registration.reason),
				detail:
					registration.retryAt === null
						? say('registration-stopped')
						: say('registration-retry', { at: shortMoment(registration.retryAt) }),
			};
		default:
			return registration satisfies never;
	}
}

/** The address without its scheme, as people write it. */
export function plainAddress(address: string): string {
	return address.replace(/^sips?:/u, '');
}
