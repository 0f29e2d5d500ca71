/** Whose contract is in force, and where reports go. */

import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import type { ProvidersView, TicketDeskDraft, TicketDeskView } from '@/bindings';
import { settings } from '@/link/cast';
import { provider, providers } from '@/link/castFaults';
import { stage } from '@/shared/testing/stage';

import { deskKinds, draftOf, fieldOf, fieldsOf, fillingOf } from './desk';
import { keyOf } from './keys';
import SettingsPage from './SettingsPage.svelte';

function contract(changed: Partial<ProvidersView> = {}) {
	const staged = stage(SettingsPage, {}, { providers: providers(changed) });
	return { ...staged, part: within(screen.getByRole('region', { name: 'Contract' })) };
}

describe('the contract', () => {
	it('is chosen among the providers; own ones are marked', async () => {
		const { link, user, part } = contract({ chosen: null });

		expect(part.getByRole('option', { name: 'Hausvertrag Telefonie (own profile)' })).toBeVisible();
		await user.selectOptions(part.getByLabelText('Provider'), 'TRAUT');

		expect(link.commands).toEqual([{ kind: 'chooseProvider', provider: 'traut', settings: {} }]);
	});

	it('shows again what is set when the choice is refused', async () => {
		const { link, user, part } = contract();
		link.answer = () => ({ code: 'storageFailed', subject: 'the disk is full' });

		await user.selectOptions(part.getByLabelText('Provider'), 'TRAUT');

		await waitFor(() => expect(part.getByLabelText('Provider')).toHaveValue('spie-osmo'));
		expect(
			part.getByText('The local database cannot be read or written: the disk is full'),
		).toBeVisible();
	});

	it('asks first for what is missing, and says why', () => {
		const { part } = contract({ missing: ['service_hours'] });

		expect(part.getByText('1 setting of the contract is missing')).toBeVisible();
		expect(
			part.getByLabelText('Business hours of the provider – still missing'),
		).toHaveAccessibleDescription(/^Decides when clocks run/u);
	});

	it('says in words what else the contract rules, by topic and with its source', async () => {
		const { user, part } = contract();

		await user.click(part.getByText('What else the contract says (2)'));

		expect(part.getByRole('heading', { name: 'The handover point' })).toBeVisible();
		expect(part.getByText(/^The provider is responsible/u)).toBeVisible();
		expect(part.getByText('S0-24, S0-25')).toBeVisible();
	});

	it('takes hours as text and states from a list', async () => {
		const { link, user, part } = contract();
		const hours = part.getByLabelText('Business hours of the provider');

		await user.clear(hours);
		await user.type(hours, '7x24{Tab}');
		await user.selectOptions(
			part.getByLabelText(/^Federal state/u),
			part.getByRole('option', { name: 'Bavaria' }),
		);

		expect(link.commands).toEqual([
			{ kind: 'chooseProvider', provider: 'spie-osmo', settings: { service_hours: '7x24' } },
			{ kind: 'chooseProvider', provider: 'spie-osmo', settings: { state: 'BY' } },
		]);
	});

	it('offers few values as chips, and moves back what is refused', async () => {
		const { link, user, part } = contract();
		link.answer = () => ({ code: 'invalidProviderSetting', subject: 'oncall' });

		await user.click(part.getByText('More settings (2)'));
		await user.click(part.getByRole('radio', { name: 'Booked' }));

		expect(link.commands).toEqual([
			{ kind: 'chooseProvider', provider: 'spie-osmo', settings: { oncall: 'booked' } },
		]);
		await waitFor(() => expect(part.getByRole('radio', { name: 'Booked' })).not.toBeChecked());
		expect(part.getByText('This setting cannot have that value: oncall')).toBeVisible();
	});

	it('names a span that a profile leaves open by promise and class', () => {
		const open = { name: 'update_hoch', values: [], isNeeded: true, value: null };
		const { part } = contract({ list: [provider({ settings: [open] })] });

		expect(part.getByLabelText('News, class hoch')).toBeVisible();
	});

	it('shows a profile that could not be read with its place and rule', () => {
		const { part } = contract({
			troubles: [
				{ file: 'own.toml', line: 14, field: 'classes.1', rule: 'a span is wanted', isKept: true },
			],
		});

		expect(part.getByText('own.toml, line 14: classes.1')).toBeVisible();
		expect(part.getByText('a span is wanted')).toBeVisible();
		expect(part.getByText('The last good profile stays in force.')).toBeVisible();
	});

	it('claims of no other file that its last good profile stays', () => {
		const { part } = contract({
			troubles: [{ file: 'days.ics', line: 3, field: 'holidays_file', rule: 'no', isKept: false }],
		});

		expect(part.queryByText('The last good profile stays in force.')).toBeNull();
	});

	it('shows how long a demo licence lasts', () => {
		const { part } = contract({ list: [provider({ demoDaysLeft: 12 })] });

		expect(part.getByText(/^Demo licence: 12 days left, today included/)).toBeVisible();
	});
});

