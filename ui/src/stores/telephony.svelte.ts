/** What the telephone systems do, and what rings elsewhere. Written by `apply` alone. */

import type {
	CallBackView,
	Change,
	ColleagueView,
	DisturbManner,
	ElsewhereView,
	EmergencyView,
	PlaceView,
	ServicesView,
} from '@/bindings';

export type TelephonyChange = Extract<
	Change,
	{
		kind:
			| 'snapshot'
			| 'servicesChanged'
			| 'colleaguesChanged'
			| 'placesChanged'
			| 'elsewhereChanged'
			| 'callBacksChanged'
			| 'doNotDisturbChanged'
			| 'emergencyChanged';
	}
>;

export class Telephony {
	#services = $state.raw<readonly ServicesView[]>([]);
	#colleagues = $state.raw<readonly ColleagueView[]>([]);
	#places = $state.raw<readonly PlaceView[]>([]);
	#elsewhere = $state.raw<readonly ElsewhereView[]>([]);
	#callBacks = $state.raw<readonly CallBackView[]>([]);
	#disturb = $state<DisturbManner>('off');
	#emergency = $state.raw<EmergencyView | null>(null);

	/** Colleagues whose telephone rings and can be answered from here, the longest first. */
	readonly ringing = $derived(
		this.#colleagues
			.flatMap((colleague) =>
				colleague.lamp.kind === 'ringing' && colleague.lamp.canPickUp
					? [{ colleague, since: colleague.lamp.since }]
					: [],
			)
			.sort((one, other) => one.since.localeCompare(other.since))
			.map(({ colleague }) => colleague),
	);
	readonly taken = $derived(this.#places.filter(({ parked }) => parked.kind === 'taken'));
	/** Accounts whose mailbox has something new. */
	readonly mailboxes = $derived(this.#services.filter(({ messages }) => messages?.waiting));

	get services(): readonly ServicesView[] {
		return this.#services;
	}
	get colleagues(): readonly ColleagueView[] {
		return this.#colleagues;
	}
	get places(): readonly PlaceView[] {
		return this.#places;
	}
	get elsewhere(): readonly ElsewhereView[] {
		return this.#elsewhere;
	}
	get callBacks(): readonly CallBackView[] {
		return this.#callBacks;
	}
	get disturb(): DisturbManner {
		return this.#disturb;
	}
	/** Null until the snapshot is there. */
	get emergency(): EmergencyView | null {
		return this.#emergency;
	}

	servicesOf(account: string): ServicesView | undefined {
		return this.#services.find(({ accountId }) => accountId === account);
	}

	apply(change: TelephonyChange): void {
		switch (change.kind) {
			case 'snapshot':
				this.#services = change.snapshot.services;
				this.#colleagues = change.snapshot.colleagues;
				this.#places = change.snapshot.places;
				this.#elsewhere = change.snapshot.elsewhere;
				this.#callBacks = change.snapshot.callBacks;
				this.#disturb = change.snapshot.doNotDisturb;
				this.#emergency = change.snapshot.emergency;
				return;
			case 'servicesChanged':
				this.#changeServices(change.services);
				return;
			case 'colleaguesChanged':
				this.#colleagues = change.colleagues;
				return;
			case 'placesChanged':
				this.#places = change.places;
				return;
			case 'elsewhereChanged':
				this.#elsewhere = change.elsewhere;
				return;
			case 'callBacksChanged':
				this.#callBacks = change.callBacks;
				return;
			case 'doNotDisturbChanged':
				this.#disturb = change.manner;
				return;
			case 'emergencyChanged':
				this.#emergency = change.emergency;
				return;
			default:
				change satisfies never;
		}
	}

	/** An account keeps its place among the others. */
	#changeServices(services: ServicesView): void {
		const known = this.#services.some(({ accountId }) => accountId === services.accountId);
		this.#services = known
			? this.#services.map((one) => (one.accountId === services.accountId ? services : one))
			: [...this.#services, services];
	}
}
