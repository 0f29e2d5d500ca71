/** Opens the main window over recorded changes. */

import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';

import type { Snapshot } from '@/bindings';
import { call, records, settings, snapshot } from '@/link/cast';
import { Recorded } from '@/link/recorded';
import { Session } from '@/stores/session.svelte';

import Main from '../Main.svelte';

export const english = settings({ language: 'en' });

export const offered = call({
	id: 'in',
	direction: 'incoming',
	state: { kind: 'offered' },
	answeredAt: null,
});

export function open(changed: Partial<Snapshot> = {}, calls = records(8)) {
	const link = new Recorded([
		{ kind: 'snapshot', snapshot: snapshot({ settings: english, ...changed }) },
	]);
	link.records = calls;
	render(Main, { session: new Session(link).start() });
	return { link, user: userEvent.setup() };
}

export const number = () => screen.getByRole('textbox', { name: 'Number or address' });
