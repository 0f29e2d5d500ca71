/** What keys do wherever the focus is: typing begins a number, shortcuts reach calls and pages. No key answers or rejects. */

import type { CallView, Command } from '@/bindings';
import { isHeldHere, pairOf } from '@/calls/arrangement';
import type { Dialler } from '@/calls/dialler.svelte';
import type { Handling, Panel } from '@/calls/handling.svelte';
import type { Session } from '@/stores/session.svelte';

import { pages, type PageName } from './Tabs.svelte';

interface Ways {
	open: (page: PageName) => void;
	report: () => void;
	search: () => void;
	/** Opens the choice of what happens to calls. */
	disturb: () => void;
	/** Puts the focus on a call, so that typed digits are for it. */
	focus: (call: string) => void;
}

const panels: Record<string, Panel> = { KeyK: 'pad', KeyT: 'transfer', KeyP: 'park' };

export class Keys {
	readonly #session: Session;
	readonly #dialler: Dialler;
	readonly #handling: Handling;
	readonly #ways: Ways;

	constructor(session: Session, dialler: Dialler, handling: Handling, ways: Ways) {
		this.#session = session;
		this.#dialler = dialler;
		this.#handling = handling;
		this.#ways = ways;
	}

	handle(event: KeyboardEvent): void {
		if (event.defaultPrevented || document.querySelector('[role="dialog"], [role="menu"]')) {
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
		if (event.code === 'KeyD') {
			event.preventDefault();
			this.#ways.disturb();
			return;
		}
		const call = this.#active();
		const panel = panels[event.code];
		if (panel) {
			if (call && call.answeredAt !== null) {
				event.preventDefault();
				this.#handling.toggle(call.id, panel);
				this.#ways.focus(call.id);
			}
			return;
		}
		const command = this.#commandForAll(event.code) ?? (call && commandFor(event.code, call));
		if (command) {
			event.preventDefault();
			void this.#session.link.perform(command);
		}
	}

	/** What concerns two calls, or one that is not here yet. */
	#commandForAll(code: string): Command | null {
		const { calls, telephony } = this.#session;
		if (code === 'KeyG') {
			const [first] = telephony.ringing;
			return first
				? { kind: 'pickUp', number: first.number, account: first.accountId }
				: { kind: 'pickUpGroup' };
		}
		if (code === 'KeyS') {
			return calls.ours.some(isHeldHere) ? { kind: 'toggle' } : null;
		}
		if (code === 'KeyC') {
			const asking = calls.ours.find(({ consultsFor }) => consultsFor !== null);
			if (asking?.consultsFor) {
				return { kind: 'connect', call: asking.consultsFor, other: asking.id };
			}
			const pair = pairOf(calls.ours);
			return pair ? { kind: 'connect', call: pair.held.id, other: pair.spoken.id } : null;
		}
		return null;
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
