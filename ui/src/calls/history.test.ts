/** Reading a call list of any length. */

import { expect, it } from 'vitest';

import { records } from '@/link/cast';
import { Recorded } from '@/link/recorded';

import { History, PAGE } from './history.svelte';

function listOf(amount: number) {
	const link = new Recorded();
	link.records = records(amount);
	return { link, history: new History(link) };
}

/** New calls above those that are there. */
function callIn(link: Recorded, amount: number) {
	const fresh = records(amount).map((record, index) => ({ ...record, id: `new${index}` }));
	link.records = [...fresh, ...link.records];
}

const ids = (history: History, places: number[]) => places.map((place) => history.at(place)?.id);

it('reads what is looked at, wherever it is', async () => {
	const { link, history } = listOf(100_000);
	await history.renew();
	expect(history.total).toBe(100_000);

	await history.need(50_150, 50_250);
	expect(ids(history, [50_150, 50_250])).toEqual(['r50150', 'r50250']);
	expect(link.queries.slice(1).map(({ skip }) => skip)).toEqual([50_100, 50_200]);

	expect(await history.reach(99_999)).toMatchObject({ id: 'r99999' });
});

it('asks once for what it has', async () => {
	const { link, history } = listOf(300);
	await history.renew();
	await history.need(0, 250);
	const asked = link.queries.length;

	await history.need(0, 250);
	await history.reach(120);

	expect(link.queries).toHaveLength(asked);
});

it('follows the latest wish while a page is on its way', async () => {
	const { link, history } = listOf(100_000);
	await history.renew();

	const first = history.need(40_000, 40_900);
	void history.need(90_000, 90_010);
	await first;

	expect(history.at(90_005)?.id).toBe('r90005');
	expect(link.queries.map(({ skip }) => skip)).toEqual([0, 40_000, 90_000]);
});

it('holds no more than is needed, and what is pinned', async () => {
	const { history } = listOf(10_000);
	await history.renew();
	history.pin('r3');

	for (let place = 0; place < 5000; place += PAGE) {
		await history.need(place, place + PAGE);
	}

	expect(history.held).toBeLessThan(2000);
	expect(history.at(3)?.id).toBe('r3');
	expect(history.at(4)).toBeUndefined();
});

it('knows after new calls where everything stands, and cuts nothing', async () => {
	const { link, history } = listOf(10_000);
	await history.renew();
	history.pin('r2');
	await history.need(7000, 7020);
	callIn(link, 3);

	await history.renew(7000, 7020);

	expect(history.total).toBe(10_003);
	expect(history.placeOf('r7000')).toBe(7003);
	expect(history.placeOf('r2')).toBe(5);
	await history.need(9990, 10_002);
	expect(history.at(10_002)?.id).toBe('r9999');
});

it('reads again what new calls moved between two pages', async () => {
	const { link, history } = listOf(300);
	await history.renew();
	callIn(link, 1);

	await history.need(90, 150);

	expect(history.placeOf('r99')).toBe(100);
	expect(ids(history, [90, 99, 100, 101])).toEqual(['r89', 'r98', 'r99', 'r100']);
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

	const names = Array.from({ length: history.total }, (_, place) => history.at(place)?.remote.name);
	expect(new Set(names)).toEqual(new Set(['Marlene Okafor']));
});

it('begins a day where the calendar here does', async () => {
	const { history } = listOf(80);

	await history.renew();

	const begins = Array.from({ length: 80 }, (_, place) => place).filter((place) =>
		history.beginsDay(place),
	);
	const days = daysOf(history);
	expect(begins[0]).toBe(0);
	expect(begins).toHaveLength(days.size);
	expect(days.size).toBeGreaterThan(1);
});

it('keeps what it has and says why when the list cannot be read', async () => {
	const { link, history } = listOf(500);
	await history.renew();
	link.history = async () => ({ refusal: { code: 'storageFailed', subject: '' } });

	await history.renew();
	await history.need(300, 320);

	expect(history.refusal?.code).toBe('storageFailed');
	expect(history.at(5)?.id).toBe('r5');
	expect(await history.reach(400)).toBeUndefined();
});

function daysOf(history: History): Set<string> {
	const all = Array.from({ length: history.total }, (_, place) => history.at(place)!.startedAt);
	return new Set(all.map((at) => new Date(at).toDateString()));
}
