/** Folding changes into the picture of one window. */

import { describe, expect, it } from 'vitest';

import { Recorded } from '@/link/recorded';
import { account, call, quality, settings, snapshot } from '@/link/cast';
import { report } from '@/link/castFaults';

import { SAMPLES } from './calls.svelte';
import { Session } from './session.svelte';

function begin(...changes: Parameters<Recorded['tell']>) {
	const link = new Recorded([{ kind: 'snapshot', snapshot: snapshot({ missed: 2 }) }]);
	const session = new Session(link).start();
	link.tell(...changes);
	return { link, session };
}

describe('a snapshot', () => {
	it('is the whole picture', () => {
		const { session } = begin();

		expect(session.accounts.list.map(({ id }) => id)).toEqual(['a1']);
		expect(session.desk.settings?.codecs).toEqual(['opus', 'g722', 'pcma']);
		expect(session.desk.program?.version).toBe('0.1.0');
		expect(session.signals.missed).toBe(2);
	});

	it('replaces all that was known before', () => {
		const { session } = begin(
			{ kind: 'callChanged', call: call() },
			{ kind: 'reportChanged', report: report() },
			{ kind: 'snapshot', snapshot: snapshot({ accounts: [account({ id: 'b' })] }) },
		);

		expect(session.calls.list).toEqual([]);
		expect(session.reports.list).toEqual([]);
		expect(session.accounts.list.map(({ id }) => id)).toEqual(['b']);
	});

	it('brings the target that was prepared before the window looked', () => {
		const { session } = begin({
			kind: 'snapshot',
			snapshot: snapshot({ prepared: '+49 7031 1' }),
		});

		expect(session.signals.prepared?.target).toBe('+49 7031 1');
	});
});

describe('accounts', () => {
	it('keep their place when they change and leave when they are removed', () => {
		const { link, session } = begin({ kind: 'accountChanged', account: account({ id: 'a2' }) });

		link.tell({
			kind: 'accountChanged',
			account: account({ id: 'a1', registration: { kind: 'registering' } }),
		});
		expect(session.accounts.list.map(({ id }) => id)).toEqual(['a1', 'a2']);
		expect(session.accounts.ready.map(({ id }) => id)).toEqual(['a2']);

		link.tell({ kind: 'accountRemoved', id: 'a1' });
		expect(session.accounts.list.map(({ id }) => id)).toEqual(['a2']);
	});
});

describe('calls', () => {
	it('stand oldest first for as long as they last', () => {
		const { session } = begin(
			{ kind: 'callChanged', call: call({ id: 'new', startedAt: '2026-11-22T10:00:05Z' }) },
			{ kind: 'callChanged', call: call({ id: 'old', startedAt: '2026-11-22T10:00:00Z' }) },
		);

		expect(session.calls.list.map(({ id }) => id)).toEqual(['old', 'new']);
	});

	it('that ring here are apart from those of our own', () => {
		const { session } = begin(
			{ kind: 'callChanged', call: call({ id: 'theirs', state: { kind: 'offered' } }) },
			{ kind: 'callChanged', call: call({ id: 'mine' }) },
		);

		expect(session.calls.offered.map(({ id }) => id)).toEqual(['theirs']);
		expect(session.calls.ours.map(({ id }) => id)).toEqual(['mine']);
	});

	it('that have ended leave their reason until the next call begins', () => {
		const { link, session } = begin({ kind: 'callChanged', call: call() });

		link.tell(
			{
				kind: 'callChanged',
				call: call({ state: { kind: 'ended', code: 'busy', by: 'them', status: 486 } }),
			},
			{ kind: 'callRemoved', id: 'c1' },
		);
		expect(session.calls.list).toEqual([]);
		expect(session.calls.lastEnded?.state.code).toBe('busy');

		link.tell({ kind: 'callChanged', call: call({ id: 'c2', state: { kind: 'dialling' } }) });
		expect(session.calls.lastEnded).toBeNull();
	});

	it('remember so many seconds of sound and no more', () => {
		const { link, session } = begin({ kind: 'callChanged', call: call({ quality: null }) });

		for (let second = 1; second <= SAMPLES + 10; second += 1) {
			link.tell({
				kind: 'callChanged',
				call: call({ quality: quality({ received: 50 * second, lost: second }) }),
			});
		}

		const samples = session.calls.samples('c1');
		expect(samples).toHaveLength(SAMPLES);
		expect(samples.at(-1)?.lossPermille).toBe(20);
	});

	it('count no second twice when something else of the call changes', () => {
		const { link, session } = begin({ kind: 'callChanged', call: call() });

		link.tell({ kind: 'callChanged', call: call({ muted: true }) });

		expect(session.calls.samples('c1')).toHaveLength(1);
		expect(session.calls.list[0]?.muted).toBe(true);
	});
});

