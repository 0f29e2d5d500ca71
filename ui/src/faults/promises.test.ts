/** Every standing of a promise, in words and as a share. */

import { beforeEach, describe, expect, it } from 'vitest';

import type { StandingView } from '@/bindings';
import { promise } from '@/link/castFaults';
import { words } from '@/shared/words/words.svelte';

import { fareOf, nearest } from './promises';

const from = '2026-11-23T09:00:00Z';
const dueAt = '2026-11-23T10:00:00Z';
const fare = (standing: StandingView, now: string) =>
	fareOf(promise({ dueAt, standing }), from, Date.parse(now));

beforeEach(() => words.speak('en'));

describe('a promise', () => {
	it.each([
		['2026-11-23T09:15:00Z', 'running', 0.75, /45 min left$/u],
		['2026-11-23T09:45:00Z', 'near', 0.25, /15 min left$/u],
		['2026-11-23T09:44:59Z', 'running', 0.25, /15 min left$/u],
		['2026-11-23T10:02:00Z', 'over', 0, /over for 2 min$/u],
	])('that runs is at %s %s', (now, state, share, text) => {
		const found = fare({ kind: 'running', dueAt }, now);

		expect(found.state).toBe(state);
		expect(found.share).toBeCloseTo(share, 2);
		expect(found.text).toMatch(text);
	});

	it('that is paused says why and does not move', () => {
		const standing: StandingView = { kind: 'paused', leftS: 1800, why: 'customer' };

		const [soon, late] = ['2026-11-23T09:10:00Z', '2026-11-25T09:10:00Z'].map((now) =>
			fare(standing, now),
		);

		expect(soon).toEqual(late);
		expect(soon).toMatchObject({
			state: 'paused',
			share: 0.5,
			text: 'stands still with 30 min left: the provider waits for you',
		});
	});

	it('that was kept or missed says by how much', () => {
		expect(fare({ kind: 'kept', spareS: 90 * 60 }, dueAt)).toMatchObject({
			state: 'kept',
			text: 'kept, 1 hr, 30 min to spare',
		});
		expect(fare({ kind: 'missed', byS: 26 * 3600 }, dueAt)).toMatchObject({
			state: 'missed',
			tint: 'grave',
			text: 'missed by 1 day, 2 hr',
		});
	});

	it('has its due moment moved by pauses', () => {
		const found = fare({ kind: 'running', dueAt: '2026-11-23T10:30:00Z' }, dueAt);

		expect(found.text).toMatch(/30 min left$/u);
	});
});

it('finds the promise that is due next among those that run', () => {
	const running = (kind: string, due: string) =>
		promise({ kind, dueAt: due, standing: { kind: 'running', dueAt: due } });
	const paused = promise({ standing: { kind: 'paused', leftS: 1, why: 'customer' } });
	const later = running('restoration', '2026-11-23T18:00:00Z');
	const sooner = running('update', '2026-11-23T11:00:00Z');

	expect(nearest([later, paused, sooner])).toBe(sooner);
	expect(nearest([paused])).toBeNull();
});
