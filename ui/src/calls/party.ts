/** How the far end is called on the screen. */

import type { PartyView } from '@/bindings';
import { say } from '@/shared/words/words.svelte';

/** The name, else the number, else words for a caller who shows neither. */
export function nameOf(party: PartyView): string {
	return party.name?.trim() || party.number.trim() || say('unknown-caller');
}

/** The number, where the name does not say it already. */
export function numberBeside(party: PartyView): string | null {
	const number = party.number.trim();
	return number !== '' && number !== nameOf(party) ? number : null;
}
