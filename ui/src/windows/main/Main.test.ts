/** The main window as a person uses it, over recorded changes. */

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';

import type { Change } from '@/bindings';
import { Recorded } from '@/link/recorded';
import { account, call, quality, records, report, settings, snapshot } from '@/link/scenes';
import { Session } from '@/stores/session.svelte';

import Main from './Main.svelte';

const english = settings({ language: 'en' });

function open(changed: Parameters<typeof snapshot>[0] = {}, ...changes: Change[]) {
	const link = new Recorded([
		{ kind: 'snapshot', snapshot: snapshot({ settings: english, ...changed }) },
		...changes,
	]);
	link.records = records(8);
	render(Main, { session: new Session(link).start() });
	return { link, user: userEvent.setup() };
}

const offered = call({
	id: 'in',
	direction: 'incoming',
	state: { kind: 'offered' },
	answeredAt: null,
});
const number = () => screen.getByRole('textbox', { name: 'Number or address' });

describe('dialling', () => {
	it('begins wherever the person types', async () => {
		const { user } = open();

		await user.keyboard('+49 7031');

		expect(number()).toHaveFocus();
		expect(number()).toHaveValue('+49 7031');
	});

	it('dials by Enter and empties the field', async () => {
		const { link, user } = open();

		await user.keyboard('231{Enter}');

		expect(link.commands).toEqual([{ kind: 'dial', target: '231', account: null }]);
		expect(number()).toHaveValue('');
	});

	it('says beside the field why a number was refused, and keeps it', async () => {
		const { link, user } = open();
		link.answer = () => ({ code: 'invalidTarget', subject: '??' });

		await user.type(number(), '??{Enter}');

		expect(number()).toHaveValue('??');
		expect(number()).toHaveAccessibleDescription('“??” is neither a number nor an address');
	});

	it('empties the field by Escape', async () => {
		const { link, user } = open();

		await user.keyboard('231{Escape}');

		expect(number()).toHaveValue('');
		expect(link.commands).toEqual([]);
	});

	it('takes a pasted number without the line ends around it', async () => {
		const { user } = open();

		await user.click(number());
		await user.paste('\n +49 (0) 7031\t73009 \n');

		expect(number()).toHaveValue('+49 (0) 7031 73009');
	});

	it('types by the dial pad', async () => {
		const { user } = open();

		const pad = within(screen.getByRole('group', { name: 'Dial pad' }));
		await user.click(pad.getByRole('button', { name: '2' }));
		await user.click(pad.getByRole('button', { name: 'Hash' }));

		expect(number()).toHaveValue('2#');
	});

	it('shows a prepared target and calls nobody', async () => {
		const { link } = open();

		link.tell({ kind: 'prepared', target: '+49 711 1' });

		await waitFor(() => expect(number()).toHaveValue('+49 711 1'));
		expect(link.commands).toEqual([]);
	});

	it('asks for the account only where there are several', async () => {
		const { link, user } = open({ accounts: [account(), account({ id: 'a2', label: 'Desk' })] });

		await user.selectOptions(screen.getByRole('combobox', { name: 'Call from' }), 'Desk');
		await user.type(number(), '231{Enter}');

		expect(link.commands).toEqual([{ kind: 'dial', target: '231', account: 'a2' }]);
	});

	it('asks for no account where there is one', () => {
		open();

		expect(screen.queryByRole('combobox', { name: 'Call from' })).toBeNull();
	});

	it('brings back the number dialled last', async () => {
		const { user } = open();

		await user.click(number());
		await user.keyboard('{ArrowUp}');

		await waitFor(() => expect(number()).not.toHaveValue(''));
	});
});

describe('an incoming call', () => {
	it('is announced with its caller and takes no focus', async () => {
		const { link, user } = open();
		await user.keyboard('12');

		link.tell({ kind: 'callChanged', call: offered });

		expect(await screen.findByRole('button', { name: 'Accept' })).toBeVisible();
		expect(number()).toHaveFocus();
		expect(screen.getAllByRole('alert').map((one) => one.textContent)).toContain(
			'Incoming call from Ute Lindner',
		);
	});

	it('is neither accepted nor rejected by any typed key', async () => {
		const { link, user } = open({ calls: [offered] });

		await user.keyboard('{Enter} {Escape}1aA{F1}{Delete}{Backspace}{Escape} {Enter}');
		await user.keyboard('{Alt>}meh{/Alt}{Control>}ar{/Control}');

		const kinds = link.commands.map(({ kind }) => kind);
		expect(kinds).not.toContain('answer');
		expect(kinds).not.toContain('reject');
		expect(kinds).not.toContain('hangUp');
	});

	it.each([
		['Accept', 'answer'],
		['Reject', 'reject'],
	])('takes its button %s at its word', async (name, kind) => {
		const { link, user } = open({ calls: [offered] });

		await user.click(screen.getByRole('button', { name }));

		expect(link.commands).toEqual([{ kind, call: 'in' }]);
	});

	it('leaves the screen when it is answered elsewhere', async () => {
		const { link } = open({ calls: [offered] });

		link.tell({ kind: 'callRemoved', id: 'in' });

		await waitFor(() => expect(screen.queryByRole('button', { name: 'Accept' })).toBeNull());
	});
});

