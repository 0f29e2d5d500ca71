/** The seam: all that the windows know of the program behind them. */

import type {
	Change,
	Command,
	EvidencePage,
	EvidenceQuery,
	RecordPage,
	RecordQuery,
	Refusal,
} from '@/bindings';

export type Listener = (change: Change) => void;

export interface Link {
	/** Null when granted; what it brings comes as changes. */
	perform(command: Command): Promise<Refusal | null>;
	/** One page of the call list, or why there is none. */
	history(query: RecordQuery): Promise<RecordPage | { refusal: Refusal }>;
	/** Lines of a file of a report as they would leave, or why there are none. */
	evidence(query: EvidenceQuery): Promise<EvidencePage | { refusal: Refusal }>;
	/** A snapshot first, then every change in order. Called once per window. */
	changes(listener: Listener): void;
}
