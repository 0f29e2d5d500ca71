/** The list of reports. */

import { screen, within } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';

import { ago, MINUTE } from '@/link/cast';
import { draft, followed, incomplete, promise, report } from '@/link/castFaults';
import { stage } from '@/shared/testing/stage';

import ReportsPage from './ReportsPage.svelte';

const props = () => ({ onreport: vi.fn(), onopen: vi.fn(), oncontinue: vi.fn() });
const row = (what: RegExp) => screen.getByRole('button', { name: what }).closest('article')!;

it('says for each where it stands, its number, class and what is due next', () => {
	const dueAt = ago(-9.5 * MINUTE);
	stage(ReportsPage, props(), {
		reports: [report({ promises: [promise({ dueAt, standing: { kind: 'running', dueAt } })] })],
	});

	const one = within(row(/abgehackt/u));
	expect(one.getByText('Being worked on')).toBeVisible();
	expect(one.getByText('4711')).toBeVisible();
	expect(one.getByText('FK2')).toBeVisible();
	expect(one.getByText(/^Reaction: until .* 9 min left$/u)).toHaveClass('care');
});

it('marks what is incomplete, what is asked and what is new', () => {
	stage(ReportsPage, props(), {
		reports: [incomplete(), followed({ asksIfFixed: true })],
	});

	expect(within(row(/ganzen Haus/u)).getByText('Incomplete')).toBeVisible();
	expect(within(row(/abgehackt/u)).getByText('Is it fixed?')).toBeVisible();
	expect(within(row(/abgehackt/u)).getByText('1 new answer')).toBeVisible();
});

it('says why one could not be sent', () => {
	const stuck = report({ ticket: { kind: 'queued', retryAt: null, trouble: 'moon-phase' } });
	stage(ReportsPage, props(), { reports: [stuck] });

	expect(screen.getByText('Sending failed (moon-phase)')).toBeVisible();
});

it('opens one by the keyboard', async () => {
	const ways = props();
	const { user } = stage(ReportsPage, ways, { reports: [report()] });

	screen.getByRole('button', { name: /abgehackt/u }).focus();
	await user.keyboard('{Enter}');

	expect(ways.onopen).toHaveBeenCalledWith('p1');
});

it('puts closed ones away', () => {
	const closed = report({
		id: 'old',
		what: 'Alt',
		ticket: { kind: 'filed', reference: '1', link: null, stage: 'closed' },
	});
	stage(ReportsPage, props(), { reports: [report(), closed] });

	expect(screen.getByText('1 closed report').closest('details')).not.toHaveAttribute('open');
});

it('leads back to the report that is being written', async () => {
	const ways = props();
	const { user } = stage(ReportsPage, ways, { draft: draft() });

	await user.click(screen.getByRole('button', { name: 'Go on writing' }));

	expect(ways.oncontinue).toHaveBeenCalled();
});

it('writes the evidence of a year as page or table', async () => {
	const { link, user } = stage(ReportsPage, props(), { reports: [report()] });

	await user.click(screen.getByRole('button', { name: 'As a page to print' }));
	await user.click(screen.getByRole('button', { name: 'As a table (CSV)' }));

	const year = new Date().getFullYear();
	expect(link.commands).toEqual([
		{ kind: 'exportEvidence', format: 'page', year },
		{ kind: 'exportEvidence', format: 'csv', year },
	]);
});

it('says what to do while nothing was reported', async () => {
	const ways = props();
	const { user } = stage(ReportsPage, ways);

	await user.click(screen.getAllByRole('button', { name: 'Report a fault' })[0]!);

	expect(screen.getByText('Nothing reported')).toBeVisible();
	expect(ways.onreport).toHaveBeenCalled();
});
