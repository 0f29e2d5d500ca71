/** What is measured, by what it is about, in the order in which a call meets it. */

import type { OutcomeCode, ProbeView } from '@/bindings';

export const groups = ['line', 'path', 'ports', 'network', 'sound', 'machine', 'calls'] as const;
export type Group = (typeof groups)[number];

const places: Record<string, Group> = {
	registration: 'line',
	server: 'line',
	dns: 'line',
	path: 'path',
	port: 'ports',
	link: 'network',
	gateway: 'network',
	hop: 'network',
	proxy: 'network',
	vpn: 'network',
	dscp: 'network',
	sound: 'sound',
	loop: 'sound',
	engine: 'sound',
	calls: 'calls',
};

export function groupOf({ probe }: ProbeView): Group {
	return places[probe] ?? 'machine';
}

export interface Grouped {
	group: Group;
	probes: ProbeView[];
}

/** Only groups that hold something. */
export function grouped(probes: ProbeView[]): Grouped[] {
	return groups
		.map((group) => ({ group, probes: probes.filter((probe) => groupOf(probe) === group) }))
		.filter((one) => one.probes.length > 0);
}

export function outcomeOf(probe: ProbeView): OutcomeCode | null {
	return probe.state.kind === 'done' ? probe.state.outcome : null;
}

const gravity: OutcomeCode[] = ['bad', 'unknown', 'remark', 'good', 'skipped'];

/** The gravest outcome of those that are done. */
export function gravest(probes: ProbeView[]): OutcomeCode | null {
	const found = new Set(probes.map(outcomeOf));
	return gravity.find((outcome) => found.has(outcome)) ?? null;
}

export interface Measure {
	name: string;
	value: string;
	/** As the contract says it, such as `20 ms`. */
	limit: string;
	/** The value on a scale that ends at twice the limit, 0–1. */
	share: number;
	within: boolean;
}

/** A number with a unit anywhere in a text. */
const AMOUNT = /(<\s*)?(\d+(?:\.\d+)?)\s*(ms|%)/gu;

/**
 * What can be drawn against its limit: delay, jitter and loss.
 *
 * A limit reads `150 ms (S1-141), 20 ms (S1-142), < 1 % (S1-143)`: delay before jitter.
 */
export function measures(probe: ProbeView): Measure[] {
	if (probe.state.kind !== 'done' || !probe.state.limit) {
		return [];
	}
	const limits = [...probe.state.limit.matchAll(AMOUNT)].map(([text, below, amount, unit]) => ({
		text,
		strict: below !== undefined,
		amount: Number(amount),
		unit,
	}));
	const spans = limits.filter(({ unit }) => unit === 'ms');
	const wanted: Record<string, (typeof limits)[number] | undefined> = {
		delay: spans[0],
		jitter: spans[1],
		loss: limits.find(({ unit }) => unit === '%'),
	};
	return probe.state.measured.flatMap(({ name, value }) => {
		const limit = wanted[name];
		const amount = Number.parseFloat(value);
		if (!limit || Number.isNaN(amount)) {
			return [];
		}
		return [
			{
				name,
				value,
				limit: limit.text,
				share: Math.min(1, amount / (2 * limit.amount)),
				within: limit.strict ? amount < limit.amount : amount <= limit.amount,
			},
		];
	});
}
