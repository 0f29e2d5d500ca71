/** What the page of reports shows: the list, one report, or the one that is being written. */

export type Spot =
	{ kind: 'list' } | { kind: 'writing' } | { kind: 'report'; id: string; sent: boolean };

export class Place {
	#spot = $state.raw<Spot>({ kind: 'list' });

	/** The report that is shown has come. */
	#arrived = $state(false);

	get spot(): Spot {
		return this.#spot;
	}

	get arrived(): boolean {
		return this.#arrived;
	}

	/** From now on its absence means that it is gone, no longer that it is still to come. */
	arrive(): void {
		this.#arrived = true;
	}

	list(): void {
		this.#spot = { kind: 'list' };
	}

	write(): void {
		this.#spot = { kind: 'writing' };
	}

	/** `sent` when it has just been written: the page then begins with thanks. */
	show(id: string, sent = false): void {
		this.#arrived &&= this.#spot.kind === 'report' && this.#spot.id === id;
		this.#spot = { kind: 'report', id, sent };
	}
}
