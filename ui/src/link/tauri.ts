/** The link of the program: generated commands and one ordered channel. */

import { Channel } from '@tauri-apps/api/core';

import { commands, type Change } from '@/bindings';

import type { Link } from './link';

export const link: Link = {
	async perform(command) {
		const answer = await commands.perform(command);
		return answer.status === 'ok' ? null : answer.error;
	},

	async history(query) {
		const answer = await commands.history(query);
		return answer.status === 'ok' ? answer.data : { refusal: answer.error };
	},

	async evidence(query) {
		const answer = await commands.evidence(query);
		return answer.status === 'ok' ? answer.data : { refusal: answer.error };
	},

	changes(listener) {
		const channel = new Channel<Change>();
		channel.onmessage = listener;
		void commands.watch(channel);
	},
};
