/** A number that is typed for a call that is there already, and whom it may mean: colleagues first, then recent calls. */

import type { LampView, PartyView } from '@/bindings';
import type { Session } from '@/stores/session.svelte';

import { nameOf } from './party';

export interface Suggestion {
	/** What is dialled. */
	target: string;
	name: string;
	number: string;
	/** How the telephone stands, where it is watched. */
	lamp: LampView | null;
}

/** More would be a list to read rather than one to take from. */
const MOST = 6;
const RECENT = 30;

export class Targeting {
	readonly #session: Session;
	/** The account that would dial; numbers of others mean somebody else. */
	readonly #account: string | null;
	readonly #except: string | null;
	#text = $state('');
	#taken = $state.raw<Suggestion | null>(null);
	#recent = $state.raw<readonly PartyView[]>([]);

	readonly suggestions = $derived.by(() => {
		const wanted = this.#text.trim().toLocaleLowerCase();
		const fits = ({ name, number }: Suggestion) =>
			name.toLocaleLowerCase().includes(wanted) || plain(number).includes(plain(wanted) || wanted);
		const seen: string[] = this.#except === null ? [] : [plain(this.#except)];
		const all: Suggestion[] = [];
		for (const one of [...this.#colleagues(), ...this.#people()]) {
			if (!seen.includes(plain(one.number)) && fits(one)) {
				seen.push(plain(one.number));
				all.push(one);
			}
		}
		return all.slice(0, MOST);
	});

	constructor(session: Session, account: string | null = null, except: string | null = null) {
		this.#session = session;
		this.#account = account;
		this.#except = except;
	}

	get text(): string {
		return this.#text;
	}
	set text(text: string) {
		this.#text = text;
		this.#taken = null;
	}

	/** What will be dialled: a suggestion that was taken keeps its whole address. */
	get target(): string {
		return this.#taken?.target ?? this.#text.trim();
	}

	take(suggestion: Suggestion): void {
		this.#text = suggestion.number || suggestion.name;
		this.#taken = suggestion;
	}

	/** Reads whom one has called with lately; without them the colleagues are enough. */
	async recall(): Promise<void> {
		const page = await this.#session.link.history({
			filter: 'all',
			grouped: true,
			search: null,
			person: null,
			after: null,
			limit: RECENT,
		});
		this.#recent = 'records' in page ? page.records.map(({ remote }) => remote) : [];
	}

	#colleagues(): Suggestion[] {
		return this.#session.telephony.colleagues
			.filter(({ accountId }) => this.#account === null || accountId === this.#account)
			.map(({ name, number, lamp }) => ({ target: number, name: name || number, number, lamp }));
	}

	#people(): Suggestion[] {
		return this.#recent
			.filter(({ number, uri }) => number !== '' || uri !== '')
			.map((party) => ({
				target: party.uri || party.number,
				name: nameOf(party),
				number: party.number,
				lamp: null,
			}));
	}
}

/** Numbers are the same however they are written. */
function plain(number: string): string {
	return number.replace(/[^\d+*#]/gu, '');
}
