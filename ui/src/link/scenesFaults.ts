/** Scenes of the fault desk: writing, following and measuring, in which the buttons work as far as one can tell. */

import type { Command, DraftView, Refusal, ReportView } from '@/bindings';

import { account, ago, HOUR, MINUTE, records, settings, snapshot } from './cast';
import {
	diagnosing,
	diagnosis,
	draft,
	followed,
	hotline,
	incomplete,
	probes,
	promise,
	providers,
	report,
} from './castFaults';
import type { Scene, Stage } from './scenes';

const tracker = settings({
	output: 'default',
	ticketDesk: {
		kind: 'requestTracker',
		url: 'https://rt.example.org',
		queue: 'Telephony',
		caFile: null,
		hasToken: true,
	},
});

const log = Array.from(
	{ length: 902 },
	(_, index) =>
		`${new Date(Date.UTC(2026, 10, 22, 9, 0, index)).toISOString()} ${
			index % 9 === 4
				? `registration <number-3> at <host-1>: 200, expires ${600 - index}`
				: index % 7 === 2
					? 'INVITE <number-1> -> <host-1> 503 Service Unavailable'
					: `rtp <address-2>: lost ${index % 13} of 50, jitter ${(index * 7) % 40} ms`
		}`,
).join('\n');

const files = {
	'last-call.txt': 'Rufbereit 0.1.0\n\nRegistered: yes\nLast call: <name-1>, <number-1>\n',
	'call-record.txt': log,
	'registrations.txt': `second,received,lost,jitter\n${Array.from({ length: 240 }, (_, second) => `${second},49,1,${second % 31}`).join('\n')}`,
	'program.log': log.repeat(10),
};

/** The program's part while a report is written. */
function writes(first: DraftView): NonNullable<Scene['answer']> {
	let now: DraftView | null = first;
	const sent: Partial<ReportView> = {
		id: first.id,
		createdAt: new Date().toISOString(),
		isIncomplete: first.channels.some(({ kind, demanded }) => kind === 'telephone' && demanded),
	};
	return (command, stage) => {
		switch (command.kind) {
			case 'openReport':
				now = { ...first, recordId: command.record ?? null };
				break;
			case 'editReport': {
				const { edit } = command;
				if (now) {
					const answers = edit.answers ?? now.answers;
					now = {
						...now,
						what: edit.what ?? now.what,
						answers,
						keep: edit.keep ?? now.keep,
						overrule: edit.followRule ? null : (edit.overrule ?? now.overrule),
						assessment: edit.answers ? assess(answers) : now.assessment,
						chargeable: answers.kind === 'incident' ? 'no' : 'yes',
					};
				}
				break;
			}
			case 'includeFile':
				now = now && {
					...now,
					files: now.files.map((file) =>
						file.name === command.file ? { ...file, included: command.included } : file,
					),
				};
				break;
			case 'includeLine':
				stage.remove(command.file, command.line, command.included);
				now = now && {
					...now,
					secrets: now.secrets.filter(
						({ file, line }) => file !== command.file || line !== command.line,
					),
				};
				break;
			case 'discardReport':
				now = null;
				break;
			case 'sendReport':
				if (now) {
					sends({ ...incompleteOr(now), ...sent, what: now.what }, stage);
				}
				now = null;
				break;
			case 'saveReport':
				stage.tell({
					kind: 'noticed',
					notice: { kind: 'saved', path: '/home/lena/Downloads/rufbereit-7f3a.zip' },
				});
				return null;
			default:
				return measures(command, stage);
		}
		stage.tell({ kind: 'draftChanged', draft: now });
		return null;
	};
}

function incompleteOr(from: DraftView): ReportView {
	return from.channels.some(({ kind, demanded }) => kind === 'telephone' && demanded)
		? incomplete()
		: report({
				promises: from.promises,
				hotline: hotline(),
				channels: from.channels,
				script: incomplete().script,
			});
}

function assess(answers: DraftView['answers']): DraftView['assessment'] {
	const grade =
		answers.works === 'question'
			? 'FK4'
			: answers.affects === 'everyone' && answers.works === 'nothing'
				? 'FK1'
				: answers.affects === 'onlyMe'
					? 'FK3'
					: 'FK2';
	const rules = {
		FK1: 'total-outage',
		FK2: 'over-30-percent',
		FK3: 'one-place',
		FK4: 'question',
	} as const;
	return { grade, class: grade, rule: { code: rules[grade], args: {} }, questioned: null };
}

function sends(queued: ReportView, stage: Stage): void {
	stage.tell({
		kind: 'reportChanged',
		report: { ...queued, ticket: { kind: 'queued', retryAt: null, trouble: null } },
	});
	if (!queued.isIncomplete) {
		setTimeout(
			() =>
				stage.tell({
					kind: 'reportChanged',
					report: {
						...queued,
						ticket: {
							kind: 'filed',
							reference: '4712',
							link: 'https://rt.example.org/Ticket/Display.html?id=4712',
							stage: 'filed',
						},
					},
				}),
			1500,
		);
	}
}

