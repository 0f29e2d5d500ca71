/** Calls in progress, and the one that ended last. Written by `apply` alone. */

import { SvelteMap } from 'svelte/reactivity';

import type { CallView, Change, Grade, QualityView } from '@/bindings';

/** One second of a call's sound, as the small picture of it is drawn. */
export interface Sample {
	grade: Grade;
	/** Lost in this second, in thousandths. */
	lossPermille: number;
	jitterMs: number;
}

/** Seconds of sound that are kept per call. */
export const SAMPLES = 48;

export type EndedCall = CallView & { state: Extract<CallView['state'], { kind: 'ended' }> };

export class Calls {
	readonly #byId = new SvelteMap<string, CallView>();
	readonly #samples = new SvelteMap<string, Sample[]>();
	#lastEnded = $state.raw<EndedCall | null>(null);

	/** Oldest first: a call keeps its place on screen for as long as it lasts. */
	readonly list = $derived(
		[...this.#byId.values()]
			.filter((call) => call.state.kind !== 'ended')
			.sort((a, b) => a.startedAt.localeCompare(b.startedAt)),
	);
	readonly offered = $derived(this.list.filter((call) => call.state.kind === 'offered'));
	/** All but those that ring here. */
	readonly ours = $derived(this.list.filter((call) => call.state.kind !== 'offered'));

	/** Shown until the next call begins or the person has read it. */
	get lastEnded(): EndedCall | null {
		return this.#lastEnded;
	}

	samples(id: string): readonly Sample[] {
		return this.#samples.get(id) ?? [];
	}

	/** The person has read how the last call ended. */
	forgetLastEnded(): void {
		this.#lastEnded = null;
	}

	apply(change: Extract<Change, { kind: 'snapshot' | 'callChanged' | 'callRemoved' }>): void {
		switch (change.kind) {
			case 'snapshot':
				this.#byId.clear();
				this.#samples.clear();
				this.#lastEnded = null;
				for (const call of change.snapshot.calls) {
					this.#byId.set(call.id, call);
				}
				return;
			case 'callChanged':
				this.#change(change.call);
				return;
			case 'callRemoved':
				this.#byId.delete(change.id);
				this.#samples.delete(change.id);
				return;
			default:
				change satisfies never;
		}
	}

	#change(call: CallView): void {
		const before = this.#byId.get(call.id);
		if (call.state.kind === 'ended') {
			if (before?.state.kind !== 'ended') {
				this.#lastEnded = { ...call, state: call.state };
			}
		} else if (!before) {
			this.#lastEnded = null;
		}
		if (call.quality && call.quality.received !== before?.quality?.received) {
			const samples = [...this.samples(call.id), sample(call.quality, before?.quality ?? null)];
			this.#samples.set(call.id, samples.slice(-SAMPLES));
		}
		this.#byId.set(call.id, call);
	}
}

function sample(now: QualityView, before: QualityView | null): Sample {
	const lost = now.lost - (before?.lost ?? 0);
	const received = now.received - (before?.received ?? 0);
	const expected = lost + received;
	return {
		grade: now.grade,
		lossPermille: expected > 0 ? Math.round((1000 * Math.max(0, lost)) / expected) : 0,
		jitterMs: now.jitterMs,
	};
}
