/** The time of day, renewed each second while somebody looks at it. */

import { createSubscriber } from 'svelte/reactivity';

class Clock {
	readonly #subscribe = createSubscriber((update) => {
		const timer = setInterval(update, 1000);
		return () => clearInterval(timer);
	});

	/** Milliseconds; makes the reader read again a second later. */
	get now(): number {
		this.#subscribe();
		return Date.now();
	}

	/** The day of the calendar here, as a key: changes at midnight and when the time zone does. */
	get day(): string {
		const now = new Date(this.now);
		return `${now.getFullYear()}-${now.getMonth() + 1}-${now.getDate()} ${now.getTimezoneOffset()}`;
	}

	secondsSince(at: string): number {
		return (this.now - Date.parse(at)) / 1000;
	}
}

export const clock = new Clock();
