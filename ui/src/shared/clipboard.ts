/** Copies text. */

export async function copy(text: string): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		return copyBySelection(text);
	}
}

/** For web views that keep the clipboard back from pages. */
function copyBySelection(text: string): boolean {
	const before = document.activeElement;
	const field = document.createElement('textarea');
	field.value = text;
	field.className = 'unseen';
	document.body.append(field);
	field.select();
	const done = document.execCommand('copy');
	field.remove();
	if (before instanceof HTMLElement) {
		before.focus();
	}
	return done;
}
