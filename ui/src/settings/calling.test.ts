/** Ringing, tones and calls among the settings, and the telephone system of an account. */

import { screen, waitFor, within } from '@testing-library/svelte';
import { fireEvent } from '@testing-library/dom';
import { describe, expect, it } from 'vitest';

import AccountsPage from '@/accounts/AccountsPage.svelte';
import { planDraftOf, planFillingOf } from '@/accounts/plan';
import { account, settings } from '@/link/cast';
import { emergency, plan } from '@/link/castCalls';
import { stage } from '@/shared/testing/stage';

import SettingsPage from './SettingsPage.svelte';

const section = (name: string) => within(screen.getByRole('region', { name }));

describe('settings', () => {
	it('choose where it rings and which melody says from where', async () => {
		const { link, user } = stage(SettingsPage, {});
		const ringing = section('Ringing');

		await user.click(ringing.getByRole('checkbox', { name: 'Jabra Evolve2 65 Mono' }));
		await user.click(ringing.getByRole('switch', { name: 'Ring everywhere' }));
		await user.selectOptions(
			ringing.getByRole('combobox', { name: 'Calls to a group' }),
			'Bell of the W 48',
		);
		await user.click(ringing.getByRole('button', { name: 'Play Chime (Calls from outside)' }));

		expect(link.commands).toEqual([
			{ kind: 'changeSettings', settings: { ringAlso: ['Jabra Evolve2 65'] } },
			{ kind: 'changeSettings', settings: { ringEverywhere: true } },
			{ kind: 'changeSettings', settings: { melodyGroup: 'w48' } },
			{ kind: 'playMelody', melody: 'chime' },
		]);
	});

	it('say what becomes of transfers that others want', async () => {
		const { link, user } = stage(SettingsPage, {});
		const choices = screen.getByRole('group', { name: /wants to transfer you/u });

		expect(within(choices).getByRole('radio', { name: 'Ask when it leads outside' })).toBeChecked();
		await user.click(within(choices).getByRole('radio', { name: 'Refuse' }));

		expect(link.commands).toEqual([
			{ kind: 'changeSettings', settings: { transferRequests: 'refuse' } },
		]);
	});

	it('put a volume back that was refused', async () => {
		const { link } = stage(SettingsPage, {});
		link.answer = () => ({ code: 'storageFailed', subject: '' });
		const slider = section('Ringing').getByRole('slider', { name: 'Ringing volume' });

		await fireEvent.input(slider, { target: { value: '20' } });
		await fireEvent.change(slider);

		expect(link.commands).toEqual([{ kind: 'changeSettings', settings: { ringVolume: 20 } }]);
		await waitFor(() => expect(slider).toHaveValue('70'));
	});

	it('let tones fall silent, and say so', async () => {
		const { link } = stage(SettingsPage, {});
		const slider = section('Tones').getByRole('slider', { name: 'Tone volume' });

		await fireEvent.input(slider, { target: { value: '0' } });
		await fireEvent.change(slider);

		expect(slider).toHaveAttribute('aria-valuetext', 'Off');
		expect(link.commands).toEqual([{ kind: 'changeSettings', settings: { toneVolume: 0 } }]);
	});

	it('answer nobody by itself until numbers are given', async () => {
		const { link, user } = stage(SettingsPage, {});
		const calls = section('Calls');

		expect(calls.getByRole('radio', { name: 'Nobody’s calls' })).toBeChecked();
		await user.click(calls.getByRole('radio', { name: 'These numbers' }));
		expect(link.commands).toEqual([]);
		await user.type(calls.getByRole('textbox', { name: 'Numbers' }), '200, 231');
		await user.tab();

		expect(link.commands).toEqual([
			{ kind: 'changeSettings', settings: { autoAnswer: '200, 231' } },
		]);
	});

	it('switch the tone of a waiting call off with the waiting call', async () => {
		const { link, user } = stage(
			SettingsPage,
			{},
			{ settings: settings({ language: 'en', callWaiting: false }) },
		);
		const calls = section('Calls');

		expect(calls.getByRole('switch', { name: 'Tone when a second call waits' })).toBeDisabled();
		await user.click(calls.getByRole('switch', { name: 'Call waiting' }));

		expect(link.commands).toEqual([{ kind: 'changeSettings', settings: { callWaiting: true } }]);
	});

	it('say where emergency calls arrive from', async () => {
		const { link, user } = stage(SettingsPage, {});
		const part = section('Emergency calls');

		expect(part.getByText(/^Read and confirmed/u)).toBeVisible();
		await user.click(part.getByRole('radio', { name: 'Somewhere else' }));

		expect(link.commands).toEqual([{ kind: 'setLocation', location: 'elsewhere' }]);
	});

	it('say in which country they are, whose emergency numbers hold as well', async () => {
		const { link, user } = stage(
			SettingsPage,
			{},
			{ emergency: emergency({ location: 'elsewhere' }) },
		);

		await user.selectOptions(section('Emergency calls').getByLabelText('Country'), 'AT');

		expect(link.commands).toEqual([{ kind: 'setLocation', location: 'elsewhere', country: 'AT' }]);
	});
});

describe('the telephone system of an account', () => {
	it('sends only what is different', async () => {
		const { link, user } = stage(AccountsPage, {}, { accounts: [account()] });

		await user.click(screen.getByRole('button', { name: 'Telephone system of Kanzlei Brandt' }));
		await user.selectOptions(
			screen.getByRole('combobox', { name: 'Telephone system' }),
			'innovaphone',
		);
		await user.clear(screen.getByRole('textbox', { name: 'Outside line' }));
		await user.type(screen.getByRole('textbox', { name: 'Call groups' }), '{Enter}61 Notdienst');
		await user.click(screen.getByRole('button', { name: 'Save' }));

		expect(link.commands).toEqual([
			{
				kind: 'changePlan',
				account: 'a1',
				plan: {
					system: 'innovaphone',
					outsidePrefix: '',
					groups: [
						{ number: '60', name: 'Service' },
						{ number: '61', name: 'Notdienst' },
					],
				},
			},
		]);
	});

	it('says which code cannot be read, and keeps the form', async () => {
		const { link, user } = stage(AccountsPage, {}, { accounts: [account()] });
		link.answer = () => ({ code: 'invalidCode', subject: 'forward-always' });

		await user.click(screen.getByRole('button', { name: 'Telephone system of Kanzlei Brandt' }));
		await user.click(screen.getByRole('button', { name: 'Save' }));

		expect(await screen.findByText('This code cannot be read: forward-always')).toBeVisible();
	});

	it('reads lines as people write them', () => {
		const filling = planFillingOf(plan());

		expect(planDraftOf(filling, plan())).toEqual({});
		expect(
			planDraftOf(
				{ ...filling, places: ' 701  Lager \n\n705', codes: 'park = *5{place}', internalTo: 'x' },
				plan(),
			),
		).toEqual({
			internalTo: 0,
			places: [
				{ number: '701', name: 'Lager' },
				{ number: '705', name: '' },
			],
			codes: [['park', '*5{place}']],
		});
	});
});
