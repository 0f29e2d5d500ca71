/** Invented colleagues, places and services of a telephone system, for scenes and tests. */

import type {
	CallBackView,
	ColleagueView,
	ElsewhereView,
	EmergencyView,
	ForwardView,
	PartyView,
	PlaceView,
	PlanView,
	ServicesView,
} from '@/bindings';

import { ago, HOUR, MINUTE, SECOND } from './moments';

export function party(name: string | null, number: string): PartyView {
	return {
		name,
		number,
		uri: `sip:${number.replace(/[^+\d]/gu, '')}@pbx.kanzlei-brandt.example`,
	};
}

export function plan(changed: Partial<PlanView> = {}): PlanView {
	return {
		system: 'asterisk',
		systems: [
			{ number: 'generic', name: 'Any SIP server' },
			{ number: 'asterisk', name: 'Asterisk / FreePBX' },
			{ number: 'innovaphone', name: 'innovaphone' },
			{ number: 'swyx', name: 'Swyx' },
		],
		country: 'DE',
		areaCode: '89',
		outsidePrefix: '0',
		internalFrom: 2,
		internalTo: 3,
		voicemail: '*97',
		groups: [{ number: '60', name: 'Service' }],
		places: [
			{ number: '701', name: 'Lager' },
			{ number: '702', name: '' },
		],
		codes: [
			['forward-always', '*21*{number}#'],
			['forward-always-off', '#21#'],
		],
		pickUp: 'replaces',
		emergencyBy: 'number',
		location: 'Sendlinger Straße 12, München',
		...changed,
	};
}

export function forwards(): ForwardView[] {
	return [
		{ when: 'always', canSet: true, target: { kind: 'unknown' }, loops: false },
		{
			when: 'busy',
			canSet: true,
			target: { kind: 'set', value: '200', at: ago(3 * HOUR) },
			loops: false,
		},
		{ when: 'noAnswer', canSet: true, target: { kind: 'asked', value: '231' }, loops: false },
	];
}

export function services(changed: Partial<ServicesView> = {}): ServicesView {
	return {
		accountId: 'a1',
		forwards: forwards(),
		groups: [
			{
				number: '60',
				name: 'Service',
				canSet: true,
				member: { kind: 'set', value: true, at: ago(26 * HOUR) },
			},
			{ number: '61', name: 'Notdienst', canSet: true, member: { kind: 'unknown' } },
		],
		canSetOperator: true,
		operatorSecond: { kind: 'unknown' },
		hidden: { kind: 'unknown' },
		canTurnAway: false,
		undisturbed: { kind: 'unknown' },
		canPickUpGroup: true,
		messages: null,
		voicemail: '*97',
		...changed,
	};
}

export function colleagues(): ColleagueView[] {
	const one = (
		number: string,
		name: string,
		lamp: ColleagueView['lamp'] = { kind: 'idle' },
	): ColleagueView => ({ number, name, accountId: 'a1', lamp });
	return [
		one('231', 'Marlene Okafor', {
			kind: 'ringing',
			caller: party('Amtsgericht Böblingen', '+49 7031 13-4400'),
			since: ago(7 * SECOND),
			canPickUp: true,
		}),
		one('218', 'Jonas Petersen', {
			kind: 'talking',
			with: party(null, '+49 171 5550123'),
			since: ago(4 * MINUTE),
		}),
		one('200', 'Empfang'),
		one('233', 'Ahmet Yıldız'),
		one('240', '', { kind: 'unknown' }),
	];
}

export function places(): PlaceView[] {
	return [
		{
			number: '701',
			name: 'Lager',
			accountId: 'a1',
			parked: {
				kind: 'taken',
				party: party('Paul Szymański', '+48 22 555 01 23'),
				since: ago(95 * SECOND),
			},
		},
		{ number: '702', name: '', accountId: 'a1', parked: { kind: 'free' } },
		{ number: '703', name: 'Büro', accountId: 'a1', parked: { kind: 'unknown' } },
	];
}

export function elsewhere(changed: Partial<ElsewhereView> = {}): ElsewhereView {
	return {
		id: 'e1',
		accountId: 'a1',
		party: party('Dr. Katharina von Rosenberg', '+49 89 2180-0'),
		direction: 'incoming',
		answered: true,
		since: ago(6 * MINUTE),
		canPull: true,
		...changed,
	};
}

export function callBack(changed: Partial<CallBackView> = {}): CallBackView {
	return {
		id: 'b1',
		accountId: 'a1',
		party: party('Jonas Petersen', '218'),
		why: 'busy',
		state: { kind: 'waiting' },
		attempts: 0,
		until: ago(-45 * MINUTE),
		...changed,
	};
}

export function emergency(changed: Partial<EmergencyView> = {}): EmergencyView {
	return {
		numbers: ['110', '112'],
		location: 'registered',
		country: null,
		countries: ['AT', 'CH', 'DE'],
		acknowledgedAt: ago(400 * HOUR),
		...changed,
	};
}
