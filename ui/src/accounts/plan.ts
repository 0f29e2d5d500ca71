/** How a telephone system is dialled, as it is filled in: text in every field, and back to what the program takes. */

import type { EmergencyByView, NumberedView, PlanDraft, PlanView, ReachView } from '@/bindings';

export interface PlanFilling {
	system: string;
	country: string;
	areaCode: string;
	outsidePrefix: string;
	internalFrom: string;
	internalTo: string;
	voicemail: string;
	/** A line for each: number, then name. */
	groups: string;
	places: string;
	/** A line for each: name of the code, `=`, text. */
	codes: string;
	pickUp: ReachView;
	emergencyBy: EmergencyByView;
	location: string;
}

export function planFillingOf(plan: PlanView): PlanFilling {
	return {
		system: plan.system,
		country: plan.country,
		areaCode: plan.areaCode ?? '',
		outsidePrefix: plan.outsidePrefix ?? '',
		internalFrom: String(plan.internalFrom),
		internalTo: String(plan.internalTo),
		voicemail: plan.voicemail ?? '',
		groups: linesOf(plan.groups),
		places: linesOf(plan.places),
		codes: plan.codes.map(([name, text]) => `${name} = ${text}`).join('\n'),
		pickUp: plan.pickUp,
		emergencyBy: plan.emergencyBy,
		location: plan.location ?? '',
	};
}

/** What is different from the plan as it stands; the rest stays as it is. */
export function planDraftOf(filling: PlanFilling, plan: PlanView): PlanDraft {
	const before = planFillingOf(plan);
	const changed = (field: keyof PlanFilling) => filling[field].trim() !== before[field].trim();
	const draft: PlanDraft = {};
	for (const field of [
		'system',
		'country',
		'areaCode',
		'outsidePrefix',
		'voicemail',
		'location',
	] as const) {
		if (changed(field)) {
			draft[field] = filling[field].trim();
		}
	}
	for (const field of ['internalFrom', 'internalTo'] as const) {
		if (changed(field)) {
			draft[field] = Number.parseInt(filling[field], 10) || 0;
		}
	}
	for (const field of ['groups', 'places'] as const) {
		if (changed(field)) {
			draft[field] = numberedOf(filling[field]);
		}
	}
	if (changed('codes')) {
		draft.codes = codesOf(filling.codes);
	}
	if (filling.pickUp !== plan.pickUp) {
		draft.pickUp = filling.pickUp;
	}
	if (filling.emergencyBy !== plan.emergencyBy) {
		draft.emergencyBy = filling.emergencyBy;
	}
	return draft;
}

function linesOf(list: readonly NumberedView[]): string {
	return list.map(({ number, name }) => `${number} ${name}`.trim()).join('\n');
}

function filledLines(text: string): string[] {
	return text
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '');
}

function numberedOf(text: string): NumberedView[] {
	return filledLines(text).map((line) => {
		const [number = '', ...name] = line.split(/\s+/u);
		return { number, name: name.join(' ') };
	});
}

function codesOf(text: string): [string, string][] {
	return filledLines(text).map((line) => {
		const at = line.indexOf('=');
		return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
	});
}
