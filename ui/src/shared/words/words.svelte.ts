/** Says things in the person's language, from the catalogues that the program reads too. */

import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';

import deCodes from '../../../messages/de/codes.ftl?raw';
import deWindow from '../../../messages/de/window.ftl?raw';
import enCodes from '../../../messages/en/codes.ftl?raw';
import enWindow from '../../../messages/en/window.ftl?raw';

export type Language = 'de' | 'en';

const sources: Record<Language, string[]> = {
	de: [deCodes, deWindow],
	en: [enCodes, enWindow],
};

/** Region only decides how dates and numbers look; it is the person's where that fits the language. */
function localeOf(language: Language): string {
	const own = navigator.languages.find((tag) => tag.toLowerCase().startsWith(language));
	return own ?? (language === 'de' ? 'de-DE' : 'en-GB');
}

function read(language: Language): FluentBundle {
	const bundle = new FluentBundle(localeOf(language), { useIsolating: false });
	for (const source of sources[language]) {
		bundle.addResource(new FluentResource(source));
	}
	return bundle;
}

export class Words {
	#language = $state<Language>('en');
	readonly locale = $derived(localeOf(this.#language));
	readonly #bundle = $derived(read(this.#language));

	get language(): Language {
		return this.#language;
	}

	speak(language: Language): void {
		this.#language = language;
	}

	has(key: string): boolean {
		return this.#bundle.hasMessage(key);
	}

	/** A missing key shows itself: silence would hide the fault. */
	say(key: string, values?: Record<string, FluentVariable>): string {
		const message = this.#bundle.getMessage(key);
		if (!message?.value) {
			return key;
		}
		const faults: Error[] = [];
		return this.#bundle.formatPattern(message.value, values, faults);
	}
}

/** The language that fits what a system asks for, such as `de-AT` or `de_AT.UTF-8`. */
export function languageFor(system: string): Language {
	return system.toLowerCase().startsWith('de') ? 'de' : 'en';
}

export const words = new Words();

export function say(key: string, values?: Record<string, FluentVariable>): string {
	return words.say(key, values);
}