describe('a call in progress', () => {
	const card = () => screen.getByRole('region', { name: 'Call with Ute Lindner' });

	it('shows who, since when, how, and what can be done', () => {
		open({ calls: [call()] });

		const inside = within(card());
		expect(inside.getByText('+49 7031 73009-12')).toBeVisible();
		expect(inside.getByText('Connected')).toBeVisible();
		expect(inside.getByText('Opus')).toBeVisible();
		expect(inside.getByText('Good sound')).toBeVisible();
		expect(inside.getByLabelText('Duration')).toHaveTextContent(/^2:3\d$/u);
	});

	it('mutes, holds and ends by its buttons, and waits for the program to say so', async () => {
		const { link, user } = open({ calls: [call()] });
		const mute = within(card()).getByRole('button', { name: 'Mute' });

		await user.click(mute);
		expect(mute).toHaveAttribute('aria-pressed', 'false');
		link.tell({ kind: 'callChanged', call: call({ muted: true }) });
		await waitFor(() => expect(mute).toHaveAttribute('aria-pressed', 'true'));

		await user.click(mute);
		await user.click(within(card()).getByRole('button', { name: 'Hold' }));
		await user.click(within(card()).getByRole('button', { name: 'Hang up' }));

		expect(link.commands).toEqual([
			{ kind: 'mute', call: 'c1' },
			{ kind: 'unmute', call: 'c1' },
			{ kind: 'hold', call: 'c1' },
			{ kind: 'hangUp', call: 'c1' },
		]);
	});

	it('resumes what this side holds', async () => {
		const { link, user } = open({ calls: [call({ state: { kind: 'held', by: 'both' } })] });

		await user.click(within(card()).getByRole('button', { name: 'Resume' }));

		expect(link.commands).toEqual([{ kind: 'resume', call: 'c1' }]);
	});

	it('sends typed digits to the far end while it has the focus', async () => {
		const { link, user } = open({ calls: [call()] });

		card().focus();
		await user.keyboard('4#d');

		expect(link.commands.map((command) => 'digits' in command && command.digits)).toEqual([
			'4',
			'#',
			'D',
		]);
		expect(number()).toHaveValue('');
	});

	it('sends digits by the keypad', async () => {
		const { link, user } = open({ calls: [call()] });

		await user.click(within(card()).getByRole('button', { name: 'Keypad' }));
		await user.click(
			within(screen.getByRole('group', { name: 'Digits' })).getByRole('button', { name: 'Star' }),
		);

		expect(link.commands).toEqual([{ kind: 'sendDigits', call: 'c1', digits: '*' }]);
	});

	it('has the focus after it was dialled, so that the next digits are for it', async () => {
		const { link, user } = open();

		await user.keyboard('231{Enter}');
		link.tell({ kind: 'callChanged', call: call() });
		await waitFor(() => expect(card()).toHaveFocus());
		await user.keyboard('1');

		expect(link.commands.at(-1)).toEqual({ kind: 'sendDigits', call: 'c1', digits: '1' });
	});

	it('leaves the focus where the person has put it since', async () => {
		const { link, user } = open();
		await user.keyboard('231{Enter}');
		link.tell({ kind: 'callChanged', call: call() });
		await waitFor(() => expect(card()).toHaveFocus());

		await user.click(number());
		link.tell({ kind: 'callChanged', call: call({ quality: quality({ received: 9000 }) }) });
		await user.keyboard('7');

		expect(number()).toHaveFocus();
		expect(number()).toHaveValue('7');
	});

	it('hands the focus on to the number field when it is over', async () => {
		const { link } = open({ calls: [call()] });
		card().focus();

		link.tell({ kind: 'callRemoved', id: 'c1' });

		await waitFor(() => expect(number()).toHaveFocus());
	});

	it('obeys its shortcuts wherever the focus is', async () => {
		const { link, user } = open({ calls: [call()] });

		await user.keyboard('{Alt>}[KeyM][KeyH][KeyE]{/Alt}');

		expect(link.commands.map(({ kind }) => kind)).toEqual(['mute', 'hold', 'hangUp']);
	});

	it('ends with its reason in words and the way to call again', async () => {
		const { link, user } = open({
			calls: [call({ answeredAt: null, state: { kind: 'dialling' } })],
		});

		link.tell(
			{
				kind: 'callChanged',
				call: call({
					answeredAt: null,
					state: { kind: 'ended', code: 'busy', by: 'them', status: 486 },
				}),
			},
			{ kind: 'callRemoved', id: 'c1' },
		);

		const last = within(await screen.findByRole('region', { name: 'Last call' }));
		expect(last.getByText('Busy')).toBeVisible();
		await user.click(last.getByRole('button', { name: 'Call again' }));
		expect(link.commands.at(-1)).toMatchObject({ kind: 'dial', target: call().remote.uri });
	});

	it('shows several, each with its own buttons', () => {
		open({
			calls: [
				call({ id: 'one', startedAt: '2026-11-22T09:00:00Z', state: { kind: 'held', by: 'me' } }),
				call({ id: 'two', startedAt: '2026-11-22T09:01:00Z' }),
			],
		});

		expect(screen.getAllByRole('button', { name: 'Hang up' })).toHaveLength(2);
	});
});

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
			['2', 'Accounts'],
			['3', 'Settings'],
			['4', 'Reports'],
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

	it.each(['calls', 'accounts', 'settings', 'reports'])(
		'has nothing on its page of %s that shuts readers out',
		async (page) => {
			const { user } = open({
				accounts: [account(), account({ id: 'a2', label: 'Desk' })],
				calls: [call(), offered],
				reports: [report()],
				missed: 1,
			});
			const place = ['calls', 'accounts', 'settings', 'reports'].indexOf(page) + 1;
			await user.keyboard(`{Control>}${place}{/Control}`);

			const found = await axe.run(document.body, {
				// jsdom lays nothing out; colours are checked in a browser.
				rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
			});

			expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
		},
	);
});
