/** Providers, the one whose contract is in force, and planned work. Written by `apply` alone. */

import type { Change, ProvidersView, ProviderView } from '@/bindings';

export class Providers {
	#view = $state.raw<ProvidersView>({
		list: [],
		chosen: null,
		missing: [],
		troubles: [],
		planned: [],
	});

	/** The one whose contract is in force here. */
	readonly chosen = $derived(this.find(this.#view.chosen));

	get view(): ProvidersView {
		return this.#view;
	}

	find(id: string | null): ProviderView | undefined {
		return this.#view.list.find((provider) => provider.id === id);
	}

	apply(change: Extract<Change, { kind: 'snapshot' | 'providersChanged' }>): void {
		switch (change.kind) {
			case 'snapshot':
				this.#view = change.snapshot.providers;
				return;
			case 'providersChanged':
				this.#view = change.providers;
				return;
			default:
				change satisfies never;
		}
	}
}
