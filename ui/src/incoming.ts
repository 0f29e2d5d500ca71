/** Opens the small window for calls that ring here. */

import { mount } from 'svelte';

import '@/shared/tokens.css';
import '@/shared/base.css';
import { openLink } from '@/link/open';
import { Session } from '@/stores/session.svelte';
import Incoming from '@/windows/incoming/Incoming.svelte';
import { keepManners } from '@/windows/manners';

keepManners();
const session = new Session(await openLink()).start();
mount(Incoming, { target: document.querySelector('#window')!, props: { session } });
