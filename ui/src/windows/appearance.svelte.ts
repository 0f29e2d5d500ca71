/** Makes a window follow the person's language and choice of light or dark. */

import { languageFor, words } from '@/shared/words/words.svelte';
import type { Session } from '@/stores/session.svelte';

export function followSettings(session: Session): void {
	$effect.pre(() => {
		const settings = session.desk.settings;
		const system = session.desk.program?.systemLanguage ?? navigator.language;
		const language =
			settings && settings.language !== 'system' ? settings.language : languageFor(system);
		words.speak(language);
		document.documentElement.lang = language;
	});

	$effect.pre(() => {
		const theme = session.desk.settings?.theme ?? 'system';
		if (theme === 'system') {
			delete document.documentElement.dataset['theme'];
		} else {
			document.documentElement.dataset['theme'] = theme;
		}
	});
}
