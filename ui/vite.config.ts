import { fileURLToPath } from 'node:url';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
	plugins: [svelte()],
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
			input: { index: here('./index.html'), incoming: here('./incoming.html') },
		},
	},
	test: {
		environment: 'jsdom',
		include: ['src/**/*.test.ts'],
		setupFiles: ['./src/shared/testing/setup.ts'],
		restoreMocks: true,
	},
});
