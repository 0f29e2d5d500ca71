/** What every test has: matchers, and the few things jsdom lacks. */

import '@testing-library/jest-dom/vitest';

import { cleanup } from '@testing-library/svelte';
import { afterEach } from 'vitest';

afterEach(() => cleanup());

window.matchMedia ??= (query: string) =>
	({
		matches: false,
		media: query,
		onchange: null,
		addEventListener: () => undefined,
		removeEventListener: () => undefined,
		addListener: () => undefined,
		removeListener: () => undefined,
		dispatchEvent: () => false,
	}) satisfies MediaQueryList;

Element.prototype.scrollIntoView ??= () => undefined;

globalThis.CSS ??= {} as typeof CSS;
CSS.escape ??= (text: string) => text.replace(/[^\w-]/gu, (letter) => `\\${letter}`);

// jsdom draws nothing; whoever asks is told so.
HTMLCanvasElement.prototype.getContext = () => null;
