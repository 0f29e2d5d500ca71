/** Invented faults, providers and measurements, for scenes and tests. */

import type {
	DiagnosisView,
	DraftView,
	HotlineView,
	OutcomeCode,
	ProbeView,
	PromiseView,
	ProviderView,
	ProvidersView,
	ReportView,
} from '@/bindings';

import { ago, HOUR, MINUTE, SECOND } from './cast';

/** Looks like a code of version 2; no camera reads it. */
const QR = [
	'1111111000011100101111111',
	'1000001000010000101000001',
	'1011101001001010101011101',
	'1011101001100100101011101',
	'1011101010110100001011101',
	'1000001011000111101000001',
	'1111111010101010101111111',
	'0000000010001000100000000',
	'1001111111111100101111101',
	'1010100010011000001011001',
	'0011111100010111011110110',
	'0101000110101000101011011',
	'0011101010100010110110100',
	'1100110111001100010000101',
	'0001101011011111000111010',
	'1101000001010011101001011',
	'0101101011001100111111011',
	'0000000000111110100010111',
	'1111111011111010101010100',
	'1000001011100110100011011',
	'1011101001111111111110101',
	'1011101001010001101111001',
	'1011101001111111000000100',
	'1000001011011001111000111',
	'1111111001001101110000010',
];

export function hotline(changed: Partial<HotlineView> = {}): HotlineView {
	return {
		written: '+49 5401 858-339',
		number: '+495401858339',
		uri: 'tel:+495401858339',
		qr: QR,
		...changed,
	};
}

export function promise(changed: Partial<PromiseView> = {}): PromiseView {
	const dueAt = ago(-25 * MINUTE);
	return {
		kind: 'reaction',
		dueAt,
		clock: 'wall',
		why: 'FK1: reaction within 30 minutes, 7×24 (S0-10)',
		standing: { kind: 'running', dueAt },
		...changed,
	};
}

const threePromises = (): PromiseView[] => [
	promise(),
	promise({
		kind: 'update',
		dueAt: ago(-2 * HOUR),
		standing: { kind: 'running', dueAt: ago(-2 * HOUR) },
	}),
	promise({
		kind: 'restoration',
		dueAt: ago(-8 * HOUR),
		standing: { kind: 'running', dueAt: ago(-8 * HOUR) },
	}),
];

export function report(changed: Partial<ReportView> = {}): ReportView {
	return {
		id: 'p1',
		createdAt: ago(3 * HOUR),
		what: 'Die Gegenstelle hört mich nur abgehackt, seit heute Morgen bei jedem Gespräch.',
		affects: 'several',
		works: 'partly',
		faultKind: 'incident',
		provider: 'spie-osmo',
		grade: 'FK2',
		class: 'FK2',
		rule: 'over-30-percent',
		chargeable: 'no',
		ticket: {
			kind: 'filed',
			reference: '4711',
			link: 'https://rt.example.org/Ticket/Display.html?id=4711',
			stage: 'inWork',
		},
		channels: [
			{
				kind: 'ticket',
				demanded: true,
				target: 'https://rt.example.org',
				rule: 'ticket-system',
			},
		],
		hotline: null,
		script: [],
		isIncomplete: false,
		promises: [],
		events: [],
		updates: [],
		commentsWaiting: 0,
		reportExpectedBy: null,
		asksIfFixed: false,
		verdict: null,
		files: [],
		...changed,
	};
}

/** An FK1 at night whose call to the hotline is still to be made. */
export function incomplete(changed: Partial<ReportView> = {}): ReportView {
	return report({
		id: 'p5',
		createdAt: ago(4 * MINUTE),
		what: 'Seit 5:40 Uhr geht im ganzen Haus kein Telefon mehr.',
		affects: 'everyone',
		works: 'nothing',
		grade: 'FK1',
		class: 'FK1',
		rule: 'total-outage',
		ticket: { kind: 'queued', retryAt: null, trouble: null },
		channels: [
			{ kind: 'ticket', demanded: true, target: '', rule: 'ticket-system' },
			{
				kind: 'telephone',
				demanded: true,
				target: '+495401858339',
				rule: 'fk1-outside-hours',
			},
		],
		hotline: hotline(),
		script: [
			{ code: 'reference', args: { provider: 'SPIE OSMO', reference: '7f3a91', class: 'FK1' } },
			{ code: 'affected', args: { since: '2026-11-22 05:40', affects: 'everyone' } },
			{ code: 'ask', args: {} },
		],
		isIncomplete: true,
		promises: threePromises(),
		events: [{ at: ago(4 * MINUTE), code: 'reported', detail: '' }],
		...changed,
	});
}

