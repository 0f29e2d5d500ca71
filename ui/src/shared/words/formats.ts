/** Dates, spans and measures as people read them, by `Intl` in the language of the window. */

import { words } from './words.svelte';

function date(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	return new Intl.DateTimeFormat(words.locale, options);
}

/** 14:05 */
export function timeOfDay(at: string): string {
	return date({ hour: '2-digit', minute: '2-digit' }).format(new Date(at));
}

/** 22 November 2026, 14:05:09 */
export function moment(at: string): string {
	return date({ dateStyle: 'long', timeStyle: 'medium' }).format(new Date(at));
}

/** 22 Nov, 14:05 */
export function shortMoment(at: string): string {
	return date({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(
		new Date(at),
	);
}

/** A day by the local calendar, as a key to group by. */
export function dayOf(at: string): string {
	const day = new Date(at);
	return `${day.getFullYear()}-${day.getMonth() + 1}-${day.getDate()}`;
}

/** Today, yesterday, a weekday within the week, else the date. */
export function dayName(at: string, now: Date): string {
	const day = new Date(at);
	const midnight = (when: Date) => Date.UTC(when.getFullYear(), when.getMonth(), when.getDate());
	const days = Math.round((midnight(day) - midnight(now)) / 86_400_000);
	if (days === 0 || days === -1) {
		const near = new Intl.RelativeTimeFormat(words.locale, { numeric: 'auto' }).format(days, 'day');
		return near.charAt(0).toLocaleUpperCase(words.locale) + near.slice(1);
	}
	if (days < 0 && days > -7) {
		return date({ weekday: 'long' }).format(day);
	}
	const sameYear = day.getFullYear() === now.getFullYear();
	return date({
		weekday: 'short',
		day: 'numeric',
		month: 'long',
		year: sameYear ? undefined : 'numeric',
	}).format(day);
}

/** 0:07, 12:31, 1:02:09: as a telephone shows it. */
export function clockSpan(seconds: number): string {
	const whole = Math.max(0, Math.floor(seconds));
	const two = (part: number) =>
		new Intl.NumberFormat(words.locale, { minimumIntegerDigits: 2 }).format(part);
	const hours = Math.floor(whole / 3600);
	const minutes = Math.floor((whole % 3600) / 60);
	return hours > 0
		? `${hours}:${two(minutes)}:${two(whole % 60)}`
		: `${minutes}:${two(whole % 60)}`;
}

/** 12 min, 31 sec: for a reader's ear and for sentences. */
export function spokenSpan(seconds: number): string {
	const whole = Math.max(0, Math.floor(seconds));
	const parts: [number, string][] = [
		[Math.floor(whole / 3600), 'hour'],
		[Math.floor((whole % 3600) / 60), 'minute'],
		[whole % 60, 'second'],
	];
	const said = parts
		.filter(([amount], index) => amount > 0 || (index === 2 && whole === 0))
		.map(([amount, unit]) =>
			new Intl.NumberFormat(words.locale, { style: 'unit', unit, unitDisplay: 'short' }).format(
				amount,
			),
		);
	return new Intl.ListFormat(words.locale, { type: 'unit', style: 'short' }).format(said);
}

/** Thousandths as per cent. */
export function percent(permille: number): string {
	return new Intl.NumberFormat(words.locale, {
		style: 'percent',
		maximumFractionDigits: 1,
	}).format(permille / 1000);
}

export function milliseconds(amount: number): string {
	return new Intl.NumberFormat(words.locale, {
		style: 'unit',
		unit: 'millisecond',
		unitDisplay: 'short',
	}).format(amount);
}

export function count(amount: number): string {
	return new Intl.NumberFormat(words.locale).format(amount);
}

/** 3 days, 4 h · 1 h, 12 min · 8 min · 40 s: as exact as anybody wants to know beforehand. */
export function roughSpan(seconds: number): string {
	const whole = Math.max(0, Math.floor(seconds));
	const parts: [number, string][] = [
		[Math.floor(whole / 86_400), 'day'],
		[Math.floor((whole % 86_400) / 3600), 'hour'],
		[Math.floor((whole % 3600) / 60), 'minute'],
		[whole % 60, 'second'],
	];
	const first = parts.findIndex(([amount]) => amount > 0);
	const from = first < 0 ? 3 : first;
	const said = parts
		.slice(from, from >= 2 ? from + 1 : from + 2)
		.filter(([amount], index) => amount > 0 || index === 0)
		.map(([amount, unit]) =>
			new Intl.NumberFormat(words.locale, {
				style: 'unit',
				unit,
				unitDisplay: unit === 'day' ? 'long' : 'short',
			}).format(amount),
		);
	return new Intl.ListFormat(words.locale, { type: 'unit', style: 'short' }).format(said);
}

/** Today only the time, otherwise with the day: Mon 23 Nov, 10:30 */
export function dueMoment(at: string, now: Date): string {
	const due = new Date(at);
	if (due.toDateString() === now.toDateString()) {
		return timeOfDay(at);
	}
	return date({
		weekday: 'short',
		day: 'numeric',
		month: 'short',
		year: due.getFullYear() === now.getFullYear() ? undefined : 'numeric',
		hour: '2-digit',
		minute: '2-digit',
	}).format(due);
}

/** 12 kB: sizes as people compare them. */
export function size(bytes: number): string {
	const [amount, unit] =
		bytes < 1000
			? [bytes, 'byte']
			: bytes < 1_000_000
				? [bytes / 1000, 'kilobyte']
				: [bytes / 1_000_000, 'megabyte'];
	return new Intl.NumberFormat(words.locale, {
		style: 'unit',
		unit,
		unitDisplay: 'short',
		maximumFractionDigits: amount < 10 ? 1 : 0,
	}).format(amount);
}

/** Germany, for `DE`; the code itself where nobody knows it. */
export function countryName(code: string): string {
	try {
		return new Intl.DisplayNames(words.locale, { type: 'region' }).of(code) ?? code;
	} catch {
		return code;
	}
}

/** 110 and 112 */
export function list(parts: readonly string[]): string {
	return new Intl.ListFormat(words.locale, { type: 'conjunction' }).format(parts);
}
