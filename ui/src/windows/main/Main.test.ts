/** The main window beside the telephone: call list, first look, pages. */

import { screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';

import { account, call, record, records, settings } from '@/link/cast';
import { callBack, colleagues, elsewhere, places } from '@/link/castCalls';
import { report } from '@/link/castFaults';

import { pages } from './Tabs.svelte';
import { english, offered, open } from './testing/open';

describe('the call list', () => {
	const rows = async () => {
		await screen.findByRole('grid', { name: 'Call list' });
		return screen.getAllByRole('row').filter((row) => row.hasAttribute('data-record'));
	};

	it('calls back by Enter on a line', async () => {
		const { link, user } = open();

		(await rows())[0]!.focus();
		await user.keyboard('{ArrowDown}{Enter}');

		expect((await rows())[1]).toHaveFocus();
		expect(link.commands).toMatchObject([{ kind: 'dial', target: link.records[1]!.remote.uri }]);
	});

	it('calls back by a double press', async () => {
		const { link, user } = open();

		await user.dblClick((await rows())[2]!);

		expect(link.commands).toMatchObject([{ kind: 'dial', target: link.records[2]!.remote.uri }]);
	});

	it('asks for the lines that are wanted', async () => {
		const { link, user } = open();

		await user.click(screen.getByRole('button', { name: 'Outgoing' }));
		await user.type(screen.getByRole('searchbox', { name: 'Search calls' }), 'ute');

		await waitFor(() =>
			expect(link.queries.at(-1)).toMatchObject({ filter: 'outgoing', search: 'ute' }),
		);
	});

	it('marks missed calls as seen when they are looked at', async () => {
		const { link, user } = open({ missed: 2 });

		await user.click(screen.getByRole('button', { name: 'Show' }));

		expect(link.commands).toEqual([{ kind: 'seeMissed' }]);
		expect(screen.getByRole('button', { name: 'Missed' })).toHaveAttribute('aria-pressed', 'true');
	});

	it('deletes a line and goes on with the next', async () => {
		const { link, user } = open();
		const [first, second] = await rows();

		first!.focus();
		await user.keyboard('{Delete}');

		expect(link.commands).toEqual([{ kind: 'deleteRecord', record: link.records[0]!.id }]);
		await waitFor(() => expect(second).toHaveFocus());
	});

	it('deletes everything only after asking', async () => {
		const { link, user } = open();
		await rows();

		await user.click(screen.getByRole('button', { name: 'Delete call list' }));
		const dialog = within(await screen.findByRole('dialog'));
		expect(dialog.getByRole('button', { name: 'Cancel' })).toHaveFocus();
		await user.click(dialog.getByRole('button', { name: 'Delete all' }));

		expect(link.commands).toEqual([{ kind: 'clearHistory' }]);
	});

	it('is drawn where it is looked at, and is as long as it is for a reader', async () => {
		const { link } = open({}, records(5000));

		const drawn = await rows();

		expect(drawn.length).toBeLessThan(50);
		expect(screen.getByRole('grid')).toHaveAttribute('aria-rowcount', '5000');
		expect(drawn[1]).toHaveAttribute('aria-rowindex', '2');
		expect(drawn[1]).toHaveAttribute('data-record', link.records[1]!.id);
	});

	it('is gone through by keys from one end to the other', async () => {
		const { user } = open({}, records(5000));
		(await rows())[0]!.focus();

		const at = (place: number) =>
			waitFor(() => {
				expect(document.activeElement).toHaveAttribute('data-record', `r${place}`);
				expect(document.activeElement).toHaveAttribute('aria-rowindex', String(place + 1));
			});
		await user.keyboard('{End}');
		await at(4999);
		await user.keyboard('{ArrowUp}');
		await at(4998);
		await user.keyboard('{ArrowDown}{ArrowDown}');
		await at(4999);
		await user.keyboard('{PageUp}');
		await waitFor(() => expect(document.activeElement).not.toHaveAttribute('data-record', 'r4999'));
		await user.keyboard('{Home}');
		await at(0);
	});

	it('keeps the focus on a line while new calls come in, and does not lose what was looked at', async () => {
		const { link, user } = open({}, records(5000));
		(await rows())[0]!.focus();
		await user.keyboard('{End}');
		await waitFor(() => expect(document.activeElement).toHaveAttribute('data-record', 'r4999'));

		link.records = [record({ id: 'new' }), ...link.records];
		link.tell({ kind: 'historyChanged', missed: 0 });

		await waitFor(() => expect(screen.getByRole('grid')).toHaveAttribute('aria-rowcount', '5001'));
		expect(document.activeElement).toHaveAttribute('data-record', 'r4999');
		expect(document.activeElement).toHaveAttribute('aria-rowindex', '5001');
	});

	it('leaves the focus to the next line when the one that had it is gone', async () => {
		const { link } = open();
		const [, second, third] = await rows();
		second!.focus();

		link.records = link.records.filter(({ id }) => id !== 'r1');
		link.tell({ kind: 'historyChanged', missed: 0 });

		await waitFor(() => expect(third).toHaveFocus());
	});

	it('asks again when the program says that it has changed', async () => {
		const { link } = open();
		await rows();
		const asked = link.queries.length;

		link.tell({ kind: 'historyChanged', missed: 0 });

		await waitFor(() => expect(link.queries.length).toBe(asked + 1));
	});
});

describe('the first look', () => {
	const empty = { accounts: [], settings: english };

	it('offers the demo and an account, and the way to report', async () => {
		const { link, user } = open(empty);

		await user.click(screen.getByRole('button', { name: 'Try it' }));
		expect(link.commands).toEqual([{ kind: 'startDemo' }]);
		expect(screen.getAllByRole('button', { name: 'Report a fault' }).length).toBeGreaterThan(0);

		await user.click(screen.getByRole('button', { name: 'Add account' }));
		expect(screen.getByRole('textbox', { name: 'Address' })).toHaveFocus();
	});

	it('shows whom the demo lets one call', async () => {
		const { link, user } = open({
			demo: { kind: 'on', extensions: [{ number: '11', name: 'Echo', role: 'echo' }] },
		});

		await user.click(screen.getByRole('button', { name: 'Call 11 Echo Repeats what you say' }));

		expect(link.commands).toEqual([{ kind: 'dial', target: '11', account: null }]);
	});
});

describe('the lines', () => {
	it('say what is wrong without being asked', () => {
		open({
			accounts: [
				account({
					registration: {
						kind: 'waiting',
						retryAt: null,
						reason: { code: 'wrongPassword', status: 401, subject: null },
					},
				}),
			],
		});

		expect(
			screen.getAllByText('The server does not accept user name or password').length,
		).toBeGreaterThan(0);
	});
});

describe('the window', () => {
	it('speaks the language that is set and follows a change', async () => {
		const { link } = open({ settings: settings({ language: 'de' }) });

		expect(screen.getByRole('button', { name: 'Einstellungen' })).toBeVisible();
		expect(document.documentElement.lang).toBe('de');
		link.tell({ kind: 'settingsChanged', settings: settings({ language: 'en', theme: 'dark' }) });

		expect(await screen.findByRole('button', { name: 'Settings' })).toBeVisible();
		expect(document.documentElement.dataset['theme']).toBe('dark');
	});

	it('goes between its pages by the keyboard', async () => {
		const { user } = open({ reports: [report()] });

		for (const [key, title] of [
			['2', 'Colleagues'],
			['3', 'Services'],
			['4', 'Accounts'],
			['5', 'Settings'],
			['6', 'Reports'],
			['7', 'Check'],
		]) {
			await user.keyboard(`{Control>}${key}{/Control}`);
			expect(screen.getByRole('heading', { level: 1, name: title })).toBeVisible();
		}
	});

	it('shows notices until they are dismissed', async () => {
		const { link, user } = open();

		link.tell({ kind: 'noticed', notice: { kind: 'deviceLost', device: 'Headset' } });
		expect(await screen.findByText(/Headset is gone/u)).toBeVisible();
		await user.click(screen.getByRole('button', { name: 'Dismiss' }));

		await waitFor(() => expect(screen.queryByText(/Headset is gone/u)).toBeNull());
	});

	it.each([...pages])('has nothing on its page of %s that shuts readers out', async (page) => {
		const { user } = open({
			accounts: [account(), account({ id: 'a2', label: 'Desk' })],
			calls: [call(), offered],
			reports: [report()],
			missed: 1,
			colleagues: colleagues(),
			places: places(),
			elsewhere: [elsewhere()],
			callBacks: [callBack()],
		});
		const place = pages.indexOf(page) + 1;
		await user.keyboard(`{Control>}${place}{/Control}`);

		const found = await axe.run(document.body, {
			// jsdom lays nothing out; colours are checked in a browser.
			rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
		});

		expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
	});
});
