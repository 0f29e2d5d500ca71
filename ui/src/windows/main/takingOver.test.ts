/** What rings elsewhere, what the telephone system does, and what calls may do here. */

import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import { account, ago, call, record } from '@/link/cast';
import {
	callBack,
	colleagues,
	elsewhere,
	emergency,
	forwards,
	party,
	places,
	services,
} from '@/link/castCalls';

import { number, offered, open } from './testing/open';

const press = (name: string | RegExp) => screen.getByRole('button', { name });
const page = async (user: ReturnType<typeof open>['user'], key: string) =>
	user.keyboard(`{Control>}${key}{/Control}`);
const colleague = (name: string) =>
	within(screen.getByText(name, { selector: '.name' }).closest('li')!);

describe('colleagues', () => {
	it('show how each telephone stands, and what is unknown as unknown', async () => {
		const { user } = open({ colleagues: colleagues() });
		await page(user, '2');

		expect(colleague('Jonas Petersen').getByText('Speaks with +49 171 5550123')).toBeVisible();
		expect(colleague('Empfang').getByText('Free')).toBeVisible();
		expect(colleague('Ahmet Yıldız').getByText('Free')).toBeVisible();
		expect(colleague('240').getByText('Not known')).toBeVisible();
	});

	it('are picked up by one press, also from the page of calls', async () => {
		const { link, user } = open({ colleagues: colleagues() });

		await user.click(press('Pick up the call at Marlene Okafor'));

		expect(link.commands).toEqual([{ kind: 'pickUp', number: '231', account: 'a1' }]);
	});

	it('offer no pick-up that the telephone system does not allow', () => {
		const [ringing] = colleagues();
		open({
			colleagues: [
				{ ...ringing!, lamp: { kind: 'ringing', caller: null, since: ago(0), canPickUp: false } },
			],
		});

		expect(screen.queryByRole('button', { name: /Pick up the call/u })).toBeNull();
	});

	it('say why picking up did not work', async () => {
		const { link, user } = open({ colleagues: colleagues() });
		link.answer = () => ({ code: 'nothingToPickUp', subject: '' });

		await user.click(press('Pick up the call at Marlene Okafor'));

		expect(await screen.findByText('There is no call that could be taken over')).toBeVisible();
	});

	it('are called, and picked up as a group', async () => {
		const { link, user } = open({ colleagues: colleagues() });
		await page(user, '2');

		await user.click(press('Call Empfang'));
		await user.click(press('Pick up from group'));

		expect(link.commands).toEqual([
			{ kind: 'dial', target: '200', account: 'a1' },
			{ kind: 'pickUpGroup', account: 'a1' },
		]);
	});

	it('are added by number and name, and removed after asking', async () => {
		const { link, user } = open({ colleagues: colleagues() });
		await page(user, '2');

		await user.click(press('Add colleague'));
		const dialog = within(await screen.findByRole('dialog'));
		await user.type(dialog.getByRole('textbox', { name: 'Extension' }), '250');
		await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'Rita');
		await user.click(dialog.getByRole('button', { name: 'Add' }));
		await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
		await user.click(press('Remove Empfang'));
		await user.click(
			within(await screen.findByRole('dialog')).getByRole('button', { name: 'Remove' }),
		);

		expect(link.commands).toEqual([
			{ kind: 'watchLine', number: '250', name: 'Rita', account: null },
			{ kind: 'unwatchLine', number: '200' },
		]);
	});

	it('have a word of their own while there are none', async () => {
		const { user } = open();
		await page(user, '2');

		expect(screen.getByText('Nobody is watched yet')).toBeVisible();
	});
});

it('retrieves a parked call from its place', async () => {
	const { link, user } = open({ places: places() });
	await page(user, '2');

	await user.click(press('Retrieve the call from Lager'));

	expect(link.commands).toEqual([{ kind: 'retrieve', place: '701', account: 'a1' }]);
	expect(screen.queryByRole('button', { name: 'Retrieve the call from 702' })).toBeNull();
});

it('takes a call over from another device', async () => {
	const { link, user } = open({ elsewhere: [elsewhere()] });

	await user.click(press('Take it here'));

	expect(link.commands).toEqual([{ kind: 'pull', id: 'e1' }]);
});

