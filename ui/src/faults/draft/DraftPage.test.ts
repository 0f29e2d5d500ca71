/** Writing a report: what the program knows is there, what must not leave stays. */

import { screen, waitFor, within } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';

import type { DraftView, Snapshot } from '@/bindings';
import { ago, HOUR, record } from '@/link/cast';
import { draft, hotline, provider, providers } from '@/link/castFaults';
import { stage } from '@/shared/testing/stage';

import DraftPage from './DraftPage.svelte';

function write(changed: Partial<DraftView> = {}, more: Partial<Snapshot> = {}) {
	const view = draft({ what: 'Calls break off', ...changed });
	const props = { draft: view, onsent: vi.fn(), onsettings: vi.fn() };
	const staged = stage(DraftPage, props, { draft: view, providers: providers(), ...more });
	return { ...staged, ...props };
}

const what = () => screen.getByRole('textbox', { name: 'What is wrong?' });
const send = () => screen.getByRole('button', { name: 'Send report' });
const group = (name: RegExp) => within(screen.getByRole('group', { name }));

it('has the focus in the words, after what is there already', async () => {
	write();

	await waitFor(() => expect(what()).toHaveFocus());
	expect(what()).toHaveValue('Calls break off');
});

it('is sent by one press when it is filled in', async () => {
	const { link, user, onsent } = write();

	await user.click(send());

	expect(link.commands).toEqual([{ kind: 'sendReport' }]);
	expect(onsent).toHaveBeenCalledWith('d1');
});

it('is sent from the words by Ctrl+Enter', async () => {
	const { link, user } = write();

	await user.type(what(), '{Control>}{Enter}{/Control}');

	expect(link.commands).toEqual([{ kind: 'sendReport' }]);
});

it('tells what was typed before it sends', async () => {
	const { link, user } = write();

	await user.type(what(), ' again');
	await user.click(send());

	expect(link.commands).toEqual([
		{ kind: 'editReport', edit: { what: 'Calls break off again' } },
		{ kind: 'sendReport' },
	]);
});

it('sends nothing that the program did not take over', async () => {
	const { link, user, onsent } = write();
	link.answer = () => ({ code: 'storageFailed', subject: 'the disk is full' });

	await user.type(what(), ' again');
	await user.click(send());

	expect(link.commands.map(({ kind }) => kind)).not.toContain('sendReport');
	expect(onsent).not.toHaveBeenCalled();
	expect(what()).toHaveValue('Calls break off again');
	expect(
		await screen.findByText('The local database cannot be read or written: the disk is full'),
	).toBeVisible();
});

it('asks for a few words before it sends anything', async () => {
	const { link, user } = write({ what: '' });

	await user.click(send());

	expect(link.commands).toEqual([]);
	expect(what()).toBeInvalid();
	expect(what()).toHaveFocus();
	expect(screen.getByText('Describe in a few words what is wrong')).toBeVisible();
});

it('marks what the program filled in', () => {
	write({ prefilled: ['works', 'failing_percent'] });

	expect(screen.getByRole('group', { name: /What still works\?.*filled in/u })).toBeVisible();
	expect(screen.getByRole('group', { name: 'Whom does it affect?' })).toBeVisible();
	expect(screen.getByLabelText(/How many calls fail/u)).toHaveAccessibleDescription(
		/filled in by the program/u,
	);
});

it('builds each answer on the ones before, also before the program has told them', async () => {
	const { link, user } = write();

	await user.click(group(/Whom/u).getByRole('radio', { name: 'Everyone' }));
	await user.click(group(/What still works/u).getByRole('radio', { name: 'Nothing works' }));

	expect(link.commands).toMatchObject([
		{ kind: 'editReport', edit: { answers: { affects: 'everyone', works: 'partly' } } },
		{ kind: 'editReport', edit: { answers: { affects: 'everyone', works: 'nothing' } } },
	]);
});

it('loses no answer to a change that was under way before it', async () => {
	const { link, user } = write();
	link.answer = () => {
		// What was collected meanwhile: a view from before the answer.
		link.tell({ kind: 'draftChanged', draft: draft({ what: 'Calls break off' }) });
		return null;
	};

	await user.click(group(/Whom/u).getByRole('radio', { name: 'Everyone' }));
	expect(group(/Whom/u).getByRole('radio', { name: 'Everyone' })).toBeChecked();
	await user.click(group(/What still works/u).getByRole('radio', { name: 'Nothing works' }));

	expect(link.commands.at(-1)).toMatchObject({
		edit: { answers: { affects: 'everyone', works: 'nothing' } },
	});
});

it('shows what the program has once it has had its say', async () => {
	const { link, user } = write();
	await user.click(group(/Whom/u).getByRole('radio', { name: 'Everyone' }));
	const several = group(/Whom/u).getByRole('radio', { name: 'Several' });

	link.tell({ kind: 'draftChanged', draft: draft() }, { kind: 'draftChanged', draft: draft() });

	await waitFor(() => expect(several).toBeChecked());
});

