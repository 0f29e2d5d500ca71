/** Opens the main window. */

import { mount } from 'svelte';

import '@/shared/tokens.css';
import '@/shared/base.css';
import { openLink } from '@/link/open';
import { Session } from '@/stores/session.svelte';
import Main from '@/windows/main/Main.svelte';
import { keepManners } from '@/windows/manners';

keepManners();
const session = new Session(await openLink()).start();
mount(Main, { target: document.querySelector('#window')!, props: { session } });
