/** A link without a program: replays recorded changes, for tests, for design in a browser, and for screenshots. */

import type {
	Change,
	Command,
	EvidencePage,
	EvidenceQuery,
	RecordPage,
	RecordQuery,
	RecordView,
	Refusal,
} from '@/bindings';

import type { Link, Listener } from './link';
import { sceneNamed } from './scenes';

export class Recorded implements Link {
	readonly #listeners: Listener[] = [];
	readonly #past: Change[];
	/** What was asked for, in order. */
	readonly commands: Command[] = [];
	readonly queries: RecordQuery[] = [];
	records: RecordView[] = [];
	/** Texts of files by name, and the lines of each that were taken out. */
	files: Record<string, string> = {};
	readonly removed = new Map<string, Set<number>>();
	readonly looks: EvidenceQuery[] = [];
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

	/** Takes a line out of a file, or puts it back. */
	remove(file: string, line: number, included: boolean): void {
		const lines = this.removed.get(file) ?? new Set();
		if (included) {
			lines.delete(line);
		} else {
			lines.add(line);
		}
		this.removed.set(file, lines);
	}

	async perform(command: Command): Promise<Refusal | null> {
		this.commands.push(command);
		return await this.answer(command);
	}

	async history(query: RecordQuery): Promise<RecordPage | { refusal: Refusal }> {
		this.queries.push(query);
		const one = this.records.find(({ id }) => id === query.person);
		const fitting = this.records.filter(
			(record) => fits(record, query) && (!one || record.remote.uri === one.remote.uri),
		);
		const wanted = query.grouped && !one ? grouped(fitting) : fitting;
		const from = Number(query.after ?? 0) + (query.skip ?? 0);
		const to = from + (query.limit ?? 50);
		return {
			records: wanted.slice(from, to),
			next: to < wanted.length ? String(to) : null,
			total: wanted.length,
		};
	}

	async evidence(query: EvidenceQuery): Promise<EvidencePage | { refusal: Refusal }> {
		this.looks.push(query);
		const text = this.files[query.file ?? ''];
		if (text === undefined) {
			return { refusal: { code: 'unknownFile', subject: query.file ?? '' } };
		}
		const removed = this.removed.get(query.file ?? '');
		const words = (query.search ?? '').toLowerCase().split(/\s+/u).filter(Boolean);
		const fitting = text
			.replace(/\n$/u, '')
			.split('\n')
			.map((line, index) => ({
				number: index + 1,
				text: line,
				included: !removed?.has(index + 1),
			}))
			.filter((line) => words.every((word) => line.text.toLowerCase().includes(word)));
		const from = query.from ?? 1;
		return {
			lines: fitting.filter(({ number }) => number >= from).slice(0, query.limit ?? 1000),
			total: fitting.length,
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
		case 'notAnswered':
			return found && record.outcome === 'notAnswered';
	}
}

/** One line for each person, with their last call. */
function grouped(records: RecordView[]): RecordView[] {
	const people = new Map<string, RecordView>();
	for (const record of records) {
		const before = people.get(record.remote.uri) ?? { ...record, calls: 0, newCalls: 0 };
		people.set(record.remote.uri, {
			...before,
			calls: before.calls + 1,
			newCalls: before.newCalls + Number(record.isNew),
		});
	}
	return [...people.values()];
}

/** The scene of that name, alive enough to press its buttons. */
export function recordedLink(name: string, choice: URLSearchParams): Link {
	const scene = sceneNamed(name, choice);
	const link = new Recorded([{ kind: 'snapshot', snapshot: scene.snapshot }]);
	link.records = scene.records;
	link.files = scene.files ?? {};
	link.answer = (command) => scene.answer?.(command, link) ?? null;
	scene.play?.(link);
	return link;
}
