/** Which calls stand together. */

import { expect, it } from 'vitest';

import { call } from '@/link/cast';

import { arrange, callsOf, pairOf } from './arrangement';

const held = call({ id: 'a', state: { kind: 'held', by: 'me' } });
const spoken = call({ id: 'b' });
const kinds = (...calls: Parameters<typeof arrange>[0]) =>
	arrange(calls).map((place) => [place.kind, ...callsOf(place).map(({ id }) => id)]);

it('shows each call once, in the order in which they began', () => {
	expect(kinds(held, spoken)).toEqual([
		['alone', 'a'],
		['alone', 'b'],
	]);
});

it('puts a consultation with the call that waits, whichever began first', () => {
	const asking = { ...spoken, consultsFor: 'a' };

	expect(kinds(held, asking)).toEqual([['consultation', 'a', 'b']]);
	expect(kinds(asking, held)).toEqual([['consultation', 'a', 'b']]);
});

it('leaves a consultation alone whose caller has gone', () => {
	expect(kinds({ ...spoken, consultsFor: 'gone' })).toEqual([['alone', 'b']]);
});

it('makes one of all that are in the conference', () => {
	const joined = { ...spoken, consultsFor: 'a', conference: true };

	expect(kinds({ ...held, conference: true }, joined, call({ id: 'c' }))).toEqual([
		['conference', 'a', 'b'],
		['alone', 'c'],
	]);
});

it('knows the other call only where there is one of each', () => {
	expect(pairOf([held, spoken])).toEqual({ spoken, held });
	expect(pairOf([held, spoken, { ...held, id: 'c' }])).toBeNull();
	expect(pairOf([spoken])).toBeNull();
	expect(pairOf([{ ...held, conference: true }, spoken])).toBeNull();
});

it('counts a call that the far end holds as one that is spoken on', () => {
	const theirs = call({ id: 'b', state: { kind: 'held', by: 'them' } });

	expect(pairOf([held, theirs])).toEqual({ spoken: theirs, held });
});
