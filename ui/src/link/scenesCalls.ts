/** Scenes of everything one does with a call: several calls, transfer, conference, colleagues, services, emergencies. */

import type { CallView } from '@/bindings';

import { account, ago, call, MINUTE, quality, records, SECOND, settings, snapshot } from './cast';
import {
	callBack,
	colleagues,
	elsewhere,
	emergency,
	forwards,
	party,
	places,
	services,
} from './castCalls';
import type { Scene } from './scenes';

const caller = (changed: Partial<CallView> = {}) =>
	call({
		id: 'waiting',
		direction: 'incoming',
		remote: party('Ute Lindner', '+49 7031 73009-12'),
		called: party('Service', '60'),
		state: { kind: 'held', by: 'me' },
		startedAt: ago(6 * MINUTE),
		answeredAt: ago(6 * MINUTE - 9 * SECOND),
		...changed,
	});

const asked = (changed: Partial<CallView> = {}) =>
	call({
		id: 'asking',
		remote: party('Jonas Petersen', '218'),
		startedAt: ago(40 * SECOND),
		answeredAt: ago(32 * SECOND),
		...changed,
	});

const desk = (calls: CallView[], changed: Parameters<typeof snapshot>[0] = {}): Scene => ({
	snapshot: snapshot({
		settings: settings({ output: 'default' }),
		calls,
		colleagues: colleagues(),
		places: places(),
		...changed,
	}),
	records: records(40),
});

export const callScenes: Record<string, () => Scene> = {
	pair: () => desk([caller(), asked({ quality: quality({ grade: 'fair' }) })]),
	consultation: () => desk([caller(), asked({ consultsFor: 'waiting' })]),
	transfer: () =>
		desk([
			caller({ transfer: { target: party('Jonas Petersen', '218'), state: { kind: 'ringing' } } }),
			caller({
				id: 'failed',
				remote: party('Ahmet Yıldız', '+49 30 901820-44'),
				called: null,
				transfer: {
					target: party('Marlene Okafor', '231'),
					state: { kind: 'failed', code: 'busy', status: 486 },
				},
			}),
		]),
	conference: () =>
		desk([caller({ conference: true, state: { kind: 'talking' } }), asked({ conference: true })]),
	waiting: () =>
		desk([
			call(),
			caller({ id: 'second', state: { kind: 'offered' }, answeredAt: null, quality: null }),
			caller({
				id: 'third',
				remote: party(null, '+49 171 5550123'),
				called: null,
				state: { kind: 'offered' },
				answeredAt: null,
				quality: null,
				silent: true,
			}),
		]),
	busy: () => ({
		...desk([]),
		play: (stage) => {
			const dialled = call({ state: { kind: 'dialling' }, answeredAt: null, quality: null });
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
	desk: () =>
		desk([], {
			elsewhere: [elsewhere()],
			doNotDisturb: 'reject',
			callBacks: [
				callBack(),
				callBack({ id: 'b2', party: party('Empfang', '200'), state: { kind: 'free' } }),
				callBack({
					id: 'b3',
					party: party(null, '+49 171 5550123'),
					why: 'redial',
					attempts: 3,
					state: { kind: 'pausing', at: ago(-72 * SECOND) },
				}),
			],
			services: [
				services({
					messages: { waiting: true, new: 2, old: 7, urgent: 1 },
					forwards: forwards().map((one) =>
						one.when === 'always'
							? { ...one, target: { kind: 'set', value: '0171 5550123', at: ago(9 * MINUTE) } }
							: one.when === 'noAnswer'
								? {
										...one,
										loops: true,
										target: { kind: 'failed', value: '204', code: 'forbidden', at: ago(MINUTE) },
									}
								: one,
					),
				}),
			],
		}),
	emergency: () =>
		desk(
			[
				call({
					remote: party(null, '112'),
					emergency: true,
				}),
			],
			{ emergency: emergency({ location: 'elsewhere' }) },
		),
	acknowledge: () =>
		desk([], { emergency: emergency({ location: 'unknown', acknowledgedAt: null }) }),
	roster: () =>
		desk([], {
			accounts: [account(), account({ id: 'a2', label: 'Zentrale' })],
			missed: 3,
		}),
};
