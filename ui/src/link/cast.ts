/** Invented people and what the program would say of them, for scenes and tests. */

import type {
	AccountView,
	CallView,
	EndCode,
	OutcomeView,
	QualityView,
	RecordView,
	SettingsView,
	Snapshot,
} from '@/bindings';

import { emergency, plan, services } from './castCalls';
import { ago, HOUR, MINUTE, SECOND } from './moments';

export { ago, HOUR, MINUTE, SECOND } from './moments';

export function settings(changed: Partial<SettingsView> = {}): SettingsView {
	return {
		language: 'system',
		theme: 'system',
		codecs: ['opus', 'g722', 'pcma'],
		input: 'default',
		output: 'Jabra Evolve2 65',
		ring: 'default',
		ticketDesk: { kind: 'file', folder: '/home/lena/.local/share/rufbereit/reports' },
		defaultAccount: null,
		blackBoxDays: 7,
		reportKey: null,
		ringAlso: [],
		ringEverywhere: false,
		ringVolume: 70,
		melodies: ['chime', 'w48', 'warble', 'marimba', 'double', 'drops', 'quiet', 'urgent'],
		melody: 'chime',
		melodyInternal: 'marimba',
		melodyGroup: 'double',
		toneCountries: ['AT', 'CH', 'DE', 'FR', 'GB', 'NL', 'PL', 'US'],
		toneCountry: 'DE',
		toneVolume: 60,
		callWaiting: true,
		waitingTone: true,
		autoAnswer: 'nobody',
		transferRequests: 'askOutside',
		keyTones: true,
		callBar: false,
		...changed,
	};
}

export function account(changed: Partial<AccountView> = {}): AccountView {
	return {
		id: 'a1',
		label: 'Kanzlei Brandt',
		address: 'sip:204@pbx.kanzlei-brandt.example',
		displayName: 'Lena Hartwig',
		authUser: null,
		registrar: null,
		outboundProxy: null,
		transport: 'automatic',
		registers: true,
		enabled: true,
		lifetimeS: 600,
		caFile: null,
		isDemo: false,
		plan: plan(),
		registration: { kind: 'registered', until: ago(-8 * MINUTE), server: '192.0.2.17:5061 tls' },
		...changed,
	};
}

export function quality(changed: Partial<QualityView> = {}): QualityView {
	return {
		sent: 4120,
		received: 4110,
		lost: 6,
		lossPermille: 2,
		jitterMs: 7,
		roundTripMs: 24,
		bufferMs: 40,
		remoteLossPermille: 1,
		grade: 'good',
		...changed,
	};
}

export function call(changed: Partial<CallView> = {}): CallView {
	return {
		id: 'c1',
		accountId: 'a1',
		direction: 'outgoing',
		remote: {
			name: 'Ute Lindner',
			number: '+49 7031 73009-12',
			uri: 'sip:+4970317300912@pbx.kanzlei-brandt.example',
		},
		state: { kind: 'talking' },
		muted: false,
		startedAt: ago(161 * SECOND),
		answeredAt: ago(151 * SECOND),
		codec: 'Opus',
		digits: '',
		quality: quality(),
		called: null,
		hidden: false,
		emergency: false,
		silent: false,
		selfAnswered: false,
		conference: false,
		consultsFor: null,
		transfer: null,
		proposed: null,
		...changed,
	};
}

export function record(changed: Partial<RecordView> = {}): RecordView {
	return {
		id: 'r1',
		accountId: 'a1',
		direction: 'outgoing',
		remote: {
			name: 'Ute Lindner',
			number: '+49 7031 73009-12',
			uri: 'sip:+4970317300912@pbx.kanzlei-brandt.example',
		},
		startedAt: ago(2 * HOUR),
		answeredAt: ago(2 * HOUR - 8 * SECOND),
		endedAt: ago(2 * HOUR - 5 * MINUTE),
		durationS: 292,
		outcome: 'answered',
		code: 'hungUp',
		status: null,
		codec: 'Opus',
		quality: quality(),
		isNew: false,
		called: null,
		calls: 1,
		newCalls: 0,
		...changed,
	};
}

