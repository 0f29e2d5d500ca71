/** The hotline card works with nothing but itself. */

import { screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';

import { account } from '@/link/cast';
import { hotline, incomplete } from '@/link/castFaults';
import { stage } from '@/shared/testing/stage';

import HotlineCard from './HotlineCard.svelte';
import { lastMoment } from './moment';
import { drawQr, QUIET } from './qr';

it('shows number, code, script and the way to confirm with no account and no network', () => {
	stage(HotlineCard, { report: incomplete() }, { accounts: [] });

	expect(screen.getByRole('heading', { name: 'Please call the hotline now' })).toBeVisible();
	expect(screen.getByText('+49 5401 858-339')).toBeVisible();
	expect(
		screen.getByRole('img', { name: 'QR code that calls +49 5401 858-339' }),
	).toBeInTheDocument();
	expect(screen.getByText(/reference 7f3a91, class FK1/u)).toBeVisible();
	expect(screen.queryByRole('button', { name: 'Call with this program' })).toBeNull();
	expect(screen.getByText(/cannot telephone at the moment/u)).toBeVisible();
});

it('dials by itself while an account is registered', async () => {
	const { link, user } = stage(HotlineCard, { report: incomplete() }, { accounts: [account()] });

	await user.click(screen.getByRole('button', { name: 'Call with this program' }));

	expect(link.commands).toEqual([{ kind: 'dial', target: '+495401858339' }]);
});

it('offers no dialling while the registration is lost', () => {
	const lost = account({
		registration: {
			kind: 'waiting',
			retryAt: null,
			reason: { code: 'serverUnreachable', status: null, subject: null },
		},
	});
	stage(HotlineCard, { report: incomplete() }, { accounts: [lost] });

	expect(screen.queryByRole('button', { name: 'Call with this program' })).toBeNull();
});

it('confirms the call with its time and whom one spoke with', async () => {
	const { link, user } = stage(HotlineCard, { report: incomplete() });

	await user.click(screen.getByRole('button', { name: 'Confirm' }));
	expect(link.commands).toEqual([]);
	expect(screen.getByRole('textbox', { name: 'Spoke with' })).toBeInvalid();
	await user.type(screen.getByRole('textbox', { name: 'Spoke with' }), 'Frau Meinders{Enter}');

	expect(link.commands).toMatchObject([
		{ kind: 'confirmCall', report: 'p5', spokeWith: 'Frau Meinders' },
	]);
	const [command] = link.commands;
	const at = command?.kind === 'confirmCall' ? Date.parse(command.at ?? '') : NaN;
	expect(Math.abs(Date.now() - at)).toBeLessThan(2 * 60_000);
});

it('says who was called once it is confirmed', () => {
	const called = incomplete({
		isIncomplete: false,
		events: [{ at: '2026-11-22T05:52:00Z', code: 'telephoned', detail: 'Frau Meinders' }],
	});
	stage(HotlineCard, { report: called });

	expect(screen.getByText(/spoke with Frau Meinders/u)).toBeVisible();
	expect(screen.queryByRole('button', { name: 'Confirm' })).toBeNull();
});

it('is not there where the contract has no hotline', () => {
	stage(HotlineCard, { report: incomplete({ hotline: null }) });

	expect(screen.queryByRole('heading')).toBeNull();
});

it('draws every dark module once, within a quiet zone', () => {
	const rows = hotline().qr;
	const drawing = drawQr(rows)!;
	const dark = Array.from({ length: drawing.side }, () => Array(drawing.side).fill('0'));
	for (const [, x, y, run] of drawing.path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/gu)) {
		for (let step = 0; step < Number(run); step += 1) {
			dark[Number(y)]![Number(x) + step] = '1';
		}
	}

	expect(drawing.side).toBe(rows.length + 2 * QUIET);
	expect(dark.slice(QUIET, -QUIET).map((row) => row.slice(QUIET, -QUIET).join(''))).toEqual(rows);
	expect(dark.slice(0, QUIET).flat().join('')).not.toContain('1');
});

it.each([[[]], [['010', '01']], [['2']]])('draws nothing of %j', (rows) => {
	expect(drawQr(rows)).toBeNull();
});

it.each([
	['05:52', new Date(2026, 10, 22, 6, 0), new Date(2026, 10, 22, 5, 52)],
	['23:58', new Date(2026, 10, 22, 0, 3), new Date(2026, 10, 21, 23, 58)],
	['06:01', new Date(2026, 10, 22, 6, 0, 30), new Date(2026, 10, 22, 6, 1)],
])('takes %s as the last time that clocks showed it', (time, now, moment) => {
	expect(lastMoment(time, now)).toEqual(moment);
});
