/** The number field's own state: what is typed, from which account, and how dialling fared. */

import { tick } from 'svelte';

import type { Session } from '@/stores/session.svelte';
import type { Wish } from '@/stores/wish.svelte';

/** What a single typed key may begin a number or an address with. */
const BEGINNING = /^[\p{L}\p{N}+*#@.]$/u;

/** What is different about one call. */
export interface How {
	account?: string;
	/** Whether the own number is hidden this once. */
	hide?: boolean;
}

export class Dialler {
	readonly #session: Session;
	readonly wish: Wish;
	text = $state('');
	#chosen = $state<string | null>(null);
	#awaited = $state.raw<readonly string[] | null>(null);
	/** The field itself, while it is on the screen. */
	element = $state.raw<HTMLInputElement | undefined>();

	readonly accounts = $derived.by(() => this.#session.accounts.usable);
	/** The account that will dial: the chosen one, else the default one, else the first. */
	readonly account = $derived.by(() => {
		const wanted = this.#chosen ?? this.#session.desk.settings?.defaultAccount;
		return this.accounts.find(({ id }) => id === wanted) ?? this.accounts[0];
	});

	constructor(session: Session) {
		this.#session = session;
		this.wish = session.wish();
	}

	choose(account: string): void {
		this.#chosen = account;
	}

	type(text: string): void {
		this.forgetAwaited();
		this.text += text;
		this.wish.forget();
	}

	show(text: string): void {
		this.text = text;
		this.wish.forget();
	}

	clear(): void {
		this.show('');
	}

	/** Once the field is on the screen: a small window hides it while it is empty. */
	async focus(): Promise<void> {
		await tick();
		this.element?.focus();
	}

	/** True when the key begins a number, wherever the focus is. */
	begins(event: KeyboardEvent): boolean {
		return (
			!event.ctrlKey &&
			!event.metaKey &&
			!event.altKey &&
			!event.isComposing &&
			BEGINNING.test(event.key)
		);
	}

	/** While a dialled call is still to come: the calls that were there before it. */
	get awaited(): readonly string[] | null {
		return this.#awaited;
	}

	forgetAwaited(): void {
		this.#awaited = null;
	}

	/** Dials what is typed; the field stays as it is when that is refused. */
	async dial(how: How = {}): Promise<boolean> {
		const before = this.#session.calls.ours.map(({ id }) => id);
		const granted = await this.#dial(this.text, how);
		if (granted) {
			this.clear();
			this.#awaited = before;
		}
		return granted;
	}

	/** Dials a number from elsewhere; on refusal it stands in the field with the reason beside it. */
	async call(target: string, how: How = {}): Promise<boolean> {
		const granted = await this.#dial(target, how);
		if (!granted) {
			this.text = target;
		}
		return granted;
	}

	/** Puts the number dialled last into the field. */
	async recall(): Promise<void> {
		const page = await this.#session.link.history({
			filter: 'outgoing',
			search: null,
			after: null,
			limit: 1,
		});
		if ('records' in page && page.records[0] && this.text === '') {
			this.show(page.records[0].remote.number);
		}
	}

	#dial(target: string, { account, hide }: How): Promise<boolean> {
		const from = account ?? (this.accounts.length > 1 ? (this.account?.id ?? null) : null);
		return this.wish.perform({
			kind: 'dial',
			target,
			account: from,
			...(hide !== undefined && { hide }),
		});
	}
}
