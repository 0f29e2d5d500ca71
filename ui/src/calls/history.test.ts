/** Reading the call list page by page. */

import { expect, it } from 'vitest';

import { Recorded } from '@/link/recorded';
import { records } from '@/link/cast';

import { History, PAGE } from './history.svelte';

function listOf(amount: number) {
	const link = new Recorded();
	link.records = records(amount);
	return { link, history: new History(link) };
}

it('reads page after page to the end', async () => {
	const { history } = listOf(PAGE + 10);

	await history.renew();
	expect(history.records).toHaveLength(PAGE);
	expect(history.hasMore).toBe(true);

	await history.more();
	expect(history.records).toHaveLength(PAGE + 10);
	expect(history.hasMore).toBe(false);
	expect(history.total).toBe(PAGE + 10);
});

it('asks anew for as much as is on the screen', async () => {
	const { link, history } = listOf(3 * PAGE);
	await history.renew();
	await history.more();

	await history.renew();

	expect(link.queries.at(-1)?.limit).toBe(2 * PAGE);
	expect(history.records).toHaveLength(2 * PAGE);
});

it('shows the answer to the last question, whichever comes first', async () => {
	const { link, history } = listOf(20);
	const answers: (() => void)[] = [];
	const real = link.history.bind(link);
	link.history = async (query) => {
		await new Promise<void>((resolve) => answers.push(resolve));
		return real(query);
	};

	const slow = history.seek('lindner');
	const quick = history.seek('okafor');
	answers[1]!();
	await quick;
	answers[0]!();
	await slow;

	expect(new Set(history.records.map(({ remote }) => remote.name))).toEqual(
		new Set(['Marlene Okafor']),
	);
});

it('groups by the days of the calendar here', async () => {
	const { history } = listOf(80);

	await history.renew();

	const days = history.days;
	expect(days.length).toBeGreaterThan(1);
	expect(new Set(days.map(({ key }) => key)).size).toBe(days.length);
	expect(days.flatMap((day) => day.records)).toEqual(history.records);
});

it('keeps what it has and says why when the list cannot be read', async () => {
	const { link, history } = listOf(5);
	await history.renew();
	link.history = async () => ({ refusal: { code: 'storageFailed', subject: '' } });

	await history.renew();

	expect(history.refusal?.code).toBe('storageFailed');
	expect(history.records).toHaveLength(5);
});
