/** Where a report stands, in words and as a light. */

import type { TicketView } from '@/bindings';
import type { Glow } from '@/shared/Lamp.svelte';
import { say, words } from '@/shared/words/words.svelte';

export function glowOf(ticket: TicketView): Glow {
	switch (ticket.kind) {
		case 'queued':
			return ticket.trouble ? 'trouble' : 'waiting';
		case 'creating':
		case 'attaching':
			return 'waiting';
		case 'filed':
			return ticket.stage === 'closed' ? 'off' : 'on';
		case 'refused':
			return 'trouble';
		default:
			return ticket satisfies never;
	}
}

export function stateText(ticket: TicketView): string {
	return ticket.kind === 'filed' ? say(`stage-${ticket.stage}`) : say(`ticket-${ticket.kind}`);
}

/** Why it was not sent, where it was tried. */
export function troubleOf(ticket: TicketView): string | null {
	if ((ticket.kind !== 'queued' && ticket.kind !== 'refused') || !ticket.trouble) {
		return null;
	}
	const key = `trouble-${ticket.trouble}`;
	return words.has(key) ? say(key) : say('trouble-other', { trouble: ticket.trouble });
}
