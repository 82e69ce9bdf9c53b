/**
 * Key combinations meet exactly what they name.
 */
import { describe, expect, it } from 'vitest';
import { ariaTaste, type Druck, trifft } from './tasten.ts';

const druck = (key: string, mehr: Partial<Druck> = {}): Druck => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...mehr,
});

describe('keys', () => {
  it('meets a combination only with exactly its modifiers', () => {
    expect(trifft('Strg+K', druck('k', { ctrlKey: true }))).toBe(true);
    expect(trifft('Strg+K', druck('k'))).toBe(false);
    expect(trifft('Strg+K', druck('k', { ctrlKey: true, altKey: true }))).toBe(false);
    expect(trifft('Umschalt+F6', druck('F6', { shiftKey: true }))).toBe(true);
    expect(trifft('F6', druck('F6', { shiftKey: true }))).toBe(false);
  });
  it('finds Alt with a letter by the place of the key, whatever sign Alt makes of it', () => {
    expect(trifft('Alt+1', druck('¡', { altKey: true, code: 'Digit1' }))).toBe(true);
    expect(trifft('Alt+A', druck('å', { altKey: true, code: 'KeyA' }))).toBe(true);
  });
  it('meets a sign that needs Shift on some keyboards and not on others', () => {
    expect(trifft('?', druck('?', { shiftKey: true }))).toBe(true);
    expect(trifft('?', druck('?'))).toBe(true);
  });
  it('tells screen readers in their own words', () => {
    expect(ariaTaste('Strg+Umschalt+F6')).toBe('Control+Shift+F6');
  });
});
