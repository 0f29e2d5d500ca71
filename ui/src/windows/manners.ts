/** Takes away what belongs to a browser and not to a program. */

/** Only text that can be edited or is selected has a menu of its own. */
export function keepManners(): void {
	window.addEventListener('contextmenu', (event) => {
		const isEditable =
			event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
		if (!isEditable && getSelection()?.isCollapsed !== false) {
			event.preventDefault();
		}
	});

	// A file dropped on the window would take its place.
	for (const kind of ['dragover', 'drop'] as const) {
		window.addEventListener(kind, (event) => event.preventDefault());
	}
}
