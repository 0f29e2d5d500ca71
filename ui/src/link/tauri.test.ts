/** The link to the program, over a mocked bridge. */

import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { afterEach, expect, it } from 'vitest';

import { snapshot } from './cast';
import { link } from './tauri';

afterEach(() => clearMocks());

it('hands a command over and brings back nothing when it is granted', async () => {
	const asked: unknown[] = [];
	mockIPC((name, payload) => {
		asked.push([name, payload]);
		return null;
	});

	expect(await link.perform({ kind: 'dial', target: '11', account: null })).toBeNull();
	expect(asked).toEqual([['perform', { command: { kind: 'dial', target: '11', account: null } }]]);
});

it('brings back the refusal', async () => {
	const refusal = { code: 'noAccount', subject: '' };
	mockIPC(() => Promise.reject(refusal));

	expect(await link.perform({ kind: 'dial', target: '11' })).toEqual(refusal);
	expect(await link.history({})).toEqual({ refusal });
});

it('hands every change on in order', async () => {
	mockIPC((name, payload) => {
		expect(name).toBe('watch');
		const { changes } = payload as { changes: { onmessage: (change: unknown) => void } };
		changes.onmessage({ kind: 'snapshot', snapshot: snapshot() });
		changes.onmessage({ kind: 'historyChanged', missed: 1 });
		return null;
	});
	const heard: string[] = [];

	link.changes((change) => heard.push(change.kind));
	await Promise.resolve();

	expect(heard).toEqual(['snapshot', 'historyChanged']);
});
