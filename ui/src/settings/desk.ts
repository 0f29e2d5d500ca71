/** A ticket desk as it is filled in: text in every field, and back to what the program takes. */

import type { Refusal, TicketDeskDraft, TicketDeskView } from '@/bindings';

export type DeskKind = TicketDeskView['kind'];

export const deskKinds: DeskKind[] = [
	'file',
	'requestTracker',
	'redmine',
	'mail',
	'jira',
	'zammad',
	'znuny',
];

export const fieldNames = [
	'folder',
	'url',
	'queue',
	'project',
	'tracker',
	'server',
	'port',
	'security',
	'user',
	'from',
	'to',
	'serviceDesk',
	'requestType',
	'group',
	'webService',
	'token',
	'caFile',
] as const;
export type DeskField = (typeof fieldNames)[number];

export type DeskFilling = { kind: DeskKind } & Record<DeskField, string>;

/** What each kind asks for, in the order in which it is shown. */
export const fieldsOf: Record<DeskKind, DeskField[]> = {
	file: ['folder'],
	requestTracker: ['url', 'queue', 'token', 'caFile'],
	redmine: ['url', 'project', 'tracker', 'token', 'caFile'],
	mail: ['server', 'port', 'security', 'from', 'to', 'user', 'token', 'caFile'],
	jira: ['url', 'serviceDesk', 'requestType', 'user', 'token', 'caFile'],
	zammad: ['url', 'group', 'token', 'caFile'],
	znuny: ['url', 'webService', 'queue', 'user', 'token', 'caFile'],
};

/** An example in the place of what is still to be typed. */
export const examples: Partial<Record<DeskField, string>> = {
	url: 'https://tickets.example.org',
	queue: 'Telephony',
	project: 'telephony',
	server: 'mail.example.org',
	port: '587',
	from: 'telephony@example.org',
	group: 'Users',
	webService: 'GenericTicketConnectorREST',
	serviceDesk: '3',
	requestType: '25',
};

export function fillingOf(desk: TicketDeskView): DeskFilling {
	const empty = Object.fromEntries(fieldNames.map((name) => [name, ''])) as Record<
		DeskField,
		string
	>;
	const known = Object.entries(desk)
		.filter(([name, value]) => name in empty && value !== null)
		.map(([name, value]) => [name, String(value)]);
	return {
		...empty,
		security: 'starttls',
		...(Object.fromEntries(known) as Partial<Record<DeskField, string>>),
		kind: desk.kind,
	};
}

const filled = (text: string) => text.trim() || null;

export function draftOf(filling: DeskFilling): TicketDeskDraft {
	const shared = {
		caFile: filled(filling.caFile),
		// Blanks may be part of a password.
		token: filling.token === '' ? null : filling.token,
	};
	const url = filling.url.trim();
	switch (filling.kind) {
		case 'file':
			return { kind: 'file', folder: filled(filling.folder) };
		case 'requestTracker':
			return { kind: 'requestTracker', url, queue: filling.queue.trim(), ...shared };
		case 'redmine':
			return {
				kind: 'redmine',
				url,
				project: filling.project.trim(),
				tracker: filled(filling.tracker),
				...shared,
			};
		case 'mail':
			return {
				kind: 'mail',
				server: filling.server.trim(),
				port: filling.port.trim() === '' ? null : Number.parseInt(filling.port, 10) || 0,
				security: filling.security,
				user: filled(filling.user),
				from: filling.from.trim(),
				to: filled(filling.to),
				...shared,
			};
		case 'jira':
			return {
				kind: 'jira',
				url,
				serviceDesk: filling.serviceDesk.trim(),
				requestType: filling.requestType.trim(),
				user: filled(filling.user),
				...shared,
			};
		case 'zammad':
			return { kind: 'zammad', url, group: filling.group.trim(), ...shared };
		case 'znuny':
			return {
				kind: 'znuny',
				url,
				webService: filling.webService.trim(),
				user: filling.user.trim(),
				queue: filling.queue.trim(),
				...shared,
			};
		default:
			return filling.kind satisfies never;
	}
}

/** The field that a refusal is about; what follows a colon is for the log. */
export function fieldOf(refusal: Refusal | null): DeskField | null {
	if (refusal?.code !== 'invalidField') {
		return null;
	}
	const [subject = ''] = refusal.subject.split(':');
	const name = subject.replace(/_([a-z])/gu, (_, letter: string) => letter.toUpperCase());
	return fieldNames.find((field) => field === name) ?? null;
}
