/** A command on its way: busy, slow after a second, and refused in words beside its place. */

import type { Command, Refusal } from '@/bindings';
import type { Link } from '@/link/link';

/** From here on a person wants to see that something is under way. */
const SLOW_AFTER_MS = 1000;

export class Wish {
	readonly #link: Link;
	#busy = $state(false);
	#slow = $state(false);
	#refusal = $state.raw<Refusal | null>(null);

	constructor(link: Link) {
		this.#link = link;
	}

	get busy(): boolean {
		return this.#busy;
	}
	get slow(): boolean {
		return this.#slow;
	}
	get refusal(): Refusal | null {
		return this.#refusal;
	}

	forget(): void {
		this.#refusal = null;
	}

	/** True when granted. */
	async perform(command: Command): Promise<boolean> {
		this.#busy = true;
		this.#refusal = null;
		const slow = setTimeout(() => (this.#slow = true), SLOW_AFTER_MS);
		try {
			this.#refusal = await this.#link.perform(command);
		} catch (error) {
			this.#refusal = { code: 'malformed', subject: String(error) };
		} finally {
			clearTimeout(slow);
			this.#busy = false;
			this.#slow = false;
		}
		return this.#refusal === null;
	}
}
