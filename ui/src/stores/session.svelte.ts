/** One window's picture of the program: the link, the stores, and the one place where changes are folded. */

import { getContext, setContext } from 'svelte';

import type { Change, Notice } from '@/bindings';
import type { Link } from '@/link/link';

import { Accounts } from './accounts.svelte';
import { Calls } from './calls.svelte';
import { Desk } from './desk.svelte';
import { Diagnosis } from './diagnosis.svelte';
import { Draft } from './draft.svelte';
import { Providers } from './providers.svelte';
import { Reports } from './reports.svelte';
import { Signals } from './signals.svelte';
import { Telephony } from './telephony.svelte';
import { Wish } from './wish.svelte';

export class Session {
	readonly link: Link;
	readonly accounts = new Accounts();
	readonly calls = new Calls();
	readonly reports = new Reports();
	readonly draft = new Draft();
	readonly diagnosis = new Diagnosis();
	readonly providers = new Providers();
	readonly desk = new Desk();
	readonly signals = new Signals();
	readonly telephony = new Telephony();

	constructor(link: Link) {
		this.link = link;
	}

	/** Begins to listen. */
	start(): this {
		this.link.changes((change) => this.apply(change));
		return this;
	}

	/** A wish of its own for one place on the screen, which shows its progress and its refusal. */
	wish(): Wish {
		return new Wish(this.link);
	}

	apply(change: Change): void {
		switch (change.kind) {
			case 'snapshot':
				this.accounts.apply(change);
				this.calls.apply(change);
				this.reports.apply(change);
				this.draft.apply(change);
				this.diagnosis.apply(change);
				this.providers.apply(change);
				this.desk.apply(change);
				this.signals.apply(change);
				this.telephony.apply(change);
				return;
			case 'accountChanged':
			case 'accountRemoved':
				return this.accounts.apply(change);
			case 'callChanged':
			case 'callRemoved':
				return this.calls.apply(change);
			case 'reportChanged':
			case 'reportRemoved':
				return this.reports.apply(change);
			case 'draftChanged':
				return this.draft.apply(change);
			case 'diagnosisChanged':
				return this.diagnosis.apply(change);
			case 'providersChanged':
				return this.providers.apply(change);
			case 'settingsChanged':
			case 'devicesChanged':
			case 'demoChanged':
				return this.desk.apply(change);
			case 'servicesChanged':
			case 'colleaguesChanged':
			case 'placesChanged':
			case 'elsewhereChanged':
			case 'callBacksChanged':
			case 'doNotDisturbChanged':
			case 'emergencyChanged':
				return this.telephony.apply(change);
			case 'noticed':
				return this.#isOnCard(change.notice) ? undefined : this.signals.apply(change);
			case 'historyChanged':
			case 'prepared':
				return this.signals.apply(change);
			default:
				change satisfies never;
		}
	}

	/**
	 * A transfer that failed stands on the card of its call, and so does a question; the one passes by
	 * only when the call is gone, the other never.
	 */
	#isOnCard(notice: Notice): boolean {
		return (
			notice.kind === 'transferProposed' ||
			(notice.kind === 'transferFailed' &&
				this.calls.list.some((call) => call.transfer?.state.kind === 'failed'))
		);
	}
}

export const SESSION = Symbol('session');

export function provideSession(session: Session): Session {
	return setContext(SESSION, session);
}

export function useSession(): Session {
	return getContext<Session>(SESSION);
}
