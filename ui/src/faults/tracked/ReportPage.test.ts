/** One report and everything that can be done about it. */

import { screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { expect, it, vi } from 'vitest';

import type { ReportView, Snapshot, TicketView } from '@/bindings';
import { followed, incomplete, providers, report } from '@/link/castFaults';
import { stage } from '@/shared/testing/stage';

import ReportPage from './ReportPage.svelte';

function show(view: ReportView, more: Partial<Snapshot> = {}, sent = false) {
	const props = { report: view, sent, onback: vi.fn() };
	const staged = stage(ReportPage, props, { reports: [view], providers: providers(), ...more });
	return { ...staged, ...props };
}

it.each<[TicketView, string]>([
	[{ kind: 'queued', retryAt: null, trouble: null }, 'Kept safely, waiting to be sent'],
	[{ kind: 'creating' }, 'Being sent …'],
	[{ kind: 'attaching' }, 'Ticket created, details follow …'],
	[{ kind: 'refused', trouble: 'forbidden' }, 'Not accepted'],
	[{ kind: 'filed', reference: '4711', link: null, stage: 'filed' }, 'Filed as 4711'],
])('says where it stands: %j', (ticket, text) => {
	show(report({ ticket }));

	expect(screen.getByText(text)).toBeVisible();
});

it('says why it was not sent, when it is tried again, and tries at once when asked', async () => {
	const { link, user } = show(
		report({ ticket: { kind: 'queued', retryAt: '2026-11-22T10:00:00Z', trouble: 'unreachable' } }),
	);

	expect(screen.getByText('The service desk cannot be reached')).toBeVisible();
	expect(screen.getByText(/^Next try:/u)).toBeVisible();
	await user.click(screen.getByRole('button', { name: 'Try again now' }));

	expect(link.commands).toEqual([{ kind: 'retryReport', report: 'p1' }]);
});

it('thanks after sending, and says that an incomplete one needs a call', () => {
	show(incomplete(), {}, true);

	expect(screen.getByRole('heading', { level: 1, name: 'Thank you' })).toBeVisible();
	expect(screen.getByText(/The contract also demands a call/u)).toBeVisible();
	expect(screen.getByText('Incomplete')).toBeVisible();
	const titles = screen.getAllByRole('heading', { level: 2 }).map((title) => title.textContent);
	expect(titles[0]).toBe('Please call the hotline now');
});

it('shows the three clocks: kept, missed, and paused with its reason', () => {
	show(followed());

	const clocks = within(screen.getByRole('region', { name: 'Promised by the contract' }));
	expect(clocks.getByText('kept, 32 min to spare')).toBeVisible();
	expect(clocks.getByText('missed by 47 min')).toBeVisible();
	expect(clocks.getByText('stands still with 3 hr left: the provider waits for you')).toBeVisible();
});

it('shows what the provider wrote, newest first, and marks it as read once', async () => {
	const { link } = show(followed());

	const updates = within(screen.getByRole('region', { name: 'From the provider' }));
	expect(updates.getAllByRole('listitem')[0]).toHaveTextContent(/Router/u);
	await waitFor(() => expect(link.commands).toEqual([{ kind: 'seeUpdates', report: 'p6' }]));
	expect(updates.getByText('New')).toBeVisible();
});

it('shows what happened, in order, with who was spoken with and why it paused', () => {
	show(followed());

	const events = within(screen.getByRole('region', { name: 'What happened' }));
	expect(events.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
		expect.stringContaining('Reported'),
		expect.stringContaining('Frau Meinders'),
		expect.stringContaining('The provider has begun'),
		expect.stringContaining('News from the provider'),
		expect.stringContaining('the provider waits for you'),
	]);
});

it.each([
	['Yes, it works', true],
	['No, it does not', false],
])('takes the answer “%s” to whether it is fixed', async (name, fixed) => {
	const { link, user } = show(report({ asksIfFixed: true }));

	await user.click(screen.getByRole('button', { name }));

	expect(link.commands).toEqual([{ kind: 'answerFixed', report: 'p1', fixed }]);
});

