/** The last diagnosis, or the one that runs. Written by `apply` alone. */

import type { Change, DiagnosisView, ProbeView } from '@/bindings';

export class Diagnosis {
	#view = $state.raw<DiagnosisView>({ state: { kind: 'none' }, probes: [], verdict: null });

	readonly runs = $derived(this.#view.state.kind === 'running');
	/** 0–1, over all probes. */
	readonly share = $derived.by(() => {
		const probes = this.#view.probes;
		return probes.length === 0
			? 0
			: probes.reduce((sum, one) => sum + shareOf(one), 0) / probes.length;
	});

	get view(): DiagnosisView {
		return this.#view;
	}

	probe(id: string): ProbeView | undefined {
		return this.#view.probes.find((probe) => probe.id === id);
	}

	apply(change: Extract<Change, { kind: 'snapshot' | 'diagnosisChanged' }>): void {
		switch (change.kind) {
			case 'snapshot':
				this.#view = change.snapshot.diagnosis;
				return;
			case 'diagnosisChanged':
				this.#view = change.diagnosis;
				return;
			default:
				change satisfies never;
		}
	}
}

function shareOf({ state }: ProbeView): number {
	switch (state.kind) {
		case 'waiting':
			return 0;
		case 'running':
			return state.permille / 1000;
		case 'done':
			return 1;
		default:
			return state satisfies never;
	}
}
