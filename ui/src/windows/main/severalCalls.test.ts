/** What one does with calls that are there: transfer, ask, swap, join, park, and the way back. */

import { screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';

import type { CallView } from '@/bindings';
import { call } from '@/link/cast';
import { colleagues, emergency, party, plan, places } from '@/link/castCalls';
import { account } from '@/link/cast';

import { number, open } from './testing/open';

const ute = (changed: Partial<CallView> = {}) =>
	call({ id: 'u', startedAt: '2026-11-22T09:00:00Z', ...changed });
const jonas = (changed: Partial<CallView> = {}) =>
	call({
		id: 'j',
		remote: party('Jonas Petersen', '218'),
		startedAt: '2026-11-22T09:01:00Z',
		...changed,
	});
const heldUte = (changed: Partial<CallView> = {}) =>
	ute({ state: { kind: 'held', by: 'me' }, ...changed });
const card = (name: string) => within(screen.getByRole('region', { name: `Call with ${name}` }));
const press = (name: string | RegExp) => screen.getByRole('button', { name });

describe('a transfer', () => {
	it('goes at once to the number that is typed', async () => {
		const { link, user } = open({ calls: [ute()] });

		await user.click(press('Transfer'));
		expect(screen.getByRole('combobox', { name: 'Transfer to' })).toHaveFocus();
		await user.keyboard('231');
		await user.click(press('Transfer now'));

		expect(link.commands).toEqual([{ kind: 'transfer', call: 'u', target: '231' }]);
		await waitFor(() => expect(screen.queryByRole('button', { name: 'Transfer now' })).toBeNull());
	});

	it('asks first by its button and by Enter', async () => {
		const { link, user } = open({ calls: [ute()] });

		await user.click(press('Transfer'));
		await user.keyboard('218{Enter}');
		await user.click(press('Transfer'));
		await user.keyboard('0 89 1234');
		await user.click(press('Ask first'));

		expect(link.commands).toEqual([
			{ kind: 'consult', call: 'u', target: '218' },
			{ kind: 'consult', call: 'u', target: '0 89 1234' },
		]);
	});

	it('proposes colleagues with their lamps, and whom one called lately', async () => {
		const { link, user } = open({ calls: [ute()], colleagues: colleagues() });

		await user.click(press('Transfer'));
		expect(
			await screen.findByRole('option', { name: /Marlene Okafor 231 Amtsgericht/u }),
		).toBeVisible();
		await user.keyboard('jon');
		expect(screen.getAllByRole('option')).toHaveLength(1);
		await user.keyboard('{ArrowDown}{Enter}');
		expect(screen.getByRole('combobox', { name: 'Transfer to' })).toHaveValue('218');
		await user.click(press('Transfer now'));

		expect(link.commands).toEqual([{ kind: 'transfer', call: 'u', target: '218' }]);
	});

	it('sends no digit of what is typed for it', async () => {
		const { link, user } = open({ calls: [ute()] });

		await user.click(press('Transfer'));
		await user.keyboard('123');

		expect(link.commands).toEqual([]);
		expect(number()).toHaveValue('');
	});

	it('says why it was refused, and keeps the number', async () => {
		const { link, user } = open({ calls: [ute()] });
		link.answer = () => ({ code: 'invalidTarget', subject: '??' });

		await user.click(press('Transfer'));
		await user.keyboard('??');
		await user.click(press('Transfer now'));

		expect(screen.getByRole('combobox', { name: 'Transfer to' })).toHaveValue('??');
		expect(screen.getByRole('combobox', { name: 'Transfer to' })).toHaveAccessibleDescription(
			'“??” is neither a number nor an address',
		);
	});

	it('shows how far it is, and the way back', async () => {
		const transfer = (kind: 'asked' | 'trying' | 'ringing') =>
			heldUte({ transfer: { target: party('Jonas Petersen', '218'), state: { kind } } });
		const { link, user } = open({ calls: [transfer('asked')] });

		expect(screen.getByText('Transferring to Jonas Petersen …')).toBeVisible();
		link.tell({ kind: 'callChanged', call: transfer('ringing') });
		expect(await screen.findByText('It rings at Jonas Petersen')).toBeVisible();
		await user.click(press('Back to Ute Lindner'));

		expect(link.commands).toEqual([{ kind: 'takeBack', call: 'u' }]);
	});

	it('that failed says why, and the caller is one press away', async () => {
		const { link, user } = open({
			calls: [
				heldUte({
					transfer: {
						target: party('Jonas Petersen', '218'),
						state: { kind: 'failed', code: 'busy', status: 486 },
					},
				}),
			],
		});

		expect(screen.getByText('Transfer to Jonas Petersen failed: Busy')).toBeVisible();
		link.tell({
			kind: 'noticed',
			notice: { kind: 'transferFailed', target: '218', code: 'busy' },
		});
		expect(screen.getAllByText(/failed: Busy/u), 'told once').toHaveLength(1);
		await user.click(press('Back to Ute Lindner'));

		expect(link.commands).toEqual([{ kind: 'resume', call: 'u' }]);
	});
});

describe('a held call', () => {
	it('offers only what can be done with it, and all of it once it is resumed', () => {
		const actions = () =>
			within(card('Ute Lindner').getByRole('group', { name: 'What to do with the call' }))
				.getAllByRole('button')
				.map((button) => button.textContent.trim());
		const { link } = open({ calls: [heldUte()] });

		expect(actions()).toEqual(['Resume', 'Transfer', 'Park', 'Hang up']);
		link.tell({ kind: 'callChanged', call: ute() });

		return waitFor(() =>
			expect(actions()).toEqual(['Mute', 'Hold', 'Key pad', 'Transfer', 'Park', 'Hang up']),
		);
	});
});

describe('a proposal of the other side', () => {
	const asked = ute({ proposed: party('Jonas Petersen', '218') });

	it.each([
		['Yes', 'followTransfer'],
		['No', 'refuseTransfer'],
	])('shows the number that would be dialled, and takes %s', async (name, kind) => {
		const { link, user } = open({ calls: [asked] });
		link.tell({
			kind: 'noticed',
			notice: { kind: 'transferProposed', by: 'Ute Lindner', target: 'Jonas Petersen' },
		});

		expect(screen.getAllByText(/Ute Lindner wants to connect you with/u)).toHaveLength(1);
		expect(screen.getByText(/Jonas Petersen.*218/u)).toBeVisible();
		await user.click(press(name));

		expect(link.commands).toEqual([{ kind, call: asked.id }]);
	});
});

describe('a consultation', () => {
	const both = [heldUte(), jonas({ consultsFor: 'u' })];

	it('stands together with the call that waits', () => {
		open({ calls: both });

		const group = within(
			screen.getByRole('region', { name: 'Asking Jonas Petersen about Ute Lindner' }),
		);
		expect(group.getByRole('region', { name: 'Call with Jonas Petersen' })).toBeVisible();
		expect(group.getByRole('region', { name: 'Call with Ute Lindner' })).toBeVisible();
	});

	it.each([
		['Connect', { kind: 'connect', call: 'u', other: 'j' }],
		['Back to Ute Lindner', { kind: 'takeBack', call: 'u' }],
		['Conference', { kind: 'join', call: 'j', other: 'u' }],
		['Swap', { kind: 'toggle' }],
	])('has its key %s', async (name, command) => {
		const { link, user } = open({ calls: both });

		await user.click(press(name));

		expect(link.commands).toEqual([command]);
	});

	it('connects while it rings there, and leads back', async () => {
		const ringing = jonas({
			consultsFor: 'u',
			answeredAt: null,
			state: { kind: 'ringing', earlyMedia: false },
		});
		const { link, user } = open({ calls: [heldUte(), ringing] });

		expect(screen.queryByRole('button', { name: 'Conference' })).toBeNull();
		await user.click(press('Connect'));

		expect(link.commands).toEqual([{ kind: 'connect', call: 'u', other: 'j' }]);
	});
});

describe('two calls', () => {
	const both = [heldUte(), jonas()];

	it.each([
		['Swap', { kind: 'toggle' }],
		['Conference', { kind: 'join', call: 'j', other: 'u' }],
		['Connect', { kind: 'connect', call: 'u', other: 'j' }],
	])('have their key %s', async (name, command) => {
		const { link, user } = open({ calls: both });

		await user.click(press(name));

		expect(link.commands).toEqual([command]);
	});

	it('offer nothing for both while none is on hold', () => {
		open({ calls: [ute(), jonas({ answeredAt: null, state: { kind: 'dialling' } })] });

		expect(screen.queryByRole('button', { name: 'Swap' })).toBeNull();
	});

	it('say who holds them, and for whom the caller asked', () => {
		open({
			calls: [
				ute({ state: { kind: 'held', by: 'them' }, called: party('Service', '60') }),
				jonas({ state: { kind: 'held', by: 'me' } }),
			],
		});

		expect(card('Ute Lindner').getByText('The other side holds the call')).toBeVisible();
		expect(card('Ute Lindner').getByText('for Service')).toBeVisible();
		expect(card('Jonas Petersen').getByText('On hold')).toBeVisible();
	});
});

describe('a conference', () => {
	const three = [ute({ conference: true }), jonas({ conference: true })];

	it.each([
		['Split', { kind: 'split', call: null }],
		['Leave', { kind: 'leaveConference' }],
		['End', { kind: 'endConference' }],
		['Speak with Jonas Petersen alone', { kind: 'split', call: 'j' }],
		['Hold Ute Lindner', { kind: 'hold', call: 'u' }],
		['Hang up on Jonas Petersen', { kind: 'hangUp', call: 'j' }],
	])('has its key %s', async (name, command) => {
		const { link, user } = open({ calls: three });

		await user.click(press(name));

		expect(link.commands).toEqual([command]);
	});

	it('sends digits to both, as a desk telephone does', async () => {
		const { link, user } = open({ calls: three });

		screen.getByRole('region', { name: 'Conference' }).focus();
		await user.keyboard('5');

		expect(link.commands).toEqual([
			{ kind: 'sendDigits', call: 'u', digits: '5' },
			{ kind: 'sendDigits', call: 'j', digits: '5' },
		]);
	});

	it('mutes both at once', async () => {
		const { link, user } = open({ calls: three });

		await user.click(press('Mute'));

		expect(link.commands).toEqual([
			{ kind: 'mute', call: 'u' },
			{ kind: 'mute', call: 'j' },
		]);
	});
});

describe('parking', () => {
	it('shows which places are free and parks there', async () => {
		const { link, user } = open({ calls: [ute()], places: places() });

		await user.click(press('Park'));
		expect(press('Park at Lager: Paul Szymański')).toBeDisabled();
		await user.click(press('Park at 702: Free'));

		expect(link.commands).toEqual([{ kind: 'park', call: 'u', place: '702' }]);
	});

	it('takes the first free place by one more press, and says when there is none', async () => {
		const { link, user } = open({ calls: [ute()] });
		link.answer = () => ({ code: 'noPlace', subject: '' });

		await user.click(press('Park'));
		await user.click(press('First free place'));

		expect(link.commands).toEqual([{ kind: 'park', call: 'u', place: null }]);
		expect(
			screen.getByText(
				'No place fits: none is free, no call is parked, or none is set up at the account',
			),
		).toBeVisible();
	});
});

describe('the keyboard', () => {
	it('opens key pad, transfer and parking of the call that is heard', async () => {
		const { user } = open({ calls: [heldUte(), jonas()] });

		await user.keyboard('{Alt>}[KeyK]{/Alt}');
		expect(card('Jonas Petersen').getByRole('group', { name: 'Digits' })).toBeVisible();
		await user.keyboard('{Alt>}[KeyT]{/Alt}');
		expect(screen.getByRole('combobox', { name: 'Transfer to' })).toHaveFocus();
		await user.keyboard('{Escape}');
		expect(screen.queryByRole('combobox', { name: 'Transfer to' })).toBeNull();
		await user.keyboard('{Alt>}[KeyP]{/Alt}');
		expect(press('First free place')).toBeVisible();
	});

	it('swaps, connects and picks up', async () => {
		const { link, user } = open({ calls: [heldUte(), jonas()], colleagues: colleagues() });

		await user.keyboard('{Alt>}[KeyS][KeyC][KeyG]{/Alt}');

		expect(link.commands).toEqual([
			{ kind: 'toggle' },
			{ kind: 'connect', call: 'u', other: 'j' },
			{ kind: 'pickUp', number: '231', account: 'a1' },
		]);
	});

	it('sends digits by the key pad that it has opened', async () => {
		const { link, user } = open({ calls: [ute()] });

		await user.keyboard('{Alt>}[KeyK]{/Alt}');
		await user.keyboard('5#');

		expect(link.commands).toEqual([
			{ kind: 'sendDigits', call: 'u', digits: '5' },
			{ kind: 'sendDigits', call: 'u', digits: '#' },
		]);
	});
});

describe('an emergency call', () => {
	const one = call({ remote: party(null, '112'), emergency: true });

	it('says beside it that the registered address is the wrong one, and offers no transfer', () => {
		open({
			calls: [one],
			accounts: [account({ plan: plan({ location: 'Main Street 1' }) })],
			emergency: emergency({ location: 'elsewhere' }),
		});

		expect(screen.getByText('You are not at the registered address!')).toBeVisible();
		expect(
			screen.getByText('The control centre gets the registered address: Main Street 1'),
		).toBeVisible();
		expect(screen.queryByRole('button', { name: 'Transfer' })).toBeNull();
		expect(press('Hang up')).toBeVisible();
	});

	it('warns of nothing where the person is as registered', () => {
		open({ calls: [one] });

		expect(screen.queryByText('Say where you are, or use a mobile.')).toBeNull();
	});
});

it.each<[string, CallView[]]>([
	['a consultation', [heldUte(), jonas({ consultsFor: 'u' })]],
	['two calls', [heldUte(), jonas()]],
	['a conference', [ute({ conference: true }), jonas({ conference: true })]],
])('shuts no reader out of %s', async (_, calls) => {
	const { user } = open({ calls, places: places(), colleagues: colleagues() });
	const [transfer] = screen.queryAllByRole('button', { name: 'Transfer' });
	if (transfer) {
		await user.click(transfer);
	}

	const found = await axe.run(document.body, {
		rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
	});

	expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
});
