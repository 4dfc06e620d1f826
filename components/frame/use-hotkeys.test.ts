import { describe, expect, it } from 'vitest';
import { currentPage } from './page-name';
import { chordOf } from './use-hotkeys';

const press = (key: string, held: Partial<Record<'metaKey' | 'ctrlKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  chordOf({ key, metaKey: false, ctrlKey: false, altKey: false, shiftKey: false, ...held });

describe('chordOf', () => {
  it('names keys as the pages list them', () => {
    expect(press('j')).toBe('j');
    expect(press('/')).toBe('/');
    expect(press('Enter')).toBe('enter');
    expect(press('ArrowDown')).toBe('arrowdown');
  });

  it('takes Command and Control for the same key', () => {
    expect(press('k', { metaKey: true })).toBe('mod+k');
    expect(press('K', { ctrlKey: true, shiftKey: true })).toBe('mod+shift+k');
  });

  it('does not ask for Shift where the character already says it', () => {
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press('N', { shiftKey: true })).toBe('shift+n');
  });
});

describe('currentPage', () => {
  const links = [
    { page: 'connect', href: '/' },
    { page: 'requests', href: '/requests' },
    { page: 'approvals', href: '/approvals' },
  ] as const;

  it('finds the page that a deeper address belongs to', () => {
    expect(currentPage(links, '/requests/R-1087')?.page).toBe('requests');
    expect(currentPage(links, '/')?.page).toBe('connect');
  });

  it('does not take a likeness for a child', () => {
    expect(currentPage(links, '/requests-archive')).toBeUndefined();
  });
});