export function snapshot(changed: Partial<Snapshot> = {}): Snapshot {
	return {
		schema: 1,
		program: { version: '0.1.0', secretsInMemory: false, systemLanguage: navigator.language },
		accounts: [account()],
		calls: [],
		services: [services()],
		colleagues: [],
		places: [],
		elsewhere: [],
		callBacks: [],
		doNotDisturb: 'off',
		emergency: emergency(),
		reports: [],
		draft: null,
		diagnosis: { state: { kind: 'none' }, probes: [], verdict: null },
		providers: { list: [], chosen: null, missing: [], troubles: [], planned: [] },
		settings: settings(),
		devices: {
			inputs: [
				{ id: 'default', name: 'default', isDefault: true },
				{ id: 'Jabra Evolve2 65', name: 'Jabra Evolve2 65 Mono', isDefault: false },
				{ id: 'null', name: 'null', isDefault: false },
			],
			outputs: [
				{ id: 'default', name: 'default', isDefault: true },
				{ id: 'Jabra Evolve2 65', name: 'Jabra Evolve2 65 Mono', isDefault: false },
				{ id: 'null', name: 'null', isDefault: false },
			],
			missing: [],
		},
		demo: { kind: 'off' },
		missed: 0,
		prepared: null,
		...changed,
	};
}

const people: [string | null, string][] = [
	['Ute Lindner', '+49 7031 73009-12'],
	['Ahmet Yıldız', '+49 30 901820-44'],
	['Empfang', '200'],
	['Dr. Katharina von Rosenberg', '+49 89 2180-0'],
	[null, '+49 171 5550123'],
	['Marlene Okafor', '231'],
	['Amtsgericht Böblingen', '+49 7031 13-4400'],
	['Paul Szymański', '+48 22 555 01 23'],
	[null, '+41 44 668 18 00'],
	['Jonas Petersen', '218'],
];

const outcomes: [OutcomeView, EndCode, 'incoming' | 'outgoing', number][] = [
	['answered', 'hungUp', 'outgoing', 292],
	['missed', 'cancelled', 'incoming', 0],
	['answered', 'hungUp', 'incoming', 64],
	['busy', 'busy', 'outgoing', 0],
	['answered', 'hungUp', 'incoming', 1841],
	['notAnswered', 'noAnswer', 'outgoing', 0],
	['answeredElsewhere', 'answeredElsewhere', 'incoming', 0],
	['answered', 'connectionLost', 'outgoing', 17],
	['failed', 'unknownNumber', 'outgoing', 0],
	['rejected', 'declined', 'incoming', 0],
	['answered', 'hungUp', 'outgoing', 4210],
];

/** `amount` calls, back in time from half an hour ago. */
export function records(amount: number): RecordView[] {
	return Array.from({ length: amount }, (_, index) => {
		const [name, number] = people[(index * 7) % people.length] ?? [null, '0'];
		const [outcome, code, direction, durationS] =
			outcomes[(index * 3) % outcomes.length] ?? outcomes[0]!;
		const began = 25 * MINUTE + index * 53 * MINUTE + (index % 5) * 7 * MINUTE;
		return record({
			id: `r${index}`,
			direction,
			outcome,
			code,
			durationS,
			remote: {
				name,
				number,
				uri: `sip:${number.replace(/[^+\d]/gu, '')}@pbx.kanzlei-brandt.example`,
			},
			startedAt: ago(began),
			answeredAt: durationS > 0 ? ago(began - 9 * SECOND) : null,
			endedAt: ago(began - (durationS + 9) * SECOND),
			codec: durationS > 0 ? 'Opus' : null,
			quality: durationS > 0 ? quality() : null,
			accountId: index % 4 === 3 ? 'a2' : 'a1',
			isNew: outcome === 'missed' && index < 5,
		});
	});
}
