/** Words for codes that others add to: a code without words shows itself. */

import type { MeasuredView, Sentence } from '@/bindings';
import { dueMoment } from '@/shared/words/formats';
import { say, words } from '@/shared/words/words.svelte';

export function sayCode(family: string, code: string, values: Record<string, string> = {}): string {
	const key = `${family}-${code}`;
	return words.has(key) ? say(key, values) : code;
}

/** A moment among the values is said as people say it. */
export function saySentence(family: string, { code, args = {} }: Sentence): string {
	const values = Object.entries(args).map(([name, value = '']) => [
		name,
		MOMENT.test(value) ? dueMoment(value.replace(' ', 'T'), new Date()) : value,
	]);
	return sayCode(family, code, Object.fromEntries(values) as Record<string, string>);
}

/** RFC 3339, or a day and time of the contract's own zone. */
const MOMENT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/u;

/** A measured number as it is written here, such as `31,4 ms`; whatever is no plain number stays. */
export function sayValue(value: string): string {
	const [, below = '', whole, part = '', unit = ''] =
		/^(<\s*)?(\d+)(?:\.(\d+))?(\s*[^\s\d.]*)$/u.exec(value) ?? [];
	if (whole === undefined) {
		return value;
	}
	const digits = { minimumFractionDigits: part.length, maximumFractionDigits: part.length };
	const number = new Intl.NumberFormat(words.locale, digits).format(
		Number(`${whole}.${part || 0}`),
	);
	return `${below}${number}${unit}`;
}

/** A finding in words, with what was measured as values. */
export function sayFinding(code: string, subject: string, measured: MeasuredView[]): string {
	const values = Object.fromEntries(measured.map(({ name, value }) => [name, sayValue(value)]));
	return sayCode('finding', code, { subject, ...values });
}

/** `registration-3.log` as people call it. */
export function sayFile(name: string): string {
	const plain = name.replace(/\.[a-z0-9]+$/u, '');
	const key = `file-${plain}`;
	return words.has(key) ? say(key) : name;
}
