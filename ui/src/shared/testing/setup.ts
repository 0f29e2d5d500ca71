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

// jsdom lays nothing out: whatever scrolls is as high as a small window.
Object.defineProperty(HTMLElement.prototype, 'clientHeight', { get: () => 640 });
Element.prototype.scrollTo ??= function scrollTo(this: Element, to?: ScrollToOptions | number) {
	this.scrollTop = (typeof to === 'object' ? to.top : undefined) ?? this.scrollTop;
	this.dispatchEvent(new Event('scroll'));
};

globalThis.CSS ??= {} as typeof CSS;
CSS.escape ??= (text: string) => text.replace(/[^\w-]/gu, (letter) => `\\${letter}`);

// jsdom draws nothing; whoever asks is told so.
HTMLCanvasElement.prototype.getContext = () => null;
