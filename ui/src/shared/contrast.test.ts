/** Contrast of the palette, by the formula of WCAG 2.2 §1.4.3 and §1.4.11, in light and in dark. */

import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

/** Read as a file: a style sheet that is imported is empty in a test. */
const tokens = readFileSync('src/shared/tokens.css', 'utf8');

type Palette = Record<string, string>;

/** Declarations of the block that begins with `selector`. */
function paletteOf(selector: string): Palette {
	const block = tokens.slice(tokens.indexOf(selector) + selector.length).split('}')[0] ?? '';
	const found = block.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6})(?:[0-9a-f]{2})?;/gu);
	return Object.fromEntries([...found].map(([, name, colour]) => [name, colour]));
}

/** Relative luminance, 0–1. Source: WCAG 2.2, definitions. */
function luminance(colour: string): number {
	const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
	const [red, green, blue] = parts.map((part) =>
		part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
	);
	return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
	const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
	return (light! + 0.05) / (dark! + 0.05);
}

/** Every ground on which plain text stands. */
const grounds = ['--ground', '--paper', '--raised', '--sunken'];
/** Text and what it stands on. */
const texts: [string, string[]][] = [
	['--ink', [...grounds, '--fern-soft', '--signal-soft', '--ochre-soft']],
	['--ink-soft', [...grounds, '--fern-soft', '--signal-soft', '--ochre-soft']],
	['--ink-faint', grounds],
	['--fern-ink', [...grounds, '--fern-soft']],
	['--signal-ink', [...grounds, '--signal-soft']],
	['--ochre-ink', [...grounds, '--ochre-soft']],
	['--on-fern', ['--fern', '--fern-press']],
	['--on-signal', ['--signal', '--signal-press']],
	['--paper', ['--ink']],
];
/** What has to be made out without being read: the ring of the focus and the edges of fields. */
const shapes: [string, string[]][] = [
	['--focus', grounds],
	['--edge-strong', grounds],
];

describe.each([
	['light', ":root[data-theme='light'] {"],
	['dark', ":root[data-theme='dark'] {"],
	['dark by the system', ":root:not([data-theme='light']) {"],
])('in %s', (_, selector) => {
	const palette = paletteOf(selector);

	it.each(texts.flatMap(([ink, all]) => all.map((ground) => [ink, ground] as const)))(
		'%s is read on %s',
		(ink, ground) => {
			expect(contrast(palette[ink]!, palette[ground]!)).toBeGreaterThanOrEqual(4.5);
		},
	);

	it.each(shapes.flatMap(([shape, all]) => all.map((ground) => [shape, ground] as const)))(
		'%s is made out on %s',
		(shape, ground) => {
			expect(contrast(palette[shape]!, palette[ground]!)).toBeGreaterThanOrEqual(3);
		},
	);
});

it('is the same dark, whether the person or the system chose it', () => {
	expect(paletteOf(":root:not([data-theme='light']) {")).toEqual(
		paletteOf(":root[data-theme='dark'] {"),
	);
});
