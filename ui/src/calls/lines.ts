/** Lines of the call list that are held, by their place in the whole list and by their id; never changed, only made anew. */

import type { RecordView } from '@/bindings';

export class Lines {
	readonly #at: ReadonlyMap<number, RecordView>;
	readonly #places: ReadonlyMap<string, number>;

	constructor(lines: Iterable<readonly [place: number, line: RecordView]> = []) {
		this.#at = new Map(lines);
		this.#places = new Map([...this.#at].map(([place, { id }]) => [id, place]));
	}

	/** A page that begins at a place. */
	static page(records: readonly RecordView[], from: number): Lines {
		return new Lines(records.map((record, index) => [from + index, record]));
	}

	get size(): number {
		return this.#at.size;
	}

	at(place: number): RecordView | undefined {
		return this.#at.get(place);
	}

	has(place: number): boolean {
		return this.#at.has(place);
	}

	placeOf(id: string): number | undefined {
		return this.#places.get(id);
	}

	find(id: string): RecordView | undefined {
		const place = this.placeOf(id);
		return place === undefined ? undefined : this.at(place);
	}

	/** These lines, and of `others` those that `keeps`; what these say of a place or a line counts. */
	beside(others: Lines, keeps: (place: number, line: RecordView) => boolean): Lines {
		const more = [...others.#at].filter(
			([place, line]) => !this.#at.has(place) && !this.#places.has(line.id) && keeps(place, line),
		);
		return new Lines([...this.#at, ...more]);
	}

	/** How far lines were moved since `before`, by the first that both know. */
	movedSince(before: Lines): number {
		for (const [id, place] of this.#places) {
			const then = before.placeOf(id);
			if (then !== undefined) {
				return place - then;
			}
		}
		return 0;
	}
}
