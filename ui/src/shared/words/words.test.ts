/** Holds the catalogues together: the same words in all languages, and none missing or idle. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { FluentResource } from '@fluent/bundle';
import { describe, expect, it } from 'vitest';

import { groups } from '@/faults/diagnosis/groups';
import { deskKinds, fieldNames } from '@/settings/desk';

import { languageFor, Words } from './words.svelte';

const ui = process.cwd();
const languages = readdirSync(join(ui, 'messages'));
const files = ['codes.ftl', 'program.ftl', 'window.ftl'];

const textOf = (language: string, file: string) =>
	readFileSync(join(ui, 'messages', language, file), 'utf8');

/** Every message of a catalogue with the values that it wants. */
function read(text: string): Record<string, string[]> {
	const messages: Record<string, string[]> = {};
	for (const entry of new FluentResource(text).body) {
		const names = JSON.stringify(entry.value).matchAll(/"type":"var","name":"([^"]+)"/gu);
		messages[entry.id] = [...new Set([...names].map(([, name]) => name!))].sort();
	}
	return messages;
}

function sources(folder: string, ending = /\.(svelte|ts)$/u): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((path) => ending.test(path) && !path.includes('.test.'))
		.map((path) => readFileSync(join(folder, path), 'utf8'));
}

/** Keys that are put together from a part that is written out and one that is not: `end-${code}`. */
function shapesIn(text: string): RegExp[] {
	const shape = (written: string) => {
		const parts = written.split(/\$?\{(?:[^{}]|\{[^}]*\})*\}/u);
		return new RegExp(`^${parts.join('[\\w-]+')}$`, 'u');
	};
	const families = /(?:say(?:Code|Sentence)|code)\(\s*['"]([\w-]+)['"]/gu;
	return [
		...[...text.matchAll(/`([a-z][\w-]*-\$\{[^`\s]+)`/gu)].map(([, key]) => shape(key!)),
		...[...text.matchAll(/"([a-z][\w-]*-\{[\w.]*\})"/gu)].map(([, key]) => shape(key!)),
		...[...text.matchAll(families)].map(([, family]) => shape(`${family}-{}`)),
	];
}

/** The words of a union in the generated bindings. */
function unionOf(name: string): string[] {
	const bindings = readFileSync(join(ui, 'src/bindings/index.ts'), 'utf8').replace(
		/\/\*\*.*?\*\//gsu,
		'',
	);
	const body = new RegExp(`export type ${name} =([^;]*);`, 'u').exec(bindings)?.[1] ?? '';
	const words = [...body.matchAll(/"(\w+)"/gu)];
	return words.map(([, word]) => word!).filter((word) => word !== 'kind');
}

/** Keys that are put together from a code, each with the codes that there are. */
const families: Record<string, string[]> = {
	'end-': unionOf('EndCode'),
	'reason-': unionOf('ReasonCode'),
	'refusal-': unionOf('RefusalCode'),
	'outcome-': unionOf('OutcomeView'),
	'grade-': unionOf('Grade'),
	'call-held-': unionOf('HeldBy'),
	'class-': unionOf('ClassView'),
	'ticket-': ['queued', 'creating', 'attaching', 'filed', 'refused'],
	'registration-': ['disabled', 'direct', 'registering', 'registered', 'waiting'],
	'call-': ['dialling', 'offered', 'talking', 'ended'],
	'announce-': ['dialling', 'ringing', 'talking', 'held', 'ended'],
	'affects-': unionOf('AffectsView'),
	'works-': unionOf('WorksView'),
	'direction-': unionOf('DirectionView'),
	'transport-': unionOf('TransportView'),
	'language-': unionOf('LanguageView'),
	'theme-': unionOf('ThemeView'),
	'filter-': unionOf('RecordFilter'),
	'codec-': unionOf('CodecView').flatMap((codec) => [codec, `${codec}-about`]),
	'proposals-': unionOf('TransferRequestsView'),
	'transfer-': ['asked', 'trying', 'ringing', 'failed'],
	'lamp-': ['unknown', 'idle'],
	'place-': ['unknown', 'free'],
	'disturb-': unionOf('DisturbManner'),
	'forward-': unionOf('ForwardWhen'),
	'call-back-': ['waiting', 'free', 'atSystem', 'calling'],
	'call-back-why-': unionOf('CallBackWhy'),
	'call-back-over-': unionOf('CallBackEnd'),
	'emergency-by-': unionOf('EmergencyByView'),
	'emergency-': ['elsewhere', 'unknown'],
	'notice-': [
		'transferFailed',
		'serviceRefused',
		'callBackFree',
		'callBackOver',
		'emergencyTried',
		'undisturbed',
		'deviceLost',
		'storageFailed',
		'saved',
		'reportNews',
		'promiseNear',
	],
	'kind-': unionOf('KindView'),
	'stage-': unionOf('StageView'),
	'side-': unionOf('SideView'),
	'outcome-of-': [...unionOf('OutcomeCode'), 'running', 'waiting'],
	'promise-': ['reaction', 'update', 'restoration'],
	'promised-': ['reaction', 'update', 'restoration'],
	'counts-': ['business', 'wall'],
	'note-': [
		'handover',
		'known-issue',
		'quality',
		'duty',
		'ask',
		'third-party',
		'remote-access',
		'self-check',
		'emergency',
		'monitoring',
		'scope',
		'handling',
	],
	'paused-': ['customer', 'third-party', 'appointment'],
	'way-': ['ticket', 'mail', 'telephone', 'reseller'],
	'chargeable-': ['yes', 'unknown'],
	'keep-': ['numbers', 'names', 'hosts', 'addresses'],
	'security-': ['starttls', 'tls', 'none'],
	'group-': [...groups],
	'desk-': [...deskKinds],
	'desk-invalid-': [...fieldNames],
	'demo-role-': [
		'echo',
		'speaks',
		'speaksToo',
		'busy',
		'busyForNow',
		'neverAnswers',
		'callsBack',
		'ringsColleague',
		'transfersYou',
		'holdsYou',
		'takesTransfers',
		'refusesTransfers',
		'earlyMedia',
		'redirects',
		'callsForService',
		'leavesMessage',
		'answeringMachine',
		'intercom',
		'operator',
		'group',
		'parkPlace',
		'mailbox',
		'user',
	],
};

describe('catalogues', () => {
	it.each(files)('%s says the same with the same values in every language', (file) => {
		const [first, ...others] = languages.map((language) => read(textOf(language, file)));

		expect(Object.keys(first!).length).toBeGreaterThan(10);
		for (const other of others) {
			expect(other).toEqual(first);
		}
	});

	it.each(files)('%s has no line that its reader skips', (file) => {
		for (const language of languages) {
			const text = textOf(language, file);
			const written = [...text.matchAll(/^([a-zA-Z][\w-]*) *=/gmu)].map(([, key]) => key);
			expect(Object.keys(read(text))).toEqual(written);
		}
	});

	it('has words for every key that the window asks for', () => {
		const known = { ...read(textOf('en', 'codes.ftl')), ...read(textOf('en', 'window.ftl')) };
		const asked = sources(join(ui, 'src'))
			.flatMap((source) => [...source.matchAll(/\bsay\(\s*'([^']+)'/gu)])
			.map(([, key]) => key!);

		expect(asked.length).toBeGreaterThan(150);
		expect(asked.filter((key) => !(key in known))).toEqual([]);
	});

	it('has words for every key that the program asks for', () => {
		const known = { ...read(textOf('en', 'codes.ftl')), ...read(textOf('en', 'program.ftl')) };
		const program = join(ui, '../src-tauri/src');
		const asked = readdirSync(program, { recursive: true, encoding: 'utf8' })
			.filter((path) => path.endsWith('.rs'))
			.map((path) => readFileSync(join(program, path), 'utf8'))
			.flatMap((source) => [...source.matchAll(/\b(?:say|tell)\(\s*"([\w-]+)"/gu)])
			.map(([, key]) => key!);

		expect(asked.length).toBeGreaterThan(10);
		expect(asked.filter((key) => !(key in known))).toEqual([]);
	});

	it('has words for every code of the contract', () => {
		const known = { ...read(textOf('en', 'codes.ftl')), ...read(textOf('en', 'window.ftl')) };
		const wanted = Object.entries(families).flatMap(([family, codes]) => {
			expect(codes.length, family).toBeGreaterThan(1);
			return codes.map((code) => family + code);
		});

		expect(wanted.filter((key) => !(key in known))).toEqual([]);
	});

	it.each(['reason-', 'refusal-', 'grade-', 'stage-', 'side-'])(
		'has no words for a code %s… that the contract does not know',
		(family) => {
			const written = Object.keys(read(textOf('en', 'codes.ftl')));
			const codes = written.filter((key) => key.startsWith(family));

			expect(codes.map((key) => key.slice(family.length)).sort()).toEqual(
				families[family]!.toSorted(),
			);
		},
	);

	it.each(files)('%s keeps no words that nobody says', (file) => {
		const window = sources(join(ui, 'src')).join('\n');
		const program = sources(join(ui, '../src-tauri/src'), /\.rs$/u).join('\n');
		const all = { 'window.ftl': window, 'program.ftl': program }[file] ?? window + program;
		const shapes = shapesIn(all);
		const idle = Object.keys(read(textOf('en', file))).filter(
			(key) =>
				!all.includes(`'${key}'`) &&
				!all.includes(`"${key}"`) &&
				!shapes.some((shape) => shape.test(key)),
		);

		expect(idle).toEqual([]);
	});
});

describe('words', () => {
	it('speaks the language it is told to', () => {
		const words = new Words();

		words.speak('de');
		expect(words.say('hang-up')).toBe('Auflegen');
		words.speak('en');
		expect(words.say('hang-up')).toBe('Hang up');
	});

	it('counts as the language counts', () => {
		const words = new Words();
		words.speak('de');

		expect(words.say('missed-line', { count: 1 })).toBe('1 verpasster Anruf');
		expect(words.say('missed-line', { count: 1200 })).toBe('1.200 verpasste Anrufe');
	});

	it('shows a missing key rather than nothing', () => {
		expect(new Words().say('no-such-words')).toBe('no-such-words');
	});

	it.each([
		['de', 'de'],
		['de_AT.UTF-8', 'de'],
		['fr-CH', 'en'],
		['', 'en'],
	])('takes the system language %s as %s', (system, language) => {
		expect(languageFor(system)).toBe(language);
	});
});
