/** Scenes for design and screenshots, in which the buttons work as far as one can tell. */

import type {
	CallView,
	Change,
	Command,
	LanguageView,
	RecordView,
	Refusal,
	Snapshot,
	ThemeView,
} from '@/bindings';

import { account, ago, call, MINUTE, quality, records, SECOND, settings, snapshot } from './cast';
import { report } from './castFaults';
import { callScenes } from './scenesCalls';
import { faultScenes } from './scenesFaults';

export interface Stage {
	tell: (...changes: Change[]) => void;
	/** Takes a line out of a file, or puts it back. */
	remove: (file: string, line: number, included: boolean) => void;
	records: RecordView[];
}

export interface Scene {
	snapshot: Snapshot;
	records: RecordView[];
	/** Texts of files that go along with a report, by name. */
	files?: Record<string, string>;
	answer?: (command: Command, stage: Stage) => Refusal | null | Promise<Refusal | null>;
	/** What happens by itself. */
	play?: (stage: Stage) => void;
}

const demoAccount = account({
	id: 'demo',
	label: 'Demo',
	address: 'sip:10@127.0.0.1',
	displayName: 'Demo',
	isDemo: true,
	registration: { kind: 'registered', until: ago(-8 * MINUTE), server: '127.0.0.1:40612 udp' },
});

const extensions = [
	{ number: '11', name: 'Echo', role: 'echo' },
	{ number: '12', name: 'Clara Sprecher', role: 'speaks' },
	{ number: '13', name: 'Bruno Besetzt', role: 'busy' },
	{ number: '14', name: 'Rita Rückruf', role: 'callsBack' },
	{ number: '15', name: 'Demo 2', role: 'user' },
];

/** Tells a quality each second, with a bad spell in the middle. */
function measure(stage: Stage, from: CallView): void {
	let view = from;
	let second = 0;
	const tell = () => {
		second += 1;
		const bad = second % 48 > 20 && second % 48 < 29;
		const lost = bad ? 4 : second % 11 === 0 ? 1 : 0;
		const before = view.quality ?? quality();
		view = {
			...view,
			quality: quality({
				...before,
				sent: before.sent + 50,
				received: before.received + 50 - lost,
				lost: before.lost + lost,
				lossPermille: Math.round((1000 * (before.lost + lost)) / (before.received + before.lost)),
				jitterMs: bad ? 38 + (second % 4) * 6 : 5 + ((second * 7) % 6),
				roundTripMs: 21 + ((second * 5) % 9),
				grade: bad ? (second % 48 > 23 && second % 48 < 27 ? 'poor' : 'fair') : 'good',
			}),
		};
		stage.tell({ kind: 'callChanged', call: view });
	};
	for (let past = 0; past < 46; past += 1) {
		tell();
	}
	setInterval(tell, SECOND);
}

const second = account({
	id: 'a2',
	label: 'Zentrale',
	address: 'sip:200@pbx.kanzlei-brandt.example',
	displayName: null,
});

const idle = (): Scene => ({
	snapshot: snapshot({ missed: 2, settings: settings({ output: 'default' }) }),
	records: records(14),
	answer: converse,
});