describe('reports', () => {
	it('stand newest first and tell which ones are stuck', () => {
		const { session } = begin(
			{ kind: 'reportChanged', report: report({ id: 'old', createdAt: '2026-11-20T10:00:00Z' }) },
			{
				kind: 'reportChanged',
				report: report({
					id: 'new',
					createdAt: '2026-11-22T10:00:00Z',
					ticket: { kind: 'queued', retryAt: null, trouble: 'unreachable' },
				}),
			},
		);

		expect(session.reports.list.map(({ id }) => id)).toEqual(['new', 'old']);
		expect(session.reports.troubled.map(({ id }) => id)).toEqual(['new']);
	});
});

describe('what passes by', () => {
	it('tells every prepared target apart, the same one twice too', () => {
		const { link, session } = begin({ kind: 'prepared', target: '11' });
		const first = session.signals.prepared;

		link.tell({ kind: 'prepared', target: '11' });

		expect(session.signals.prepared).not.toEqual(first);
	});

	it('keeps the newest notices only', () => {
		const { link, session } = begin();

		for (const device of ['a', 'b', 'c', 'd']) {
			link.tell({ kind: 'noticed', notice: { kind: 'deviceLost', device } });
		}
		const shown = session.signals.notices.map(({ notice }) => notice);
		expect(shown).toHaveLength(3);
		expect(shown.at(-1)).toEqual({ kind: 'deviceLost', device: 'd' });

		session.signals.dismiss(session.signals.notices[0]!.id);
		expect(session.signals.notices).toHaveLength(2);
	});

	it('moves the call list on and counts what was missed', () => {
		const { link, session } = begin();
		const turn = session.signals.historyTurn;

		link.tell({ kind: 'historyChanged', missed: 3 });

		expect(session.signals.missed).toBe(3);
		expect(session.signals.historyTurn).toBeGreaterThan(turn);
	});
});

describe('settings, devices and the demo', () => {
	it('are whatever was told last', () => {
		const { session } = begin(
			{ kind: 'settingsChanged', settings: settings({ theme: 'dark' }) },
			{ kind: 'devicesChanged', devices: { inputs: [], outputs: [], missing: ['x'] } },
			{ kind: 'demoChanged', demo: { kind: 'on', extensions: [] } },
		);

		expect(session.desk.settings?.theme).toBe('dark');
		expect(session.desk.devices.missing).toEqual(['x']);
		expect(session.desk.demo.kind).toBe('on');
	});
});

describe('a wish', () => {
	it('shows its refusal until the next try', async () => {
		const { link, session } = begin();
		const wish = session.wish();
		link.answer = () => ({ code: 'closing', subject: '' });

		expect(await wish.perform({ kind: 'startDemo' })).toBe(false);
		expect(wish.refusal?.code).toBe('closing');

		link.answer = () => null;
		expect(await wish.perform({ kind: 'startDemo' })).toBe(true);
		expect(wish.refusal).toBeNull();
		expect(wish.busy).toBe(false);
	});

	it('is refused when the program behind the window is gone', async () => {
		const { link, session } = begin();
		link.answer = () => Promise.reject(new Error('gone'));

		const wish = session.wish();

		expect(await wish.perform({ kind: 'startDemo' })).toBe(false);
		expect(wish.refusal?.code).toBe('malformed');
		expect(wish.busy).toBe(false);
	});
});
