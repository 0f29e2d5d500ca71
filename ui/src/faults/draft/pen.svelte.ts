/** Writes the report: what is typed and pressed goes to the program, which has the draft; what is under way is shown already. */

import type { AnswersView, DraftEdit, DraftView, KeepView, OverruleView } from '@/bindings';
import type { Session } from '@/stores/session.svelte';
import type { Wish } from '@/stores/wish.svelte';

/** Typing goes on for so long before it is told. */
const PAUSE_MS = 350;

export class Pen {
	readonly #session: Session;
	readonly wish: Wish;
	/** Words that the program does not have yet; null when it has all. */
	#typed = $state<string | null>(null);
	/** Words on their way, or just taken over. */
	#told: string | null = null;
	#answers = $state.raw<AnswersView | null>(null);
	#keep = $state.raw<KeepView | null>(null);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#last: Promise<boolean> = Promise.resolve(true);
	#underWay = 0;
	/** The draft's turn when the last edit was answered. */
	#answeredAt = 0;

	constructor(session: Session) {
		this.#session = session;
		this.wish = session.wish();
	}

	get what(): string {
		return this.#typed ?? this.#draft?.what ?? '';
	}
	/** As the person has them, also while the program takes them over. */
	get answers(): AnswersView | null {
		return this.#answers ?? this.#draft?.answers ?? null;
	}
	get keep(): KeepView | null {
		return this.#keep ?? this.#draft?.keep ?? null;
	}

	type(words: string): void {
		this.#typed = words;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.flush(), PAUSE_MS);
	}

	answer(change: Partial<AnswersView>): void {
		const now = this.answers;
		if (now) {
			this.#answers = { ...now, ...change };
			void this.#edit({ answers: this.#answers });
		}
	}

	keepClear(change: Partial<KeepView>): void {
		const now = this.keep;
		if (now) {
			this.#keep = { ...now, ...change };
			void this.#edit({ keep: this.#keep });
		}
	}

	overrule(overrule: OverruleView): Promise<boolean> {
		return this.#edit({ overrule });
	}

	followRule(): Promise<boolean> {
		return this.#edit({ followRule: true });
	}

	/** What was typed is told at once. True when the program has everything. */
	async flush(): Promise<boolean> {
		clearTimeout(this.#timer);
		const typed = this.#typed;
		if (typed === null || typed === this.#told) {
			return await this.#last;
		}
		if (typed === this.#draft?.what && this.#told === null) {
			this.#typed = null;
			return await this.#last;
		}
		this.#told = typed;
		const granted = await this.#edit({ what: typed });
		if (!granted && this.#told === typed) {
			this.#told = null;
		}
		return granted;
	}

	/** The program's draft has moved: what it has is no longer ours to show. */
	settle(draft: DraftView | null, turn: number): void {
		if (draft === null || this.#typed === draft.what) {
			this.#typed = null;
			this.#told = null;
		}
		if (this.#underWay > 0) {
			return;
		}
		// A change may have been on its way before the edit came in: it is not the answer to it.
		const isAnswered = draft === null || turn > this.#answeredAt + 1;
		if (isAnswered || same(this.#answers, draft.answers)) {
			this.#answers = null;
		}
		if (isAnswered || same(this.#keep, draft.keep)) {
			this.#keep = null;
		}
	}

	leave(): void {
		clearTimeout(this.#timer);
		if (this.#typed !== null && this.#draft) {
			void this.flush();
		}
	}

	get #draft(): DraftView | null {
		return this.#session.draft.view;
	}

	/** One after the other: a later edit builds on an earlier one. */
	#edit(edit: DraftEdit): Promise<boolean> {
		this.#underWay += 1;
		this.#last = this.#last.then(async () => {
			const granted = await this.wish.perform({ kind: 'editReport', edit });
			this.#underWay -= 1;
			this.#answeredAt = this.#session.draft.turn;
			if (!granted) {
				this.#answers = null;
				this.#keep = null;
			} else {
				this.settle(this.#draft, this.#session.draft.turn);
			}
			return granted;
		});
		return this.#last;
	}
}

function same<View extends AnswersView | KeepView>(ours: View | null, theirs: View): boolean {
	const keys = Object.keys({ ...ours, ...theirs }) as (keyof View)[];
	return ours !== null && keys.every((key) => (ours[key] ?? null) === (theirs[key] ?? null));
}
