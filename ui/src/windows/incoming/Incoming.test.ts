/** The small window for calls that ring here. */

import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';

import { Recorded } from '@/link/recorded';
import { account, call, settings, snapshot } from '@/link/cast';
import { Session } from '@/stores/session.svelte';

import Incoming from './Incoming.svelte';

const offered = call({
	id: 'in',
	direction: 'incoming',
	state: { kind: 'offered' },
	answeredAt: null,
});

function open(changed: Parameters<typeof snapshot>[0] = {}) {
	const link = new Recorded([
		{
			kind: 'snapshot',
			snapshot: snapshot({ settings: settings({ language: 'en' }), calls: [offered], ...changed }),
		},
	]);
	render(Incoming, { session: new Session(link).start() });
	return { link, user: userEvent.setup() };
}

it('shows who calls and focuses nothing', () => {
	open();

	expect(screen.getByRole('heading', { name: 'Ute Lindner' })).toBeVisible();
	expect(document.body).toHaveFocus();
});

it('does nothing on keys that were meant for another program', async () => {
	const { link, user } = open();

	await user.keyboard('{Enter} yes{Enter}{Escape}1a');

	expect(link.commands).toEqual([]);
});

it('answers by its button, which can be reached by the tab key', async () => {
	const { link, user } = open();

	await user.tab();
	expect(screen.getByRole('button', { name: 'Reject' })).toHaveFocus();
	await user.tab();
	await user.keyboard('{Enter}');

	expect(link.commands).toEqual([{ kind: 'answer', call: 'in' }]);
});

it('says for which account, where there are several', () => {
	open({ accounts: [account(), account({ id: 'a2', label: 'Desk' })] });

	expect(screen.getByText('for Kanzlei Brandt')).toBeVisible();
});

it('is empty when nothing rings any more', async () => {
	const { link } = open();

	link.tell({ kind: 'callChanged', call: call({ id: 'in' }) });

	await waitFor(() => expect(screen.queryByRole('button')).toBeNull());
});

it('says why accepting did not work, and lets one try again', async () => {
	const { link, user } = open();
	link.answer = () => ({ code: 'closing', subject: '' });

	await user.click(screen.getByRole('button', { name: 'Accept' }));

	expect(await screen.findByText('Rufbereit is closing')).toBeVisible();
	expect(screen.getByRole('button', { name: 'Accept' })).not.toHaveAttribute('aria-busy');
});

it('keeps a standing call in sight where the person wants that', async () => {
	const standing = call({ id: 'up', state: { kind: 'talking' } });
	const { link, user } = open({
		calls: [standing],
		settings: settings({ language: 'en', callBar: true }),
	});

	await user.click(screen.getByRole('button', { name: 'Mute' }));
	await user.click(screen.getByRole('button', { name: 'Hang up' }));

	expect(link.commands).toEqual([
		{ kind: 'mute', call: 'up' },
		{ kind: 'hangUp', call: 'up' },
	]);
});

it('shows no standing call otherwise', () => {
	open({ calls: [call({ id: 'up', state: { kind: 'talking' } })] });

	expect(screen.queryByRole('button', { name: 'Hang up' })).not.toBeInTheDocument();
});

it.each([
	['Reject as busy', { kind: 'reject', call: 'in', reason: 'busy' }],
	['Silence', { kind: 'silence', call: 'in' }],
])('has the key %s of the large window', async (name, command) => {
	const { link, user } = open();

	await user.click(screen.getByRole('button', { name }));

	expect(link.commands).toEqual([command]);
});

it('forwards the call, and Escape leaves the field and not the call', async () => {
	const { link, user } = open();

	await user.click(screen.getByRole('button', { name: 'Forward' }));
	await user.keyboard('23{Escape}');
	expect(link.commands).toEqual([]);
	await user.click(screen.getByRole('button', { name: 'Forward' }));
	await user.keyboard('231{Enter}');

	expect(link.commands).toEqual([{ kind: 'forward', call: 'in', target: '231' }]);
});
