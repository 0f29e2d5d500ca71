/** Settings take effect at once, or go back to what they were. */

import { screen, waitFor, within } from '@testing-library/svelte';
import { expect, it } from 'vitest';

import { settings } from '@/link/cast';
import { stage } from '@/shared/testing/stage';

import SettingsPage from './SettingsPage.svelte';

const english = (changed: Parameters<typeof settings>[0] = {}) =>
	settings({ language: 'en', ...changed });

it('changes one thing and leaves the others alone', async () => {
	const { link, user } = stage(SettingsPage, {});

	await user.selectOptions(screen.getByLabelText('Microphone'), 'Jabra Evolve2 65');

	expect(link.commands).toEqual([
		{ kind: 'changeSettings', settings: { input: 'Jabra Evolve2 65' } },
	]);
});

it('shows again what is set when a change is refused', async () => {
	const { link, user } = stage(SettingsPage, {});
	link.answer = () => ({ code: 'unknownDevice', subject: 'Jabra Evolve2 65' });

	await user.selectOptions(screen.getByLabelText('Microphone'), 'Jabra Evolve2 65');

	expect(await screen.findByText(/is not there/u)).toBeVisible();
	expect(screen.getByLabelText('Microphone')).toHaveValue('default');
});

it('names a device that is set and not connected', () => {
	stage(
		SettingsPage,
		{},
		{
			settings: english({ output: 'Headset' }),
			devices: { inputs: [], outputs: [], missing: ['Headset'] },
		},
	);

	expect(screen.getByLabelText('Loudspeaker')).toBeInTheDocument();
	expect(screen.getByLabelText('Loudspeaker')).toHaveAccessibleDescription(
		/Headset is not connected/u,
	);
});

it('orders codecs by the keyboard and keeps the focus on the one that moved', async () => {
	const { link, user } = stage(SettingsPage, {});
	link.answer = (command) => {
		if (command.kind === 'changeSettings' && command.settings.codecs) {
			link.tell({
				kind: 'settingsChanged',
				settings: english({ codecs: command.settings.codecs }),
			});
		}
		return null;
	};
	const opus = screen.getByRole('checkbox', { name: /Opus/u });

	opus.focus();
	await user.keyboard('{Alt>}{ArrowDown}{ArrowDown}{ArrowDown}{/Alt}');

	expect(link.commands.at(-1)).toEqual({
		kind: 'changeSettings',
		settings: { codecs: ['g722', 'pcma', 'opus'] },
	});
	await waitFor(() => expect(screen.getByRole('checkbox', { name: /Opus/u })).toHaveFocus());
	expect(screen.getByText('Opus is now at place 3')).toBeInTheDocument();
});

it('never offers no codec at all', () => {
	stage(SettingsPage, {}, { settings: english({ codecs: ['opus'] }) });

	expect(screen.getByRole('checkbox', { name: /Opus/u })).toBeDisabled();
});

it('takes a Request Tracker with its token, and forgets the token', async () => {
	const { link, user } = stage(SettingsPage, {});
	const desk = within(screen.getByRole('region', { name: 'Reports go to' }));

	await user.click(desk.getByRole('radio', { name: 'Request Tracker' }));
	await user.type(desk.getByLabelText('Address'), 'https://rt.example');
	await user.type(desk.getByLabelText('Queue'), 'Telephony');
	await user.type(desk.getByLabelText('Token'), '1-14-secret');
	await user.click(desk.getByRole('button', { name: 'Save' }));

	expect(link.commands).toEqual([
		{
			kind: 'changeSettings',
			settings: {
				ticketDesk: {
					kind: 'requestTracker',
					url: 'https://rt.example',
					queue: 'Telephony',
					caFile: null,
					token: '1-14-secret',
				},
			},
		},
	]);
	expect(await desk.findByText('Saved')).toBeVisible();
	expect(desk.getByLabelText('Token')).toHaveValue('');
});

it('keeps the token that there is when none is typed', async () => {
	const { link, user } = stage(
		SettingsPage,
		{},
		{
			settings: english({
				ticketDesk: {
					kind: 'requestTracker',
					url: 'https://rt.example',
					queue: 'T',
					caFile: null,
					hasToken: true,
				},
			}),
		},
	);
	const desk = within(screen.getByRole('region', { name: 'Reports go to' }));

	await user.click(desk.getByRole('button', { name: 'Save' }));

	expect(link.commands).toMatchObject([{ settings: { ticketDesk: { token: null } } }]);
});

it('starts and stops the demo', async () => {
	const { link, user } = stage(SettingsPage, {});
	const demo = within(screen.getByRole('region', { name: 'Demo telephone system' }));

	await user.click(demo.getByRole('button', { name: 'Start' }));
	link.tell({ kind: 'demoChanged', demo: { kind: 'on', extensions: [] } });
	await user.click(await demo.findByRole('button', { name: 'Stop' }));

	expect(link.commands.map(({ kind }) => kind)).toEqual(['startDemo', 'stopDemo']);
});

it('leads to the field of the ticket desk that is wrong', async () => {
	const { link, user } = stage(SettingsPage, {});
	link.answer = () => ({ code: 'invalidField', subject: 'url: misconfigured' });
	const desk = within(screen.getByRole('region', { name: 'Reports go to' }));

	await user.click(desk.getByRole('radio', { name: 'Request Tracker' }));
	await user.type(desk.getByLabelText('Address'), 'rt{Enter}');

	await waitFor(() => expect(desk.getByLabelText('Address')).toBeInvalid());
	expect(desk.getByText(/^Give an https address/u)).toBeVisible();
});
