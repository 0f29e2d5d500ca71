/** What is unfolded at a call: its key pad, the way to transfer it, or the places to park it. One at a time. */

export type Panel = 'pad' | 'transfer' | 'park';

export class Handling {
	#open = $state.raw<{ call: string; panel: Panel } | null>(null);

	panelOf(call: string): Panel | null {
		return this.#open?.call === call ? this.#open.panel : null;
	}

	toggle(call: string, panel: Panel): void {
		this.#open = this.panelOf(call) === panel ? null : { call, panel };
	}

	close(): void {
		this.#open = null;
	}
}
