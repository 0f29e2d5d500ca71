/** Lints, and the arrows between the folders of the window. */

import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

import svelteConfig from './svelte.config.js';

/** Folders in layers; each may know those named here and itself. */
const layers = {
	shared: [],
	stores: ['bindings', 'link'],
	link: ['bindings'],
	calls: ['bindings', 'link', 'stores', 'shared'],
	accounts: ['bindings', 'stores', 'shared'],
	settings: ['bindings', 'stores', 'shared', 'calls'],
	faults: ['bindings', 'link', 'stores', 'shared'],
};
const folders = [...Object.keys(layers), 'bindings', 'windows'];

const arrows = Object.entries(layers).map(([folder, known]) => ({
	files: [`src/${folder}/**/*.{ts,svelte}`],
	ignores: ['src/**/*.test.ts', 'src/**/testing/**'],
	rules: {
		'no-restricted-imports': [
			'error',
			{
				patterns: [
					{
						group: folders
							.filter((other) => other !== folder && !known.includes(other))
							.flatMap((other) => [
								`@/${other}`,
								`@/${other}/**`,
								`../${other}/**`,
								`../../${other}/**`,
							]),
						message: `${folder}/ may only know ${known.join(', ') || 'itself'}.`,
					},
				],
			},
		],
	},
}));

export default ts.config(
	{ ignores: ['dist/', '.recorded/', 'src/bindings/'] },
	js.configs.recommended,
	ts.configs.strict,
	svelte.configs.recommended,
	svelte.configs.prettier,
	{
		languageOptions: { globals: globals.browser },
		rules: {
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/no-unused-expressions': ['error', { allowShortCircuit: true }],
			// The type checker knows the names, also those of types.
			'no-undef': 'off',
			eqeqeq: 'error',
			'no-console': 'error',
			'svelte/no-at-html-tags': 'error',
			'svelte/no-inline-styles': 'error',
			'svelte/button-has-type': 'error',
		},
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig },
		},
	},
	{ files: ['*.config.{js,ts}'], languageOptions: { globals: globals.node } },
	...arrows,
);
