/** Measuring without a report. */

import { screen, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, it, vi } from 'vitest';

import type { SideView } from '@/bindings';
import { diagnosing, diagnosis, LIMITS, probe } from '@/link/castFaults';
import { stage } from '@/shared/testing/stage';

import { sayValue } from '../codes';
import DoctorPage from './DoctorPage.svelte';
import { gravest, grouped, measures } from './groups';

const props = () => ({ onreport: vi.fn() });

describe('the page', () => {
	it('begins when asked', async () => {
		const { link, user } = stage(DoctorPage, props());

		await user.click(screen.getByRole('button', { name: 'Measure now' }));

		expect(link.commands).toEqual([{ kind: 'diagnose' }]);
	});

	it('shows how far it is and ends early when asked', async () => {
		const { link, user } = stage(DoctorPage, props(), { diagnosis: diagnosing() });

		expect(screen.getByRole('progressbar')).toHaveAttribute('value', '45');
		expect(screen.getByText(/^5 of 15 done · at most 2\d s more$/u)).toBeVisible();
		await user.click(screen.getByRole('button', { name: 'Stop' }));

		expect(link.commands).toEqual([{ kind: 'cancelDiagnosis' }]);
	});

	it('says the verdict, and opens what gave it', () => {
		stage(DoctorPage, props(), { diagnosis: diagnosis() });

		expect(screen.getAllByText('On your side').length).toBeGreaterThan(0);
		expect(screen.getByText(/already the first hop in your network/u)).toBeVisible();
		expect(screen.getByRole('button', { name: /^Fault Ports/u })).toHaveAttribute(
			'aria-expanded',
			'true',
		);
		expect(screen.getByRole('button', { name: /^Worth knowing Local network/u })).toHaveAttribute(
			'aria-expanded',
			'false',
		);
	});

	it('draws delay, jitter and loss against the limits of the contract', () => {
		stage(DoctorPage, props(), { diagnosis: diagnosis() });

		expect(screen.getByText('within 150 ms')).toBeVisible();
		expect(screen.getByText('limit 20 ms broken')).toBeVisible();
		expect(screen.getByText('limit < 1 % broken')).toBeVisible();
	});

	it('is followed as it gets further', async () => {
		const { link } = stage(DoctorPage, props(), { diagnosis: diagnosing() });

		link.tell({ kind: 'diagnosisChanged', diagnosis: diagnosis() });

		expect(await screen.findByRole('heading', { name: 'Verdict' })).toBeVisible();
		expect(screen.queryByRole('progressbar')).toBeNull();
	});

	it('makes a report of it', async () => {
		const ways = props();
		const { user } = stage(DoctorPage, ways, { diagnosis: diagnosis() });

		await user.click(screen.getByRole('button', { name: 'Report this' }));

		expect(ways.onreport).toHaveBeenCalled();
	});

	it('says honestly that there is no verdict after it was ended early', () => {
		const state = { kind: 'done', endedAt: '2026-11-22T09:00:00Z', cancelled: true } as const;
		stage(DoctorPage, props(), { diagnosis: diagnosis({ state, verdict: null }) });

		expect(screen.getByText(/ended before a verdict was possible/u)).toBeVisible();
		expect(screen.getByText(/^Ended early/u)).toBeVisible();
	});

	it.each<[SideView, string]>([
		['healthy', 'No fault found'],
		['customer', 'On your side'],
		['provider', 'On the provider’s side'],
		['unclear', 'Cannot be told'],
	])('has a drawing for %s', (side, text) => {
		stage(DoctorPage, props(), {
			diagnosis: diagnosis({ verdict: { side, says: 'healthy', because: [] } }),
		});

		expect(within(screen.getByRole('figure')).getByText(text)).toBeVisible();
	});

	it.each([
		['under way', diagnosing],
		['done', diagnosis],
	])('shuts no reader out while it is %s', async (_, view) => {
		stage(DoctorPage, props(), { diagnosis: view() });

		const found = await axe.run(document.body, {
			rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
		});

		expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
	});
});

describe('what is measured', () => {
	it('stands by what it is about; what nobody knows stands with the machine', () => {
		const groups = grouped([
			probe('a', 'calls', 'good', 'calls-good'),
			probe('b', 'port', 'good', 'port-open'),
			probe('c', 'moon-phase', 'good', 'full'),
			probe('d', 'registration', 'good', 'registration-stands'),
		]);

		expect(groups.map(({ group }) => group)).toEqual(['line', 'ports', 'machine', 'calls']);
	});

	it('is as grave as the gravest of it', () => {
		expect(gravest([probe('a', 'port', 'good', 'x'), probe('b', 'port', 'unknown', 'x')])).toBe(
			'unknown',
		);
		expect(gravest([])).toBeNull();
	});

	it.each([
		['1.00 %', false],
		['0.99 %', true],
	])('holds a loss of %s against a limit that is not reached: %s', (loss, within) => {
		const path = probe('path', 'path', 'good', 'x', { measured: [['loss', loss]], limit: LIMITS });

		expect(measures(path)).toMatchObject([{ name: 'loss', limit: '< 1 %', within }]);
	});

	it('may be exactly at the limits of delay and jitter', () => {
		const path = probe('path', 'path', 'good', 'x', {
			measured: [
				['delay', '150 ms'],
				['jitter', '20.0 ms'],
			],
			limit: LIMITS,
		});

		expect(measures(path)).toMatchObject([
			{ name: 'delay', within: true, share: 0.5 },
			{ name: 'jitter', within: true, share: 0.5 },
		]);
	});

	it('is not drawn where nothing was measured', () => {
		const path = probe('path', 'path', 'bad', 'x', { measured: [['delay', '–']], limit: LIMITS });

		expect(measures(path)).toEqual([]);
	});

	it.each(['192.0.2.17:3478', '0.1.0', 'stun 192.0.2.1', '–', 'Jabra 65'])(
		'leaves %s as it is',
		(value) => {
			expect(sayValue(value)).toBe(value);
		},
	);
});
