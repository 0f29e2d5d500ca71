/** What keys do wherever the focus is: typing begins a number, shortcuts reach calls and pages. No key answers or rejects. */

import type { CallView, Command } from '@/bindings';
import type { Dialler } from '@/calls/dialler.svelte';
import type { Session } from '@/stores/session.svelte';

import { pages, type PageName } from './Tabs.svelte';

interface Ways {
	open: (page: PageName) => void;
	report: () => void;
	search: () => void;
}

export class Keys {
	readonly #session: Session;
	readonly #dialler: Dialler;
	readonly #ways: Ways;

	constructor(session: Session, dialler: Dialler, ways: Ways) {
		this.#session = session;
		this.#dialler = dialler;
		this.#ways = ways;
	}

	handle(event: KeyboardEvent): void {
		if (event.defaultPrevented || document.querySelector('[role="dialog"]')) {
			return;
		}
		const control = (event.ctrlKey || event.metaKey) && !event.altKey;
		if (control) {
			this.#handleControl(event);
		} else if (event.altKey && !event.shiftKey) {
			this.#handleAlt(event);
		} else if (!isTyping(event.target) && this.#dialler.begins(event)) {
			event.preventDefault();
			this.#dialler.type(event.key);
			void this.#dialler.focus();
		}
	}

	#handleControl(event: KeyboardEvent): void {
		const page = pages[Number.parseInt(event.key, 10) - 1];
		if (page) {
			event.preventDefault();
			this.#ways.open(page);
		} else if (event.key.toLowerCase() === 'f') {
			event.preventDefault();
			this.#ways.search();
		}
	}

	#handleAlt(event: KeyboardEvent): void {
		if (event.code === 'KeyR') {
			event.preventDefault();
			this.#ways.report();
			return;
		}
		const call = this.#active();
		const command = call && commandFor(event.code, call);
		if (command) {
			event.preventDefault();
			void this.#session.link.perform(command);
		}
	}

	/** The call that a shortcut means: the one that is heard, else the newest. */
	#active(): CallView | undefined {
		const ours = this.#session.calls.ours;
		return ours.find(({ state }) => state.kind === 'talking') ?? ours.at(-1);
	}
}

function commandFor(code: string, call: CallView): Command | null {
	switch (code) {
		case 'KeyM':
			return { kind: call.muted ? 'unmute' : 'mute', call: call.id };
		case 'KeyH':
			return { kind: call.state.kind === 'held' ? 'resume' : 'hold', call: call.id };
		case 'KeyE':
			return { kind: 'hangUp', call: call.id };
		default:
			return null;
	}
}

function isTyping(target: EventTarget | null): boolean {
	return (
		target instanceof HTMLInputElement ||
		target instanceof HTMLTextAreaElement ||
		target instanceof HTMLSelectElement
	);
}
