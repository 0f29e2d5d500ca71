/** Changes settings from a control, and puts the control back when that is refused. */

import type { SettingsDraft } from '@/bindings';
import type { Session } from '@/stores/session.svelte';
import type { Wish } from '@/stores/wish.svelte';

export class Changing {
	readonly wish: Wish;

	constructor(session: Session) {
		this.wish = session.wish();
	}

	set(settings: SettingsDraft): Promise<boolean> {
		return this.wish.perform({ kind: 'changeSettings', settings });
	}

	/** For a control that has already moved: `kept` is what it shows again on refusal. */
	async move(control: HTMLSelectElement, settings: SettingsDraft, kept: string): Promise<void> {
		if (!(await this.set(settings))) {
			control.value = kept;
		}
	}
}
