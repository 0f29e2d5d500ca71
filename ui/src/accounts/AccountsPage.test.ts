/** The accounts and how each stands. */

import { screen, within } from '@testing-library/svelte';
import { expect, it } from 'vitest';

import type { AccountView } from '@/bindings';
import { account } from '@/link/cast';
import { stage } from '@/shared/testing/stage';

import AccountsPage from './AccountsPage.svelte';

const card = (name: string) => within(screen.getByRole('article', { name }));

function waiting(code: 'wrongPassword' | 'serverNotFound', retryAt: string | null): AccountView {
	return account({
		id: 'a2',
		label: 'Night',
		registration: {
			kind: 'waiting',
			retryAt,
			reason: { code, status: null, subject: 'voice.example' },
		},
	});
}

it('says how every account stands and why', () => {
	stage(
		AccountsPage,
		{},
		{
			accounts: [
				account(),
				waiting('serverNotFound', '2026-11-22T10:00:00Z'),
				account({ id: 'a3', label: 'Direct', registration: { kind: 'direct' } }),
			],
		},
	);

	expect(card('Kanzlei Brandt').getByText('Registered')).toBeVisible();
	expect(card('Night').getByText(/No server is known by the name voice.example/u)).toBeVisible();
	expect(card('Night').getByText(/^Tried again:/u)).toBeVisible();
	expect(card('Direct').getByText('Ready for direct calls')).toBeVisible();
});

it('says when only the person can help, and tries again when asked', async () => {
	const { link, user } = stage(AccountsPage, {}, { accounts: [waiting('wrongPassword', null)] });

	expect(card('Night').getByText('Not tried again until something is changed')).toBeVisible();
	await user.click(card('Night').getByRole('button', { name: 'Try again now' }));

	expect(link.commands).toEqual([{ kind: 'registerNow', account: 'a2' }]);
});

it('switches an account off', async () => {
	const { link, user } = stage(AccountsPage, {});

	await user.click(screen.getByRole('switch'));

	expect(link.commands).toEqual([{ kind: 'enableAccount', account: 'a1', enabled: false }]);
});

it('removes an account only after asking', async () => {
	const { link, user } = stage(AccountsPage, {});

	await user.click(screen.getByRole('button', { name: 'Remove account Kanzlei Brandt' }));
	expect(link.commands).toEqual([]);
	await user.click(
		within(await screen.findByRole('dialog')).getByRole('button', { name: 'Remove' }),
	);

	expect(link.commands).toEqual([{ kind: 'removeAccount', account: 'a1' }]);
});

it('leaves the account of the demo to the demo', () => {
	stage(AccountsPage, {}, { accounts: [account({ isDemo: true })] });

	expect(screen.queryByRole('button', { name: /^Remove/u })).toBeNull();
});
