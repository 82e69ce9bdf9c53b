/**
 * Key combinations: how they are written (`Strg+K`, `Alt+1`, `F6`), matched and told to screen readers. Single letters
 * count only where the person switched them on (WCAG 2.1.4) and never while a text is being typed.
 */

/** The part of a KeyboardEvent that matters. */
export interface Druck {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

const NAMEN: Record<string, string> = {
  Enter: 'enter',
  Esc: 'escape',
  Entf: 'delete',
  Auf: 'arrowup',
  Ab: 'arrowdown',
};
const ARIA: Record<string, string> = { Strg: 'Control', Alt: 'Alt', Umschalt: 'Shift', Esc: 'Escape', Entf: 'Delete' };

/** Whether `druck` is the combination. Digits and letters go by the key's place where Alt changes the sign. */
export function trifft(taste: string, druck: Druck): boolean {
  const teile = taste.split('+');
  const letzter = teile.at(-1) ?? '';
  if (teile.includes('Strg') !== (druck.ctrlKey || druck.metaKey)) return false;
  if (teile.includes('Alt') !== druck.altKey) return false;
  const zeichen = letzter.length === 1 && !/[a-z0-9]/i.test(letzter);
  if (!zeichen && teile.includes('Umschalt') !== druck.shiftKey) return false;
  const gesucht = NAMEN[letzter] ?? letzter.toLowerCase();
  if (druck.key.toLowerCase() === gesucht) return true;
  if (!druck.altKey || !/^[a-z0-9]$/.test(gesucht)) return false;
  return druck.code === (/\d/.test(gesucht) ? `Digit${gesucht}` : `Key${gesucht.toUpperCase()}`);
}

/** For `aria-keyshortcuts`. */
export function ariaTaste(taste: string): string {
  return taste
    .split('+')
    .map((t) => ARIA[t] ?? t)
    .join('+');
}

/** True in a place where letters are text. */
export function schreibtGerade(ziel: EventTarget | null): boolean {
  if (!(ziel instanceof HTMLElement)) return false;
  if (ziel.isContentEditable || ziel instanceof HTMLTextAreaElement || ziel instanceof HTMLSelectElement) return true;
  return ziel instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(ziel.type);
}
