/** Why the program cannot start, as its window is told in the query of its address. */

/** As the program names them; a word that is not known here is one of the others. */
const kinds = ['inUse', 'newer', 'damaged', 'foreign', 'folder', 'other'] as const;

export interface Trouble {
	kind: (typeof kinds)[number];
	/** The file or folder that it is about. */
	place: string;
	/** In the words of the system. */
	cause: string;
	/** As the system names it, such as `de-AT`. */
	language: string;
}

export function readTrouble(query: URLSearchParams): Trouble {
	return {
		kind: kinds.find((kind) => kind === query.get('kind')) ?? 'other',
		place: query.get('place') ?? '',
		cause: query.get('cause') ?? '',
		language: query.get('language') ?? navigator.language,
	};
}
