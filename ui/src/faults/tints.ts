/** How grave a class is to look at. */

import type { ClassView } from '@/bindings';
import type { Tint } from '@/shared/Tag.svelte';

export function tintOf(neutral: ClassView): Tint {
	switch (neutral) {
		case 'FK1':
		case 'FK2':
			return 'grave';
		case 'FK3':
			return 'care';
		case 'FK4':
			return 'plain';
		default:
			return neutral satisfies never;
	}
}