it('replies with words and files', async () => {
	const { link, user } = show(report());

	await user.click(screen.getByRole('button', { name: 'Send reply' }));
	expect(screen.getByText('Write a few words')).toBeVisible();
	await user.type(screen.getByRole('textbox', { name: 'To the provider' }), 'Restarted, no change');
	await user.click(screen.getByText('Attach files'));
	await user.type(screen.getByLabelText('Path of a file'), '"/home/lena/a b.png"{Enter}');
	await user.type(screen.getByLabelText('Path of a file'), 'file:///home/lena/c%20d.txt');
	await user.click(screen.getByRole('button', { name: 'Send reply' }));

	expect(link.commands).toEqual([
		{
			kind: 'commentReport',
			report: 'p1',
			text: 'Restarted, no change',
			files: ['/home/lena/a b.png', '/home/lena/c d.txt'],
		},
	]);
	expect(await screen.findByText('Kept; it is sent by itself')).toBeVisible();
	expect(screen.getByRole('textbox', { name: 'To the provider' })).toHaveValue('');
});

it('keeps the reply when it could not be kept by the program', async () => {
	const { link, user } = show(report());
	link.answer = () => ({ code: 'fileFailed', subject: '/nowhere' });

	await user.type(screen.getByRole('textbox', { name: 'To the provider' }), 'Still broken');
	await user.click(screen.getByRole('button', { name: 'Send reply' }));

	expect(await screen.findByText('The file cannot be used: /nowhere')).toBeVisible();
	expect(screen.getByRole('textbox', { name: 'To the provider' })).toHaveValue('Still broken');
});

it('says how many replies wait', () => {
	show(report({ commentsWaiting: 2 }));

	expect(screen.getByText('2 replies wait to be sent')).toBeVisible();
});

it('writes down stage and number by hand', async () => {
	const { link, user } = show(report());
	await user.click(screen.getByText('Write down by hand'));

	await user.selectOptions(screen.getByLabelText('How far the provider is'), 'inWork');
	await user.click(screen.getByRole('button', { name: 'Write down' }));
	await user.clear(screen.getByLabelText('Ticket number'));
	await user.type(screen.getByLabelText('Ticket number'), ' INC-17 ');
	await user.click(screen.getByRole('button', { name: 'Write down number' }));

	expect(link.commands).toEqual([
		{ kind: 'markStage', report: 'p1', stage: 'inWork', at: null },
		{ kind: 'setReference', report: 'p1', reference: 'INC-17' },
	]);
});

it('looks now, and saves as a file', async () => {
	const { link, user } = show(report());

	await user.click(screen.getByRole('button', { name: 'Look now' }));
	await user.click(screen.getByRole('button', { name: 'Save as file' }));

	expect(link.commands).toEqual([
		{ kind: 'lookReport', report: 'p1' },
		{ kind: 'saveReport', report: 'p1' },
	]);
});

it('forgets only after asking', async () => {
	const { link, user } = show(report());

	await user.click(screen.getByRole('button', { name: 'Forget this report' }));
	expect(link.commands).toEqual([]);
	await user.click(
		within(await screen.findByRole('dialog')).getByRole('button', { name: 'Forget' }),
	);

	expect(link.commands).toEqual([{ kind: 'forgetReport', report: 'p1' }]);
});

it('reads its files again, and changes nothing in them', async () => {
	const { link, user } = show(followed());
	link.files = { 'registrations.txt': 'second,lost\n1,0\n' };

	await user.click(screen.getByRole('button', { name: 'Registrations' }));
	const reader = within(await screen.findByRole('dialog'));
	expect(await reader.findByText('second,lost')).toBeVisible();

	expect(link.looks[0]).toMatchObject({ report: 'p6', file: 'registrations.txt' });
	expect(reader.queryByRole('button', { name: /^Take out/u })).toBeNull();
});

it('says who chose the class where it was not the rule', () => {
	show(report({ rule: 'overruled' }));

	expect(screen.getByText('Chosen by the person who reported')).toBeVisible();
});

it.each([
	['incomplete', () => incomplete()],
	['followed', () => followed({ asksIfFixed: true })],
])('shuts no reader out of one that is %s', async (_, view) => {
	show(view(), {}, true);

	const found = await axe.run(document.body, {
		rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
	});

	expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
});

it('says by when the detailed report of the provider is expected', () => {
	show(report({ reportExpectedBy: '2026-11-24T16:00:00Z' }));

	expect(screen.getByText(/^The provider’s detailed report is expected by /)).toBeVisible();
});
