/** Turns the pages of one file of a report, and looks for words in it. */

import type { LineView, Refusal } from '@/bindings';
import type { Link } from '@/link/link';

/** As many lines as are drawn at once; a log may have a hundred thousand. */
export const PAGE_LINES = 400;

export class Reader {
	readonly #link: Link;
	/** Null for the report that is being written. */
	readonly #report: string | null;
	readonly #file: string;
	#lines = $state.raw<LineView[]>([]);
	#total = $state(0);
	#loading = $state(true);
	#refusal = $state.raw<Refusal | null>(null);
	#search = $state('');
	/** Where the pages before this one began. */
	#before = $state.raw<number[]>([]);
	#from = $state(1);
	#turn = 0;

	constructor(link: Link, report: string | null, file: string) {
		this.#link = link;
		this.#report = report;
		this.#file = file;
	}

	get lines(): readonly LineView[] {
		return this.#lines;
	}
	/** Lines that fit, on all pages. */
	get total(): number {
		return this.#total;
	}
	get loading(): boolean {
		return this.#loading;
	}
	get refusal(): Refusal | null {
		return this.#refusal;
	}
	get search(): string {
		return this.#search;
	}
	/** How many lines stand before this page. */
	get skipped(): number {
		return this.#before.length * PAGE_LINES;
	}
	get hasBefore(): boolean {
		return this.#before.length > 0;
	}
	get hasMore(): boolean {
		return this.skipped + this.#lines.length < this.#total;
	}

	async look(search: string): Promise<void> {
		this.#search = search;
		this.#before = [];
		await this.#load(1);
	}

	async next(): Promise<void> {
		const last = this.#lines.at(-1);
		if (last && this.hasMore) {
			this.#before = [...this.#before, this.#from];
			await this.#load(last.number + 1);
		}
	}

	async back(): Promise<void> {
		const from = this.#before.at(-1);
		if (from !== undefined) {
			this.#before = this.#before.slice(0, -1);
			await this.#load(from);
		}
	}

	/** Opens at a line that somebody named. */
	async open(line: number): Promise<void> {
		const pages = Math.floor((line - 1) / PAGE_LINES);
		this.#before = Array.from({ length: pages }, (_, page) => page * PAGE_LINES + 1);
		await this.#load(pages * PAGE_LINES + 1);
	}

	/** The same page once more: something in it was taken out or put back. */
	renew(): Promise<void> {
		return this.#load(this.#from);
	}

	async #load(from: number): Promise<void> {
		this.#turn += 1;
		const turn = this.#turn;
		this.#from = from;
		this.#loading = true;
		const page = await this.#link
			.evidence({
				report: this.#report,
				file: this.#file,
				search: this.#search.trim() || null,
				from,
				limit: PAGE_LINES,
			})
			.catch((error: unknown) => ({
				refusal: { code: 'malformed', subject: String(error) } satisfies Refusal,
			}));
		if (turn !== this.#turn) {
			return;
		}
		this.#loading = false;
		if ('refusal' in page) {
			this.#refusal = page.refusal;
			return;
		}
		this.#refusal = null;
		this.#lines = page.lines;
		this.#total = page.total;
	}
}