/** A report with a long life: updates, pauses and every kind of standing. */
export function followed(changed: Partial<ReportView> = {}): ReportView {
	return report({
		id: 'p6',
		createdAt: ago(26 * HOUR),
		promises: [
			promise({
				dueAt: ago(25 * HOUR),
				clock: 'business',
				standing: { kind: 'kept', spareS: 32 * 60 },
			}),
			promise({
				kind: 'update',
				dueAt: ago(3 * HOUR),
				standing: { kind: 'missed', byS: 47 * 60 },
			}),
			promise({
				kind: 'restoration',
				dueAt: ago(-5 * HOUR),
				clock: 'business',
				standing: { kind: 'paused', leftS: 3 * 3600, why: 'customer' },
			}),
		],
		events: [
			{ at: ago(26 * HOUR), code: 'reported', detail: '' },
			{ at: ago(25.6 * HOUR), code: 'telephoned', detail: 'Frau Meinders' },
			{ at: ago(25.5 * HOUR), code: 'reacted', detail: '' },
			{ at: ago(22 * HOUR), code: 'updated', detail: '' },
			{ at: ago(2 * HOUR), code: 'paused', detail: 'customer' },
		],
		updates: [
			{
				at: ago(22 * HOUR),
				by: 'SPIE Service Desk',
				text: 'Wir haben den Trunk auf den zweiten SBC gelegt und beobachten die Gespräche.',
				isNew: false,
			},
			{
				at: ago(2 * HOUR),
				by: 'SPIE Service Desk',
				text: 'Bitte starten Sie den Router an Ihrem Standort einmal neu.\nDanach bitte kurz hier antworten.',
				isNew: true,
			},
		],
		ticket: {
			kind: 'filed',
			reference: '4690',
			link: 'https://rt.example.org/Ticket/Display.html?id=4690',
			stage: 'waitingForCustomer',
		},
		hotline: hotline(),
		channels: [
			{ kind: 'ticket', demanded: true, target: '', rule: 'ticket-system' },
			{ kind: 'telephone', demanded: false, target: '+495401858339', rule: 'hotline-offered' },
		],
		verdict: 'provider-silent',
		files: ['last-call.txt', 'call-record.txt', 'registrations.txt'],
		...changed,
	});
}

export function draft(changed: Partial<DraftView> = {}): DraftView {
	return {
		id: 'd1',
		openedAt: ago(20 * SECOND),
		recordId: null,
		what: 'Gespräche brechen nach etwa zwei Minuten ab.',
		answers: {
			affects: 'several',
			works: 'partly',
			repeats: true,
			legalDuty: false,
			failingPercent: 41,
			redundancyLost: false,
			kind: 'incident',
			since: ago(2 * HOUR),
			changed: null,
		},
		prefilled: ['what', 'works', 'since', 'failingPercent'],
		assessment: {
			grade: 'FK2',
			class: 'FK2',
			rule: { code: 'over-30-percent', args: { percent: '41' } },
			questioned: null,
		},
		overrule: null,
		files: [
			{
				name: 'last-call.txt',
				bytes: 2140,
				lines: 48,
				replaced: 6,
				included: true,
				trimmed: false,
			},
			{
				name: 'call-record.txt',
				bytes: 48_211,
				lines: 902,
				replaced: 118,
				included: true,
				trimmed: false,
			},
			{
				name: 'registrations.txt',
				bytes: 9120,
				lines: 241,
				replaced: 0,
				included: true,
				trimmed: false,
			},
			{
				name: 'program.log',
				bytes: 1_204_331,
				lines: 9120,
				replaced: 402,
				included: true,
				trimmed: true,
			},
		],
		keep: { numbers: false, names: false, hosts: false, addresses: false },
		replaced: { numbers: 311, names: 42, hosts: 17, addresses: 156, secrets: 3 },
		secrets: [],
		channels: [
			{
				kind: 'ticket',
				demanded: true,
				target: 'https://rt.example.org',
				rule: 'ticket-system',
			},
			{
				kind: 'telephone',
				demanded: false,
				target: '+495401858339',
				rule: 'hotline-offered',
			},
		],
		promises: threePromises(),
		chargeable: 'no',
		missing: [],
		similar: null,
		maintenance: null,
		isCollected: true,
		...changed,
	};
}

export function provider(changed: Partial<ProviderView> = {}): ProviderView {
	return {
		id: 'spie-osmo',
		name: 'SPIE OSMO',
		isOwn: false,
		classes: [
			{
				grade: 'FK1',
				class: 'FK1',
				definitionDe: 'Totalausfall oder mehr als 60 % der Verbindungen gestört.',
				definitionEn: 'Total outage, or more than 60 % of the connections impaired.',
			},
			{
				grade: 'FK2',
				class: 'FK2',
				definitionDe: 'Mehr als 30 % der Verbindungen gestört oder Redundanz verloren.',
				definitionEn: 'More than 30 % of the connections impaired, or redundancy lost.',
			},
			{
				grade: 'FK3',
				class: 'FK3',
				definitionDe: 'Leichte Beeinträchtigung einzelner Leistungsmerkmale.',
				definitionEn: 'Light impairment of single features.',
			},
			{
				grade: 'FK4',
				class: 'FK4',
				definitionDe: 'Fragen und alles Übrige.',
				definitionEn: 'Questions and everything else.',
			},
		],
		settings: [
			{ name: 'service_hours', values: [], isNeeded: true, value: 'Mon-Fri 08:00-17:00' },
			{
				name: 'state',
				values: ['BW', 'BY', 'BE', 'NI', 'NW', 'SN', 'TH'],
				isNeeded: true,
				value: 'NI',
			},
			{ name: 'oncall', values: ['booked', 'not-booked'], isNeeded: false, value: null },
			{ name: 'telephone', values: [], isNeeded: false, value: null },
		],
		hotline: hotline(),
		mail: 'stoerung-tk@spie-osmo.example',
		web: null,
		authorisedOnly: true,
		availabilityPermille: 998,
		demoDaysLeft: null,
		notes: [
			{
				topic: 'handover',
				textDe: 'Der Anbieter verantwortet Bereitstellung und Qualität bis zum Übergabepunkt.',
				textEn:
					'The provider is responsible for provisioning and quality up to the handover point.',
				source: 'S0-03',
			},
			{
				topic: 'scope',
				textDe: 'Die Standardwartung umfasst Hardware und Plattform.',
				textEn: 'Standard maintenance covers hardware and platform.',
				source: 'S0-24, S0-25',
			},
		],
		...changed,
	};
}

