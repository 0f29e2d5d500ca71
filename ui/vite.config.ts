/** Builds the pages of the window and runs its tests. */

import { fileURLToPath } from 'node:url';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Fails a build of the product that holds recorded scenes, or a page that the security policy would cut. */
const guard: Plugin = {
	name: 'guard',
	apply: (_, { command, mode }) => command === 'build' && mode === 'production',
	generateBundle(_, bundle) {
		for (const [name, part] of Object.entries(bundle)) {
			if (
				part.type === 'chunk' &&
				part.moduleIds.some((id) => /link\/(recorded|scenes|cast)/u.test(id))
			) {
				this.error(`${name} holds recorded scenes`);
			}
			if (part.type === 'asset' && name.endsWith('.html')) {
				const page = String(part.source);
				if (/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|https?:\/\//u.test(page)) {
					this.error(`${name} holds what the security policy forbids`);
				}
			}
		}
	},
};

export default defineConfig({
	plugins: [svelte(), guard],
	resolve: {
		alias: { '@': here('./src') },
		// Svelte's server build is what Node would choose.
		conditions: process.env.VITEST ? ['browser'] : undefined,
	},
	server: { port: 1420, strictPort: true },
	build: {
		target: 'safari16',
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		sourcemap: false,
		reportCompressedSize: false,
		rolldownOptions: {
			input: {
				index: here('./index.html'),
				incoming: here('./incoming.html'),
				trouble: here('./trouble.html'),
			},
		},
	},
	test: {
		environment: 'jsdom',
		include: ['src/**/*.test.ts'],
		setupFiles: ['./src/shared/testing/setup.ts'],
		restoreMocks: true,
		// A busy machine is no fault of the window.
		testTimeout: 30_000,
	},
});