describe('an offered call', () => {
	it.each([
		['Reject as busy', { kind: 'reject', call: 'in', reason: 'busy' }],
		['Silence', { kind: 'silence', call: 'in' }],
	])('has its key %s', async (name, command) => {
		const { link, user } = open({ calls: [offered] });

		await user.click(press(name));

		expect(link.commands).toEqual([command]);
	});

	it('is forwarded to somebody else', async () => {
		const { link, user } = open({ calls: [offered], colleagues: colleagues() });

		await user.click(press('Forward'));
		expect(screen.getByRole('combobox', { name: 'Forward to' })).toHaveFocus();
		await user.keyboard('200');
		await user.click(press('Forward now'));

		expect(link.commands).toEqual([{ kind: 'forward', call: 'in', target: '200' }]);
	});

	it('says that it waits, for whom it is, and that it is silent', () => {
		open({
			calls: [call(), { ...offered, called: party('Service', '60'), silent: true }],
		});

		expect(screen.getByText('for Service')).toBeVisible();
		expect(screen.getByText('Incoming call, silent')).toBeVisible();
		expect(screen.getByText('Accepting puts the present call on hold')).toBeVisible();
		expect(screen.queryByRole('button', { name: 'Silence' })).toBeNull();
	});
});

describe('do not disturb', () => {
	it('is chosen beside the lines', async () => {
		const { link, user } = open();

		await user.click(press('Do not disturb'));
		await user.click(await screen.findByRole('menuitemradio', { name: /Calls are rejected/u }));

		expect(link.commands).toEqual([{ kind: 'setDoNotDisturb', manner: 'reject' }]);
	});

	it('stays in sight while it is on, and ends by one press', async () => {
		const { link, user } = open({ doNotDisturb: 'silence' });

		expect(press('Do not disturb')).toHaveAccessibleDescription('Calls are shown silently');
		await user.click(press('Switch off'));

		expect(link.commands).toEqual([{ kind: 'setDoNotDisturb', manner: 'off' }]);
	});
});

describe('services', () => {
	const row = (when: string) =>
		within(document.querySelector<HTMLElement>(`[data-forward="${when}"]`)!);

	it('say of every forward only what is known', async () => {
		const failed = forwards().map((one) =>
			one.when === 'always'
				? {
						...one,
						loops: true,
						target: {
							kind: 'failed' as const,
							value: '204',
							code: 'forbidden' as const,
							at: ago(0),
						},
					}
				: one,
		);
		const { link, user } = open({ services: [services()] });
		await page(user, '3');

		expect(row('always').getByText('Not known: never set from here')).toBeVisible();
		expect(
			row('busy').getByText(/^200: accepted .*another device may have changed it since$/u),
		).toBeVisible();
		expect(row('noAnswer').getByText('231: asked for, no answer yet')).toBeVisible();
		link.tell({ kind: 'servicesChanged', services: services({ forwards: failed }) });
		expect(
			await row('always').findByText(
				'204: refused – The telephone system does not allow this call',
			),
		).toBeVisible();
		expect(row('always').getByText(/^Calls would come back/u)).toBeVisible();
	});

	it('set and clear a forward, and say why it was refused', async () => {
		const { link, user } = open({ services: [services()] });
		await page(user, '3');

		await user.type(row('always').getByRole('textbox'), '0171 5550123{Enter}');
		await user.click(row('busy').getByRole('button', { name: 'Clear: While busy' }));
		link.answer = () => ({ code: 'forwardLoop', subject: '' });
		await user.type(row('always').getByRole('textbox'), '204{Enter}');

		expect(link.commands.slice(0, 2)).toEqual([
			{ kind: 'setForward', account: 'a1', when: 'always', target: '0171 5550123' },
			{ kind: 'setForward', account: 'a1', when: 'busy', target: null },
		]);
		expect(
			row('always').getByText('Calls would come back to where they are forwarded from'),
		).toBeVisible();
		expect(row('always').getByRole('textbox')).toHaveValue('204');
	});

	it('join and leave groups, switch the operator and hide the number by one press', async () => {
		const { link, user } = open({ services: [services()] });
		await page(user, '3');
		const group = within(screen.getByRole('group', { name: 'Service (60)' }));

		expect(group.getByRole('button', { name: 'In' })).toHaveAttribute('aria-pressed', 'true');
		await user.click(group.getByRole('button', { name: 'Out' }));
		await user.click(press('to the second'));
		await user.click(press('Hidden'));

		expect(link.commands).toEqual([
			{ kind: 'setGroup', account: 'a1', group: '60', member: false },
			{ kind: 'setOperator', account: 'a1', target: 'second' },
			{ kind: 'hideNumber', account: 'a1', hidden: true },
		]);
	});

	it('show messages that wait, and play them by one press', async () => {
		const { link, user } = open({
			services: [services({ messages: { waiting: true, new: 2, old: 7, urgent: 0 } })],
		});

		expect(screen.getByText('2 new messages')).toBeVisible();
		await user.click(press('Listen'));

		expect(link.commands).toEqual([{ kind: 'hearMessages', account: 'a1' }]);
	});
});

