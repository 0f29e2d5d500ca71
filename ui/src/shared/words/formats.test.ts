/** Dates, spans and measures in words. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
	clockSpan,
	dayName,
	dayOf,
	dueMoment,
	percent,
	roughSpan,
	size,
	spokenSpan,
} from './formats';
import { words } from './words.svelte';

const now = new Date(2026, 10, 22, 9, 0);
const at = (day: number, hour = 12) => new Date(2026, 10, day, hour).toISOString();

beforeEach(() => words.speak('de'));

it('shows spans as a telephone does', () => {
	expect(clockSpan(7)).toBe('0:07');
	expect(clockSpan(751.9)).toBe('12:31');
	expect(clockSpan(3729)).toBe('1:02:09');
	expect(clockSpan(-3)).toBe('0:00');
});

it('says spans in words for those who listen', () => {
	expect(spokenSpan(0)).toContain('0');
	expect(spokenSpan(64)).toMatch(/1\s?Min.*4\s?Sek/u);
});

it('calls near days by their names', () => {
	expect(dayName(at(22, 0), now)).toBe('Heute');
	expect(dayName(at(21, 23), now)).toBe('Gestern');
	expect(dayName(at(19), now)).toBe('Donnerstag');
	expect(dayName(at(2), now)).toContain('2. November');
});

it('keeps days apart at midnight', () => {
	expect(dayOf(at(21, 23))).not.toBe(dayOf(at(22, 0)));
	expect(dayOf(at(22, 0))).toBe(dayOf(at(22, 23)));
});

it('writes thousandths as per cent in the language of the window', () => {
	expect(percent(4)).toMatch(/^0,4\s%$/u);
});

it.each([
	[-5, '0 Sek.'],
	[59, '59 Sek.'],
	[3599, '59 Min.'],
	[3600, '1 Std.'],
	[3 * 3600 + 60, '3 Std., 1 Min.'],
	[2 * 86_400 + 3 * 3600 + 59, '2 Tage, 3 Std.'],
])('says %d seconds as roughly as anybody plans with', (seconds, text) => {
	expect(roughSpan(seconds).replace(/\u00a0/gu, ' ')).toBe(text);
});

it('gives the day of a moment only where it is not today', () => {
	expect(dueMoment(at(22, 10), now)).toBe('10:00');
	expect(dueMoment(at(23, 10), now)).toMatch(/^Mo.*23.*10:00$/u);
	expect(dueMoment(new Date(2027, 0, 4, 8).toISOString(), now)).toContain('2027');
});

it.each([
	[0, '0 Byte'],
	[999, '999 Byte'],
	[9120, '9,1 kB'],
	[48_211, '48 kB'],
	[1_204_331, '1,2 MB'],
])('says %d bytes as people compare them', (bytes, text) => {
	expect(size(bytes).replace(/\u00a0/gu, ' ')).toBe(text);
});

describe('days where the clock is changed', () => {
	const zone = process.env.TZ;

	afterEach(() => {
		if (zone === undefined) {
			delete process.env.TZ;
		} else {
			process.env.TZ = zone;
		}
	});

	it.each([
		['summer time begins: 23 hours', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z'],
		['summer time ends: 25 hours', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z'],
	])('begin and end at midnight when %s', (_name, first, last) => {
		process.env.TZ = 'Europe/Berlin';
		const moved = (moment: string, by: number) =>
			new Date(new Date(moment).getTime() + by * 1000).toISOString();

		expect(dayOf(first)).toBe(dayOf(last));
		expect(dayOf(moved(first, -1))).not.toBe(dayOf(first));
		expect(dayOf(moved(last, 1))).not.toBe(dayOf(last));
		expect(dayName(first, new Date(moved(last, 3600)))).toBe('Gestern');
	});

	it('are those of the place where the person is now', () => {
		const late = '2026-11-22T20:30:00Z';
		process.env.TZ = 'Europe/Berlin';
		const here = dayOf(late);
		process.env.TZ = 'Asia/Tokyo';

		expect(dayOf(late)).not.toBe(here);
	});
});
