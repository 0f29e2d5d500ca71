/** The report that is being written. Written by `apply` alone. */

import type { Change, DraftView } from '@/bindings';

export class Draft {
	#view = $state.raw<DraftView | null>(null);
	#turn = $state(0);

	/** Null while none is being written. */
	get view(): DraftView | null {
		return this.#view;
	}
	/** Grows with each change, so that whoever asked for one can tell that it came. */
	get turn(): number {
		return this.#turn;
	}

	apply(change: Extract<Change, { kind: 'snapshot' | 'draftChanged' }>): void {
		this.#turn += 1;
		switch (change.kind) {
			case 'snapshot':
				this.#view = change.snapshot.draft;
				return;
			case 'draftChanged':
				this.#view = change.draft;
				return;
			default:
				change satisfies never;
		}
	}
}
