/** What passes by: the call list moved, a target was prepared, a notice came. Written by `apply` alone. */

import type { Change, Notice } from '@/bindings';

export interface Prepared {
	target: string;
	/** Grows with each, so that the same target may come twice. */
	turn: number;
}

export interface PassingNotice {
	id: number;
	notice: Notice;
}

/** More would push the calls off the screen. */
const NOTICES = 3;

export class Signals {
	#missed = $state(0);
	#historyTurn = $state(0);
	#prepared = $state.raw<Prepared | null>(null);
	#notices = $state.raw<PassingNotice[]>([]);
	#count = 0;

	get missed(): number {
		return this.#missed;
	}
	/** Grows whenever the call list has changed. */
	get historyTurn(): number {
		return this.#historyTurn;
	}
	get prepared(): Prepared | null {
		return this.#prepared;
	}
	get notices(): readonly PassingNotice[] {
		return this.#notices;
	}

	/** The person has read it. */
	dismiss(id: number): void {
		this.#notices = this.#notices.filter((notice) => notice.id !== id);
	}

	apply(
		change: Extract<Change, { kind: 'snapshot' | 'historyChanged' | 'prepared' | 'noticed' }>,
	): void {
		this.#count += 1;
		switch (change.kind) {
			case 'snapshot':
				this.#missed = change.snapshot.missed;
				this.#historyTurn += 1;
				if (change.snapshot.prepared) {
					this.#prepared = { target: change.snapshot.prepared, turn: this.#count };
				}
				return;
			case 'historyChanged':
				this.#missed = change.missed;
				this.#historyTurn += 1;
				return;
			case 'prepared':
				this.#prepared = { target: change.target, turn: this.#count };
				return;
			case 'noticed':
				this.#notices = [...this.#notices, { id: this.#count, notice: change.notice }].slice(
					-NOTICES,
				);
				return;
			default:
				change satisfies never;
		}
	}
}
