/** Reports of faults, newest first. Written by `apply` alone. */

import { SvelteMap } from 'svelte/reactivity';

import type { Change, ReportView } from '@/bindings';

export class Reports {
	readonly #byId = new SvelteMap<string, ReportView>();

	readonly list = $derived(
		[...this.#byId.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt)),
	);
	/** Those that somebody should look at. */
	readonly troubled = $derived(
		this.list.filter(
			({ ticket }) => ticket.kind === 'refused' || (ticket.kind === 'queued' && ticket.trouble),
		),
	);

	apply(change: Extract<Change, { kind: 'snapshot' | 'reportChanged' }>): void {
		switch (change.kind) {
			case 'snapshot':
				this.#byId.clear();
				for (const report of change.snapshot.reports) {
					this.#byId.set(report.id, report);
				}
				return;
			case 'reportChanged':
				this.#byId.set(change.report.id, change.report);
				return;
			default:
				change satisfies never;
		}
	}
}
