/** What promises come to at this moment: in words, and as shares to draw. */

import type { ChannelView, PromiseView, ReportView } from '@/bindings';
import type { Tint } from '@/shared/Tag.svelte';
import { dueMoment, roughSpan } from '@/shared/words/formats';
import { say } from '@/shared/words/words.svelte';

import { sayCode } from './codes';

/** A promise is near from here on. Source: requirements §4, warning before breach. */
export const NEAR_S = 15 * 60;

export interface Fare {
	/** What is left of the whole span, 0–1. */
	share: number;
	tint: Tint;
	/** `running`, `near`, `over`, `paused`, `kept` or `missed`. */
	state: 'running' | 'near' | 'over' | 'paused' | 'kept' | 'missed';
	/** The whole, for people and readers. */
	text: string;
}

export function fareOf(promise: PromiseView, from: string, now: number): Fare {
	const whole = Math.max(1, (Date.parse(promise.dueAt) - Date.parse(from)) / 1000);
	const { standing } = promise;
	switch (standing.kind) {
		case 'running': {
			const left = (Date.parse(standing.dueAt) - now) / 1000;
			const due = dueMoment(standing.dueAt, new Date(now));
			if (left < 0) {
				const by = roughSpan(-left);
				return { share: 0, tint: 'grave', state: 'over', text: say('clock-over', { due, by }) };
			}
			const span = roughSpan(left);
			const near = left <= NEAR_S;
			return {
				share: Math.min(1, left / whole),
				tint: near ? 'care' : 'plain',
				state: near ? 'near' : 'running',
				text: say('clock-running', { due, left: span }),
			};
		}
		case 'paused': {
			const left = roughSpan(standing.leftS);
			return {
				share: Math.min(1, standing.leftS / whole),
				tint: 'plain',
				state: 'paused',
				text: say('clock-paused', { left, why: sayCode('paused', standing.why) }),
			};
		}
		case 'kept':
			return {
				share: 1,
				tint: 'good',
				state: 'kept',
				text: say('clock-kept', { spare: roughSpan(standing.spareS) }),
			};
		case 'missed':
			return {
				share: 0,
				tint: 'grave',
				state: 'missed',
				text: say('clock-missed', { by: roughSpan(standing.byS) }),
			};
		default:
			return standing satisfies never;
	}
}

/** The promise that is due next; null when none runs. */
export function nearest(promises: PromiseView[]): PromiseView | null {
	const due = ({ standing }: PromiseView) =>
		standing.kind === 'running' ? Date.parse(standing.dueAt) : Infinity;
	return promises
		.filter(({ standing }) => standing.kind === 'running')
		.reduce<PromiseView | null>((best, one) => (!best || due(one) < due(best) ? one : best), null);
}

/** The telephone, where the contract demands or offers it. */
export function telephone(channels: ChannelView[]): ChannelView | undefined {
	return channels.find(({ kind }) => kind === 'telephone');
}

export function isOver(report: ReportView): boolean {
	return report.ticket.kind === 'filed' && report.ticket.stage === 'closed';
}
