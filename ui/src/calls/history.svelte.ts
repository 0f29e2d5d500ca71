/** The call list on the screen: which lines are asked for, what has been read of them, and what is still to come. */

import type { RecordFilter, RecordView, Refusal } from '@/bindings';
import { dayOf } from '@/shared/words/formats';
import type { Link } from '@/link/link';
import { clock } from '@/stores/clock.svelte';

export const PAGE = 60;
/** The most that one query may ask for. */
const MOST = 500;
/** Calls with one person that are shown below their line. */
const PERSON = 20;

export interface Day {
	key: string;
	/** A moment within the day. */
	at: string;
	records: RecordView[];
}

export class History {
	readonly #link: Link;
	readonly #today = $derived(clock.day);
	#filter = $state<RecordFilter>('all');
	#search = $state('');
	#grouped = $state(false);
	#records = $state.raw<RecordView[]>([]);
	#next = $state.raw<string | null>(null);
	#total = $state(0);
	#refusal = $state.raw<Refusal | null>(null);
	#loading = $state(false);
	#ready = $state(false);
	/** Answers to a query that has been overtaken are not shown. */
	#turn = 0;

	/** Read anew when the day or the time zone changes: a day is one of the calendar here. */
	readonly days = $derived.by(() => {
		void this.#today;
		const days: Day[] = [];
		for (const record of this.#records) {
			const key = dayOf(record.startedAt);
			const last = days.at(-1);
			if (last?.key === key) {
				last.records.push(record);
			} else {
				days.push({ key, at: record.startedAt, records: [record] });
			}
		}
		return days;
	});

	constructor(link: Link) {
		this.#link = link;
	}

	get filter(): RecordFilter {
		return this.#filter;
	}
	get grouped(): boolean {
		return this.#grouped;
	}
	get search(): string {
		return this.#search;
	}
	get records(): readonly RecordView[] {
		return this.#records;
	}
	get total(): number {
		return this.#total;
	}
	get refusal(): Refusal | null {
		return this.#refusal;
	}
	get loading(): boolean {
		return this.#loading;
	}
	/** True once the first answer is there. */
	get ready(): boolean {
		return this.#ready;
	}
	get hasMore(): boolean {
		return this.#next !== null;
	}

	show(filter: RecordFilter): Promise<void> {
		this.#filter = filter;
		return this.#ask(PAGE);
	}

	/** One line for each person, or one for each call. */
	group(grouped: boolean): Promise<void> {
		this.#grouped = grouped;
		return this.#ask(PAGE);
	}

	/** The calls with the person of a line, the newest first. */
	async callsOf(record: RecordView): Promise<readonly RecordView[]> {
		const page = await this.#link.history({
			filter: this.#filter,
			search: null,
			grouped: false,
			person: record.id,
			after: null,
			limit: PERSON,
		});
		return 'records' in page ? page.records : [];
	}

	seek(search: string): Promise<void> {
		this.#search = search;
		return this.#ask(PAGE);
	}

	/** Asks anew for as many lines as are on the screen, so that nothing jumps. */
	renew(): Promise<void> {
		return this.#ask(Math.min(MOST, Math.max(PAGE, this.#records.length)));
	}

	/** Reads the next page, unless one is on its way. */
	async more(): Promise<void> {
		if (this.#next === null || this.#loading) {
			return;
		}
		const turn = this.#turn;
		const page = await this.#fetch(this.#next, PAGE);
		if (turn !== this.#turn) {
			return;
		}
		if ('refusal' in page) {
			this.#refusal = page.refusal;
			this.#next = null;
			return;
		}
		const known = Object.fromEntries(this.#records.map(({ id }) => [id, true]));
		this.#records = [...this.#records, ...page.records.filter(({ id }) => !(id in known))];
		this.#next = page.next;
		this.#total = page.total;
	}

	async #ask(limit: number): Promise<void> {
		this.#turn += 1;
		const turn = this.#turn;
		const page = await this.#fetch(null, limit);
		if (turn !== this.#turn) {
			return;
		}
		this.#ready = true;
		if ('refusal' in page) {
			this.#refusal = page.refusal;
			return;
		}
		this.#refusal = null;
		this.#records = page.records;
		this.#next = page.next;
		this.#total = page.total;
	}

	async #fetch(after: string | null, limit: number) {
		this.#loading = true;
		try {
			return await this.#link.history({
				filter: this.#filter,
				search: this.#search.trim() || null,
				grouped: this.#grouped,
				person: null,
				after,
				limit,
			});
		} catch (error) {
			const refusal: Refusal = { code: 'malformed', subject: String(error) };
			return { refusal };
		} finally {
			this.#loading = false;
		}
	}
}
