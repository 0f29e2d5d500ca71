/** A link without a program: replays recorded changes, for tests, for design in a browser, and for screenshots. */

import type { Change, Command, RecordPage, RecordQuery, RecordView, Refusal } from '@/bindings';

import type { Link, Listener } from './link';
import { sceneNamed } from './scenes';

export class Recorded implements Link {
	readonly #listeners: Listener[] = [];
	readonly #past: Change[];
	/** What was asked for, in order. */
	readonly commands: Command[] = [];
	readonly queries: RecordQuery[] = [];
	records: RecordView[] = [];
	/** Answers a command in the program's place; null grants it. */
	answer: (command: Command) => Promise<Refusal | null> | Refusal | null = () => null;

	constructor(changes: Change[] = []) {
		this.#past = [...changes];
	}

	/** Lines of JSON as `rufbereit status --watch --json` prints them. */
	static fromLines(lines: string): Recorded {
		const changes = lines.split('\n').filter((line) => line.trim() !== '');
		return new Recorded(changes.map((line) => JSON.parse(line) as Change));
	}

	tell(...changes: Change[]): void {
		for (const change of changes) {
			this.#past.push(change);
			this.#listeners.forEach((listener) => listener(change));
		}
	}

	async perform(command: Command): Promise<Refusal | null> {
		this.commands.push(command);
		return await this.answer(command);
	}

	async history(query: RecordQuery): Promise<RecordPage | { refusal: Refusal }> {
		this.queries.push(query);
		const wanted = this.records.filter((record) => fits(record, query));
		const from = Number(query.after ?? 0);
		const to = from + (query.limit ?? 50);
		return {
			records: wanted.slice(from, to),
			next: to < wanted.length ? String(to) : null,
			total: wanted.length,
		};
	}

	changes(listener: Listener): void {
		this.#listeners.push(listener);
		this.#past.forEach((change) => listener(change));
	}
}

function fits(record: RecordView, query: RecordQuery): boolean {
	const search = query.search?.toLowerCase() ?? '';
	const found =
		record.remote.number.includes(search) ||
		(record.remote.name?.toLowerCase().includes(search) ?? false);
	switch (query.filter ?? 'all') {
		case 'all':
			return found;
		case 'incoming':
		case 'outgoing':
			return found && record.direction === query.filter;
		case 'missed':
			return found && record.outcome === 'missed';
	}
}

/** The scene of that name, alive enough to press its buttons. */
export function recordedLink(name: string, choice: URLSearchParams): Link {
	const scene = sceneNamed(name, choice);
	const link = new Recorded([{ kind: 'snapshot', snapshot: scene.snapshot }]);
	link.records = scene.records;
	link.answer = (command) => scene.answer?.(command, link) ?? null;
	scene.play?.(link);
	return link;
}
