/** Filling in an account. */

import { screen, waitFor } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';

import { account } from '@/link/cast';
import { stage } from '@/shared/testing/stage';

import AccountForm from './AccountForm.svelte';

const field = (name: string | RegExp) => screen.getByRole('textbox', { name });
const password = () => screen.getByLabelText('Password');
const save = () => screen.getByRole('button', { name: 'Save' });

it('needs an address and a password, and fills in the rest', async () => {
	const onclose = vi.fn();
	const { link, user } = stage(AccountForm, { account: null, onclose });

	await user.type(field('Address'), ' 1001@pbx.example ');
	await user.type(password(), 'geheim{Enter}');

	expect(link.commands).toEqual([
		{
			kind: 'saveAccount',
			account: {
				id: null,
				label: null,
				address: '1001@pbx.example',
				displayName: null,
				authUser: null,
				password: 'geheim',
				registrar: null,
				outboundProxy: null,
				transport: 'automatic',
				registers: true,
				enabled: true,
				lifetimeS: 600,
				caFile: null,
			},
		},
	]);
	await waitFor(() => expect(onclose).toHaveBeenCalledOnce());
});

it('asks for the address before it asks the program', async () => {
	const { link, user } = stage(AccountForm, { account: null, onclose: vi.fn() });

	await user.click(save());

	expect(link.commands).toEqual([]);
	expect(field('Address')).toBeInvalid();
	expect(field('Address')).toHaveFocus();
});

it('says that the keyring is locked, and loses nothing that was typed', async () => {
	const onclose = vi.fn();
	const { link, user } = stage(AccountForm, { account: null, onclose });
	link.answer = () => ({ code: 'keyringLocked', subject: '' });

	await user.type(field('Address'), '1001@pbx.example');
	await user.type(password(), 'geheim{Enter}');

	expect(await screen.findByText(/keyring of this computer is locked/u)).toBeVisible();
	expect(field('Address')).toHaveValue('1001@pbx.example');
	expect(password()).toHaveValue('geheim');
	expect(onclose).not.toHaveBeenCalled();
});

it.each([
	['registrar', 'Server'],
	['lifetimeS', 'Registration lifetime in seconds'],
	['caFile: no such file', 'Additional certificate authority'],
])('unfolds and leads to the field %s that is wrong', async (subject, name) => {
	const { link, user } = stage(AccountForm, { account: account(), onclose: vi.fn() });
	link.answer = () => ({ code: 'invalidField', subject });

	await user.click(save());

	await waitFor(() => expect(field(name)).toBeInvalid());
	expect(field(name)).toHaveFocus();
	expect(document.querySelector('details')).toHaveAttribute('open');
});

it('keeps the password in the keyring when none is typed', async () => {
	const { link, user } = stage(AccountForm, { account: account(), onclose: vi.fn() });

	await user.clear(field('Your name'));
	await user.click(save());

	expect(link.commands).toMatchObject([
		{ kind: 'saveAccount', account: { id: 'a1', password: null, displayName: null } },
	]);
});

it('can be for direct calls alone', async () => {
	const { link, user } = stage(AccountForm, { account: null, onclose: vi.fn() });

	await user.type(field('Address'), 'lena@desk.local');
	await user.click(screen.getByText('More settings'));
	await user.click(screen.getByRole('switch', { name: 'Register with the telephone system' }));
	await user.click(save());

	expect(link.commands).toMatchObject([{ account: { registers: false } }]);
});

it('is left by Escape', async () => {
	const onclose = vi.fn();
	const { link, user } = stage(AccountForm, { account: null, onclose });

	await user.type(field('Address'), 'x{Escape}');

	expect(onclose).toHaveBeenCalledOnce();
	expect(link.commands).toEqual([]);
});