const desks: [TicketDeskView, TicketDeskDraft][] = [
	[
		{ kind: 'file', folder: '/tmp/reports' },
		{ kind: 'file', folder: '/tmp/reports' },
	],
	[
		{ kind: 'requestTracker', url: 'https://rt', queue: 'T', caFile: null, hasToken: true },
		{ kind: 'requestTracker', url: 'https://rt', queue: 'T', caFile: null, token: null },
	],
	[
		{
			kind: 'redmine',
			url: 'https://rm',
			project: 'tel',
			tracker: 'Bug',
			caFile: '/ca.pem',
			hasToken: true,
		},
		{
			kind: 'redmine',
			url: 'https://rm',
			project: 'tel',
			tracker: 'Bug',
			caFile: '/ca.pem',
			token: null,
		},
	],
	[
		{
			kind: 'mail',
			server: 'mail.example',
			port: 465,
			security: 'tls',
			user: 'lena',
			from: 'lena@example.org',
			to: null,
			caFile: null,
			hasToken: false,
		},
		{
			kind: 'mail',
			server: 'mail.example',
			port: 465,
			security: 'tls',
			user: 'lena',
			from: 'lena@example.org',
			to: null,
			caFile: null,
			token: null,
		},
	],
	[
		{
			kind: 'jira',
			url: 'https://jira',
			serviceDesk: '3',
			requestType: '25',
			user: 'lena@example.org',
			caFile: null,
			hasToken: true,
		},
		{
			kind: 'jira',
			url: 'https://jira',
			serviceDesk: '3',
			requestType: '25',
			user: 'lena@example.org',
			caFile: null,
			token: null,
		},
	],
	[
		{ kind: 'zammad', url: 'https://z', group: 'Users', caFile: null, hasToken: true },
		{ kind: 'zammad', url: 'https://z', group: 'Users', caFile: null, token: null },
	],
	[
		{
			kind: 'znuny',
			url: 'https://zn',
			webService: 'Connector',
			user: 'lena',
			queue: 'Raw',
			caFile: null,
			hasToken: true,
		},
		{
			kind: 'znuny',
			url: 'https://zn',
			webService: 'Connector',
			user: 'lena',
			queue: 'Raw',
			caFile: null,
			token: null,
		},
	],
];

