/**
 * A long list of which only the lines in sight are drawn.
 *
 * Lines have places, counted from 0, and names that stay theirs when they move. What is looked at stays where it is when
 * lines come in above, unless the list's beginning is in sight: then one wants to see what comes.
 */

import {
	elementScroll,
	measureElement,
	observeElementOffset,
	observeElementRect,
	Virtualizer,
	type VirtualItem,
} from '@tanstack/virtual-core';
import { untrack } from 'svelte';

/** Lines that are drawn beyond those in sight, on either side. */
const BEYOND = 8;

export interface Lines {
	count: number;
	/** The lasting name of the line at a place; nothing while it is not known. */
	name: (place: number) => string | undefined;
	placeOf: (name: string) => number | undefined;
	/** Height of a line that was not drawn yet, in px. */
	usual: number;
	/** A line that is drawn wherever it is: it has the focus. */
	kept: number | null;
}

/** A line that is drawn. */
export interface Drawn {
	key: string;
	place: number;
	/** From the list's beginning, in px. */
	from: number;
}

export class Roll {
	#lines: Lines = {
		count: 0,
		name: () => undefined,
		placeOf: () => undefined,
		usual: 1,
		kept: null,
	};
	#list: HTMLElement | null = null;
	#scroller: HTMLElement | null = null;
	#drawn = $state.raw<readonly Drawn[]>([]);
	#height = $state(0);
	#first = $state(0);
	#last = $state(0);
	readonly #virtual: Virtualizer<HTMLElement, HTMLElement>;

	constructor() {
		this.#virtual = new Virtualizer(this.#options(0));
	}

	get drawn(): readonly Drawn[] {
		return this.#drawn;
	}
	/** The first place in sight. */
	get first(): number {
		return this.#first;
	}
	/** The last place in sight. */
	get last(): number {
		return this.#last;
	}

	/** Holds on to the list's element, which stands within one that scrolls and says so by `data-scroller`. */
	readonly attach = (list: HTMLElement) => {
		this.#list = list;
		this.#scroller = list.closest<HTMLElement>('[data-scroller]') ?? list.parentElement;
		const clean = untrack(() => {
			const clean = this.#virtual._didMount();
			this.update(this.#lines);
			return clean;
		});
		$effect(() => {
			list.style.height = `${this.#height}px`;
		});
		return () => {
			clean();
			this.#list = null;
			this.#scroller = null;
		};
	};

	/** Holds on to a drawn line's element, which carries its place as `data-index`. */
	readonly measure = (line: HTMLElement) => {
		untrack(() => this.#virtual.measureElement(line));
		return () => this.#virtual.measureElement(null);
	};

	/** Puts a drawn line's element so far from the list's beginning. */
	readonly put = (from: number) => (line: HTMLElement) => {
		line.style.transform = `translateY(${from}px)`;
	};

	/** Takes the lines as they are now. */
	update(lines: Lines): void {
		const anchor = this.#anchor();
		this.#lines = lines;
		this.#virtual.setOptions(this.#options(this.#margin()));
		this.#virtual._willUpdate();
		if (anchor) {
			this.#restore(anchor);
		}
		this.#tell();
	}

	/** Brings a line into sight. `covered` is the height that something covers above it, in px. */
	show(place: number, covered = 0): void {
		this.#virtual.setOptions({ ...this.#virtual.options, scrollPaddingStart: covered });
		this.#virtual.scrollToIndex(place, { align: 'auto' });
	}

	/** Goes back to the list's beginning where one is beyond it. */
	begin(): void {
		if (this.#scroller && this.#scroller.scrollTop > this.#margin()) {
			this.#scroller.scrollTop = 0;
		}
	}

	#options(scrollMargin: number) {
		const { count, name, usual, kept } = this.#lines;
		return {
			count,
			scrollMargin,
			overscan: BEYOND,
			getScrollElement: () => this.#scroller,
			estimateSize: () => usual,
			getItemKey: (place: number) => name(place) ?? place,
			// What is not laid out has no height of its own.
			measureElement: ((line, entry, virtual) =>
				measureElement(line, entry, virtual) || usual) as typeof measureElement<HTMLElement>,
			rangeExtractor: ({
				startIndex,
				endIndex,
				overscan,
			}: {
				startIndex: number;
				endIndex: number;
				overscan: number;
			}) => places(startIndex - overscan, endIndex + overscan, count, kept),
			scrollToFn: elementScroll,
			observeElementRect,
			observeElementOffset,
			onChange: () => this.#tell(),
		};
	}

	/** What stands above the list within the scroller, in px. */
	#margin(): number {
		if (!this.#list || !this.#scroller) {
			return 0;
		}
		const [list, scroller] = [this.#list, this.#scroller].map((one) => one.getBoundingClientRect());
		return Math.max(0, list!.top - scroller!.top + this.#scroller.scrollTop);
	}

	/** Lines in sight and how far each is above the upper edge; nothing while the beginning is in sight. */
	#anchor(): { name: string; above: number }[] | null {
		const top = this.#scroller?.scrollTop ?? 0;
		if (top <= this.#virtual.options.scrollMargin) {
			return null;
		}
		return this.#virtual
			.getVirtualItems()
			.filter(({ end, index }) => end > top && index <= this.#last)
			.flatMap(({ index, start }) => {
				const name = this.#lines.name(index);
				return name === undefined ? [] : [{ name, above: top - start }];
			});
	}

	#restore(anchor: { name: string; above: number }[]): void {
		for (const { name, above } of anchor) {
			const place = this.#lines.placeOf(name);
			const start = place === undefined ? undefined : this.#virtual.measurementsCache[place]?.start;
			if (start !== undefined) {
				const top = this.#scroller?.scrollTop ?? 0;
				if (this.#list && this.#scroller && Math.abs(start + above - top) >= 1) {
					// Further than the list is high nothing can be scrolled.
					this.#list.style.height = `${this.#virtual.getTotalSize()}px`;
					this.#scroller.scrollTop = start + above;
				}
				return;
			}
		}
	}

	#tell(): void {
		const margin = this.#virtual.options.scrollMargin;
		this.#height = this.#virtual.getTotalSize();
		this.#drawn = this.#virtual.getVirtualItems().map(({ index, key, start }: VirtualItem) => ({
			key: String(key),
			place: index,
			from: start - margin,
		}));
		const { range } = this.#virtual;
		this.#first = range?.startIndex ?? 0;
		this.#last = range?.endIndex ?? 0;
	}
}

function places(from: number, to: number, count: number, kept: number | null): number[] {
	const first = Math.max(0, from);
	const last = Math.min(count - 1, to);
	const all = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
	if (kept === null || kept >= count || (kept >= first && kept <= last)) {
		return all;
	}
	return kept < first ? [kept, ...all] : [...all, kept];
}
