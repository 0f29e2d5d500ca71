/**
 * The call list on the screen: what is asked for, and which of its lines are held.
 *
 * A list may have a hundred thousand lines. Every line has a place, counted from the newest; those around what is looked
 * at are read and held, the others are read when somebody comes near.
 */

import type { RecordFilter, RecordView, Refusal } from '@/bindings';
import { dayOf } from '@/shared/words/formats';
import type { Link } from '@/link/link';
import { clock } from '@/stores/clock.svelte';

import { Lines } from './lines';

/** Lines of one query. */
export const PAGE = 100;
/** The most that one query may ask for. */
const MOST = 500;
/** Lines that are held at most, beside those of the last query; the furthest go first. */
const HELD = 1500;
/** Lines that are looked at again around those in sight, so that they are found where new calls moved them. */
const AROUND = 60;
/** Calls with one person that are shown below their line. */
const PERSON = 20;

export class History {
	readonly #link: Link;
	readonly #today = $derived(clock.day);
	#filter = $state<RecordFilter>('all');
	#search = $state('');
	#grouped = $state(false);
	#lines = $state.raw(new Lines());
	#total = $state(0);
	#refusal = $state.raw<Refusal | null>(null);
	#asking = $state(0);
	#ready = $state(false);
	/** Answers to a query that has been overtaken are not shown. */
	#turn = 0;
	#wanted: readonly [first: number, last: number] = [0, 0];
	#reading = false;
	/** True while the whole list is asked anew: what is held is of no list any more. */
	#renewing = false;
	#pinned: string | null = null;

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
	/** Lines of the whole list, read or not. */
	get total(): number {
		return this.#total;
	}
	/** Lines that are held. */
	get held(): number {
		return this.#lines.size;
	}
	get refusal(): Refusal | null {
		return this.#refusal;
	}
	get loading(): boolean {
		return this.#asking > 0;
	}
	/** True once the first answer is there. */
	get ready(): boolean {
		return this.#ready;
	}

	/** The lines as they are held now: for whoever asks for very many places at once. */
	get lines(): Lines {
		return this.#lines;
	}

	/** The line at a place; nothing while it is not read. */
	at(place: number): RecordView | undefined {
		return this.#lines.at(place);
	}

	/** The line of that id; nothing while it is not read. */
	find(id: string): RecordView | undefined {
		return this.#lines.find(id);
	}

	placeOf(id: string): number | undefined {
		return this.#lines.placeOf(id);
	}

	/** Whether a day of the calendar here begins with this line. */
	beginsDay(place: number): boolean {
		// A day ends, and so does a time zone.
		void this.#today;
		const [line, before] = [this.at(place), this.at(place - 1)];
		return (
			line !== undefined &&
			(place === 0 || (before !== undefined && dayOf(before.startedAt) !== dayOf(line.startedAt)))
		);
	}

	/** This line stays held, wherever one looks; it has the focus. */
	pin(id: string | null): void {
		this.#pinned = id;
	}

	show(filter: RecordFilter): Promise<void> {
		this.#filter = filter;
		return this.#begin();
	}

	/** One line for each person, or one for each call. */
	group(grouped: boolean): Promise<void> {
		this.#grouped = grouped;
		return this.#begin();
	}

	seek(search: string): Promise<void> {
		this.#search = search;
		return this.#begin();
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

	/** Reads anew what is looked at. New calls move it: its lines are given the places they have now. */
	async renew(first = 0, last = 0): Promise<void> {
		const from = Math.max(0, first - AROUND);
		const limit = Math.min(MOST, Math.max(PAGE, last + AROUND - from));
		const page = await this.#anew(from, limit);
		if (!page) {
			return;
		}
		const read = Lines.page(page.records, from);
		const pinned = this.#pinned === null ? undefined : this.#lines.placeOf(this.#pinned);
		const line = pinned === undefined ? undefined : this.#lines.at(pinned);
		const kept = line ? new Lines([[pinned! + read.movedSince(this.#lines), line]]) : new Lines();
		this.#lines = read.beside(kept, (place) => place >= 0 && place < page.total);
		this.#total = page.total;
		void this.#read();
	}

	/** Reads what is missing between two places; a later wish takes the place of an earlier one. */
	async need(first: number, last: number): Promise<void> {
		this.#wanted = [first, last];
		await this.#read();
	}

	/** Reads the line at a place, however far it is. */
	async reach(place: number): Promise<RecordView | undefined> {
		if (!this.#lines.has(place) && !(await this.#readPage(place))) {
			return undefined;
		}
		return this.at(place);
	}

	async #begin(): Promise<void> {
		const page = await this.#anew(0, PAGE);
		if (page) {
			this.#lines = Lines.page(page.records, 0);
			this.#total = page.total;
			void this.#read();
		}
	}

	async #anew(from: number, limit: number) {
		this.#turn += 1;
		const turn = this.#turn;
		this.#renewing = true;
		const page = await this.#fetch(from, limit);
		if (turn !== this.#turn) {
			return null;
		}
		this.#renewing = false;
		this.#ready = true;
		if ('refusal' in page) {
			this.#refusal = page.refusal;
			return null;
		}
		this.#refusal = null;
		return page;
	}

	async #read(): Promise<void> {
		if (this.#reading) {
			return;
		}
		this.#reading = true;
		try {
			let place = this.#missing();
			while (place !== null && !this.#renewing && (await this.#readPage(place))) {
				place = this.#missing();
			}
		} finally {
			this.#reading = false;
		}
	}

	/** The first wanted place without a line. */
	#missing(): number | null {
		const [first, last] = this.#wanted;
		for (let place = Math.max(0, first); place <= Math.min(last, this.#total - 1); place += 1) {
			if (!this.#lines.has(place)) {
				return place;
			}
		}
		return null;
	}

	/** Reads the page with this place; false where that brought nothing. */
	async #readPage(place: number): Promise<boolean> {
		const turn = this.#turn;
		const from = place - (place % PAGE);
		const page = await this.#fetch(from, PAGE);
		if (turn !== this.#turn) {
			return true;
		}
		if ('refusal' in page) {
			this.#refusal = page.refusal;
			return false;
		}
		// A line that stands twice was moved by a call that came in; its old place is read again.
		this.#lines = Lines.page(page.records, from).beside(
			this.#lines,
			(other, { id }) => Math.abs(other - place) <= HELD / 2 || id === this.#pinned,
		);
		this.#total = page.total;
		return this.#lines.has(place);
	}

	async #fetch(skip: number, limit: number) {
		this.#asking += 1;
		try {
			return await this.#link.history({
				filter: this.#filter,
				search: this.#search.trim() || null,
				grouped: this.#grouped,
				person: null,
				after: null,
				skip,
				limit,
			});
		} catch (error) {
			const refusal: Refusal = { code: 'malformed', subject: String(error) };
			return { refusal };
		} finally {
			this.#asking -= 1;
		}
	}
}