it('shows again what is set when an answer is refused', async () => {
	const { link, user } = write();
	link.answer = () => ({ code: 'noDraft', subject: '' });

	await user.click(group(/Whom/u).getByRole('radio', { name: 'Everyone' }));

	await waitFor(() => expect(group(/Whom/u).getByRole('radio', { name: 'Several' })).toBeChecked());
	expect(screen.getByText('No report is being written')).toBeVisible();
});

it('takes a share of failing calls only from 0 to 100', async () => {
	const { link, user } = write();
	await user.click(screen.getByText(/More exactly/u));
	const field = screen.getByLabelText(/How many calls fail/u);

	await user.clear(field);
	await user.type(field, '140{Tab}');
	expect(await screen.findByText('A number from 0 to 100')).toBeVisible();
	await user.clear(field);
	await user.type(field, '62,5{Tab}');

	expect(link.commands.at(-1)).toMatchObject({ edit: { answers: { failingPercent: 62.5 } } });
});

it('gives the reason for the class, its promises and what it costs', () => {
	write({ chargeable: 'yes' });

	expect(screen.getByText('Because: 41 % fail, which is more than 30 % (S0-15)')).toBeVisible();
	expect(screen.getAllByText(/^Somebody begins by/u)[0]).toBeVisible();
	expect(screen.getByText('Chargeable')).toBeVisible();
});

it('overrules the class only with a comment', async () => {
	const { link, user } = write();

	await user.click(screen.getByRole('button', { name: 'I see it differently' }));
	await user.click(screen.getByRole('radio', { name: /^FK1/u }));
	await user.click(screen.getByRole('button', { name: 'Take over' }));
	expect(link.commands).toEqual([]);
	expect(screen.getByRole('textbox', { name: 'Why?' })).toBeInvalid();

	await user.type(screen.getByRole('textbox', { name: 'Why?' }), 'The emergency desk is cut off');
	await user.click(screen.getByRole('button', { name: 'Take over' }));

	expect(link.commands).toEqual([
		{
			kind: 'editReport',
			edit: { overrule: { grade: 'FK1', comment: 'The emergency desk is cut off' } },
		},
	]);
});

it('goes back to the rule', async () => {
	const { link, user } = write({ overrule: { grade: 'FK1', comment: 'Cut off' } });

	expect(screen.getByText('Your opinion: Cut off')).toBeVisible();
	await user.click(screen.getByRole('button', { name: 'Back to the rule' }));

	expect(link.commands).toEqual([{ kind: 'editReport', edit: { followRule: true } }]);
});

it('stops at a secret, says where it is, and takes its line out', async () => {
	const { link, user, onsent } = write({ secrets: [{ file: 'call-record.txt', line: 47 }] });

	await user.click(send());

	expect(link.commands).toEqual([]);
	expect(onsent).not.toHaveBeenCalled();
	expect(screen.getByText(/^Not sent: something that looks like a secret/u)).toBeVisible();
	expect(screen.getByText('Record of the call, line 47')).toBeVisible();
	await user.click(screen.getByRole('button', { name: 'Take the line out' }));
	expect(link.commands).toEqual([
		{ kind: 'includeLine', file: 'call-record.txt', line: 47, included: false },
	]);
});

it('leads to the person’s own words when the secret is there', async () => {
	const { user } = write({ secrets: [{ file: '', line: 1 }] });

	await user.click(screen.getByRole('button', { name: 'To my words' }));

	expect(what()).toHaveFocus();
});

it('lets the program decide about words that have changed since', async () => {
	const { link, user, onsent } = write({ secrets: [{ file: '', line: 1 }] });
	link.answer = (command) =>
		command.kind === 'sendReport' ? { code: 'secretInReport', subject: 'line 1' } : null;

	await user.type(what(), ' – password: hunter2');
	await user.click(send());
	expect(await screen.findByText(/^Not sent: something that looks like a secret/u)).toBeVisible();
	expect(onsent).not.toHaveBeenCalled();

	link.answer = () => null;
	await user.clear(what());
	await user.type(what(), 'Calls break off');
	await user.click(send());

	expect(onsent).toHaveBeenCalledWith('d1');
});

it('takes a file out and puts it back', async () => {
	const { link, user } = write();

	await user.click(screen.getByRole('switch', { name: 'Registrations goes along' }));

	expect(link.commands).toEqual([
		{ kind: 'includeFile', file: 'registrations.txt', included: false },
	]);
});

it('keeps numbers in the clear when the person wants it', async () => {
	const { link, user } = write();

	await user.click(screen.getByText(/are replaced by labels/u));
	await user.click(screen.getByRole('switch', { name: 'Show telephone numbers' }));

	expect(link.commands).toEqual([
		{
			kind: 'editReport',
			edit: { keep: { numbers: true, names: false, hosts: false, addresses: false } },
		},
	]);
});

