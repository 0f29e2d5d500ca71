/** Reporting a fault, and seeing what becomes of it. */

import { screen, waitFor } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';

import { record, report, settings } from '@/link/cast';
import { stage } from '@/shared/testing/stage';

import ReportDialog from './ReportDialog.svelte';

const props = () => ({ open: true, onclose: vi.fn(), onshow: vi.fn() });
const what = () => screen.getByRole('textbox', { name: 'What is wrong?' });
const send = () => screen.getByRole('button', { name: 'Send report' });

it('has the focus in its one text field', async () => {
	stage(ReportDialog, props());

	await waitFor(() => expect(what()).toHaveFocus());
});

it('sends the words, whom it affects and what works', async () => {
	const { link, user } = stage(ReportDialog, props());

	await user.type(what(), 'Nobody hears me');
	await user.click(screen.getByRole('radio', { name: 'Whole site' }));
	await user.click(screen.getByRole('radio', { name: 'Nothing works' }));
	await user.click(send());

	expect(link.commands).toEqual([
		{
			kind: 'reportFault',
			report: { what: 'Nobody hears me', affects: 'site', works: 'nothing', recordId: null },
		},
	]);
});

it('asks for a few words before it sends anything', async () => {
	const { link, user } = stage(ReportDialog, props());

	await user.click(send());

	expect(link.commands).toEqual([]);
	expect(what()).toBeInvalid();
	expect(what()).toHaveFocus();
	expect(screen.getByText('Describe in a few words what is wrong')).toBeVisible();
});

it('says what goes along and where it goes', async () => {
	stage(
		ReportDialog,
		{ ...props(), about: record() },
		{
			settings: settings({
				language: 'en',
				ticketDesk: {
					kind: 'requestTracker',
					url: 'https://rt.example',
					queue: 'Telephony',
					caFile: null,
					hasToken: true,
				},
			}),
		},
	);

	expect(screen.getByText(/^This call: Ute Lindner/u)).toBeVisible();
	expect(screen.getByText('Whether your account is registered, and why not')).toBeVisible();
	expect(screen.getByText('Goes to https://rt.example, queue Telephony.')).toBeVisible();
});

it('is about the call that it was opened for', async () => {
	const { link, user } = stage(ReportDialog, { ...props(), about: record({ id: 'r7' }) });

	await user.type(what(), 'Echo');
	await user.click(send());

	expect(link.commands).toMatchObject([{ report: { recordId: 'r7' } }]);
});

it('follows its report from the outbox to the ticket', async () => {
	const { link, user } = stage(ReportDialog, props(), { reports: [report({ id: 'old' })] });

	await user.type(what(), 'Echo');
	await user.click(send());
	const mine = report({ id: 'mine', createdAt: '2026-11-22T10:00:00Z' });
	link.tell({
		kind: 'reportChanged',
		report: { ...mine, ticket: { kind: 'queued', retryAt: null, trouble: null } },
	});
	expect(await screen.findByText('Kept safely, waiting to be sent')).toBeVisible();

	link.tell({
		kind: 'reportChanged',
		report: {
			...mine,
			ticket: { kind: 'filed', reference: '4712', link: 'https://rt.example/4712' },
		},
	});
	expect(await screen.findByText('Filed as 4712')).toBeVisible();
	expect(screen.getByText('https://rt.example/4712')).toBeVisible();
});

it('keeps the words when they could not be kept by the program', async () => {
	const { link, user } = stage(ReportDialog, props());
	link.answer = () => ({ code: 'storageFailed', subject: '' });

	await user.type(what(), 'Echo');
	await user.click(send());

	expect(await screen.findByText('The local database cannot be read or written')).toBeVisible();
	expect(what()).toHaveValue('Echo');
});
