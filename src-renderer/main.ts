/**
 * Begins the window: style sheets, state, the line to the workspace, the first view. Everything that comes from the
 * surroundings (clock, storage, line) is handed in here and nowhere else.
 */
import './stil/schrift.css';
import './stil/kern.css';
import './stil/dichte.css';
import './stil/grund.css';
import { mount } from 'svelte';
import FensterAnsicht from './ansichten/Fenster.svelte';
import { systemUhr } from './bridge/system.ts';
import { oeffneVerbindung } from './bridge/verbindung.ts';
import { Einstellungen } from './zustand/einstellungen.svelte.ts';
import { Fenster } from './zustand/fenster.svelte.ts';

const ziel = document.getElementById('fenster');
if (!ziel) throw new Error('index.html hat kein Element #fenster');

const einstellungen = new Einstellungen(localStorage, matchMedia('(prefers-color-scheme: dark)'));
const fenster = new Fenster(oeffneVerbindung, systemUhr, einstellungen);
mount(FensterAnsicht, { target: ziel, props: { fenster } });
fenster.beginne();