describe('calling again', () => {
	const gone = (code: 'busy' | 'noAnswer' | 'unknownNumber') => {
		const opened = open({ calls: [call({ answeredAt: null, state: { kind: 'dialling' } })] });
		opened.link.tell(
			{
				kind: 'callChanged',
				call: call({ answeredAt: null, state: { kind: 'ended', code, by: 'them', status: null } }),
			},
			{ kind: 'callRemoved', id: 'c1' },
		);
		return opened;
	};

	it.each([
		['Call back when free', 'callBack'],
		['Redial until answered', 'redialUntilAnswered'],
	])('is offered after busy: %s', async (name, kind) => {
		const { link, user } = gone('busy');

		await user.click(await screen.findByRole('button', { name }));

		expect(link.commands).toEqual([{ kind, target: call().remote.uri, account: 'a1' }]);
	});

	it('is not offered where the number does not exist', async () => {
		gone('unknownNumber');

		expect(await screen.findByRole('region', { name: 'Last call' })).toBeVisible();
		expect(screen.queryByRole('button', { name: 'Call back when free' })).toBeNull();
	});

	it('is listed among the calls, called at once when free, and stopped', async () => {
		const { link, user } = open({
			callBacks: [callBack(), callBack({ id: 'b2', state: { kind: 'free' } })],
		});

		await user.click(press('Call-backs, active: 2'));
		expect(screen.getByText('Waits until the other side is free')).toBeVisible();
		await user.click(press('Call now'));
		await user.click(screen.getAllByRole('button', { name: /^Stop calling/u })[0]!);

		expect(link.commands).toEqual([
			{ kind: 'callBack', target: callBack().party.uri, account: 'a1' },
			{ kind: 'stopCallBack', id: 'b1' },
		]);
	});

	it('hides the number this once, and redials, by the menu of the call button', async () => {
		const { link, user } = open({ accounts: [account()] });

		await user.type(number(), '231');
		await user.click(press('Call options'));
		await user.click(await screen.findByRole('menuitem', { name: 'Call with number hidden' }));
		await user.click(press('Call options'));
		await user.click(await screen.findByRole('menuitem', { name: 'Redial' }));

		expect(link.commands).toEqual([
			{ kind: 'dial', target: '231', account: null, hide: true },
			{ kind: 'redial' },
		]);
	});
});