export function providers(changed: Partial<ProvidersView> = {}): ProvidersView {
	return {
		list: [
			provider(),
			provider({
				id: 'traut',
				name: 'TRAUT',
				classes: [
					{
						grade: 'hoch',
						class: 'FK1',
						definitionDe: 'Der ganze Dienst ist ausgefallen.',
						definitionEn: 'The whole service is down.',
					},
				],
				settings: [{ name: 'municipality', values: ['munich'], isNeeded: true, value: null }],
				hotline: null,
				mail: null,
			}),
			provider({ id: 'haus-it', name: 'Hausvertrag Telefonie', isOwn: true, settings: [] }),
		],
		chosen: 'spie-osmo',
		missing: [],
		troubles: [],
		planned: [],
		...changed,
	};
}

export function probe(
	id: string,
	name: string,
	outcome: OutcomeCode,
	says: string,
	changed: { subject?: string; measured?: [string, string][]; limit?: string } = {},
): ProbeView {
	return {
		id,
		probe: name,
		subject: changed.subject ?? '',
		state: {
			kind: 'done',
			outcome,
			says,
			measured: (changed.measured ?? []).map(([measured, value]) => ({ name: measured, value })),
			limit: changed.limit ?? null,
			tookMs: 182,
		},
	};
}

export const LIMITS = '150 ms (S1-141), 20 ms (S1-142), < 1 % (S1-143)';

export function probes(): ProbeView[] {
	return [
		probe('registration', 'registration', 'good', 'registration-stands', {
			subject: 'Kanzlei Brandt',
		}),
		probe('server', 'server', 'good', 'server-answers', {
			subject: '192.0.2.17:5061',
			measured: [['round-trip', '18 ms']],
		}),
		probe('dns', 'dns', 'good', 'dns-found', { subject: 'pbx.kanzlei-brandt.example' }),
		probe('path', 'path', 'bad', 'path-bad', {
			measured: [
				['delay', '38 ms'],
				['round-trip', '76 ms'],
				['jitter', '31.4 ms'],
				['loss', '2.40 %'],
				['packets', '1000'],
				['mos', '3.6'],
				['way', 'stun 192.0.2.17:3478'],
			],
			limit: LIMITS,
		}),
		probe('port', 'port', 'good', 'tls-good', {
			subject: 'TCP 5061',
			measured: [['handshake', '41 ms']],
		}),
		probe('port-2', 'port', 'bad', 'port-refused', { subject: 'TCP 443' }),
		probe('port-3', 'port', 'unknown', 'udp-silent', { subject: 'UDP 3478' }),
		probe('link', 'link', 'remark', 'link-wireless', { subject: 'wlp3s0' }),
		probe('gateway', 'gateway', 'good', 'gateway-found', { subject: '192.168.2.1' }),
		probe('vpn', 'vpn', 'good', 'vpn-none'),
		probe('sound', 'sound', 'good', 'sound-present', { subject: 'Jabra Evolve2 65' }),
		probe('loop', 'loop', 'skipped', 'loop-none'),
		probe('load', 'load', 'good', 'load-fine'),
		probe('clock', 'clock', 'good', 'clock-right'),
		probe('calls', 'calls', 'remark', 'calls-were-poor', { measured: [['mos', '3.4']] }),
	];
}

export function diagnosis(changed: Partial<DiagnosisView> = {}): DiagnosisView {
	return {
		state: { kind: 'done', endedAt: ago(40 * SECOND), cancelled: false },
		probes: probes(),
		verdict: { side: 'customer', says: 'customer-local-network', because: ['path', 'port-2'] },
		...changed,
	};
}

/** The same while it is under way. */
export function diagnosing(): DiagnosisView {
	return {
		state: { kind: 'running', startedAt: ago(9 * SECOND), endsAt: ago(-21 * SECOND) },
		probes: probes().map((one, index) =>
			index < 5
				? one
				: {
						...one,
						state:
							index < 9
								? { kind: 'running' as const, permille: 430 }
								: { kind: 'waiting' as const },
					},
		),
		verdict: null,
	};
}
