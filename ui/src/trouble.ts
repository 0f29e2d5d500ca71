/** Opens the window that says why the program cannot start. Nothing runs behind it. */

import { mount } from 'svelte';

import '@/shared/tokens.css';
import '@/shared/base.css';
import { languageFor, words } from '@/shared/words/words.svelte';
import { keepManners } from '@/windows/manners';
import Trouble from '@/windows/trouble/Trouble.svelte';
import { readTrouble } from '@/windows/trouble/trouble';

keepManners();
const trouble = readTrouble(new URLSearchParams(location.search));
const language = languageFor(trouble.language);
words.speak(language);
document.documentElement.lang = language;
mount(Trouble, { target: document.querySelector('#window')!, props: { trouble } });
