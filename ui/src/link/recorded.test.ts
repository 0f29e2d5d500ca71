/** The link that stands in for the program. */

import { expect, it } from 'vitest';

import type { Change } from '@/bindings';

import { Recorded } from './recorded';
import { snapshot } from './cast';

it('replays the lines that the program prints', () => {
	const lines = [
		JSON.stringify({ kind: 'snapshot', snapshot: snapshot() }),
		'',
		JSON.stringify({ kind: 'prepared', target: '11' }),
	];
	const heard: Change['kind'][] = [];

	Recorded.fromLines(lines.join('\n')).changes((change) => heard.push(change.kind));

	expect(heard).toEqual(['snapshot', 'prepared']);
});

it('tells whoever begins to look late all that has happened', () => {
	const link = new Recorded();
	link.tell({ kind: 'historyChanged', missed: 1 });
	const heard: Change['kind'][] = [];

	link.changes((change) => heard.push(change.kind));
	link.tell({ kind: 'prepared', target: '11' });

	expect(heard).toEqual(['historyChanged', 'prepared']);
});
