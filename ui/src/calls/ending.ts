/** Why a call ended, in words. */

import type { EndCode, EndedBy } from '@/bindings';
import { say } from '@/shared/words/words.svelte';

/** Codes of which a SIP status tells the hotline more than the words. */
const VAGUE: readonly EndCode[] = ['failed', 'serverFailed', 'notReachable'];

export function reasonOf(ending: { code: EndCode; by?: EndedBy; status: number | null }): string {
	const key =
		ending.code === 'hungUp' && ending.by === 'them' ? 'end-hungUp-them' : `end-${ending.code}`;
	const reason = say(key);
	return ending.status !== null && VAGUE.includes(ending.code)
		? say('with-status', { reason, status: String(ending.status) })
		: reason;
}
