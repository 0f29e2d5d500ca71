/** Chooses the link: the program's own, or a recorded scene where there is no program. */

import type { Link } from './link';

export async function openLink(): Promise<Link> {
	// Folded away by the build of the product, and the scenes with it.
	if (import.meta.env.MODE === 'recorded' || import.meta.env.DEV) {
		const scene = new URLSearchParams(location.search).get('scene');
		if (scene !== null || import.meta.env.MODE === 'recorded') {
			const { recordedLink } = await import('./recorded');
			return recordedLink(scene ?? 'idle', new URLSearchParams(location.search));
		}
	}
	const { link } = await import('./tauri');
	return link;
}
