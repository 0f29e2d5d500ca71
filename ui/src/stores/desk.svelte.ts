/** What is set and what is there: settings, sound devices, demo PBX, program. Written by `apply` alone. */

import type { Change, DemoView, DevicesView, ProgramView, SettingsView } from '@/bindings';

export class Desk {
	#settings = $state.raw<SettingsView | null>(null);
	#devices = $state.raw<DevicesView>({ inputs: [], outputs: [], missing: [] });
	#demo = $state.raw<DemoView>({ kind: 'off' });
	#program = $state.raw<ProgramView | null>(null);

	/** Null until the snapshot is there. */
	get settings(): SettingsView | null {
		return this.#settings;
	}
	get devices(): DevicesView {
		return this.#devices;
	}
	get demo(): DemoView {
		return this.#demo;
	}
	get program(): ProgramView | null {
		return this.#program;
	}

	apply(
		change: Extract<
			Change,
			{ kind: 'snapshot' | 'settingsChanged' | 'devicesChanged' | 'demoChanged' }
		>,
	): void {
		switch (change.kind) {
			case 'snapshot':
				this.#settings = change.snapshot.settings;
				this.#devices = change.snapshot.devices;
				this.#demo = change.snapshot.demo;
				this.#program = change.snapshot.program;
				return;
			case 'settingsChanged':
				this.#settings = change.settings;
				return;
			case 'devicesChanged':
				this.#devices = change.devices;
				return;
			case 'demoChanged':
				this.#demo = change.demo;
				return;
			default:
				change satisfies never;
		}
	}
}
