/** Draws a QR code: rows of `0` and `1` become one path, with the quiet zone that a camera needs. */

/** Light modules around the code. Source: ISO/IEC 18004 §9.1. */
export const QUIET = 4;

export interface QrDrawing {
	/** Modules along one side, quiet zone included. */
	side: number;
	path: string;
}

/** Null where the rows are no square of zeros and ones. */
export function drawQr(rows: string[]): QrDrawing | null {
	const size = rows.length;
	if (size === 0 || rows.some((row) => row.length !== size || /[^01]/u.test(row))) {
		return null;
	}
	const path = rows
		.flatMap((row, y) =>
			[...row.matchAll(/1+/gu)].map(
				({ index, 0: run }) => `M${index + QUIET} ${y + QUIET}h${run.length}v1h-${run.length}z`,
			),
		)
		.join('');
	return { side: size + 2 * QUIET, path };
}
