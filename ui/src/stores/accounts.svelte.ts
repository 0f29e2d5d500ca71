/** Accounts in the person's order. Written by `apply` alone. */

import { SvelteMap } from 'svelte/reactivity';

import type { AccountView, Change } from '@/bindings';

export class Accounts {
	readonly #byId = new SvelteMap<string, AccountView>();

	readonly list = $derived([...this.#byId.values()]);
	/** Those that can carry a call. */
	readonly usable = $derived(this.list.filter((account) => account.enabled));
	readonly ready = $derived(
		this.list.filter(
			({ registration }) => registration.kind === 'registered' || registration.kind === 'direct',
		),
	);

	find(id: string): AccountView | undefined {
		return this.#byId.get(id);
	}

	apply(change: Extract<Change, { kind: 'snapshot' | 'accountChanged' | 'accountRemoved' }>): void {
		switch (change.kind) {
			case 'snapshot':
				this.#byId.clear();
				for (const account of change.snapshot.accounts) {
					this.#byId.set(account.id, account);
				}
				return;
			case 'accountChanged':
				this.#byId.set(change.account.id, change.account);
				return;
			case 'accountRemoved':
				this.#byId.delete(change.id);
				return;
			default:
				change satisfies never;
		}
	}
}
