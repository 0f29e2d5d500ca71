/** How Svelte files are read: TypeScript in them, runes everywhere. */

import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default {
	preprocess: vitePreprocess(),
	compilerOptions: { runes: true },
};
