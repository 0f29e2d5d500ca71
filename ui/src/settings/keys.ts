/** A pressed key with its modifiers as the program writes it, such as `Ctrl+Alt+F8`. */

const MODIFIERS = new Set(['Control', 'Alt', 'AltGraph', 'Shift', 'Meta']);

/** Null while only modifiers are down, and for keys that every program needs for itself. */
export function keyOf(event: {
	key: string;
	code: string;
	ctrlKey: boolean;
	altKey: boolean;
	shiftKey: boolean;
	metaKey: boolean;
}): string | null {
	if (MODIFIERS.has(event.key)) {
		return null;
	}
	const name = nameOf(event);
	if (name === null) {
		return null;
	}
	const isFunction = /^F\d+$/u.test(name);
	if (!isFunction && !event.ctrlKey && !event.altKey && !event.metaKey) {
		return null;
	}
	const held = [
		event.ctrlKey && 'Ctrl',
		event.altKey && 'Alt',
		event.shiftKey && 'Shift',
		event.metaKey && 'Super',
	].filter((one) => one !== false);
	return [...held, name].join('+');
}

/** The place of the key, whatever stands on it; function keys are called by what stands on them. */
function nameOf({ key, code }: { key: string; code: string }): string | null {
	const [, letter] = /^Key([A-Z])$/u.exec(code) ?? [];
	const [, digit] = /^Digit(\d)$/u.exec(code) ?? [];
	return letter ?? digit ?? (/^F(?:[1-9]|1\d|2[0-4])$/u.test(key) ? key : null);
}
