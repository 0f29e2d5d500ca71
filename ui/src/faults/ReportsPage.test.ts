/** The list of reports. */

import { screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';

import { report } from '@/link/cast';
import { stage } from '@/shared/testing/stage';

import ReportsPage from './ReportsPage.svelte';

it('says what keeps a report from being sent and tries again when asked', async () => {
	const stuck = report({
		id: 'p9',
		ticket: { kind: 'refused', trouble: 'sign-in' },
	});
	const { link, user } = stage(ReportsPage, { onreport: vi.fn() }, { reports: [stuck] });

	expect(screen.getByText('The service desk does not accept the token')).toBeVisible();
	await user.click(screen.getByRole('button', { name: 'Try again now' }));

	expect(link.commands).toEqual([{ kind: 'retryReport', report: 'p9' }]);
});

it('shows a trouble that it has no words for by its code', () => {
	const stuck = report({ ticket: { kind: 'queued', retryAt: null, trouble: 'moon-phase' } });
	stage(ReportsPage, { onreport: vi.fn() }, { reports: [stuck] });

	expect(screen.getByText('Sending failed (moon-phase)')).toBeVisible();
});

it('shows class and rule in words', () => {
	stage(ReportsPage, { onreport: vi.fn() }, { reports: [report({ rule: 'outage-for-several' })] });

	expect(screen.getByTitle('Nothing works for several people')).toHaveTextContent(
		'FK2 · Substantial impairment',
	);
});