/** A diagnosis that gets further by itself. */
function measures(command: Command, stage: Stage): Refusal | null {
	if (command.kind === 'diagnose') {
		const all = probes();
		const began = Date.now();
		const timer = setInterval(() => {
			const done = Math.floor((Date.now() - began) / 400);
			if (done >= all.length) {
				clearInterval(timer);
				stage.tell({ kind: 'diagnosisChanged', diagnosis: diagnosis() });
				return;
			}
			stage.tell({
				kind: 'diagnosisChanged',
				diagnosis: {
					...diagnosing(),
					probes: all.map((one, index) =>
						index < done ? one : { ...one, state: { kind: 'running', permille: 500 } },
					),
				},
			});
		}, 200);
	}
	if (command.kind === 'cancelDiagnosis') {
		stage.tell({
			kind: 'diagnosisChanged',
			diagnosis: diagnosis({
				state: { kind: 'done', endedAt: new Date().toISOString(), cancelled: true },
				verdict: null,
			}),
		});
	}
	return null;
}

function writing(changed: Partial<DraftView> = {}, more: Partial<Scene['snapshot']> = {}): Scene {
	const first = draft(changed);
	return {
		snapshot: snapshot({
			draft: first,
			providers: providers(),
			diagnosis: diagnosis(),
			settings: tracker,
			...more,
		}),
		records: records(8),
		files,
		answer: writes(first),
	};
}

const demandsCall: DraftView['channels'] = [
	{ kind: 'ticket', demanded: true, target: 'https://rt.example.org', rule: 'ticket-system' },
	{ kind: 'telephone', demanded: true, target: '+495401858339', rule: 'fk1-outside-hours' },
];

export const faultScenes: Record<string, () => Scene> = {
	writing: () => writing(),
	warned: () =>
		writing({
			answers: { ...draft().answers, affects: 'everyone', works: 'nothing' },
			assessment: {
				grade: 'FK1',
				class: 'FK1',
				rule: { code: 'total-outage', args: {} },
				questioned: { code: 'single-user', args: {} },
			},
			channels: demandsCall,
			missing: ['service_hours', 'state'],
			similar: {
				report: 'p1',
				reference: '4711',
				what: 'Gespräche brechen ab, auch bei den Kollegen im zweiten Stock.',
				createdAt: ago(3 * HOUR),
			},
			maintenance: {
				startsAt: ago(HOUR),
				endsAt: ago(-2 * HOUR),
				summary: 'Update der SBC im Rechenzentrum Osnabrück',
				isNow: true,
			},
			secrets: [{ file: 'call-record.txt', line: 47 }],
			chargeable: 'unknown',
		}),
	collecting: () =>
		writing({ what: '', files: [], isCollected: false }, { diagnosis: diagnosing() }),
	bare: () =>
		writing(
			{
				what: '',
				promises: [],
				channels: [],
				chargeable: 'unknown',
				assessment: {
					grade: 'FK3',
					class: 'FK3',
					rule: { code: 'one-place', args: {} },
					questioned: null,
				},
			},
			{ providers: providers({ chosen: null }) },
		),
	call: () => ({
		...writing({}, { draft: null, reports: [incomplete(), report()], accounts: [] }),
	}),
	followed: () => ({
		...writing({}, { draft: null }),
		snapshot: snapshot({
			providers: providers({
				planned: [
					{
						startsAt: ago(-5 * HOUR),
						endsAt: ago(-9 * HOUR),
						summary: 'Update der SBC im Rechenzentrum Osnabrück',
						isNow: false,
					},
				],
			}),
			settings: tracker,
			reports: [
				followed({ asksIfFixed: true }),
				report({
					id: 'p7',
					createdAt: ago(20 * MINUTE),
					what: 'Kein Freizeichen an der Zentrale',
					promises: [
						promise({
							dueAt: ago(-9 * MINUTE),
							standing: { kind: 'running', dueAt: ago(-9 * MINUTE) },
						}),
					],
				}),
				report({
					id: 'p3',
					createdAt: ago(2 * MINUTE),
					what: 'Seit 9:40 geht nichts mehr.',
					affects: 'everyone',
					works: 'nothing',
					grade: 'FK1',
					class: 'FK1',
					ticket: { kind: 'queued', retryAt: ago(-4 * MINUTE), trouble: 'unreachable' },
				}),
				report({
					id: 'p8',
					createdAt: ago(400 * HOUR),
					what: 'Wie stelle ich den Klingelton leiser?',
					grade: 'FK4',
					class: 'FK4',
					ticket: { kind: 'filed', reference: '4502', link: null, stage: 'closed' },
				}),
			],
		}),
	}),
	doctor: () => writing({}, { draft: null }),
	measuring: () => writing({}, { draft: null, diagnosis: diagnosing() }),
	contract: () =>
		writing(
			{},
			{
				draft: null,
				accounts: [account()],
				providers: providers({
					missing: ['service_hours'],
					troubles: [
						{
							file: '/etc/rufbereit/providers/haus-it.toml',
							line: 14,
							field: 'classes.FK1.reaction',
							rule: 'a span such as "30 min" is wanted',
							isKept: true,
						},
					],
				}),
			},
		),
};
