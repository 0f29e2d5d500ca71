/** Reports of faults, newest first. Written by `apply` alone. */

import { SvelteMap } from 'svelte/reactivity';

import type { Change, ReportView } from '@/bindings';

export class Reports {
	readonly #byId = new SvelteMap<string, ReportView>();

	readonly list = $derived(
		[...this.#byId.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt)),
	);
	/** Those whose demanded call is not confirmed. */
	readonly incomplete = $derived(this.list.filter((report) => report.isIncomplete));
	/** Those that somebody should look at. */
	readonly troubled = $derived(
		this.list.filter(
			({ ticket, isIncomplete, updates, asksIfFixed }) =>
				isIncomplete ||
				asksIfFixed ||
				ticket.kind === 'refused' ||
				(ticket.kind === 'queued' && ticket.trouble !== null) ||
				updates.some(({ isNew }) => isNew),
		),
	);

	find(id: string): ReportView | undefined {
		return this.#byId.get(id);
	}

	apply(change: Extract<Change, { kind: 'snapshot' | 'reportChanged' | 'reportRemoved' }>): void {
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
			case 'reportRemoved':
				this.#byId.delete(change.id);
				return;
			default:
				change satisfies never;
		}
	}
}
