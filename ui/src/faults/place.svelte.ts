/** What the page of reports shows: the list, one report, or the one that is being written. */

export type Spot =
	{ kind: 'list' } | { kind: 'writing' } | { kind: 'report'; id: string; sent: boolean };

export class Place {
	#spot = $state.raw<Spot>({ kind: 'list' });

	get spot(): Spot {
		return this.#spot;
	}

	list(): void {
		this.#spot = { kind: 'list' };
	}

	write(): void {
		this.#spot = { kind: 'writing' };
	}

	/** `sent` when it has just been written: the page then begins with thanks. */
	show(id: string, sent = false): void {
		this.#spot = { kind: 'report', id, sent };
	}
}
