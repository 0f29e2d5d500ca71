/** Which calls stand together on the screen: a conference, a consultation with the call that waits, or one alone. */

import type { CallView } from '@/bindings';

export type Place =
	| { kind: 'conference'; key: string; calls: CallView[] }
	| { kind: 'consultation'; key: string; waiting: CallView; asking: CallView }
	| { kind: 'alone'; key: string; call: CallView };

/** Each call once, in the order in which the calls began. */
export function arrange(calls: readonly CallView[]): Place[] {
	const places: Place[] = [];
	const shown: string[] = [];
	for (const call of calls) {
		if (shown.includes(call.id)) {
			continue;
		}
		const place = placeOf(call, calls);
		places.push(place);
		shown.push(...callsOf(place).map(({ id }) => id));
	}
	return places;
}

export function callsOf(place: Place): CallView[] {
	switch (place.kind) {
		case 'conference':
			return place.calls;
		case 'consultation':
			return [place.waiting, place.asking];
		case 'alone':
			return [place.call];
		default:
			return place satisfies never;
	}
}

function placeOf(call: CallView, calls: readonly CallView[]): Place {
	if (call.conference) {
		const joined = calls.filter(({ conference }) => conference);
		return { kind: 'conference', key: 'conference', calls: joined };
	}
	const asking = call.consultsFor
		? call
		: calls.find((other) => other.consultsFor === call.id && !other.conference);
	const waiting = calls.find(({ id, conference }) => id === asking?.consultsFor && !conference);
	return asking && waiting
		? { kind: 'consultation', key: waiting.id, waiting, asking }
		: { kind: 'alone', key: call.id, call };
}

/** On hold by this side. */
export function isHeldHere({ state }: CallView): boolean {
	return state.kind === 'held' && (state.by === 'me' || state.by === 'both');
}

/**
 * The call that is spoken on and the one on hold, where there is exactly one of each:
 * what “the other one” means is then plain.
 */
export function pairOf(calls: readonly CallView[]): { spoken: CallView; held: CallView } | null {
	const single = calls.filter(({ conference }) => !conference);
	const held = single.filter(isHeldHere);
	const spoken = single.filter(
		(call) => call.answeredAt !== null && !isHeldHere(call) && call.state.kind !== 'ended',
	);
	return held.length === 1 && spoken.length === 1 ? { spoken: spoken[0]!, held: held[0]! } : null;
}
