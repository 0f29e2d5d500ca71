/** From wherever a report begins to the ticket, as a person does it in the main window. */

import { screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';

import type { Snapshot } from '@/bindings';
import { ago, HOUR } from '@/link/cast';
import { draft, followed, incomplete, providers, report } from '@/link/castFaults';
import type { Recorded } from '@/link/recorded';

import { open } from './testing/open';

const title = (name: string) => screen.findByRole('heading', { level: 1, name });
const what = () => screen.getByRole('textbox', { name: 'What is wrong?' });

/** The program's part: a draft when one is asked for, a report when it is sent. */
function answers(link: Recorded) {
	link.answer = (command) => {
		if (command.kind === 'openReport') {
			link.tell({ kind: 'draftChanged', draft: draft({ recordId: command.record ?? null }) });
		}
		if (command.kind === 'sendReport') {
			link.tell(
				{
					kind: 'reportChanged',
					report: report({ id: 'd1', ticket: { kind: 'queued', retryAt: null, trouble: null } }),
				},
				{ kind: 'draftChanged', draft: null },
			);
		}
		if (command.kind === 'discardReport') {
			link.tell({ kind: 'draftChanged', draft: null });
		}
		return null;
	};
}

describe('a report', () => {
	it('takes two presses', async () => {
		const { link, user } = open();
		answers(link);

		await user.click(screen.getAllByRole('button', { name: 'Report a fault' })[0]!);
		await user.click(await screen.findByRole('button', { name: 'Send report' }));

		expect(link.commands).toEqual([{ kind: 'openReport', record: null }, { kind: 'sendReport' }]);
		expect(await title('Thank you')).toBeVisible();
		expect(screen.getByText('Kept safely, waiting to be sent')).toBeVisible();
		link.tell({ kind: 'reportChanged', report: report({ id: 'd1' }) });
		expect(await screen.findByText('Filed as 4711')).toBeVisible();
	});

	it('takes no mouse', async () => {
		const { link, user } = open();
		answers(link);

		await user.keyboard('{Alt>}[KeyR]{/Alt}');
		await waitFor(() => expect(what()).toHaveFocus());
		await user.keyboard(' again{Control>}{Enter}{/Control}');

		expect(link.commands.map(({ kind }) => kind)).toEqual([
			'openReport',
			'editReport',
			'sendReport',
		]);
		expect(await title('Thank you')).toBeVisible();
	});

	it('is about the call of the line from which it begins', async () => {
		const { link, user } = open();
		answers(link);

		await user.click((await screen.findAllByRole('button', { name: 'Show details' }))[1]!);
		await user.click(screen.getByRole('button', { name: 'Report a problem with this call' }));

		expect(link.commands).toEqual([{ kind: 'openReport', record: link.records[1]!.id }]);
		expect(await title('Report a fault')).toBeVisible();
	});

	it('that begins elsewhere is shown at once', async () => {
		const { link } = open();

		link.tell({ kind: 'draftChanged', draft: draft() });

		expect(await title('Report a fault')).toBeVisible();
		await waitFor(() => expect(what()).toHaveFocus());
	});

	it('can be left and gone on with; asking again begins no second one', async () => {
		const { link, user } = open({ draft: draft() });
		await title('Report a fault');

		await user.keyboard('{Control>}1{/Control}');
		await user.click(screen.getAllByRole('button', { name: 'Report a fault' })[0]!);

		expect(await title('Report a fault')).toBeVisible();
		expect(link.commands.filter(({ kind }) => kind === 'openReport')).toEqual([]);
	});

	it('keeps what was typed when the page is left', async () => {
		const { link, user } = open({ draft: draft({ what: 'Echo' }) });
		await title('Report a fault');

		await user.type(what(), ' since noon');
		await user.keyboard('{Control>}1{/Control}');

		await waitFor(() =>
			expect(link.commands).toContainEqual({
				kind: 'editReport',
				edit: { what: 'Echo since noon' },
			}),
		);
	});

	it('leaves for the list when it is thrown away', async () => {
		const { link, user } = open({ draft: draft() });
		answers(link);

		await user.click(await screen.findByRole('button', { name: 'Discard' }));
		await user.click(
			within(await screen.findByRole('dialog')).getByRole('button', { name: 'Discard' }),
		);

		expect(await title('Reports')).toBeVisible();
	});

	it('says why it could not begin', async () => {
		const { link, user } = open();
		link.answer = () => ({ code: 'storageFailed', subject: 'the disk is full' });

		await user.keyboard('{Alt>}[KeyR]{/Alt}');

		expect(
			await screen.findByText('The local database cannot be read or written: the disk is full'),
		).toBeVisible();
	});

	it('hands the telephone its number while its script stays in sight', async () => {
		const { link, user } = open({ reports: [incomplete()] });

		await user.click(screen.getByRole('button', { name: 'To the hotline' }));
		await user.click(await screen.findByRole('button', { name: 'Call with this program' }));

		expect(link.commands).toEqual([{ kind: 'dial', target: '+495401858339' }]);
		expect(screen.getByText(/reference 7f3a91/u)).toBeVisible();
	});

	it('that was just sent and is forgotten leaves the page too', async () => {
		const { link, user } = open({ draft: draft() });
		answers(link);
		await user.click(await screen.findByRole('button', { name: 'Send report' }));
		expect(await title('Thank you')).toHaveFocus();

		link.tell({ kind: 'reportRemoved', id: 'd1' });

		expect(await title('Reports')).toBeVisible();
	});

	it('that is forgotten leaves the page for the list', async () => {
		const { link, user } = open({ reports: [report()] });
		await user.keyboard('{Control>}6{/Control}');
		await user.click(screen.getByRole('button', { name: /abgehackt/u }));

		link.tell({ kind: 'reportRemoved', id: 'p1' });

		expect(await title('Reports')).toBeVisible();
		expect(screen.getByText('Nothing reported')).toBeVisible();
	});
});

describe('above the pages', () => {
	it('stands what must still be called, until it is confirmed', async () => {
		const { link } = open({ reports: [incomplete()] });

		expect(screen.getByText('The hotline must still be called')).toBeVisible();
		link.tell({ kind: 'reportChanged', report: incomplete({ isIncomplete: false }) });

		await waitFor(() => expect(screen.queryByText('The hotline must still be called')).toBeNull());
	});

	it('stands planned work of the day, until it is read', async () => {
		const planned = [
			{ startsAt: ago(-2 * HOUR), endsAt: ago(-4 * HOUR), summary: 'SBC', isNow: false },
			{ startsAt: ago(-90 * HOUR), endsAt: ago(-95 * HOUR), summary: 'Later', isNow: false },
		];
		const { user } = open({ providers: providers({ planned }) });

		expect(screen.getByText(/^SBC ·/u)).toBeVisible();
		await user.click(screen.getByRole('button', { name: 'Dismiss' }));

		expect(screen.queryByText('Planned maintenance')).toBeNull();
	});

	it('leads from a notice to its report', async () => {
		const { link, user } = open({ reports: [followed()] });

		link.tell({
			kind: 'noticed',
			notice: { kind: 'reportNews', report: 'p6', reference: '4690' },
		});
		expect(await screen.findByText('News about 4690')).toBeVisible();
		await user.click(screen.getByRole('button', { name: 'Show report' }));

		expect(await screen.findByText('Filed as 4690')).toBeVisible();
		expect(screen.queryByText('News about 4690')).toBeNull();
	});

	it('is told where something was saved', async () => {
		const { link } = open();

		link.tell({ kind: 'noticed', notice: { kind: 'saved', path: '/home/lena/r.zip' } });

		expect(await screen.findByText('Saved: /home/lena/r.zip')).toBeVisible();
	});

	it('is told when a promise is near', async () => {
		const { link } = open({ reports: [report()] });

		link.tell({
			kind: 'noticed',
			notice: {
				kind: 'promiseNear',
				report: 'p1',
				reference: '4711',
				promise: 'reaction',
				dueAt: ago(-10 * 60_000),
			},
		});

		expect(await screen.findByText(/^4711: Reaction is due at/u)).toBeVisible();
	});
});

it('counts what somebody should look at beside the reports', () => {
	open({ reports: [incomplete(), followed(), report({ id: 'fine' })] });

	expect(screen.getByRole('button', { name: /^Reports 2/u })).toBeVisible();
});

it.each<[string, Partial<Snapshot>]>([
	[
		'with everything to warn of',
		{
			draft: draft({
				missing: ['state'],
				secrets: [{ file: 'call-record.txt', line: 3 }],
				similar: { report: 'p1', reference: null, what: 'x', createdAt: ago(HOUR) },
				maintenance: { startsAt: ago(HOUR), endsAt: ago(-HOUR), summary: 'SBC', isNow: true },
			}),
		},
	],
	['without a contract', { draft: draft({ promises: [], channels: [] }) }],
	['while it is collected', { draft: draft({ files: [], isCollected: false }) }],
])('shuts no reader out of writing %s', async (_, changed) => {
	open({ providers: providers(), ...changed });
	await title('Report a fault');

	const found = await axe.run(document.body, {
		rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
	});

	expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
});
