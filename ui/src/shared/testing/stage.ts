/** Puts one component on the screen with a session over recorded changes. */

import { render } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import type { Component } from 'svelte';

import type { Snapshot } from '@/bindings';
import { Recorded } from '@/link/recorded';
import { settings, snapshot } from '@/link/cast';
import { words } from '@/shared/words/words.svelte';
import { Session, SESSION } from '@/stores/session.svelte';

export function stage<Props extends Record<string, unknown>>(
	part: Component<Props>,
	props: Props,
	changed: Partial<Snapshot> = {},
	/** Made ready before anything is drawn. */
	prepare: (link: Recorded) => void = () => undefined,
) {
	words.speak('en');
	const link = new Recorded([
		{
			kind: 'snapshot',
			snapshot: snapshot({ settings: settings({ language: 'en' }), ...changed }),
		},
	]);
	prepare(link);
	const session = new Session(link).start();
	render(part as Component, { props, context: new Map([[SESSION, session]]) });
	return { link, session, user: userEvent.setup() };
}