describe('the ticket desk', () => {
	it.each(desks)('of %j is filled in and read back whole', (view, draft) => {
		expect(draftOf(fillingOf(view))).toEqual(draft);
	});

	it('has a form for every kind, with a secret for all but the folder', () => {
		expect(desks.map(([{ kind }]) => kind)).toEqual(deskKinds);
		for (const kind of deskKinds) {
			expect(fieldsOf[kind].includes('token'), kind).toBe(kind !== 'file');
		}
	});

	it('is set up for mail', async () => {
		const { link, user } = stage(SettingsPage, {});
		const desk = within(screen.getByRole('region', { name: 'Reports go to' }));

		await user.click(desk.getByRole('radio', { name: 'Mail' }));
		await user.type(desk.getByLabelText('Mail server'), 'mail.example');
		await user.selectOptions(desk.getByLabelText('Encryption'), 'none');
		expect(desk.getByText(/^Without encryption/u)).toBeVisible();
		await user.selectOptions(desk.getByLabelText('Encryption'), 'starttls');
		await user.type(desk.getByLabelText('Sender'), 'lena@example.org');
		await user.type(desk.getByLabelText('User name'), 'lena');
		await user.type(desk.getByLabelText('Password'), ' geheim ');
		await user.click(desk.getByRole('button', { name: 'Save' }));

		expect(link.commands).toEqual([
			{
				kind: 'changeSettings',
				settings: {
					ticketDesk: {
						kind: 'mail',
						server: 'mail.example',
						port: null,
						security: 'starttls',
						user: 'lena',
						from: 'lena@example.org',
						to: null,
						caFile: null,
						token: ' geheim ',
					},
				},
			},
		]);
		expect(desk.getByLabelText('Password')).toHaveValue('');
	});

	it('keeps no token of one system for another', async () => {
		const { user } = stage(
			SettingsPage,
			{},
			{ settings: settings({ language: 'en', ticketDesk: desks[1]![0] }) },
		);
		const desk = within(screen.getByRole('region', { name: 'Reports go to' }));

		expect(desk.getByLabelText('Token')).toHaveAccessibleDescription(/A token is kept/u);
		await user.click(desk.getByRole('radio', { name: 'Zammad' }));

		expect(desk.getByLabelText('Token')).not.toHaveAccessibleDescription(/A token is kept/u);
	});

	it.each([
		['serviceDesk: empty', 'serviceDesk'],
		['ca_file: no such file', 'caFile'],
		['moon', null],
	])('finds the field of “%s”', (subject, field) => {
		expect(fieldOf({ code: 'invalidField', subject })).toBe(field);
	});
});

describe('records for reports', () => {
	it('are kept for as long as is chosen', async () => {
		const { link, user } = stage(SettingsPage, {});

		await user.selectOptions(screen.getByLabelText('Keep records of calls'), '30 days');

		expect(link.commands).toEqual([{ kind: 'changeSettings', settings: { blackBoxDays: 30 } }]);
	});

	it('begin by a key that is pressed, and by none again', async () => {
		const { link, user } = stage(
			SettingsPage,
			{},
			{ settings: settings({ language: 'en', reportKey: 'Ctrl+Alt+F8' }) },
		);

		await user.click(screen.getByLabelText('Key for a report'));
		await user.keyboard('x{Control>}{Alt>}{F9}{/Alt}{/Control}');
		await user.click(screen.getByRole('button', { name: 'Remove' }));

		expect(link.commands).toEqual([
			{ kind: 'changeSettings', settings: { reportKey: 'Ctrl+Alt+F9' } },
			{ kind: 'changeSettings', settings: { reportKey: '' } },
		]);
	});

	const press = (code: string, held: Partial<Record<'ctrl' | 'alt' | 'shift' | 'meta', true>>) =>
		keyOf({
			key: code,
			code,
			ctrlKey: held.ctrl ?? false,
			altKey: held.alt ?? false,
			shiftKey: held.shift ?? false,
			metaKey: held.meta ?? false,
		});

	it.each([
		['KeyR', { ctrl: true, shift: true }, 'Ctrl+Shift+R'],
		['Digit1', { alt: true }, 'Alt+1'],
		['F8', {}, 'F8'],
		['F8', { meta: true }, 'Super+F8'],
		['KeyR', {}, null],
		['KeyR', { shift: true }, null],
		['Enter', { ctrl: true }, null],
	] as const)('writes %s with %j as %s', (code, held, key) => {
		expect(press(code, held)).toBe(key);
	});
});
