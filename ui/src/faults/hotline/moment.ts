/** A time of day as a moment that has been. */

const MINUTE_MS = 60_000;

/** The last time that clocks showed `time`, such as `05:52`; a minute ahead counts as now. */
export function lastMoment(time: string, now: Date): Date {
	const [hours = 0, minutes = 0] = time.split(':').map(Number);
	const moment = new Date(now);
	moment.setHours(hours, minutes, 0, 0);
	if (moment.getTime() > now.getTime() + MINUTE_MS) {
		moment.setDate(moment.getDate() - 1);
	}
	return moment;
}
