/** Moments for scenes and tests, as the program writes them. */

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

export const ago = (span: number) => new Date(Date.now() - span).toISOString();
