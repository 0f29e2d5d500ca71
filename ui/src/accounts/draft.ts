/** An account as it is filled in: text in every field, and back to what the program takes. */

import type { AccountDraft, AccountView, Refusal, TransportView } from '@/bindings';

import { plainAddress } from './standing';

export interface Filling {
	address: string;
	password: string;
	label: string;
	displayName: string;
	authUser: string;
	registrar: string;
	outboundProxy: string;
	transport: TransportView;
	registers: boolean;
	lifetimeS: string;
	caFile: string;
}

export type FieldName = keyof Filling;

export function fillingOf(account: AccountView | null): Filling {
	const plain = account ? plainAddress(account.address) : '';
	return {
		address: account?.address.startsWith('sips:') ? account.address : plain,
		password: '',
		label: account && account.label !== plain ? account.label : '',
		displayName: account?.displayName ?? '',
		authUser: account?.authUser ?? '',
		registrar: account?.registrar ?? '',
		outboundProxy: account?.outboundProxy ?? '',
		transport: account?.transport ?? 'automatic',
		registers: account?.registers ?? true,
		lifetimeS: String(account?.lifetimeS ?? 600),
		caFile: account?.caFile ?? '',
	};
}

function filled(text: string): string | null {
	return text.trim() || null;
}

export function draftOf(filling: Filling, account: AccountView | null): AccountDraft {
	return {
		id: account?.id ?? null,
		label: filled(filling.label),
		address: filling.address.trim(),
		displayName: filled(filling.displayName),
		authUser: filled(filling.authUser),
		password: filling.password === '' ? null : filling.password,
		registrar: filled(filling.registrar),
		outboundProxy: filled(filling.outboundProxy),
		transport: filling.transport,
		registers: filling.registers,
		enabled: account?.enabled ?? true,
		lifetimeS: Number.parseInt(filling.lifetimeS, 10) || 0,
		caFile: filled(filling.caFile),
	};
}

const fields: Record<FieldName, true> = {
	address: true,
	password: true,
	label: true,
	displayName: true,
	authUser: true,
	registrar: true,
	outboundProxy: true,
	transport: true,
	registers: true,
	lifetimeS: true,
	caFile: true,
};

/** The field that a refusal is about, when it is about one. */
export function fieldOf(refusal: Refusal | null): FieldName | null {
	if (refusal?.code === 'duplicateAccount') {
		return 'address';
	}
	if (refusal?.code !== 'invalidField') {
		return null;
	}
	// What follows a colon is for the log.
	const [field = ''] = refusal.subject.split(':');
	const name = field.replace(/_([a-z])/gu, (_, letter: string) => letter.toUpperCase());
	return name in fields ? (name as FieldName) : null;
}

/** Those that stand in the folded part of the form. */
export const FOLDED: readonly FieldName[] = [
	'authUser',
	'registrar',
	'outboundProxy',
	'transport',
	'registers',
	'lifetimeS',
	'caFile',
];