describe('the call list', () => {
	it('has one line per person where that is wanted, with all calls behind it', async () => {
		const { link, user } = open();
		link.records = [
			record({ id: 'r1' }),
			record({ id: 'r2', isNew: true, outcome: 'missed', direction: 'incoming', durationS: 0 }),
			record({ id: 'r3', remote: party('Empfang', '200'), called: party('Service', '60') }),
		];

		await user.click(press('One line per person'));
		await waitFor(() => expect(link.queries.at(-1)).toMatchObject({ grouped: true }));
		const rows = () => screen.getAllByRole('row').filter((row) => row.hasAttribute('data-record'));
		await waitFor(() => expect(rows()).toHaveLength(2));
		expect(screen.getByText('for Service')).toBeVisible();
		await user.click(screen.getAllByRole('button', { name: 'Show details' })[0]!);

		const calls = await screen.findByRole('list', { name: 'Calls with Ute Lindner' });
		expect(within(calls).getAllByRole('listitem')).toHaveLength(2);
		expect(link.queries.at(-1)).toMatchObject({ person: 'r1', grouped: false });
	});

	it('deletes all calls of a person only after asking', async () => {
		const { link, user } = open();

		await user.click((await screen.findAllByRole('button', { name: 'Show details' }))[0]!);
		await user.click(press('Delete all of this person'));
		expect(link.commands).toEqual([]);
		await user.click(
			within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete all of them' }),
		);

		expect(link.commands).toEqual([{ kind: 'deletePerson', record: link.records[0]!.id }]);
	});

	it('calls with the number hidden, and shows what nobody answered', async () => {
		const { link, user } = open();

		await user.click((await screen.findAllByRole('button', { name: 'Show details' }))[0]!);
		await user.click(press('Call with number hidden'));
		await user.click(press('Not answered'));

		expect(link.commands).toEqual([
			{ kind: 'dial', target: link.records[0]!.remote.uri, account: null, hide: true },
		]);
		await waitFor(() => expect(link.queries.at(-1)).toMatchObject({ filter: 'notAnswered' }));
	});
});

describe('emergency calls', () => {
	it('are explained once, beside everything else, and keep nobody from calling', async () => {
		const { link, user } = open({ emergency: emergency({ acknowledgedAt: null }) });

		expect(screen.getByRole('heading', { name: /emergency calls \(110 and 112\)/u })).toBeVisible();
		await user.keyboard('112{Enter}');
		await user.click(press('I have understood'));

		expect(link.commands).toEqual([
			{ kind: 'dial', target: '112', account: null },
			{ kind: 'acknowledgeEmergency' },
		]);
		link.tell({ kind: 'emergencyChanged', emergency: emergency() });
		await waitFor(() =>
			expect(screen.queryByRole('button', { name: 'I have understood' })).toBeNull(),
		);
	});

	it('ask for the place where the network is another one', async () => {
		const { link, user } = open({ emergency: emergency({ location: 'unknown' }) });

		await user.click(press('Somewhere else'));

		expect(link.commands).toEqual([{ kind: 'setLocation', location: 'elsewhere' }]);
	});

	it('are not explained for the demo alone', () => {
		open({
			accounts: [account({ isDemo: true })],
			emergency: emergency({ acknowledgedAt: null }),
		});

		expect(screen.queryByRole('button', { name: 'I have understood' })).toBeNull();
	});
});

it('keeps a call-back that ended in vain in sight until it is removed', async () => {
	const { link, user } = open({
		callBacks: [callBack({ state: { kind: 'ended', why: 'expired' } })],
	});

	link.tell({
		kind: 'noticed',
		notice: { kind: 'callBackOver', id: 'b1', party: 'Jonas Petersen', why: 'expired' },
	});
	expect(
		await screen.findByText('Jonas Petersen is not called back any more: Not free in time'),
	).toBeVisible();
	await user.click(press('Services'));
	expect(await screen.findByText('Not called any more: Not free in time')).toBeVisible();
	await user.click(press('Remove the call-back for Jonas Petersen'));

	expect(link.commands).toEqual([{ kind: 'stopCallBack', id: 'b1' }]);
});

it('tells what came of transfers, services and call-backs', async () => {
	const { link, user } = open({ callBacks: [callBack({ state: { kind: 'free' } })] });

	link.tell(
		{ kind: 'noticed', notice: { kind: 'transferFailed', target: '218', code: 'busy' } },
		{
			kind: 'noticed',
			notice: { kind: 'serviceRefused', dialled: '*21*200#', code: 'forbidden', status: 403 },
		},
		{ kind: 'noticed', notice: { kind: 'callBackFree', id: 'b1', party: 'Jonas Petersen' } },
	);

	expect(
		await screen.findByText('Transfer to 218 failed: Busy. The other side is back.'),
	).toBeVisible();
	expect(screen.getByText(/^The telephone system refused \*21\*200#/u)).toBeVisible();
	await user.click(press('Call now'));
	expect(link.commands).toEqual([
		{ kind: 'callBack', target: callBack().party.uri, account: 'a1' },
	]);
});