it('opens a file, searches it and takes a line out', async () => {
	const { link, user } = write();
	link.files = { 'call-record.txt': 'INVITE <number-1>\n200 OK\nBYE <number-1>\n' };

	await user.click(screen.getByRole('button', { name: 'Record of the call' }));
	const reader = within(await screen.findByRole('dialog', { name: 'Record of the call' }));
	expect(await reader.findByText('200 OK')).toBeVisible();
	await user.type(reader.getByRole('searchbox', { name: 'Search in this file' }), 'number bye');

	expect(await reader.findByText('1 line found')).toBeVisible();
	await user.click(await reader.findByRole('button', { name: 'Take out line 3' }));
	expect(link.commands).toEqual([
		{ kind: 'includeLine', file: 'call-record.txt', line: 3, included: false },
	]);
	expect(link.looks.at(-1)).toMatchObject({ report: null, search: 'number bye' });
});

it('says why a file cannot be read', async () => {
	const { user } = write();

	await user.click(screen.getByRole('button', { name: 'Registrations' }));

	expect(await screen.findByText('No such file in the report: registrations.txt')).toBeVisible();
});

it('asks to join an open report of the same fault', async () => {
	const { link, user, onsent } = write({
		similar: { report: 'p1', reference: '4711', what: 'Calls break off', createdAt: ago(HOUR) },
	});

	expect(screen.getByText('The same fault is already reported: 4711')).toBeVisible();
	await user.click(screen.getByRole('button', { name: 'Add me to it' }));

	expect(link.commands).toEqual([{ kind: 'joinReport', report: 'p1' }]);
	expect(onsent).toHaveBeenCalledWith('p1');
});

it('shows planned work, and questions a fault within it', () => {
	write({
		maintenance: {
			startsAt: ago(HOUR),
			endsAt: ago(-HOUR),
			summary: 'Update of the SBC',
			isNow: true,
		},
		assessment: {
			grade: 'FK1',
			class: 'FK1',
			rule: { code: 'total-outage', args: {} },
			questioned: { code: 'planned-maintenance', args: {} },
		},
	});

	expect(screen.getByText('Planned maintenance is under way')).toBeVisible();
	expect(screen.getByText('Planned maintenance is under way. Is it really a fault?')).toBeVisible();
});

it('says which settings of the contract are missing and leads to them', async () => {
	const { user, onsettings } = write({ missing: ['service_hours', 'state'] });

	expect(screen.getByText('2 settings of the contract are missing')).toBeVisible();
	await user.click(screen.getByRole('button', { name: 'Set it' }));

	expect(onsettings).toHaveBeenCalled();
});

it('announces that the hotline must be called', () => {
	write({
		channels: [
			{ kind: 'telephone', demanded: true, target: '+495401858339', rule: 'fk1-outside-hours' },
		],
	});

	expect(screen.getByText(`Call ${hotline().written} after sending`)).toBeVisible();
	expect(screen.getByText('demanded by the contract')).toBeVisible();
});

it('works without a contract', async () => {
	const { link, user } = write(
		{ promises: [], channels: [] },
		{ providers: providers({ chosen: null }) },
	);

	expect(screen.getByText(/No contract is chosen, so no times/u)).toBeVisible();
	await user.click(send());

	expect(link.commands).toEqual([{ kind: 'sendReport' }]);
});

it('names the call that it is about', async () => {
	const view = draft({ recordId: 'r7' });
	const { link } = stage(
		DraftPage,
		{ draft: view, onsent: vi.fn(), onsettings: vi.fn() },
		{ draft: view },
		(recorded) => (recorded.records = [record({ id: 'r7' })]),
	);

	expect(await screen.findByText(/It is about the call with Ute Lindner/u)).toBeVisible();
	expect(link.queries).toHaveLength(1);
});

it('saves as a file at any time', async () => {
	const { link, user } = write();

	await user.click(screen.getByRole('button', { name: 'Save as file' }));

	expect(link.commands).toEqual([{ kind: 'saveReport' }]);
});

it('throws away only after asking', async () => {
	const { link, user } = write();

	await user.click(screen.getByRole('button', { name: 'Discard' }));
	const dialog = within(await screen.findByRole('dialog'));
	expect(dialog.getByRole('button', { name: 'Cancel' })).toHaveFocus();
	expect(link.commands).toEqual([]);
	await user.click(dialog.getByRole('button', { name: 'Discard' }));

	expect(link.commands).toEqual([{ kind: 'discardReport' }]);
});

it('offers the words of the contract', async () => {
	const { user } = write({}, { providers: providers({ list: [provider()] }) });

	await user.click(screen.getByText('What FK2 means in the contract'));

	expect(screen.getByText(/More than 30 % of the connections/u)).toBeVisible();
});
