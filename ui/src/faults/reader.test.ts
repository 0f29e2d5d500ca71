/** Turning the pages of a long file. */

import { expect, it } from 'vitest';

import { Recorded } from '@/link/recorded';

import { PAGE_LINES, Reader } from './reader.svelte';

function open(lines: number, line: (index: number) => string = (index) => `line ${index + 1}`) {
	const link = new Recorded();
	link.files = { log: Array.from({ length: lines }, (_, index) => line(index)).join('\n') };
	return { link, reader: new Reader(link, 'p1', 'log') };
}

it('holds one page at a time, forth and back', async () => {
	const { reader } = open(2.5 * PAGE_LINES);

	await reader.look('');
	expect(reader.lines).toHaveLength(PAGE_LINES);
	expect(reader.total).toBe(2.5 * PAGE_LINES);
	await reader.next();
	await reader.next();
	expect(reader.lines.at(0)?.number).toBe(2 * PAGE_LINES + 1);
	expect(reader.hasMore).toBe(false);
	await reader.next();
	await reader.back();

	expect(reader.lines.at(0)?.number).toBe(PAGE_LINES + 1);
	expect(reader.skipped).toBe(PAGE_LINES);
});

it('pages through what was found, not through what lies between', async () => {
	const { reader } = open(4 * PAGE_LINES, (index) => (index % 2 === 0 ? 'even' : 'odd'));

	await reader.look('odd');
	await reader.next();

	expect(reader.total).toBe(2 * PAGE_LINES);
	expect(reader.lines.at(0)?.number).toBe(2 * PAGE_LINES + 2);
	expect(reader.lines.every(({ text }) => text === 'odd')).toBe(true);
});

it('opens at the line that somebody named', async () => {
	const { reader } = open(3 * PAGE_LINES);

	await reader.open(PAGE_LINES + 7);

	expect(reader.lines.some(({ number }) => number === PAGE_LINES + 7)).toBe(true);
	expect(reader.hasBefore).toBe(true);
});

it('shows what was asked for last, whatever comes first', async () => {
	const { link, reader } = open(20);
	const slow = link.evidence.bind(link);
	let release: () => void = () => undefined;
	link.evidence = async (query) => {
		if (query.search === 'line 1') {
			await new Promise<void>((resolve) => (release = resolve));
		}
		return slow(query);
	};

	const first = reader.look('line 1');
	await reader.look('line 20');
	release();
	await first;

	expect(reader.lines.map(({ number }) => number)).toEqual([20]);
});

it('says why there is nothing, also when the link breaks', async () => {
	const { link, reader } = open(1);
	link.evidence = () => Promise.reject(new Error('gone'));

	await reader.look('');

	expect(reader.refusal).toEqual({ code: 'malformed', subject: 'Error: gone' });
	expect(reader.loading).toBe(false);
});