/** A far end that rings, answers after two seconds and takes what comes. */
function converse(command: Command, stage: Stage): Refusal | null {
	if (command.kind === 'dial') {
		if (!/[\w+*#]/u.test(command.target)) {
			return { code: 'nothingToDial', subject: '' };
		}
		const dialled = call({
			id: `c${Date.now()}`,
			remote: { name: null, number: command.target, uri: `sip:${command.target}@pbx.example` },
			startedAt: new Date().toISOString(),
			answeredAt: null,
			state: { kind: 'dialling' },
			codec: null,
			quality: null,
		});
		stage.tell({ kind: 'callChanged', call: dialled });
		setTimeout(
			() =>
				stage.tell({
					kind: 'callChanged',
					call: { ...dialled, state: { kind: 'ringing', earlyMedia: false } },
				}),
			600,
		);
		setTimeout(() => {
			const talking = call({
				...dialled,
				state: { kind: 'talking' },
				codec: 'Opus',
				answeredAt: new Date().toISOString(),
				quality: quality(),
			});
			measure(stage, talking);
		}, 2500);
	}
	return null;
}

const scenes: Record<string, () => Scene> = {
	first: () => ({
		snapshot: snapshot({ accounts: [], settings: settings({ output: 'default' }) }),
		records: [],
		answer: (command, stage) => {
			if (command.kind === 'startDemo') {
				return new Promise((resolve) => {
					setTimeout(() => {
						stage.tell(
							{ kind: 'accountChanged', account: demoAccount },
							{ kind: 'demoChanged', demo: { kind: 'on', extensions } },
						);
						resolve(null);
					}, 1600);
				});
			}
			return null;
		},
	}),
	demo: () => ({
		snapshot: snapshot({
			accounts: [demoAccount],
			demo: { kind: 'on', extensions },
			settings: settings({ output: 'default' }),
		}),
		records: [],
		answer: converse,
	}),
	idle,
	accounts: () => ({
		...idle(),
		snapshot: snapshot({
			accounts: [
				account(),
				second,
				account({
					id: 'a3',
					label: 'Rufbereitschaft Wochenende',
					address: 'sips:wochenende@voice.example.net',
					registration: {
						kind: 'waiting',
						retryAt: null,
						reason: { code: 'wrongPassword', status: 403, subject: 'voice.example.net' },
					},
				}),
				account({
					id: 'a4',
					label: 'Direkt',
					address: 'sip:lena@lena-desk.local',
					registers: false,
					registration: { kind: 'direct' },
				}),
				account({
					id: 'a5',
					label: 'Alt',
					address: 'sip:1204@old.example',
					enabled: false,
					registration: { kind: 'disabled' },
				}),
			],
		}),
		records: records(20),
	}),
	talking: () => ({
		...idle(),
		snapshot: snapshot({ calls: [call()], settings: settings({ output: 'default' }) }),
		play: (stage) => measure(stage, call()),
	}),
	several: () => {
		const held = call({
			id: 'c0',
			accountId: 'a2',
			direction: 'incoming',
			remote: { name: 'Ahmet Yıldız', number: '+49 30 901820-44', uri: 'sip:+4930901820 44@pbx' },
			state: { kind: 'held', by: 'me' },
			startedAt: ago(12 * MINUTE),
			answeredAt: ago(12 * MINUTE - 5 * SECOND),
		});
		const digits = call({ digits: '1#4711', muted: true });
		return {
			...idle(),
			snapshot: snapshot({ accounts: [account(), second], calls: [held, digits] }),
			play: (stage) => measure(stage, digits),
		};
	},
	ringing: () => ({
		...idle(),
		snapshot: snapshot({
			calls: [
				call({
					state: { kind: 'ringing', earlyMedia: false },
					answeredAt: null,
					quality: null,
					codec: null,
				}),
			],
		}),
	}),
	incoming: () => ({
		...idle(),
		snapshot: snapshot({
			accounts: [account(), second],
			calls: [
				call({
					id: 'c2',
					accountId: 'a2',
					direction: 'incoming',
					remote: {
						name: 'Dr. Katharina von Rosenberg',
						number: '+49 89 2180-0',
						uri: 'sip:+498921800@pbx',
					},
					state: { kind: 'offered' },
					answeredAt: null,
					codec: null,
					quality: null,
				}),
			],
		}),
	}),
	ended: () => ({
		...idle(),
		play: (stage) => {
			const dialled = call({
				state: { kind: 'dialling' },
				answeredAt: null,
				quality: null,
				codec: null,
			});
			stage.tell(
				{ kind: 'callChanged', call: dialled },
				{
					kind: 'callChanged',
					call: { ...dialled, state: { kind: 'ended', code: 'busy', by: 'them', status: 486 } },
				},
				{ kind: 'callRemoved', id: dialled.id },
			);
		},
	}),
	errors: () => ({
		snapshot: snapshot({
			accounts: [
				account({
					registration: {
						kind: 'waiting',
						retryAt: ago(-70 * SECOND),
						reason: {
							code: 'serverUnreachable',
							status: null,
							subject: 'pbx.kanzlei-brandt.example',
						},
					},
				}),
			],
			devices: {
				inputs: [{ id: 'default', name: 'default', isDefault: true }],
				outputs: [{ id: 'default', name: 'default', isDefault: true }],
				missing: ['Jabra Evolve2 65'],
			},
			reports: [
				report({
					id: 'p3',
					createdAt: ago(2 * MINUTE),
					what: 'Seit 9:40 geht nichts mehr.',
					affects: 'everyone',
					works: 'nothing',
					class: 'FK1',
					ticket: { kind: 'queued', retryAt: ago(-4 * MINUTE), trouble: 'unreachable' },
				}),
				report({
					id: 'p2',
					createdAt: ago(40 * MINUTE),
					what: 'Wie stelle ich den Klingelton leiser?',
					affects: 'onlyMe',
					works: 'question',
					class: 'FK4',
					ticket: { kind: 'refused', trouble: 'sign-in' },
				}),
				report(),
			],
		}),
		records: [],
		answer: (command) =>
			command.kind === 'saveAccount'
				? { code: 'keyringLocked', subject: '' }
				: command.kind === 'dial'
					? { code: 'invalidTarget', subject: command.target }
					: null,
		play: (stage) =>
			stage.tell({ kind: 'noticed', notice: { kind: 'deviceLost', device: 'Jabra Evolve2 65' } }),
	}),
	long: () => {
		const remote = {
			name: 'Bundesarbeitsgemeinschaft der Donaudampfschifffahrtsgesellschaftskapitänswitwenversorgung e. V.',
			number: '+49 30 1234567890-123456',
			uri: 'sip:sekretariat.der.geschaeftsfuehrung@sehr-langer-name.telefonanlage.beispielverbund.example',
		};
		return {
			...idle(),
			snapshot: snapshot({
				accounts: [
					account({ label: 'Geschäftsstelle Oberbayern-Süd, Nebenstelle Finanzbuchhaltung' }),
					second,
				],
				calls: [
					call({ remote }),
					call({
						id: 'c9',
						remote,
						direction: 'incoming',
						state: { kind: 'offered' },
						answeredAt: null,
						quality: null,
					}),
				],
			}),
			records: records(6).map((one) => ({ ...one, remote })),
		};
	},
	many: () => ({
		...idle(),
		snapshot: snapshot({ accounts: [account(), second], missed: 12 }),
		records: records(2400),
	}),
	...callScenes,
	...faultScenes,
};

export const sceneNames = Object.keys(scenes);

export function sceneNamed(name: string, choice: URLSearchParams): Scene {
	const scene = (scenes[name] ?? idle)();
	const language = choice.get('language');
	const theme = choice.get('theme');
	return {
		...scene,
		snapshot: {
			...scene.snapshot,
			settings: {
				...scene.snapshot.settings,
				...(language && { language: language as LanguageView }),
				...(theme && { theme: theme as ThemeView }),
			},
		},
	};
}
