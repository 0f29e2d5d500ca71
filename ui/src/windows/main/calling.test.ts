/** Calling and being called in the main window, as a person does it. */

import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import { account, call, quality } from '@/link/cast';

import { number, offered, open } from './testing/open';

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

		await user.click(within(card()).getByRole('button', { name: 'Key pad' }));
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
