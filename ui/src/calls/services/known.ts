/** How honestly a value of the telephone system's is known, in words. */

import type { KnownView, MessagesView } from '@/bindings';
import { dueMoment } from '@/shared/words/formats';
import { say } from '@/shared/words/words.svelte';

import { reasonOf } from '../ending';

/** Asked, set at a time, refused with the reason, or unknown: never more than is known. */
export function knownWords<Value>(
	known: KnownView<Value>,
	words: (value: Value) => string,
): string {
	switch (known.kind) {
		case 'unknown':
			return say('known-unknown');
		case 'asked':
			return say('known-asked', { value: words(known.value) });
		case 'set':
			return say('known-set', {
				value: words(known.value),
				at: dueMoment(known.at, new Date()),
			});
		case 'failed':
			return say('known-failed', {
				value: words(known.value),
				reason: reasonOf({ code: known.code, status: null }),
			});
		default:
			return known satisfies never;
	}
}

/** What was accepted or is asked for; null where nobody knows. */
export function valueOf<Value>(known: KnownView<Value>): Value | null {
	return known.kind === 'set' || known.kind === 'asked' ? known.value : null;
}

/** How many messages wait, as far as the telephone system counts. */
export function messageWords(messages: MessagesView): string {
	if (!messages.waiting) {
		return say('messages-none');
	}
	if (messages.new === null) {
		return say('messages-waiting');
	}
	return messages.urgent
		? say('messages-new-urgent', { count: messages.new, urgent: messages.urgent })
		: say('messages-new', { count: messages.new });
}
